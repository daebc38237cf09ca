"""Imports official registers of public bodies from the files that their publishers issue."""
