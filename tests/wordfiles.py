"""What every Word file of the portal must have, whatever is in it."""

import io

from docx import Document
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm

TYPEFACE = "TH SarabunPSK"
#: The order in which Word wants what is told of a section.
SECTION = [
    "headerReference",
    "footerReference",
    "type",
    "pgSz",
    "pgMar",
    "pgNumType",
    "cols",
    "titlePg",
    "docGrid",
]


def word(content: bytes) -> WordFile:
    """The file, read; it is Thai, A4, in the office's typeface, and Word can find its way in it."""
    file = Document(io.BytesIO(content))
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _is_thai(defaults)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "List Number", "Caption"):
        _is_thai(file.styles[name].element.rPr)
    settings = file.settings.element.find(qn("w:themeFontLang"))
    assert settings.get(qn("w:bidi")) == "th-TH"
    assert file.core_properties.language == "th-TH"
    assert file.core_properties.title
    assert "python-docx" not in file.core_properties.comments + file.core_properties.author
    _knows_another_typeface(file)
    for section in file.sections:
        assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
        told = [child.tag.rpartition("}")[2] for child in section._sectPr]
        assert told == sorted(told, key=SECTION.index)
        assert told.count("pgNumType") <= 1
    assert [line for line in file.paragraphs if line.style.name.startswith("Heading")]
    room = Cm(16.1)
    for table in file.tables:
        if table.style.name == "Table Grid" and len(table.columns) > 2:
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(column.width for column in table.columns) <= room
    for run in file.element.body.iter(qn("w:r")):
        properties = run.rPr
        if properties is not None and properties.find(qn("w:sz")) is not None:
            assert properties.find(qn("w:szCs")) is not None, run.text
        if properties is not None and properties.find(qn("w:b")) is not None:
            assert properties.find(qn("w:bCs")) is not None, run.text
    for shape in file.inline_shapes:
        assert shape._inline.docPr.get("descr")
    return file


def _is_thai(properties) -> None:
    fonts, language = properties.find(qn("w:rFonts")), properties.find(qn("w:lang"))
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs")} == {TYPEFACE}
    assert not [name for name in fonts.attrib if name.endswith(("Theme", "cstheme"))]
    assert language.get(qn("w:bidi")) == "th-TH"
    assert properties.find(qn("w:sz")).get(qn("w:val")) == properties.find(qn("w:szCs")).get(qn("w:val"))


def _knows_another_typeface(file: WordFile) -> None:
    part = next(part for part in file.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    font = next(row for row in parse_xml(part.blob) if row.get(qn("w:name")) == TYPEFACE)
    assert font.find(qn("w:altName")).get(qn("w:val")) == "TH Sarabun New"
