"""Requests to public bodies and their outcomes: imported, stored, and turned into findings by rule or by hand."""
