"""The server's log: one JSON object per line, with nothing that could identify a visitor."""

from __future__ import annotations

import json
import logging
import secrets
from datetime import UTC, datetime
from typing import Any

PATH_SHOWN = 200  # characters of an address's path that a line repeats
log = logging.getLogger("whosecameras.server")


class JsonLines(logging.Formatter):
    """Formats a log record as a line of JSON; ``extra={"fields": {...}}`` is added to time and level."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; ``trace`` holds the trace of an error."""
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
    """Write a line about an event."""
    log.log(level, event, extra={"fields": fields})


def log_error(event: str, error: BaseException, **fields: object) -> str:
    """Log an error with its traceback under a new id, which is returned to show to the visitor."""
    key = secrets.token_hex(4)
    log.error(event, exc_info=error, extra={"fields": {"id": key, **fields}})
    return key


class _Ours(logging.Filter):
    """Takes the warnings and errors of another's logger into our log and lets nothing through to its own handlers,
    which that other may set up again at any time.
    """

    def __init__(self, ours: logging.Handler) -> None:
        super().__init__()
        self._handler = ours

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING and record.name != "streamlit.error_util":
            self._handler.handle(record)
        return False


def set_up_logging() -> None:
    """Send all logs of this process to standard error as lines; call again for loggers created since.

    Uvicorn's and Streamlit's notes say who connects, so only their warnings and errors are kept; a script's error is
    written by us, with its id.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]
    log.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        theirs = logging.getLogger(name)
        if name.split(".")[0] in ("streamlit", "uvicorn", "websockets"):
            theirs.filters[:] = [one for one in theirs.filters if not isinstance(one, _Ours)]
            theirs.addFilter(_Ours(handler))
