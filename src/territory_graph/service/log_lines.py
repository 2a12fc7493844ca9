"""Lines of the log that strangers' acts cause: one a minute for each cause, and none longer than a page.

A cause is a logger, the sentence before its values are filled in, and the type of the error.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

EVERY = 60.0  # seconds
LONGEST, LONGEST_TRACE = 2_000, 6_000
"""Characters of a line, and of a traceback: its end is kept, which names the error."""
MOST_LINES = 300
"""Lines a minute, of all causes."""
_MOST_CAUSES = 500
_Cause = tuple[str, int, str, str]


@dataclass(slots=True)
class _Said:
    since: float
    repeated: int = 0


@dataclass(slots=True)
class _Minute:
    began: float = 0.0
    lines: int = 0
    left_out: int = 0


class Collapsing(logging.Filter):
    """A filter of loggers that passes the first line of a cause, then one a minute that counts the others."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[_Cause, _Said] = {}
        self._minute = _Minute()
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written; it is cut, and told how many were not since the last."""
        with self._lock:
            notes = self._notes(record, time.monotonic())
        if notes is None:
            return False
        text = record.getMessage()
        cut = f"{text[:LONGEST]} […]" if len(text) > LONGEST else text
        record.msg, record.args = " ".join([cut, *notes]), ()
        if record.exc_info and not record.exc_text:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text = f"[…]{trace[-LONGEST_TRACE:]}" if len(trace) > LONGEST_TRACE else trace
        return True

    def _notes(self, record: logging.LogRecord, now: float) -> list[str] | None:
        """What is added to a line that is written; None for one that is not."""
        cause, notes = _cause(record), list[str]()
        said = self._said.get(cause)
        if said is not None and now - said.since < EVERY:
            said.repeated += 1
            return None
        if now - self._minute.began >= EVERY:
            if self._minute.left_out:
                notes.append(f"({self._minute.left_out} other lines were left out)")
            self._minute = _Minute(now)
        if self._minute.lines >= MOST_LINES:
            self._minute.left_out += 1
            return None
        self._minute.lines += 1
        if said is not None and said.repeated:
            notes.append(f"(repeated {said.repeated} times)")
        self._said.pop(cause, None)
        if len(self._said) >= _MOST_CAUSES:  # the longest unheard of: the order is that of the last line
            del self._said[next(iter(self._said))]
        self._said[cause] = _Said(now)
        return notes


def _cause(record: logging.LogRecord) -> _Cause:
    error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
    return record.name, record.levelno, str(record.msg)[:LONGEST], error


_collapsing = Collapsing()


class _Logger(logging.Logger):
    """A logger that collapses from its beginning."""

    def __init__(self, name: str, level: int = logging.NOTSET) -> None:
        super().__init__(name, level)
        self.addFilter(_collapsing)


def collapse() -> None:
    """Collapses the lines of every logger that there is, and of those to come."""
    logging.setLoggerClass(_Logger)
    loggers = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for logger in (logging.root, *loggers):
        logger.addFilter(_collapsing)
