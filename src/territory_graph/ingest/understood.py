"""Cells as French spreadsheets write them, understood where they mean one thing: days, sums, codes, “néant”.

What is understood is counted by kind, so that it can be said. What may mean two things stays as it is, and is told as
a problem by those who read it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from territory_graph.ingest.french import word_meant
from territory_graph.ingest.lexical import NUMBERS, is_date, proposal
from territory_graph.ingest.schema import SEPARATOR, Column
from territory_graph.spelling import folded

_NOTHING = {
    *("", "n a", "n c", "n d", "n r", "nc", "nd", "ns", "so", "na", "null", "none", "neant", "inconnu", "inconnue"),
    *("non renseigne", "non communique", "non disponible", "sans objet"),
}
_NOTHING_IN_WORDS = _NOTHING - {"na", "nc", "nd", "ns", "so", "none"}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007]+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]0{1,2}:00(?::00)?)?")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})")
_SERIAL, _LAST_SERIAL, _BEFORE_SERIALS = re.compile(r"[1-9][0-9]{4}"), 73_050, date(1899, 12, 30)
"""A day as spreadsheets count them (ECMA-376, part 1, 18.17.4.1): 10000 is in 1927, 73050 the last of the century."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(("janvier", "janv"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",), ("juin",)),
            *(("juillet", "juil"), ("aout",), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov")),
            ("decembre", "dec"),
        ),
        1,
    )
    for name in names
}


def understood_rows(
    rows: Sequence[Mapping[str, str]], columns: Iterable[Column], counts: Counter[str]
) -> list[dict[str, str]]:
    """The cells of rows as tables write them; ``counts`` gains what was understood.

    Of a column of days of which one can only have its month first (05/13/2021) those in figures are left as they are.
    """
    read = [dict(row) for row in rows]
    for column in columns:
        other_order = any(month_first(row.get(column.name, "")) for row in rows)
        for row in read:
            if column.name in row and not (other_order and _DAY.fullmatch(row[column.name].strip())):
                row[column.name] = understood(row[column.name], column, counts)
    return read


def month_first(text: str) -> bool:
    """Whether a text can only be a day whose month comes first."""
    match = _DAY.fullmatch(text.strip())
    return match is not None and int(match[2]) > len(set(_MONTHS.values()))


def understood(cell: str, column: Column, counts: Counter[str]) -> str:
    """What a cell of a column means; ``counts`` gains the kind of what was not written as tables have it."""
    text = _SPACES.sub(" ", cell).strip() if "\n" not in cell else cell.strip()
    if is_nothing(text, column):
        counts["nothing"] += bool(text)
        return ""
    if column.values:
        return word_meant(column, text)
    kind = column.kind.partition("@")[0]
    if column.many and "\n" in text:
        counts["list"] += 1
        text = SEPARATOR.join(filter(None, (part.strip(f" {SEPARATOR}") for part in text.split("\n"))))
    if column.name == "percent":
        text = text.removesuffix("%").strip()
    meant = _meant(text, kind, column.many)
    if meant and meant != text:
        counts["serial" if kind == "date" and text.isdigit() else _KINDS.get(kind, "number")] += 1
        return meant
    return text


def _meant(text: str, kind: str, many: bool) -> str:
    """What a text means, or each part of a list; empty where one of them means nothing that is known."""
    if kind not in _MEANT:
        return text
    parts = [_MEANT[kind](part.strip()) for part in text.split(SEPARATOR)] if many else [_MEANT[kind](text)]
    return SEPARATOR.join(parts) if all(parts) else ""


def is_nothing(text: str, column: Column) -> bool:
    """Whether a cell says in a word or a mark that there is nothing to say."""
    words = _NOTHING_IN_WORDS if column.language or column.kind in {"plain", "slug"} else _NOTHING
    return folded(text) in words


def day_meant(text: str) -> str:
    """The date that a French text means, as tables write it; empty where it means none.

    >>> day_meant("12/05/2021"), day_meant("1er mai 2021"), day_meant("05/2021"), day_meant("31/02/2021")
    ('2021-05-12', '2021-05-01', '2021-05', '')
    """
    if is_date(text):
        return text
    if match := _ISO_MOMENT.fullmatch(text):
        return match[1]
    if match := _DAY.fullmatch(text):
        return _iso(int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH.fullmatch(text):
        return _iso(int(match[2]), int(match[1]))
    if match := _WORDS.fullmatch(folded(text)):
        month = _MONTHS.get(match[2], 0)
        return _iso(int(match[3]), month, int(match[1]) if match[1] else None)
    return ""


def _iso(year: int, month: int, day: int | None = None) -> str:
    try:
        found = date(year, month, day or 1).isoformat()
    except ValueError:
        return ""
    return found if day else found[:7]


def _day_or_serial(text: str) -> str:
    """The date that a text means, or the day of that number, where the format of days was lost."""
    if _SERIAL.fullmatch(text) and int(text) <= _LAST_SERIAL:
        return (_BEFORE_SERIALS + timedelta(days=int(text))).isoformat()
    return day_meant(text)


def _naf(text: str) -> str:
    """A code of activity without its point, as SIRENE's own pages write it."""
    found = re.fullmatch(r"(\d{2})\.?(\d{2})([A-Z])", text.upper())
    return f"{found[1]}.{found[2]}{found[3]}" if found else ""


def _digits(text: str) -> str:
    digits = re.sub(r"[ .]", "", text)
    return digits if digits.isdigit() else ""


def _insee(text: str) -> str:
    """A code whose leading zero a spreadsheet has lost."""
    return text.zfill(5) if re.fullmatch(r"[0-9]{4}", text) else ""


def _degrees(text: str) -> str:
    return text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else ""


_KINDS = {"date": "day", "siren": "code", "siret": "code", "insee": "code", "rna": "code", "naf": "code"}
_MEANT: dict[str, Callable[[str], str]] = {
    "date": _day_or_serial,
    "siren": _digits,
    "siret": _digits,
    "rna": lambda text: text.replace(" ", "").upper(),
    "insee": _insee,
    "naf": _naf,
    "latitude": _degrees,
    "longitude": _degrees,
    "year": lambda text: text.removesuffix(".0"),
    **{kind: partial(proposal, kind) for kind in NUMBERS},
}
