"""How Django and the packages write dates (FORMAT_MODULE_PATH)."""
