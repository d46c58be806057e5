"""LINE as a second way to tell people something: the Messaging API, the messages that wait, linking, what LINE calls."""
