"""The server: files, headers, hostile requests, the session limit, editions, the log."""
