"""Brings an official register of public bodies into the record, in the form its publisher issues it."""
