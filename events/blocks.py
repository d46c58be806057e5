"""Blocks of an event: its programme, its questions to those who register, what follows from it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content.blocks import ThaiDateBlock
from events.sessions.clashes import Held, clashes


class ProgrammeRow(blocks.StructBlock):
    """One line of the programme."""

    day = ThaiDateBlock(label=_("Day"), required=False, help_text=_("Only for events of several days."))
    time_from = blocks.TimeBlock(label=pgettext_lazy("time", "From"), format="%H:%M")
    time_to = blocks.TimeBlock(label=pgettext_lazy("time", "To"), format="%H:%M")
    topic = blocks.CharBlock(label=_("Activity"), max_length=250)
    speaker = blocks.CharBlock(label=_("Responsible"), required=False, max_length=200)
    practices = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("Practice"), page_type="practices.PracticePage"),
        label=_("Practices presented"),
        default=[],
        required=False,
    )
    room = blocks.CharBlock(label=_("Room"), required=False, max_length=100)
    chosen = blocks.BooleanBlock(label=_("People choose this session when they register"), required=False)
    places = blocks.IntegerBlock(
        label=_("Places in this session"),
        required=False,
        min_value=1,
        max_value=10000,
        help_text=_("Only for sessions that people choose. Empty means no limit."),
    )

    class Meta:
        icon = "time"
        label = _("Programme row")
        description = _("A time, an activity and who is responsible")
        preview_value = {"topic": "เล่าเรื่องจากโรงเรียน", "speaker": "ครูผู้รับผิดชอบ"}
        template = "events/blocks/programme_row.html"

    def clean(self, value):
        result = super().clean(value)
        if result["time_to"] <= result["time_from"]:
            raise _beside("time_to", _("The end must be after the beginning."))
        if result["places"] and not result["chosen"]:
            raise _beside("places", _("Tick that people choose this session, or leave the places empty."))
        return result


def _beside(field: str, message: object) -> blocks.StructBlockValidationError:
    return blocks.StructBlockValidationError(block_errors={field: ValidationError(message)})


class Programme(blocks.StreamBlock):
    """The rows of a programme; two at the same time need two rooms and two speakers."""

    row = ProgrammeRow()

    def clean(self, value):
        cleaned = super().clean(value)
        rows = [
            Held(row["day"], row["time_from"], row["time_to"], row["room"], row["speaker"])
            for row in (block.value for block in cleaned)
        ]
        words = {
            "room": _("“%(name)s” is taken at this time: row %(n)s, “%(topic)s”."),
            "speaker": _("%(name)s speaks elsewhere at this time: row %(n)s, “%(topic)s”."),
        }
        wrong: dict[int, dict[str, ValidationError]] = {}
        for clash in clashes(rows):
            told = {"name": clash.name, "n": clash.other + 1, "topic": cleaned[clash.other].value["topic"]}
            wrong.setdefault(clash.row, {})[clash.field] = ValidationError(words[clash.field], params=told)
        if wrong:
            raise blocks.StreamBlockValidationError(
                block_errors={
                    row: blocks.StructBlockValidationError(block_errors=errors)
                    for row, errors in wrong.items()
                }
            )
        return cleaned


class NextAction(blocks.StructBlock):
    """What somebody does next, by when."""

    text = blocks.CharBlock(label=_("What"), max_length=300)
    owner = blocks.CharBlock(label=_("Who (position)"), required=False, max_length=150)
    due = ThaiDateBlock(label=_("By"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Next action")
        description = _("What follows from the event, who does it, by when")
        preview_value = {"text": "ลองโทรก่อน 9 โมงหนึ่งเดือน", "owner": "ครูที่ปรึกษา"}
        template = "events/blocks/next_action.html"


class Question(blocks.StructBlock):
    """Something the organiser asks each team."""

    text = blocks.CharBlock(label=_("Question"), max_length=200)
    required = blocks.BooleanBlock(label=_("Has to be answered"), required=False)

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A short question that each registration answers once")
        preview_value = {"text": "มีเรื่องใดที่อยากถามวิทยากร", "required": False}
        template = "events/blocks/question.html"
