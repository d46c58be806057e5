"""Term reports: rounds, the form of the schools, certificates, what is counted and said of it."""
