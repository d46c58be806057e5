"""What the search tells those above it."""

from django.dispatch import Signal

#: What visitors find has changed, in the current transaction or, outside one, just now.
index_changed = Signal()
