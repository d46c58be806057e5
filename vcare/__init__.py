"""The V-CARE + N model of student care as plain Python, without Django.

The vocabularies (stages, care steps, hazards, partners, schools, ...) are ordered collections
of terms in Thai and English, each with its source; beside them stand the model's numbers, the
Thai calendars, Thai sorting and the reference ids of practices.

    >>> from vcare.stages import STAGES
    >>> STAGES.label("V", "en")
    'Set the vision'
    >>> STAGES["V"].css
    'v'
"""
