"""Commitments of schools, offices and partners: drafted, signed by all, kept or not, renewed."""
