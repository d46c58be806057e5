"""Every list of the portal as a table to take away: Excel, CSV, JSON."""
