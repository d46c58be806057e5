"""How far a partner is trusted: what it shows, who decides, for how long, and what suspends it."""
