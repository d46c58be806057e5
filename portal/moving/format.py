"""What stands where in an archive. Whoever reads one without the portal begins with its README.txt."""

from importlib.metadata import PackageNotFoundError, version

#: Raised when an older portal could no longer read what a newer one writes.
VERSION = 1
NAME = "vcare-portal-exit"

MANIFEST = "manifest.json"
DICTIONARY = "dictionary.json"
README = "README.txt"
ROWS = "rows/"
FILES = "files/"

#: No manifest and no row is longer.
MAX_MANIFEST = 256 * 1024**2
MAX_LINE = 256 * 1024**2
CHUNK = 1024**2


class MovingError(Exception):
    """An archive can't be written or taken in; the message says to the operator why, and nothing was changed."""


def product_version() -> str:
    try:
        return version("vcare-portal")
    except PackageNotFoundError:
        return ""


def rows_of(label: str) -> str:
    return f"{ROWS}{label}.jsonl"


EXPLANATION = """\
ข้อมูลทั้งหมดของพอร์ทัล V-CARE + N (รูปแบบ vcare-portal-exit รุ่น 1)

เก็บแฟ้มนี้เหมือนแฟ้มสำรอง: มีข้อมูลส่วนบุคคล เอกสารภายใน และรหัสผ่านที่เข้ารหัสทางเดียวแล้ว

manifest.json     รุ่นของรูปแบบและของพอร์ทัล จำนวนแถว ขนาด และ SHA-256 ของทุกแฟ้มในนี้
                  left_out: ตารางที่ไม่ได้นำออก พร้อมเหตุผล   missing: ไฟล์ที่หายไปจากเครื่องเดิมอยู่ก่อนแล้ว
                  sequences: เลขลำดับสุดท้ายที่เคยใช้ของแต่ละตาราง
dictionary.json   ชื่อภาษาไทยของตารางและช่อง และตารางที่แต่ละช่องอ้างถึง
rows/X.jsonl      หนึ่งแฟ้มต่อหนึ่งตาราง หนึ่งบรรทัดต่อหนึ่งแถว เป็น JSON (UTF-8)
                  วันที่ 2026-11-22 เวลาเป็น UTC จำนวนเงินเป็นข้อความ "1200.50"
                  ช่องที่อ้างถึงตารางอื่นเก็บเลขประจำแถวของตารางนั้น ชนิดของข้อมูลและสิทธิ์อ้างด้วยชื่อ
files/private/    เอกสารและภาพต้นฉบับ ชื่อตรงกับที่แถวอ้างถึง
files/uploads/    ไฟล์อื่น

นำเข้าเครื่องใหม่ที่ว่าง:  manage.py migrate  แล้ว  manage.py exit_import แฟ้มนี้.zip
"""
