"""Messages of Django that people meet in forms and that its own Thai catalogue lacks or says stiffly.

Nothing imports this: it keeps the texts in our catalogue when that is made anew.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

gettext_noop("This field is required.")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
gettext_noop("Enter a valid email address.")
gettext_noop("Enter a valid URL.")
gettext_noop("Enter a valid integer.")
gettext_noop("Null characters are not allowed.")
gettext_noop("That page contains no results")
gettext_noop("Enter a complete value.")
gettext_noop("%(model_name)s with this %(field_labels)s already exists.")
gettext_noop("Value %(value)r is not a valid choice.")
gettext_noop("(Hidden field %(name)s) %(error)s")
gettext_noop("File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.")
ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure this filename has at most %(max)d character (it has %(length)d).",
    "Ensure this filename has at most %(max)d characters (it has %(length)d).",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s digit in total.",
    "Ensure that there are no more than %(max)s digits in total.",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s decimal place.",
    "Ensure that there are no more than %(max)s decimal places.",
)
ngettext_lazy(
    "This password is too short. It must contain at least %(min_length)d character.",
    "This password is too short. It must contain at least %(min_length)d characters.",
)
ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
)
gettext_noop("The password is too similar to the %(verbose_name)s.")
gettext_noop("Your password can't be too similar to your other personal information.")
gettext_noop("This password is too common.")
gettext_noop("Your password can't be a commonly used password.")
gettext_noop("This password is entirely numeric.")
gettext_noop("Your password can't be entirely numeric.")
gettext_noop("Enter the same password as before, for verification.")
