"""Workbooks (XLSX, ODS) as sheets of text cells: bounded before anything is parsed, and nothing in them is run.

A cell is what a reader sees of its value: a whole number without a point, a day as 2021-05-12, the leading zeros that
its format shows, a share with its sign (25 %). A formula is its last value, as the program that saved the file kept it.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as ET

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.lexical import is_checked, proposal

WORKBOOKS = {".xlsx", ".xlsm", ".ods"}
MOST_BYTES = 50_000_000
MOST_UNPACKED = 200_000_000
MOST_TIMES_LARGER = 100
_SMALL = 10_000_000
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 100_000, 200, 100
MOST_EMPTY = 1_000
"""Empty rows after which nothing more is looked for: one cell at the end of a sheet makes a million of them."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HTML = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"[^>]*?\bhidden="(?:1|true)"')
_BLOCK, _LONGEST_ELEMENT, _MOST_NAMED = 1 << 20, 400, 8
_OFFICIAL = (9, 14)
"""Digits of a SIREN and of a SIRET."""
_TABLE, _OFFICE, _TEXT, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text", "style")
)


@dataclass(slots=True)
class Grid:
    """One sheet: its name, its rows that hold something with their line numbers, and what was met in it.

    ``formulas`` counts cells whose value a formula gave; ``without_value`` those whose formula has none kept;
    ``cut`` is true where it has more rows or columns than are read, ``gap`` where so many empty rows follow that no
    more was looked for; ``merged`` counts cells below the first of merged ones, whose text is theirs too, and
    ``shared`` the numbers of merged cells, which are left: whether they are of each row or of all is not said;
    ``hidden`` is true where the program does not show it, and ``hidden_rows`` counts the rows that it does not show.
    """

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    formulas: int = 0
    without_value: int = 0
    cut: bool = False
    gap: bool = False
    merged: int = 0
    shared: int = 0
    hidden: bool = False
    hidden_rows: int = 0


def is_workbook(content: bytes) -> bool:
    """Whether a file begins as a workbook does, whatever its name."""
    return content.startswith((_ZIP, _OLE))


def is_html(content: bytes) -> bool:
    """Whether a file is a page of HTML, which programs also write under the names of workbooks."""
    return re.match(rb"\s*<(?:!doctype\s+html|html|table)\b", content, re.IGNORECASE) is not None


def read_workbook(path: Path) -> tuple[list[Grid], list[Problem]]:
    """The sheets of a workbook, and what is to be told of the file.

    Raises:
        InputError: the file is no workbook, is damaged, encrypted, or larger than is read.
    """
    notices: list[Problem] = []
    with _opened(path) as archive:
        names = set(archive.namelist())
        if any("vbaproject" in name.lower() or name.startswith("Basic/") for name in names):
            notices.append(Problem("macros", path))
        try:
            is_ods = "content.xml" in names
            _require_sheets(path, archive, names)
            grids = list(_ods_grids(archive.open("content.xml")) if is_ods else _xlsx_grids(path, archive))
        except InputError:
            raise
        except Exception as error:  # what libraries raise on damaged parts is of many classes
            raise InputError([Problem("damaged", path)]) from error
    if len(grids) > MOST_SHEETS:
        notices.append(Problem("many-sheets", path, fields={"count": len(grids), "limit": MOST_SHEETS}))
        grids = [grid for grid in grids if grid.rows][:MOST_SHEETS]
    for grid in grids:
        notices += _told(grid, path)
    return grids, notices


def _require_sheets(path: Path, archive: zipfile.ZipFile, names: set[str]) -> None:
    """Refuses what is no workbook though it is packed like one: a text, or several files."""
    kind = archive.read("mimetype").decode(errors="replace") if "mimetype" in names else ""
    if any(name.startswith(("word/", "ppt/")) for name in names) or "opendocument.text" in kind:
        raise InputError([Problem("text-document", path)])
    if "content.xml" not in names and not any(name.startswith("xl/") for name in names):
        listed = ", ".join(sorted(name for name in names if not name.endswith("/"))[:_MOST_NAMED])
        raise InputError([Problem("archive", path, fields={"names": listed[:200]})])


