"""The log as JSON, an object a line, for programs that collect logs: when, how grave, who says it, what and where.

Nothing that a person typed is in it, nor an address of a client: of an error its kind and the lines of code are
written, and its words only where they are the software's own.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from territory_graph.errors import TerritoryGraphError

_OWN = "territory_graph"


class JsonLines(logging.Formatter):
    """Formats a line of the log; ``fields`` that it was given beside its words are members of the object."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"time": moment, "level": record.levelname.lower(), "logger": record.name}
        told["message"] = record.getMessage()
        told |= getattr(record, "fields", {})
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["error"] = type(error).__name__
            if isinstance(error, TerritoryGraphError):
                told["reason"] = str(error)
            places = traceback.extract_tb(error.__traceback__)
            told["trace"] = [f"{each.filename}:{each.lineno} {each.name}" for each in places]
        return json.dumps(told, ensure_ascii=False, default=str)


def write_as_json() -> None:
    """Makes every logger that there is write JSON, on standard error, and requests and versions be written too."""
    form = JsonLines()
    if not logging.root.handlers:
        logging.root.addHandler(logging.StreamHandler(sys.stderr))
    loggers = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for handler in [handler for logger in (logging.root, *loggers) for handler in logger.handlers]:
        handler.setFormatter(form)
    logging.getLogger(_OWN).setLevel(logging.INFO)
