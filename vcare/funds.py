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
