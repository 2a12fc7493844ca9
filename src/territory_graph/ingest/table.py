"""Tables of a territory: every problem of a file is found, and nothing is repaired without being said.

A CSV with commas is read strictly. What spreadsheets write (semicolons, tabs, workbooks) is understood as they mean it
where it means one thing, and what was understood is told.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from territory_graph.errors import Problem
from territory_graph.ingest.french import column_named, word_meant
from territory_graph.ingest.lexical import debris
from territory_graph.ingest.schema import Table
from territory_graph.ingest.understood import understood_rows
from territory_graph.ingest.workbook import Grid

MAX_COLUMNS = 200
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_SEPARATOR_LINE = re.compile(r'"?sep=(.?)"?[,;\t]*', re.IGNORECASE)
_MOST_TITLES, _LONGEST_SHOWN = 20, 60
_READ_THROUGH = {
    "duplicate-column",
    "empty-header",
    "not-utf8",
    "separator",
    "separator-line",
    "title-line",
    "unknown-column",
    "unknown-column-near",
}


READ_ALL_THE_SAME = {"encoding-mark", "not-utf8", "separator", "separator-line", "title-line"}
"""Problems of a file that leave no doubt of what it says."""


def _is_read_all_the_same(problem: Problem) -> bool:
    return problem.code in READ_ALL_THE_SAME and problem.fields.get("encoding", "BOM") == "BOM"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file, the line on which it begins, and its cells by column, outer spaces removed."""

    file: Path
    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class TableFile:
    """The rows of one table, everything wrong with the shape of its file, and what was understood in its cells.

    Of the problems, those of ``READ_ALL_THE_SAME`` are no mistakes: the table means one thing without them.
    """

    table: Table
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    understood: tuple[Problem, ...] = ()

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """The problems that must be corrected."""
        return tuple(problem for problem in self.problems if not _is_read_all_the_same(problem))

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What was read all the same, and what was understood in cells."""
        read = filter(_is_read_all_the_same, self.problems)
        return (*(replace(problem, code=f"read-{problem.code}") for problem in read), *self.understood)

    @property
    def whole(self) -> bool:
        """Whether each row's things are known: a file that is not whole may describe things which others name."""
        naming = {name for subject in self.table.subjects for name in subject.named_by}
        return all(
            problem.code in _READ_THROUGH
            or problem.fields.get("encoding") == "BOM"
            or (problem.code == "missing-column" and problem.column not in naming)
            for problem in self.problems
        )


def read_table(path: Path, table: Table) -> TableFile:
    """The rows of ``path``; a wrong encoding or separator is reported and read through, to find the other problems."""
    content = path.read_bytes()
    problems: list[Problem] = []
    if content.startswith(_ZIP):
        return TableFile(table, (), (Problem("spreadsheet", path, 1),))
    if content.startswith(_UTF16):
        return TableFile(table, (), (Problem("encoding-mark", path, 1, fields={"encoding": "UTF-16"}),))
    if content.startswith(_BOM):
        problems.append(Problem("encoding-mark", path, 1, fields={"encoding": "BOM"}))
        content = content.removeprefix(_BOM)
    text = _decode(content, path, problems)
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    above = _lines_above(lines, table, path, problems)
    below = "".join(lines[above:])
    delimiter = _delimiter(below, path, above + 1, problems)
    records = list(_records(below, delimiter, path, above + 1, problems))
    return _table_file(records if delimiter == "," else _tidied(records), table, path, problems, delimiter != ",")


def read_grid(grid: Grid, path: Path, table: Table) -> TableFile:
    """The rows of a sheet of a workbook."""
    file = path.with_name(f"{path.name}#{grid.name}")
    problems: list[Problem] = []
    known = [sum(column_named(table, cell) is not None for cell in cells if cell) for _, cells in grid.rows]
    above = next((position for position, count in enumerate(known[:_MOST_TITLES]) if count > 1), 0)
    for line, cells in grid.rows[:above]:
        problems.append(Problem("title-line", file, line, fields={"text": " ".join(cells)[:_LONGEST_SHOWN]}))
    return _table_file(_tidied(grid.rows[above:]), table, file, problems, True)


def _table_file(
    records: list[tuple[int, list[str]]], table: Table, path: Path, problems: list[Problem], loose: bool
) -> TableFile:
    """The rows below a header; ``loose`` where a spreadsheet wrote them, whose cells are then understood."""
    if not records:
        return TableFile(table, (), (*problems, Problem("no-header", path, 1)))
    header, *below_it = records
    if not _header_is_usable(header, table, path, problems):
        return TableFile(table, (), tuple(problems))
    rows = tuple(_rows(below_it, _names(header[1], table), table, path, problems))
    if not loose:
        return TableFile(table, rows, tuple(problems))
    counts: Counter[str] = Counter()
    cells = understood_rows([row.cells for row in rows], table.columns, counts)
    told = [Problem(f"understood-{kind}", path, fields={"count": counts[kind]}) for kind in sorted(+counts)]
    read = tuple(replace(row, cells=meant) for row, meant in zip(rows, cells, strict=True))
    return TableFile(table, read, tuple(problems), tuple(told))


