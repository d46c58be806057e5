"""The indicators that an office begins with, how each is measured, and in what it is counted."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.targets import (
    INNOVATION_MINIMUM,
    OFFICE_MINIMUM,
    PUPILS,
    SCHOOLS,
    STAFF,
    STAFF_PERCENT,
)
from vcare.vocabulary import Source, Term, Vocabulary

#: How a number comes about. `note` says it in one sentence, which stands below the number.
METHODS = Vocabulary(
    Term(key, th, en, Source.PORTAL, note=note)
    for key, th, en, note in [
        (
            "typed",
            "เขตกรอกตัวเลขเอง",
            "The office enters it",
            "เขตกรอกจากแหล่งที่ระบุ พร้อมวันที่ของข้อมูล",
        ),
        (
            "reports-cared",
            "รายงานของโรงเรียน: เยี่ยมและคัดกรองแล้ว",
            "Schools' reports: visited and screened",
            "รวมจากรายงานที่ผู้อำนวยการโรงเรียนรับรอง โรงเรียนละไม่เกินจำนวนที่เยี่ยมแล้วและจำนวนที่คัดกรองแล้ว ถ้ายังไม่มีรายงานใช้ตัวเลขที่เขตกรอก",
        ),
        (
            "reports-opportunity",
            "รายงานของโรงเรียน: ยังเรียนอยู่หรือกลับมาเรียนแล้ว",
            "Schools' reports: still or again at school",
            "รวมจากรายงานที่ผู้อำนวยการโรงเรียนรับรอง หักผู้ที่ออกกลางคันและยังไม่กลับมาเรียน ถ้ายังไม่มีรายงานใช้ตัวเลขที่เขตกรอก",
        ),
        (
            "reports-staff",
            "รายงานของโรงเรียน: ครูที่ดำเนินงานตามระบบ",
            "Schools' reports: staff who work with the system",
            "รวมจากรายงานที่ผู้อำนวยการโรงเรียนรับรอง ถ้ายังไม่มีรายงานใช้ตัวเลขที่เขตกรอก",
        ),
        (
            "schools-with-network",
            "พอร์ทัลนับโรงเรียนที่มีเครือข่าย",
            "The portal counts schools with a network",
            "นับโรงเรียนที่มีเครือข่ายที่นับได้อย่างน้อย 1 เครือข่าย",
        ),
        (
            "schools-at-minimum",
            "พอร์ทัลนับโรงเรียนที่มีเครือข่ายครบขั้นต่ำ",
            "The portal counts schools that have enough networks",
            "นับโรงเรียนที่มีเครือข่ายที่นับได้ครบขั้นต่ำตามกติกาการนับ",
        ),
        (
            "office-networks",
            "พอร์ทัลนับเครือข่ายของเขต",
            "The portal counts the office's networks",
            "นับเครือข่ายของเขตที่นับได้ตามกติกาการนับ",
        ),
        (
            "office-innovations",
            "พอร์ทัลนับนวัตกรรมของเขต",
            "The portal counts the office's innovations",
            "นับนวัตกรรมของเขตที่เผยแพร่อยู่ในวันนั้น",
        ),
        (
            "lasting-networks",
            "พอร์ทัลนับเครือข่ายที่อยู่ต่อเนื่อง",
            "The portal counts networks that last",
            "นับเครือข่ายของโรงเรียนที่นับได้ และร่วมมือกันมาแล้วอย่างน้อย 1 ปี",
        ),
        (
            "innovation-adopters",
            "พอร์ทัลนับโรงเรียนที่นำนวัตกรรมของเขตไปใช้",
            "The portal counts schools that took over the office's innovations",
            "นับโรงเรียนที่ยืนยันแล้วว่ากำลังทดลองหรือใช้นวัตกรรมของเขต",
        ),
    ]
)

#: Methods for which the office may enter figures: all the time, or as long as schools have not reported.
ENTERED = {"typed", "reports-cared", "reports-opportunity", "reports-staff"}

UNITS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("people", "คน", "people"),
        ("schools", "แห่ง", "schools"),
        ("networks", "เครือข่าย", "networks"),
        ("innovations", "นวัตกรรม", "innovations"),
        ("times", "ครั้ง", "times"),
    ]
)


@dataclass(frozen=True)
class Preset(Term):
    """An indicator that an office begins with. `place` says where in the office's description it stands."""

    definition: str = ""
    numerator: str = ""
    #: Empty for a plain count.
    denominator: str = ""
    method: str = "typed"
    data: str = ""
    year_kind: str = "academic"
    compares: str = "number"
    unit: str = "people"
    target: int | None = None
    owner: str = "กลุ่มส่งเสริมการจัดการศึกษา"
    place: str = ""
    #: The result that the office's description reports, which has no date there.
    claim: str = ""


