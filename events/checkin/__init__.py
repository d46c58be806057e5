"""The day itself: who is at the door, who comes in, with or without a network."""
