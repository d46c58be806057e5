"""What schools give to one another, and from where on it is said aloud: a threshold each, never a ranking."""

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary, is_english


@dataclass(frozen=True)
class Badge(Term):
    """A way of giving. `threshold` is the number from which a school has it, whatever the school's size."""

    threshold: int = 1
    #: What is counted.
    counts: str = ""
    counts_en: str = ""
    #: Why a small school reaches it as well as a large one.
    fair: str = ""
    fair_en: str = ""

    def counted(self, language: str | None = "th") -> str:
        return self.counts_en if is_english(language) else self.counts

    def fairness(self, language: str | None = "th") -> str:
        return self.fair_en if is_english(language) else self.fair


#: After so many days without a break a use is called lasting for two years.
SUSTAINED_DAYS = 730

BADGES = Vocabulary(
    [
        Badge(
            "shared",
            "แบ่งปันจนเพื่อนทำได้",
            "Shared until others could do it",
            Source.PORTAL,
            threshold=2,
            counts="โรงเรียนอื่นที่นำผลงานของโรงเรียนไปใช้ต่อเนื่องจนถึงวันนี้",
            counts_en="other schools in which a practice of the school is in lasting use today",
            fair="นับโรงเรียนที่ใช้จริง ไม่นับจำนวนผลงานหรือยอดเข้าชม ผลงานเรื่องเดียวก็ถึงเกณฑ์ได้",
            fair_en="Schools that really use it count, not practices or views: one good practice is enough.",
        ),
        Badge(
            "mentor",
            "พี่เลี้ยงที่ช่วยจริง",
            "A mentor who helps",
            Source.PORTAL,
            threshold=1,
            counts="โรงเรียนที่ไปช่วยเป็นพี่เลี้ยง",
            counts_en="schools that the school helps as a mentor",
            fair="ช่วยโรงเรียนเดียวก็ถึงเกณฑ์ ครูน้อยก็ช่วยได้",
            fair_en="Helping one school is enough, with few teachers too.",
        ),
        Badge(
            "lasting",
            "ทำต่อเนื่องสองปี",
            "Kept up for two years",
            Source.PORTAL,
            threshold=1,
            counts="แนวปฏิบัติที่ใช้ต่อเนื่องครบสองปีและยังยืนยันว่าใช้อยู่",
            counts_en="practices in use for two years that the school still confirms",
            fair="ดูที่ความต่อเนื่อง ไม่ดูจำนวนนักเรียน เรื่องเดียวที่ทำจริงก็พอ",
            fair_en="It is about keeping on, not about pupils: one practice is enough.",
        ),
        Badge(
            "honest",
            "กล้าเล่าสิ่งที่ไม่สำเร็จ",
            "Told what did not work",
            Source.PORTAL,
            threshold=1,
            counts="เรื่องที่เล่าตรง ๆ ว่าอะไรไม่ได้ผล หรือเลิกใช้แล้วบอกบทเรียนไว้",
            counts_en="stories of what did not work, and practices given up with the lesson told",
            fair="คนอื่นไม่ต้องพลาดซ้ำ เล่าเรื่องเดียวก็มีค่าเท่ากันทุกขนาดโรงเรียน",
            fair_en="Others need not fail again: one story is worth the same from a school of any size.",
        ),
        Badge(
            "presenter",
            "ขึ้นเวทีเล่าให้เพื่อนฟัง",
            "Presented it to others",
            Source.PORTAL,
            threshold=1,
            counts="เวทีแลกเปลี่ยนที่โรงเรียนนำเสนอผลงาน",
            counts_en="exchange events at which the school presented a practice",
            fair="นับครั้งเดียวต่อเวที ไม่ว่าจะพาคนไปกี่คน",
            fair_en="Each event counts once, however many people came along.",
        ),
    ]
)
