"""Visions, plans and their activities: written by the school or the office, approved by its director."""
