"""What an event leads to: schools say what they want to try, are asked what became of it, and are counted."""
