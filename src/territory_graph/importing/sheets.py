"""Files as sheets of heads and cells: CSV, workbooks, GeoJSON points, networks as GEXF, GraphML and Kumu's JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import networkx as nx
from defusedxml import ElementTree

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.contours import geometry_kind, properties_of
from territory_graph.ingest.french import is_unit
from territory_graph.ingest.payload import json_problem
from territory_graph.ingest.table import MAX_COLUMNS, malformed
from territory_graph.ingest.tables import ASIDE
from territory_graph.ingest.workbook import MOST_BYTES, WORKBOOKS, is_html, is_workbook, number_text, read_workbook

MOST_ROWS = 20_000
_MOST_ABOVE, _MOST_NAMED = 20, 10
_NOTE = re.compile(
    r"[*¹²³]|\([0-9*]\)|(?:sources?|notes?|nb|n\.b\.|lecture|champ|légende|remarques?|total|mise? à jour|màj)\s*[:(]"
    r"|mise? à jour (?:le|du|en)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"n?[0-9]+(?:\.[0-9]+)?")
_OF_WINDOWS = re.compile(rb"[\x80-\x9f]")
_GZIP = b"\x1f\x8b"
_BOM, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_ANY_GEXF, _DRAWN = re.compile(r"\{[^}]*gexf[^}]*\}"), re.compile(r"\{[^}]*viz[^}]*\}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its heads, and its rows as cells by head with the line each begins on.

    ``notices`` are what is to be told of how it was read; ``head_line`` is the line of the heads, 0 where the file has
    none; ``encoding`` and ``separator`` are those of a CSV file.
    """

    file: Path
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    notices: tuple[Problem, ...] = ()
    head_line: int = 0
    encoding: str = ""
    separator: str = ""