def _told(grid: Grid, path: Path) -> Iterator[Problem]:
    sheet = path.with_name(f"{path.name} [{grid.name}]")
    if grid.formulas:
        yield Problem("formulas", sheet, fields={"count": grid.formulas})
    if grid.without_value:
        yield Problem("formulas-without-value", sheet, fields={"count": grid.without_value})
    if grid.merged:
        yield Problem("merged-cells", sheet, fields={"count": grid.merged})
    if grid.hidden_rows:
        yield Problem("hidden-rows", sheet, fields={"count": grid.hidden_rows})
    if grid.shared:
        yield Problem("merged-numbers", sheet, fields={"count": grid.shared})
    if grid.cut:
        fields = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        yield Problem("sheet-cut", sheet, fields=fields)
    if grid.gap:
        yield Problem("sheet-gap", sheet, fields={"rows": MOST_EMPTY})


def _opened(path: Path) -> zipfile.ZipFile:
    """The archive of a workbook, once it is known to be one, whole, and no larger than is read."""
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(0)
        if path.stat().st_size > MOST_BYTES:
            raise InputError([Problem("too-large", path, fields={"megabytes": MOST_BYTES // 1_000_000})])
        if start.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in file.read():
                raise InputError([Problem("encrypted", path)])
            raise InputError([Problem("old-workbook", path)])
    if not start.startswith(_ZIP):
        raise InputError([Problem("html-workbook", path) if _HTML.match(start) else Problem("not-csv", path)])
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        times = unpacked / max(1, path.stat().st_size)
        if unpacked > MOST_UNPACKED or (unpacked > _SMALL and times > MOST_TIMES_LARGER):
            raise InputError([Problem("zip-bomb", path, fields={"megabytes": unpacked // 1_000_000})])
        if any(member.flag_bits & 1 for member in members) or _is_encrypted_ods(archive):
            raise InputError([Problem("encrypted", path)])
        if archive.testzip() is not None:
            raise InputError([Problem("damaged", path)])
    except InputError:
        raise
    except Exception as error:  # BadZipFile, zlib's own, and others
        raise InputError([Problem("damaged", path)]) from error
    return archive


def _is_encrypted_ods(archive: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in archive.read(name)


def _xlsx_grids(path: Path, archive: zipfile.ZipFile) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415  half a second, for who has a workbook

    values = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in values.worksheets[MOST_SHEETS:]:
            yield Grid(sheet.title)
        for sheet in values.worksheets[:MOST_SHEETS]:
            grid = Grid(sheet.title, hidden=sheet.sheet_state != "visible")
            bounds = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS + 1}
            kept = sheet.iter_rows(**bounds)
            written = formulas[sheet.title].iter_rows(**bounds)
            for line, (row, texts) in enumerate(zip(kept, written, strict=False), 1):
                cells = [_xlsx_text(cell) for cell in row]
                for cell, text in zip(row, texts, strict=False):
                    if getattr(text, "data_type", "") == "f":
                        grid.formulas += cell.value is not None
                        grid.without_value += cell.value is None
                _add(grid, line, cells)
                if line - (grid.rows[-1][0] if grid.rows else 0) > MOST_EMPTY:
                    grid.gap = True
                    break
            merged, hidden = _merged(archive, sheet._worksheet_path)
            _fill_merged(grid, merged)
            grid.hidden_rows = len(hidden & {line for line, _ in grid.rows})
            yield grid
    finally:
        values.close()
        formulas.close()


def _merged(archive: zipfile.ZipFile, part: str) -> tuple[set[tuple[int, int, int]], set[int]]:
    """The merged cells of several rows of a sheet: their first and last row, and their first column, from 0.

    The rows that are not shown come with them.
    """
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415  as above

    found: set[tuple[int, int, int]] = set()
    hidden: set[int] = set()
    with archive.open(part) as file:
        end = b""
        while block := file.read(_BLOCK):
            for column, first, last in _MERGED.findall(end + block):
                if int(last) > int(first):
                    found.add((int(first), int(last), column_index_from_string(column.decode("ascii")) - 1))
            hidden |= {int(line) for line in _HIDDEN_ROW.findall(end + block)}
            end = (end + block)[-_LONGEST_ELEMENT:]
    return found, hidden


def _fill_merged(grid: Grid, merged: Iterable[tuple[int, int, int]]) -> None:
    """Gives the text of merged cells to each of their rows that holds something else, and takes a number from all."""
    rows = dict(grid.rows)
    lines = list(rows)
    for first, last, column in merged:
        text = next(iter(rows.get(first, [])[column : column + 1]), "")
        if text and _is_shared(text):
            rows[first][column] = ""
            grid.shared += 1
        elif text:
            for line in lines[bisect_right(lines, first) : bisect_right(lines, last)]:
                cells = rows[line]
                cells += [""] * (column + 1 - len(cells))
                if cells[column]:
                    break  # merged cells hide none: no program wrote this
                cells[column] = text
                grid.merged += 1


def _is_shared(text: str) -> bool:
    """Whether a text is a number that several rows may share, as a sum: no official number."""
    return bool(proposal("decimal", text)) and not (len(text) in _OFFICIAL and is_checked(text))


def _add(grid: Grid, line: int, cells: list[str]) -> None:
    """Adds a row that holds something, within the bounds."""
    while cells and not cells[-1]:
        cells.pop()
    if cells and line > MOST_ROWS:
        grid.cut = True
    elif cells:
        grid.cut = grid.cut or len(cells) > MOST_COLUMNS
        grid.rows.append((line, cells[:MOST_COLUMNS]))


def _xlsx_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = str(cell.number_format or "")
        if shown.endswith("%"):
            return f"{number_text(round(value * 100, 12))} %"
        zeros = re.fullmatch(r'"?(0+)"?', shown)
        text = number_text(value)
        return text.zfill(len(zeros[1])) if zeros and text.isdigit() else text
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def number_text(value: float) -> str:
    """A number as a reader writes it: no point where it is whole, none of the digits that binary adds.

    >>> number_text(20002341400011.0), number_text(0.1 + 0.2), number_text(12000)
    ('20002341400011', '0.3', '12000')
    """
    if value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return f"{value:.15f}".rstrip("0") if "e" in text else text


def _ods_grids(file: IO[bytes]) -> Iterator[Grid]:
    """The sheets of an ODS, streamed: what is repeated is counted before it is written."""
    grid, line, merged, unseen = Grid(""), 0, list[tuple[int, int, int]](), set[str | None]()
    for event, element in ET.iterparse(file, events=("start", "end")):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                hidden = element.get(f"{_TABLE}style-name") in unseen
                grid, line, merged = Grid(element.get(f"{_TABLE}name", ""), hidden=hidden), 0, []
        elif element.tag == f"{_STYLE}style":
            if any(properties.get(f"{_TABLE}display") == "false" for properties in element):
                unseen.add(element.get(f"{_STYLE}name"))
        elif element.tag == f"{_TABLE}table-row":
            cells = _ods_cells(element, grid, line + 1, merged)
            repeated = min(_number(element, "rows-repeated"), MOST_ROWS + 1)
            for number in range(line + 1, line + (repeated if any(cells) else 0) + 1):
                _add(grid, number, list(cells))
                grid.hidden_rows += element.get(f"{_TABLE}visibility", "visible") != "visible"
            line += repeated
            element.clear()
        elif element.tag == f"{_TABLE}table":
            _fill_merged(grid, merged)
            yield grid
            element.clear()


def _ods_cells(row: ET.Element, grid: Grid, line: int, merged: list[tuple[int, int, int]]) -> list[str]:
    """The cells of a row; ``merged`` gains those of several rows, as ``_merged`` tells them."""
    cells: list[str] = []
    for cell in row:
        if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            text = _ods_text(cell)
            if cell.get(f"{_TABLE}formula"):
                grid.formulas += bool(text)
                grid.without_value += not text
            if (rows := _number(cell, "rows-spanned")) > 1:
                merged.append((line, line + rows - 1, len(cells)))
            room = MOST_COLUMNS + 1 - len(cells)
            cells += [text] * min(room, _number(cell, "columns-repeated"))
    return cells


def _number(element: ET.Element, name: str) -> int:
    """How many rows or columns an attribute says that an element stands for; 1 where it says nothing."""
    text = element.get(f"{_TABLE}number-{name}", "1")
    return int(text) if text.isdigit() else 1


def _ods_text(cell: ET.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    shown = "\n".join("".join(each.itertext()) for each in cell.findall(f"{_TEXT}p")).strip()
    if kind in {"float", "currency", "percentage"}:
        value = cell.get(f"{_OFFICE}value", "")
        zeros = re.fullmatch(r"0\d+", shown)  # a code whose format keeps its leading zeros
        try:
            if kind == "percentage":
                return f"{number_text(round(float(value) * 100, 12))} %"
            return shown if zeros and int(shown) == float(value) else number_text(float(value))
        except ValueError:
            return shown
    if kind == "boolean":
        return "oui" if cell.get(f"{_OFFICE}boolean-value") == "true" else "non"
    return shown
