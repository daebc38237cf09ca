"""A curator's work on the record: add, correct, withdraw, import, compare, release."""
