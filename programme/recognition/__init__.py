"""Encouragement: awards and their certificates, who is put forward, and what schools give to one another."""
