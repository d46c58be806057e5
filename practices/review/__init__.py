"""The review of practices: who does what when, its screens, its letters."""
