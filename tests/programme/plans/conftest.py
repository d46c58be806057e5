from tests.people import _letters_leave_at_once

__all__ = ["_letters_leave_at_once"]