_REPORTED = "ร้อยละ 100"
_REGISTER = "ทะเบียนความร่วมมือในพอร์ทัล"

PRESETS = Vocabulary(
    [
        Preset(
            "pupils-cared",
            "นักเรียนได้รับการดูแลช่วยเหลือ",
            "Pupils are cared for",
            Source.SEED,
            definition="นักเรียนในสังกัดที่ผ่านระบบการดูแลช่วยเหลืออย่างน้อยขั้นที่ 1 รู้จักรายบุคคล และขั้นที่ 2 คัดกรอง ในปีการศึกษานั้น",
            numerator="จำนวนนักเรียนที่ผ่านอย่างน้อยขั้นที่ 1 และขั้นที่ 2",
            denominator="จำนวนนักเรียนทั้งหมดในสังกัด ตาม DMC",
            data="จำนวนจาก DMC และผลรวมที่โรงเรียนรายงาน",
            method="reports-cared",
            target=PUPILS,
            place="เป้าหมายเชิงปริมาณ ข้อ 1 และเชิงคุณภาพ ข้อ 1",
            claim=_REPORTED,
            note="เอกสารต้นแบบไม่ได้นิยามคำว่า ได้รับการดูแลช่วยเหลือ นิยามนี้เป็นค่าเริ่มต้นของพอร์ทัล เขตควรยืนยัน",
        ),
        Preset(
            "pupils-opportunity",
            "นักเรียนเข้าถึงโอกาสทางการศึกษา",
            "Pupils reach educational opportunity",
            Source.SEED,
            definition="นักเรียนในสังกัดที่ยังเรียนอยู่ หรือได้กลับเข้าเรียน ในวันที่เก็บข้อมูล",
            numerator="จำนวนนักเรียนที่เข้าถึงโอกาสทางการศึกษา",
            denominator="จำนวนนักเรียนทั้งหมดในสังกัด ตาม DMC",
            data="จำนวนจาก DMC และผลรวมที่โรงเรียนรายงาน",
            method="reports-opportunity",
            target=PUPILS,
            place="เป้าหมายเชิงปริมาณ ข้อ 1 และผลสำเร็จเชิงปริมาณ ข้อ 1",
            claim=_REPORTED,
            note="เป้าหมายข้อเดียวในเอกสารต้นแบบรวมการดูแลช่วยเหลือกับการเข้าถึงโอกาสไว้ด้วยกัน พอร์ทัลวัดแยกกัน",
        ),
        Preset(
            "staff-operating",
            "ครูและบุคลากรดำเนินการตามระบบการดูแลช่วยเหลือนักเรียน",
            "Teachers and staff operate the care system",
            Source.SEED,
            definition="ข้าราชการครูและบุคลากรทางการศึกษาที่ดำเนินการตามระบบการดูแลช่วยเหลือนักเรียนในปีการศึกษานั้น",
            numerator="จำนวนครูและบุคลากรที่ดำเนินการตามระบบ",
            denominator="จำนวนครูและบุคลากรทั้งหมด",
            data="ผลรวมที่โรงเรียนรายงาน",
            method="reports-staff",
            target=STAFF,
            place="เป้าหมายเชิงปริมาณ ข้อ 2",
            claim=_REPORTED,
            note="เอกสารต้นแบบไม่ได้บอกว่า 1,563 คน รวมบุคลากรในสำนักงานเขตด้วยหรือไม่ เขตควรยืนยัน",
        ),
        Preset(
            "staff-effective",
            "ครูและบุคลากรดำเนินการตามระบบได้อย่างมีประสิทธิภาพ",
            "Teachers and staff operate the care system effectively",
            Source.SEED,
            definition="ร้อยละของครูและบุคลากร นับเป็นคน ที่ดำเนินการตามระบบได้อย่างมีประสิทธิภาพตามเกณฑ์ที่เขตกำหนด",
            numerator="จำนวนครูและบุคลากรที่ดำเนินการได้อย่างมีประสิทธิภาพ",
            denominator="จำนวนครูและบุคลากรทั้งหมด",
            data="การประเมินของเขต",
            compares="percent",
            target=STAFF_PERCENT,
            place="เป้าหมายเชิงคุณภาพ ข้อ 2",
            note="ข้อความในเอกสารต้นแบบตีความได้สองทาง คือ ครูร้อยละ 80 ทำได้อย่างมีประสิทธิภาพ หรือ ทำได้โดยมีประสิทธิภาพร้อยละ 80 ตัวเลขนี้นับตามความหมายแรก เป็นการตีความของเขต ไม่ใช่ถ้อยคำของเอกสาร และเขตเปลี่ยนได้ด้วยนิยามฉบับใหม่",
        ),
        Preset(
            "schools-networks",
            "สถานศึกษามีเครือข่ายความร่วมมือ",
            "Schools have co-operation networks",
            Source.SEED,
            definition="สถานศึกษาในสังกัดที่มีเครือข่ายความร่วมมือที่นับได้อย่างน้อย 1 เครือข่ายในวันที่นับ",
            numerator="จำนวนสถานศึกษาที่มีเครือข่ายที่นับได้",
            denominator="จำนวนสถานศึกษาทั้งหมดในสังกัด",
            method="schools-with-network",
            data=_REGISTER,
            unit="schools",
            target=SCHOOLS,
            place="เป้าหมายเชิงปริมาณ ข้อ 3 และเชิงคุณภาพ ข้อ 3",
        ),
        Preset(
            "schools-three",
            "สถานศึกษามีเครือข่ายครบ 3 เครือข่าย",
            "Schools have three networks or more",
            Source.SEED,
            definition="สถานศึกษาในสังกัดที่มีเครือข่ายความร่วมมือที่นับได้ครบขั้นต่ำ 3 เครือข่ายในวันที่นับ",
            numerator="จำนวนสถานศึกษาที่มีเครือข่ายครบขั้นต่ำ",
            denominator="จำนวนสถานศึกษาทั้งหมดในสังกัด",
            method="schools-at-minimum",
            data=_REGISTER,
            compares="percent",
            unit="schools",
            target=100,
            place="ผลสำเร็จเชิงปริมาณ ข้อ 4",
            claim=_REPORTED,
        ),
        Preset(
            "office-networks",
            "เขตมีเครือข่ายความร่วมมือ",
            "The office has co-operation networks",
            Source.SEED,
            definition="เครือข่ายความร่วมมือของสำนักงานเขตที่นับได้ในวันที่นับ",
            numerator="จำนวนเครือข่ายของเขตที่นับได้",
            method="office-networks",
            data=_REGISTER,
            unit="networks",
            target=OFFICE_MINIMUM,
            place="ผลสำเร็จเชิงปริมาณ ข้อ 5",
            claim="อย่างน้อย 5 เครือข่าย",
        ),
        Preset(
            "office-innovations",
            "เขตมีนวัตกรรมการบริหารจัดการ",
            "The office has management innovations",
            Source.SEED,
            definition="แนวปฏิบัติประเภทนวัตกรรมที่สำนักงานเขตเป็นเจ้าของ และเผยแพร่อยู่ในวันที่นับ",
            numerator="จำนวนนวัตกรรมของเขต",
            method="office-innovations",
            data="คลังแนวปฏิบัติในพอร์ทัล",
            unit="innovations",
            target=INNOVATION_MINIMUM,
            place="ผลสำเร็จเชิงปริมาณ ข้อ 5",
            claim="อย่างน้อย 1 นวัตกรรม",
        ),
        Preset(
            "lasting-networks",
            "เครือข่ายของสถานศึกษาเข้มแข็งและยั่งยืน",
            "The schools' networks last",
            Source.SEED,
            definition="เครือข่ายของสถานศึกษาที่นับได้ในวันที่นับ และร่วมมือกันมาแล้วอย่างน้อย 1 ปี",
            numerator="จำนวนเครือข่ายที่ร่วมมือกันมาอย่างน้อย 1 ปี",
            denominator="จำนวนเครือข่ายของสถานศึกษาที่นับได้ทั้งหมด",
            method="lasting-networks",
            data=_REGISTER,
            compares="percent",
            unit="networks",
            place="ผลสำเร็จเชิงคุณภาพ ข้อ 3",
            note="เอกสารต้นแบบไม่ได้กำหนดเกณฑ์ของคำว่า ยั่งยืน พอร์ทัลใช้ 1 ปี และยังไม่ตั้งเป้าหมาย",
        ),
        Preset(
            "innovation-adopters",
            "นวัตกรรมของเขตเป็นแบบอย่างได้",
            "The office's innovations serve as a model",
            Source.SEED,
            definition="สถานศึกษาที่ยืนยันแล้วว่านำนวัตกรรมของเขตไปทดลองหรือใช้ และยังทราบผลอยู่",
            numerator="จำนวนสถานศึกษาที่นำนวัตกรรมของเขตไปใช้",
            method="innovation-adopters",
            data="บันทึกการนำไปใช้ในพอร์ทัล",
            unit="schools",
            place="ผลสำเร็จเชิงคุณภาพ ข้อ 5",
            note="เอกสารต้นแบบไม่ได้ตั้งจำนวนไว้",
        ),
    ]
)
