from tests.people import _letters_leave_at_once, _no_digests

__all__ = ["_letters_leave_at_once", "_no_digests"]
