"""How a practice of one school becomes that of another: states, reasons, ways, answers."""

from vcare.vocabulary import Source, Term, Vocabulary

#: What a school says about its use of a practice. `withdrawn`: it was said by mistake.
ADOPTION_STATES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("intent", "ตั้งใจจะใช้", "Means to use it"),
        ("trying", "กำลังทดลอง", "Trying it"),
        ("using", "ใช้ต่อเนื่อง", "In lasting use"),
        ("stopped", "เลิกใช้", "Stopped"),
        ("withdrawn", "ยกเลิกการแจ้ง", "Taken back"),
    ]
)

#: What a school that said nothing for too long is shown as: no state of its own, and never a success.
UNKNOWN = Term("unknown", "ไม่ทราบผล", "Not known", Source.PORTAL)

#: States of a school that is still at it.
OPEN_STATES = ("intent", "trying", "using")

#: What a visitor may see a school as, in the order in which they are shown.
STANDINGS = Vocabulary([*(ADOPTION_STATES[key] for key in ("using", "trying", "intent", "stopped")), UNKNOWN])

#: Which state may follow on which.
NEXT_STATES: dict[str, tuple[str, ...]] = {
    "intent": ("trying", "using", "stopped"),
    "trying": ("using", "stopped"),
    "using": ("trying", "stopped"),
    "stopped": ("trying", "using"),
    "withdrawn": ("intent",),
}

STOP_REASONS = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short)
    for key, th, en, th_short in [
        ("time", "ครูไม่มีเวลาพอ", "Teachers had no time for it", "ไม่มีเวลา"),
        ("people", "ครูผู้รับผิดชอบย้ายหรือเปลี่ยนหน้าที่", "Those who did it left", "คนทำย้าย"),
        ("money", "งบประมาณไม่พอ", "Money was short", "งบไม่พอ"),
        ("fit", "ไม่เหมาะกับโรงเรียนหรือชุมชนของเรา", "It did not suit our school or place", "ไม่เหมาะกับบริบท"),
        ("no-effect", "ทำแล้วไม่เห็นผล", "It showed no effect", "ไม่เห็นผล"),
        ("harm", "มีผลเสียหรือความเสี่ยง", "It did harm or was risky", "มีผลเสีย"),
        ("replaced", "เปลี่ยนไปใช้วิธีอื่นที่ดีกว่า", "Something better took its place", "มีวิธีอื่นแทน"),
        ("solved", "ปัญหาหมดไปแล้ว ไม่จำเป็นต้องทำต่อ", "The problem is gone", "ปัญหาหมดไป"),
        ("not-begun", "ไม่ได้เริ่มทำ", "It was never begun", "ไม่ได้เริ่ม"),
        ("other", "เหตุอื่น", "Another reason", "เหตุอื่น"),
    ]
)

#: How a school came to know of the practice.
LEARNED_VIA = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short)
    for key, th, en, th_short in [
        ("search", "ค้นเจอในพอร์ทัลนี้", "Found it in this portal", "ค้นเจอในพอร์ทัล"),
        ("event", "เวทีแลกเปลี่ยนเรียนรู้", "At an exchange event", "เวทีแลกเปลี่ยน"),
        ("visit", "ไปศึกษาดูงาน", "On a visit", "ศึกษาดูงาน"),
        ("mentor", "ศึกษานิเทศก์หรือพี่เลี้ยงแนะนำ", "A supervisor or mentor", "พี่เลี้ยงแนะนำ"),
        ("colleague", "เพื่อนครูโรงเรียนอื่นบอก", "A colleague of another school", "เพื่อนครูบอก"),
        ("other", "ทางอื่น", "Another way", "ทางอื่น"),
    ]
)

#: Parts of a practice that another school may change, with the field of the page that holds each.
PRACTICE_PARTS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("objectives", "วัตถุประสงค์", "Objectives"),
        ("targets", "เป้าหมาย", "Targets"),
        ("process", "ขั้นตอนการทำ", "Steps"),
        ("people", "คนที่ทำหรือเข้าร่วม", "People who do it or take part"),
        ("time", "เวลาหรือความถี่", "Time or frequency"),
        ("materials", "สื่อ อุปกรณ์ หรือสถานที่", "Materials or place"),
        ("measuring", "การวัดผล", "Measuring"),
        ("other", "อื่น ๆ", "Something else"),
    ]
)

CORE_KEPT = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("yes", "หัวใจของเรื่องยังอยู่ครบ", "The core is kept"),
        ("no", "หัวใจของเรื่องเปลี่ยนไปด้วย", "The core was changed too"),
        ("unsure", "ไม่แน่ใจ", "Not sure"),
    ]
)

#: What a school answers when it is asked again after a while.
PULSE_ANSWERS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("same", "ยังใช้อยู่ เหมือนเดิม", "Still in use, as before"),
        ("changed", "ยังใช้อยู่ แต่ปรับเปลี่ยนแล้ว", "Still in use, with changes"),
        ("waiting", "ยังไม่ได้เริ่ม แต่จะทำ", "Not begun yet, but we will"),
        ("stopped", "เลิกใช้แล้ว", "We stopped"),
    ]
)
