"""How a school says what it needs, without a word about any single child."""

from vcare.vocabulary import Source, Term, Vocabulary

#: How many pupils a need is about: in bands, so that a number never tells who.
BANDS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("to-20", "ไม่เกิน 20 คน", "Up to 20 pupils"),
        ("to-50", "21–50 คน", "21 to 50 pupils"),
        ("to-100", "51–100 คน", "51 to 100 pupils"),
        ("over-100", "มากกว่า 100 คน", "More than 100 pupils"),
        ("school", "ทั้งโรงเรียน", "The whole school"),
    ]
)

TIMES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("month", "ภายใน 1 เดือน", "Within a month"),
        ("term", "ภายในภาคเรียนนี้", "Within this term"),
        ("next", "ภาคเรียนหน้า", "Next term"),
    ]
)

PLACES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("school", "ที่โรงเรียน", "At the school"),
        ("partner", "ที่หน่วยงานของภาคี", "At the partner's"),
        ("online", "ออนไลน์", "Online"),
    ]
)
