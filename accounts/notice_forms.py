"""What a person wants to see of the inbox, and how they want to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.kinds import CHOSEN, Group
from accounts.models import NoticeSettings


class InboxForm(forms.Form):
    """The filter of the inbox; what it does not know is left out."""

    show = forms.ChoiceField(choices=[("unread", "")], required=False)
    group = forms.ChoiceField(choices=Group, required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {
            "unread": self.cleaned_data.get("show") == "unread",
            "group": self.cleaned_data.get("group", ""),
        }


#: What each group has, in the words of a form's hint.
HINTS = {
    Group.WAITING: _("To certify, check, answer or decide; an officer's reminder."),
    Group.RESULTS: _("Sent back, approved, selected, agreed, declined."),
    Group.REMINDERS: _("What is due soon or late, what ends."),
    Group.NEWS: _("Who takes up your practice, what others have done."),
}


class ChoicesForm(forms.ModelForm[NoticeSettings]):
    """When to be told of what, by which way, in which language."""

    class Meta:
        model = NoticeSettings
        fields = [*CHOSEN, "by_line", "language"]
        widgets = dict.fromkeys([*CHOSEN, "language"], forms.RadioSelect)
        help_texts = {str(group): hint for group, hint in HINTS.items()}

    def __init__(self, *args: Any, with_line: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_line:
            del self.fields["by_line"]