def _tidied(records: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Records without the columns that hold nothing, and as wide as their header where only nothing is wanting."""
    width = max((len(cells) for _, cells in records), default=0)
    padded = [(line, cells + [""] * (width - len(cells))) for line, cells in records]
    kept = [position for position in range(width) if any(cells[position].strip() for _, cells in padded)]
    return [(line, [cells[position] for position in kept]) for line, cells in padded]


def _lines_above(lines: list[str], table: Table, path: Path, problems: list[Problem]) -> int:
    """How many lines stand above the one that names columns: spreadsheets write “sep=” there, persons a title."""
    cells = ({cell.strip(' "\r\n') for cell in re.split("[,;\t]", line)} for line in lines[:_MOST_TITLES])
    known = ([cell for cell in found if cell and column_named(table, cell)] for found in cells)
    above = next((position for position, found in enumerate(known) if len(found) > 1), 0)
    for number, line in enumerate((line.strip() for line in lines[:above]), 1):
        if line.strip(",;\t"):
            code = "separator-line" if _SEPARATOR_LINE.fullmatch(line) else "title-line"
            fields = {"text": line[:_LONGEST_SHOWN]}
            problems.append(Problem(code, path, number, fields=fields))
    return above


def _decode(content: bytes, path: Path, problems: list[Problem]) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem("not-utf8", path, line))
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str, path: Path, line: int, problems: list[Problem]) -> str:
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    if delimiter == "," or header.count(delimiter) == 0:
        return ","
    problems.append(Problem("separator", path, line, fields={"found": "TAB" if delimiter == "\t" else delimiter}))
    return delimiter


def malformed(error: csv.Error, path: Path, line: int) -> Problem:
    """What is wrong with the record that begins on a line: Python's own words are English."""
    told = str(error)
    if "expected after" in told:
        return Problem("csv-after-quote", path, line)
    if "unexpected end" in told:
        return Problem("csv-open-quote", path, line)
    if "field limit" in told:
        return Problem("csv-long-cell", path, line, fields={"limit": csv.field_size_limit()})
    return Problem("csv", path, line, fields={"reason": told})


def _records(
    text: str, delimiter: str, path: Path, first: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins, that of the text being ``first``; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(malformed(error, path, line))
            return
        if any(cell.strip() for cell in record):
            yield line, record
        line = first + reader.line_num


def _header_is_usable(record: tuple[int, list[str]], table: Table, path: Path, problems: list[Problem]) -> bool:
    """Whether the rows can be read under this header; columns unknown or missing are reported and passed over."""
    line, header = record
    if len(header) > MAX_COLUMNS:
        problems.append(Problem("too-many-columns", path, line, fields={"count": len(header), "limit": MAX_COLUMNS}))
        return False
    known = [column.name for column in table.columns]
    names = _names(header, table)
    if not any(name in known or difflib.get_close_matches(name, known, n=1) for name in names):
        shown = ", ".join(filter(None, names))[:_LONGEST_SHOWN]
        fields = {"text": shown, "table": table.name, "known": ", ".join(known)}
        problems.append(Problem("no-header-line", path, line, fields=fields))
        return False
    for position, name in enumerate(names, start=1):
        if not name:
            problems.append(Problem("empty-header", path, line, fields={"position": position}))
        elif name not in known:
            nearest = difflib.get_close_matches(name, known, n=1)
            code = "unknown-column-near" if nearest else "unknown-column"
            fields = {
                "table": table.name,
                "nearest": nearest[0] if nearest else "",
                "known": ", ".join(known),
            }
            problems.append(Problem(code, path, line, name, fields))
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        problems.append(Problem("duplicate-column", path, line, name))
    missing = [column.name for column in table.columns if column.required and column.name not in names]
    for name in missing:
        problems.append(Problem("missing-column", path, line, name, {"table": table.name}))
    return any(name in known for name in names)


def _names(header: list[str], table: Table) -> list[str]:
    """The columns that a header names, French heads included; a head that no column has stays as it is."""
    return [column_named(table, head.strip()) or head.strip() for head in header]


def _rows(
    records: list[tuple[int, list[str]]], names: list[str], table: Table, path: Path, problems: list[Problem]
) -> Iterator[Row]:
    choices = {column.name: column for column in table.columns if column.values}
    for line, record in records:
        if len(record) != len(names):
            fields = {"found": len(record), "expected": len(names)}
            problems.append(Problem("ragged", path, line, fields=fields))
            continue
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=True)}
        meant = {name: word_meant(column, cells[name]) for name, column in choices.items() if name in cells}
        yield Row(path, line, cells | meant)


def spoilt(rows: Iterable[Row]) -> Iterator[Problem]:
    """What programs have left in the cells of rows: read through, so that every other problem is found too."""
    for row in rows:
        for name, cell in row.cells.items():
            for code, found in debris(cell):
                fields = {"found": found}
                yield Problem(code, row.file, row.line, name, fields)
