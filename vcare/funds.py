"""The three aid funds of the office."""

from vcare.vocabulary import Source, Term, Vocabulary

FUNDS = Vocabulary(
    Term(key, th, en, Source.SEED, th_short, en_short)
    for key, th, en, th_short, en_short in [
        (
            "emergency",
            "กองทุนช่วยเหลือนักเรียนที่ได้รับความเดือดร้อนฉุกเฉิน",
            "Fund for Students in Emergency Hardship",
            "กองทุนเดือดร้อนฉุกเฉิน",
            "Emergency fund",
        ),
        (
            "one-baht",
            "กองทุนวันละ 1 บาท ปาดน้ำตา",
            "One Baht a Day, Wiping Away Tears Fund",
            "กองทุนวันละ 1 บาท",
            "One Baht a Day",
        ),
        (
            "development",
            "กองทุนเพื่อพัฒนาการศึกษา",
            "Fund for Educational Development",
            "กองทุนพัฒนาการศึกษา",
            "Development fund",
        ),
    ]
)

#: Where a fund's money comes from.
INCOME_SOURCES = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE)
    for key, th, en in [
        ("staff", "เงินบริจาคของบุคลากร", "Gifts of staff"),
        ("robe", "ผ้าป่าการศึกษา", "Education robe-offering"),
        ("private", "ภาคเอกชนและผู้มีจิตศรัทธา", "Companies and donors"),
        ("interest", "ดอกผล", "Interest"),
        ("other", "อื่น ๆ", "Other"),
    ]
)

#: What a fund's money is spent on.
EXPENSE_PURPOSES = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE)
    for key, th, en in [
        ("accident", "อุบัติเหตุ", "Accident"),
        ("illness", "เจ็บป่วย", "Illness"),
        ("fire", "อัคคีภัย", "Fire"),
        ("storm", "วาตภัยและอุทกภัย", "Storm and flood"),
        ("bereavement", "ผู้ปกครองเสียชีวิต", "Bereavement"),
        ("poverty", "ขาดแคลน", "Poverty"),
        ("scholarship", "ทุนการศึกษา", "Scholarship"),
        ("administration", "บริหารกองทุน", "Running the fund"),
    ]
)
