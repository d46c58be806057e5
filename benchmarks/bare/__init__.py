"""The yardstick: a Wagtail project with one page type and nothing set that need not be."""
