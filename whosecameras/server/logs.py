"""The server's log: one JSON object per line, with nothing that could identify a visitor."""

from __future__ import annotations

import json
import logging
import secrets
from datetime import UTC, datetime
from typing import Any

PATH_SHOWN = 200  # longest request path that is logged, in characters
log = logging.getLogger("whosecameras.server")


class JsonLines(logging.Formatter):
    """Formats a log record as a line of JSON; ``extra={"fields": {...}}`` is merged into the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The log line; ``trace`` holds an error's traceback."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.name != log.name:
            line["from"] = record.name
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_event(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Log an event as one line."""
    log.log(level, event, extra={"fields": fields})


def log_error(event: str, error: BaseException, **fields: object) -> str:
    """Log an error with its traceback under a new id. Returns the id, to be shown to the visitor."""
    key = secrets.token_hex(4)
    log.error(event, exc_info=error, extra={"fields": {"id": key, **fields}})
    return key


class _Ours(logging.Filter):
    """Passes another logger's warnings and errors to our log. Nothing reaches that logger's own handlers, which it may
    set up again at any time.
    """

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler = handler

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING and record.name != "streamlit.error_util":
            self._handler.handle(record)
        return False


def set_up_logging() -> None:
    """Write all logs of this process to standard error as JSON lines. Call again when new loggers have been created.

    Uvicorn and Streamlit log client addresses at lower levels, so only their warnings and errors are logged. Errors in
    scripts are logged by ``log_error``, with an id.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]
    log.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        other_logger = logging.getLogger(name)
        if name.split(".")[0] in ("streamlit", "uvicorn", "websockets"):
            other_logger.filters[:] = [existing for existing in other_logger.filters if not isinstance(existing, _Ours)]
            other_logger.addFilter(_Ours(handler))