def read_sheet(path: Path, name: str = "") -> Sheet:
    """The sheet of that name, or the first one.

    Raises:
        InputError: the file cannot be read, or has no such sheet.
    """
    sheets = read_sheets(path)
    found = next((sheet for sheet in sheets if name in ("", sheet.name)), None)
    if found is None:
        raise InputError([Problem("no-sheet", path, fields={"value": name})])
    return found


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of a file that has rows.

    Raises:
        InputError: the file cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError([Problem("too-large", path, fields={"megabytes": MOST_BYTES // 1_000_000})])
    content = path.read_bytes()
    ending = path.suffix.lower()
    if ending in WORKBOOKS or is_workbook(content):
        sheets = list(_workbook(path))
    elif ending in {".gexf", ".graphml"}:
        sheets = list(_network(path))
    elif ending in {".json", ".geojson"}:
        sheets = list(_json(path, content))
    elif content.startswith(_GZIP):
        raise InputError([Problem("packed", path)])
    elif is_html(content):
        raise InputError([Problem("html-workbook", path)])
    elif content.startswith(b"%PDF") or (b"\0" in content and not content.startswith(_UTF16)):
        raise InputError([Problem("not-csv", path)])
    else:
        sheets = [_csv(path, content)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise InputError([Problem("no-rows-in-file", path)])
    return sheets


def _sheet(path: Path, name: str, records: list[tuple[int, list[str]]], notices: Iterable[Problem] = ()) -> Sheet:
    """The sheet whose heads are the first of the records that is as wide as most of them are."""
    widths = [sum(map(bool, cells)) for _, cells in records[:_MOST_ABOVE]]
    above = next((place for place, width in enumerate(widths) if width * 2 > max(widths)), 0)
    if not records:
        return Sheet(path, name, (), ())
    told = [*notices]
    for line, cells in records[:above]:
        fields = {"text": " ".join(filter(None, cells))[:60]}
        told.append(Problem("read-title-line", path, line, fields=fields))
    heads = [head.strip() for head in records[above][1]]
    below = records[above + 1 :]
    if below and all(map(is_unit, filter(None, map(str.strip, below[0][1])))):
        line, units = below.pop(0)
        both = zip_longest(heads, map(str.strip, units), fillvalue="")
        heads = [f"{head} ({unit})" if unit else head for head, unit in both]
        fields = {"text": " ".join(filter(None, units))[:60]}
        told.append(Problem("read-unit-line", path, line, fields=fields))
    notes = [one for one in below if len(heads) > 1 and _is_note(one[1])]
    if notes:
        about = {"count": len(notes), "text": " ".join(filter(None, notes[0][1]))[:60]}
        told.append(Problem("read-notes", path, notes[0][0], fields=about))
        below = [one for one in below if one not in notes]
    again = [one for one in below if [cell.strip() for cell in one[1][: len(heads)]] == heads]
    if again:
        told.append(Problem("read-heads-again", path, again[0][0], fields={"count": len(again)}))
        below = [one for one in below if one not in again]
    if len(heads) > MAX_COLUMNS:
        bounds = {"count": len(heads), "limit": MAX_COLUMNS}
        raise InputError([Problem("too-many-columns", path, records[above][0], fields=bounds)])
    kept = {place: head for place, head in enumerate(heads) if head and heads.index(head) == place}
    found = [
        (line, {head: cells[place].strip() if place < len(cells) else "" for place, head in kept.items()})
        for line, cells in below
        if any(cell.strip() for cell in cells)
    ]
    filled = {place for _, cells in below for place, cell in enumerate(cells) if cell.strip()}
    if unnamed := filled - kept.keys():
        told.append(Problem("read-unnamed-columns", path, fields={"count": len(unnamed)}))
    if len(found) > MOST_ROWS:
        raise InputError([Problem("too-many-rows", path, fields={"count": len(found), "limit": MOST_ROWS})])
    return Sheet(path, name, tuple(kept.values()), tuple(found), tuple(told), records[above][0])


def _is_note(cells: Sequence[str]) -> bool:
    """Whether a line says something about the table, as offices write below it: its source, a remark, a total."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return len(said) == 1 and _NOTE.match(said[0]) is not None


def _csv(path: Path, content: bytes) -> Sheet:
    notices: list[Problem] = []
    if content.startswith(_UTF16):
        text, encoding = content.decode("utf-16", errors="replace"), "UTF-16"
        notices.append(Problem("read-encoding-mark", path, 1, fields={"encoding": "UTF-16"}))
    else:
        try:
            text, encoding = content.removeprefix(_BOM).decode("utf-8"), "UTF-8"
        except UnicodeDecodeError:
            encoding = _old_encoding(content)
            text = content.decode(_CODECS[encoding], errors="replace")
            notices.append(Problem("read-encoding", path, fields={"encoding": encoding}))
    start = "".join(text.splitlines(keepends=True)[:_MOST_ABOVE])
    heads = next(filter(str.strip, start.splitlines()), "")
    delimiter = max(",;\t|" if "|" in heads else ",;\t", key=start.count)
    if delimiter != ",":
        found = "TAB" if delimiter == "\t" else delimiter
        notices.append(Problem("read-separator", path, fields={"found": found}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].lower().startswith("sep="):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError([malformed(error, path, line)]) from error
    return replace(_sheet(path, path.stem, records, notices), encoding=encoding, separator=delimiter)


_CODECS = {"Windows-1252": "cp1252", "ISO-8859-15": "iso8859_15", "Macintosh": "mac_roman"}


def _old_encoding(content: bytes) -> str:
    """In what a text that is no UTF-8 was written: its line ends and its sign of the euro tell it."""
    if b"\r" in content and b"\n" not in content:
        return "Macintosh"
    return "ISO-8859-15" if b"\xa4" in content and not _OF_WINDOWS.search(content) else "Windows-1252"


def _workbook(path: Path) -> Iterator[Sheet]:
    grids, notices = read_workbook(path)
    of_file = [notice for notice in notices if notice.file.name == path.name]
    if hidden := [grid.name for grid in grids if grid.hidden and not grid.name.startswith(ASIDE)]:
        of_file.append(Problem("hidden-sheets", path, fields={"names": ", ".join(hidden[:_MOST_NAMED])}))
    for grid in grids:
        if not grid.name.startswith(ASIDE) and not grid.hidden and grid.rows:
            own = [*of_file, *(notice for notice in notices if notice.file.name == f"{path.name} [{grid.name}]")]
            of_file = []
            name = {"elements": "nodes", "connections": "edges"}.get(grid.name.lower(), grid.name)  # Kumu's two
            yield _sheet(path, name, grid.rows, own)


def _network(path: Path) -> Iterator[Sheet]:
    """The nodes and edges of a network; an edge names its ends by their labels."""
    try:
        network = _gexf(path) if path.suffix.lower() == ".gexf" else nx.read_graphml(path)
    except Exception as error:  # networkx raises what its parser raises
        raise InputError([Problem("damaged", path)]) from error
    gexf = path.suffix.lower() == ".gexf"
    nameless = [node for node, said in network.nodes(data=True) if not _label(node, said) or (gexf and not said)]
    lost = network.number_of_edges()
    network = network.subgraph(set(network) - set(nameless))
    lost -= network.number_of_edges()
    labels = {node: _label(node, said) for node, said in network.nodes(data=True)}
    left = (
        Problem("read-no-name", path, fields={"count": len(nameless)}),
        Problem("read-no-end", path, fields={"count": lost}),
    )
    notices = [one for one in left if one.fields["count"]]
    nodes = ({**said, "id": node, "label": labels[node]} for node, said in network.nodes(data=True))
    yield _table(path, "nodes", nodes, notices)
    edges = ({**said, "from": labels[a], "to": labels[b]} for a, b, said in network.edges(data=True))
    yield _table(path, "edges", edges)


def _label(node: Any, said: Mapping[str, Any]) -> str:
    """What a node is called; nothing where it has but a number, as programs give each."""
    name = str(said.get("label") or said.get("name") or node)
    return "" if name == str(node) and _NUMBERED.fullmatch(name) else name


def _gexf(path: Path) -> nx.Graph:
    """A network of GEXF, whose versions say it alike, without what says how it is drawn: Gephi's own is refused."""
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        for child in [each for each in element if _DRAWN.match(each.tag)]:
            element.remove(child)
        element.tag = _ANY_GEXF.sub("{http://gexf.net/1.3}", element.tag)
    for graph in root.iter("{http://gexf.net/1.3}graph"):
        graph.attrib.setdefault("timeformat", "string")  # of what begins and ends, where the file does not say
    return nx.read_gexf(io.BytesIO(tostring(root)), version="1.3")


def _json(path: Path, content: bytes) -> Iterator[Sheet]:
    try:
        told = json.loads(content.removeprefix(_BOM))
    except json.JSONDecodeError as error:
        raise InputError([json_problem(error, path)]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem("not-utf8", path, content.count(b"\n", 0, error.start) + 1)]) from error
    except RecursionError as error:
        raise InputError([Problem("too-deep", path)]) from error
    if isinstance(told, dict) and told.get("type") == "Feature":
        told = {"features": [told]}
    if isinstance(told, dict) and isinstance(told.get("features"), list):
        points = list(_points(told["features"]))
        others = len(told["features"]) - len(points)
        notices = [Problem("read-no-points", path, fields={"count": others})] if others else []
        yield _table(path, "points", points, notices)
    elif isinstance(told, dict) and isinstance(told.get("elements"), list):
        elements = [_flat(element) for element in told["elements"] if isinstance(element, dict)]
        labels = {each.get("_id", each.get("id", each.get("label"))): each.get("label", "") for each in elements}
        yield _table(path, "nodes", elements)
        ties = [_flat(tie) for tie in told.get("connections", ()) if isinstance(tie, dict)]
        named = [
            {**tie, **{end: labels[tie.get(end)] for end in ("from", "to")}}
            for tie in ties
            if all(labels.get(tie.get(end)) for end in ("from", "to"))
        ]
        lost = len(ties) - len(named)
        notices = [Problem("read-no-end", path, fields={"count": lost})] if lost else []
        yield _table(path, "edges", named, notices)
    else:
        raise InputError([Problem("unknown-json", path)])


def _flat(element: Mapping[str, Any]) -> dict[str, Any]:
    """An element of Kumu, its attributes beside its own."""
    attributes = element.get("attributes")
    own = {head: value for head, value in element.items() if head != "attributes"}
    return {**own, **(attributes if isinstance(attributes, dict) else {})}


def _points(features: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for feature in features:
        kind = geometry_kind(feature)
        if kind not in ("Point", "MultiPoint"):
            continue
        place = feature["geometry"].get("coordinates")
        if kind == "MultiPoint" and isinstance(place, list):
            if len(place) != 1:
                continue
            place = place[0]
        longitude, latitude = [*(place if isinstance(place, list) else ()), "", ""][:2]
        yield {**properties_of(feature), "latitude": latitude, "longitude": longitude}


def _table(path: Path, name: str, things: Iterable[Mapping[str, Any]], notices: Iterable[Problem] = ()) -> Sheet:
    """The sheet of things that have attributes; a thing's line is its place among them."""
    listed = list(things)
    heads = list(dict.fromkeys(str(head) for thing in listed for head in thing if not str(head).startswith("_")))
    rows = [(place, [_cell(thing.get(head)) for head in heads]) for place, thing in enumerate(listed, 1)]
    return _sheet(path, name, [(0, heads), *rows], notices)


def _cell(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ";".join(_cell(each) for each in value)
    if isinstance(value, float):
        return number_text(value)
    return str(value)
