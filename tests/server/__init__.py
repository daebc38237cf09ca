"""The server: files, headers, hostile requests, the cap, the switch, the log."""
