"""What a curator does to the record: add, correct, withdraw, import, compare and release."""
