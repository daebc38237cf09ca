"""What was asked of public bodies, and what became of it: read, kept, and turned into findings by rule and by hand."""
