"""Registering for events: teams, the waiting list, letters, the organiser's desk."""
