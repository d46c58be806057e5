"""Practices on paper: the report in the office's eight parts, its summary, its covering note, and open data."""
