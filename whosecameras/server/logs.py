"""What the server writes down: one JSON object a line, and nothing by which a visitor could be known."""

from __future__ import annotations

import json
import logging
import secrets
from datetime import UTC, datetime
from typing import Any

PATH_SHOWN = 200  # characters of an address's path that a line repeats
log = logging.getLogger("whosecameras.server")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; what was given as ``extra={"told": {...}}`` stands beside time and level."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; ``trace`` holds the trace of an error."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.name != log.name:
            line["from"] = record.name
        line |= getattr(record, "told", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_event(event: str, level: int = logging.INFO, **told: object) -> None:
    """Write a line about an event."""
    log.log(level, event, extra={"told": told})


def log_error(event: str, error: BaseException, **told: object) -> str:
    """Write an error with its trace under a new id; the id, for whoever met the error."""
    key = secrets.token_hex(4)
    log.error(event, exc_info=error, extra={"told": {"id": key, **told}})
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
    """All that this process writes goes to standard error as lines.

    Uvicorn's and Streamlit's notes say who connects, so only their warnings and errors are kept; a script's error is
    written by us, with its id.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]
    log.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("streamlit", "uvicorn", "websockets"):
            logging.getLogger(name).addFilter(_Ours(handler))
