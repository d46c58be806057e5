"""How a school writes a practice: short steps on a phone, drafts of Wagtail underneath."""
