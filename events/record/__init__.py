"""What came of an event: its record, published from the organiser's screens, and its report on paper."""
