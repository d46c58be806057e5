"""The sessions of an event: what runs beside what, who chose what, how many places each has."""
