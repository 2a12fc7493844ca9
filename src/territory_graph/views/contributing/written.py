"""What people write in a field, as a cell of a table says it: dates of any precision, sums, official numbers."""

from __future__ import annotations

import re

from territory_graph.dates import bounds
from territory_graph.ingest.understood import day_meant
from territory_graph.spelling import folded

_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WORDS = re.compile(r"(?:(?P<day>[0-9]{1,2})(?:er|st|nd|rd|th)? )?(?P<month>[a-z]+) (?P<year>[0-9]{4})")
_FIGURES = re.compile(r"(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})")
_ABOUT = re.compile(r"(?:vers|environ|autour de|about|around|circa|c\.) (?P<year>[0-9]{4})")
_AMOUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<part>[0-9]{1,2}))?(?P<million> ?(?:M|millions?))?"
)
_DIGITS = frozenset({"siren", "siret", "insee", "year"})


def cell_of(text: str, kind: str) -> str:
    """The cell that a text of a field stands for; the text itself where it cannot be read, for tables to refuse.

    >>> cell_of("3 mars 2023", "date"), cell_of("03/03/2023", "date"), cell_of("vers 2012", "date")
    ('2023-03-03', '2023-03-03', '2012~')
    >>> cell_of("40 000 €", "amount"), cell_of("1 234,5", "amount"), cell_of("12,5", "decimal")
    ('40000', '1234.5', '12.5')
    >>> cell_of("443 061 841", "siren"), cell_of("le 3", "date")
    ('443061841', 'le 3')
    """
    text = " ".join(text.split())
    if kind == "date":
        return date_of(text) or text
    if kind in ("amount", "decimal", "integer"):
        return amount_of(text) or text
    if kind in _DIGITS:
        return text.replace(" ", "")
    return text


def date_of(text: str) -> str | None:
    """The EDTF date that a text says, as people write dates in French or English; None where it says none.

    >>> date_of("1er janvier 2020"), date_of("mars 2023"), date_of("March 2023"), date_of("2023-03")
    ('2020-01-01', '2023-03', '2023-03', '2023-03')
    >>> date_of("03/2023"), date_of("12-05-2021"), date_of("janv. 2021")
    ('2023-03', '2021-05-12', '2021-01')
    >>> date_of("31/02/2023") is None
    True
    """
    plain = folded(text).strip() if not re.fullmatch(r"[0-9~?-]+", text.strip()) else text.strip()
    plain = re.sub(r"^(?:le|en|on|in) ", "", plain)
    if about := _ABOUT.fullmatch(plain):
        return f"{about['year']}~"
    if figures := _FIGURES.fullmatch(text.strip()):
        return _sound(f"{figures['year']}-{int(figures['month']):02}-{int(figures['day']):02}")
    words = _WORDS.fullmatch(plain)
    if words and words["month"] in _NUMBERS:
        month = f"{words['year']}-{_NUMBERS[words['month']]:02}"
        return _sound(f"{month}-{int(words['day']):02}" if words["day"] else month)
    return _sound(plain) or day_meant(text.strip()) or None


def _sound(text: str) -> str | None:
    try:
        bounds(text)
    except ValueError:
        return None
    return text


def amount_of(text: str) -> str | None:
    """The number that a text says, its thousands apart or not, with a comma or a point; None where it says none.

    >>> amount_of("1,5 M€"), amount_of("160 000 euros"), amount_of("12.000")
    ('1500000', '160000', None)
    """
    plain = re.sub(r"[\u00a0\u202f\u2009]", " ", text).strip()
    plain = re.sub(r" ?(?:€|euros?|EUR)$", "", plain)
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None
    whole, part = found["whole"].replace(" ", ""), found["part"] or ""
    if found["million"]:
        return str(int(whole + part.ljust(6, "0")))
    return f"{whole}.{part}" if part.strip("0") else whole


def is_read(text: str, kind: str) -> bool:
    """Whether what stands in a date or number field could be read."""
    if kind == "date":
        return date_of(text) is not None
    return kind not in ("amount", "decimal", "integer") or amount_of(text) is not None
