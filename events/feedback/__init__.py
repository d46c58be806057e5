"""What people thought of an event: asked without knowing who answers, counted, shown."""
