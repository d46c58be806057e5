"""Who works with whom: read from the database, measured, laid out, and shown as a picture, a map and a table."""
