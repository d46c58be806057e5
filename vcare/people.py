"""Positions, roles and academic ranks of the people who do the work."""

from vcare.vocabulary import Source, Term, Vocabulary

POSITIONS_OFFICE = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        (
            "area-director",
            "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
            "Director of the primary educational service area office",
            "ผอ.สพป.",
        ),
        (
            "area-deputy",
            "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
            "Deputy director of the primary educational service area office",
            "รอง ผอ.สพป.",
        ),
        ("group-director", "ผู้อำนวยการกลุ่ม", "Director of a group", "ผอ.กลุ่ม"),
        ("supervisor", "ศึกษานิเทศก์", "Educational supervisor", "ศน."),
        ("education-officer", "นักวิชาการศึกษา", "Education officer", ""),
        (
            "psychologist",
            "นักจิตวิทยาโรงเรียนประจำเขตพื้นที่การศึกษา",
            "School psychologist of the area office",
            "นักจิตวิทยาโรงเรียน",
        ),
        ("public-relations", "นักประชาสัมพันธ์", "Public relations officer", ""),
        ("computer", "นักวิชาการคอมพิวเตอร์", "Computer officer", ""),
        ("finance", "นักวิชาการเงินและบัญชี", "Finance and accounting officer", ""),
        ("clerk", "เจ้าพนักงานธุรการ", "Administrative officer", ""),
    ]
)

POSITIONS_SCHOOL = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        ("director", "ผู้อำนวยการโรงเรียน", "School director", "ผอ.รร."),
        ("deputy", "รองผู้อำนวยการโรงเรียน", "Deputy school director", "รอง ผอ.รร."),
        (
            "acting-director",
            "ผู้รักษาการในตำแหน่งผู้อำนวยการโรงเรียน",
            "Acting school director",
            "รก.ผอ.รร.",
        ),
        ("teacher", "ครู", "Teacher", ""),
        ("assistant-teacher", "ครูผู้ช่วย", "Assistant teacher", ""),
        ("government-employee", "พนักงานราชการ", "Government employee", ""),
        ("contract-teacher", "ครูอัตราจ้าง", "Contract teacher", ""),
        ("disability-assistant", "พี่เลี้ยงเด็กพิการ", "Assistant for children with disabilities", ""),
        ("school-clerk", "เจ้าหน้าที่ธุรการโรงเรียน (ครูธุรการ)", "School clerk", "ครูธุรการ"),
        ("caretaker", "นักการภารโรง", "Caretaker", ""),
    ]
)

#: What a person does in the school besides the position; one person often has several.
WORK_ROLES = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        (
            "care-head",
            "หัวหน้างานระบบดูแลช่วยเหลือนักเรียน",
            "Head of student care and support",
            "หัวหน้างานระบบดูแลฯ",
        ),
        ("class-teacher", "ครูประจำชั้น/ครูที่ปรึกษา", "Class teacher / adviser", "ครูประจำชั้น"),
        ("guidance", "ครูแนะแนว", "Guidance teacher", ""),
        (
            "safety",
            "ครูผู้รับผิดชอบความปลอดภัยสถานศึกษา",
            "Teacher in charge of school safety",
            "ครูความปลอดภัย",
        ),
        (
            "conduct-officer",
            "พนักงานเจ้าหน้าที่ส่งเสริมความประพฤตินักเรียนและนักศึกษา (พสน.)",
            "Officer promoting pupils' good conduct",
            "พสน.",
        ),
        (
            "funds",
            "ครูผู้รับผิดชอบกองทุน/ทุนการศึกษา",
            "Teacher in charge of funds and scholarships",
            "ครูกองทุน",
        ),
    ]
)

#: วิทยฐานะ, written after the position: ครูชำนาญการพิเศษ.
ACADEMIC_RANKS = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        ("none", "ไม่มีวิทยฐานะ", "No academic rank", ""),
        ("professional", "ชำนาญการ", "Professional level", "ชก."),
        ("senior-professional", "ชำนาญการพิเศษ", "Senior professional level", "ชพ."),
        ("expert", "เชี่ยวชาญ", "Expert level", "ชช."),
        ("advisory", "เชี่ยวชาญพิเศษ", "Advisory level", "ชชพ."),
    ]
)
