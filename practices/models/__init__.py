"""Best-practice case studies of schools and of the office, and the guidance beside them."""

from practices.models.adoption import (
    Adaptation,
    Adoption,
    AdoptionEvent,
    PracticeQuestion,
    PulseQuestion,
    QuestionMessage,
    Thanks,
)
from practices.models.collection import CollectionEntry, PracticeCollectionPage
from practices.models.guidance import GuidanceIndexPage, GuidancePage
from practices.models.papers import PracticeImport
from practices.models.practice import (
    Award,
    PracticeIndexPage,
    PracticePage,
    PracticeQuerySet,
    this_academic_year,
)
from practices.models.review import (
    Assessment,
    Reminder,
    ReviewTask,
    SignedPaper,
    Standing,
    StepState,
)
from practices.models.subjects import PolicyReference, PracticeTopic, Topic
from practices.models.writing import DiscardedPractice

__all__ = [
    "Adaptation",
    "Adoption",
    "AdoptionEvent",
    "Assessment",
    "Award",
    "CollectionEntry",
    "DiscardedPractice",
    "GuidanceIndexPage",
    "GuidancePage",
    "PolicyReference",
    "PracticeCollectionPage",
    "PracticeImport",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeQuerySet",
    "PracticeQuestion",
    "PracticeTopic",
    "PulseQuestion",
    "QuestionMessage",
    "Reminder",
    "ReviewTask",
    "SignedPaper",
    "Standing",
    "StepState",
    "Thanks",
    "Topic",
    "this_academic_year",
]
