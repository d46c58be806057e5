"""Sheets that bring many rows at once: looked at before anything is kept, brought in whole, undone whole.

Each part of the portal tells by an `Importer` how it reads and keeps its rows; the rest is the same for all.
"""
