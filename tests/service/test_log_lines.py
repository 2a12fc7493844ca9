"""Lines of one cause are written once a minute, and none is long."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from territory_graph.service import log_lines
from territory_graph.service.log_lines import LONGEST, LONGEST_TRACE, MOST_LINES, Collapsing


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(log_lines, "time", found)
    return found


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines that a collapsing logger writes."""
    logger, written = logging.getLogger("test-log-lines"), list[str]()

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler, collapsing = Keeping(), Collapsing()
    logger.addHandler(handler)
    logger.addFilter(collapsing)
    logger.propagate = False
    yield written
    logger.removeHandler(handler)
    logger.removeFilter(collapsing)


LOG = logging.getLogger("test-log-lines")


def test_lines_of_one_cause_are_one_and_the_next_minute_counts_them(clock: Clock, lines: list[str]) -> None:
    for number in range(1_000):
        LOG.error("no file %s", number)
    assert lines == ["no file 0"]
    clock.now += 61
    LOG.error("no file again")
    LOG.error("no file %s", 7)
    assert lines[1:] == ["no file again", "no file 7 (repeated 999 times)"]


def test_another_error_or_level_is_another_cause(clock: Clock, lines: list[str]) -> None:
    for error in (OSError("a"), ValueError("b"), OSError("c")):
        LOG.error("it failed", exc_info=error)
    LOG.warning("it failed")
    assert [line.splitlines()[-1] for line in lines] == ["OSError: a", "ValueError: b", "it failed"]


def test_a_long_line_and_a_long_traceback_are_cut(clock: Clock, lines: list[str]) -> None:
    LOG.error("%s", "x" * 1_000_000, exc_info=ValueError("y" * 1_000_000 + "the end"))
    (line,) = lines
    assert len(line) < LONGEST + LONGEST_TRACE + 100
    assert line.endswith("the end")


def test_causes_without_number_write_no_more_than_some_lines_a_minute(clock: Clock, lines: list[str]) -> None:
    for number in range(MOST_LINES + 700):
        LOG.error(f"made of {number}")
    assert len(lines) == MOST_LINES
    clock.now += 61
    LOG.error("quiet again")
    assert lines[-1] == "quiet again (700 other lines were left out)"


def test_a_logger_that_is_made_later_collapses_too() -> None:
    before = logging.getLoggerClass()
    had = {
        logger: list(logger.filters)
        for logger in [logging.root, *logging.Logger.manager.loggerDict.values()]
        if isinstance(logger, logging.Logger)
    }
    try:
        log_lines.collapse()
        log_lines.collapse()
        assert logging.root.filters.count(log_lines._collapsing) == 1
        assert log_lines._collapsing in logging.getLogger("made-after-test-log-lines").filters
    finally:
        logging.setLoggerClass(before)
        for logger, filters in had.items():
            logger.filters[:] = filters
