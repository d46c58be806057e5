"""For whom the cockpit is shared, and for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.adoption.forms import SafeText


class ShareForm(forms.Form):
    to = SafeText(
        label=_("For whom?"),
        max_length=150,
        help_text=_("A position or an office, no name. Example: Inspector of education region 9"),
    )
    days = forms.TypedChoiceField(
        label=_("How long does the link work?"),
        coerce=int,
        choices=[(7, _("7 days")), (14, _("14 days")), (30, _("30 days"))],
        initial=14,
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(
        label=_("Send the link by e-mail to"),
        required=False,
        help_text=_("Without an address you copy the link yourself; it is shown once."),
    )
