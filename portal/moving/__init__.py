"""The whole portal in one archive, out of one installation and into another (decision 0039)."""
