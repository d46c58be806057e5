"""Calls for practices: what an event looks for, what schools propose, what the organiser selects."""
