"""Sort keys: a text for each RDF term, such that the order of the texts is SPARQL's order of the terms.

The engine compares numbers and dates by value and everything else by its letters: 9 < 10 < "9x" < 9. A sort by an
order that is none ends its process; a sort by these texts cannot. This module is also loaded by ``worker``, alone: it
knows Oxigraph and nothing else of this package.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pyoxigraph as ox

SORT_KEY = ox.NamedNode("urn:territory-graph:sort-key")
"""The name of ``sort_key`` in a query."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
_INTEGERS += "unsignedLong unsignedInt unsignedShort unsignedByte"
_NUMBERS = {name: re.compile(r"[+-]?[0-9]+") for name in _INTEGERS.split()}
_NUMBERS["decimal"] = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMBERS["double"] = _NUMBERS["float"] = re.compile(_NUMBERS["decimal"].pattern + r"(?:[eE][+-]?[0-9]{1,4})?")
_NO_DIGITS = {"-INF": "1", "INF": "5", "+INF": "5", "NaN": "6"}
_DAY = re.compile(
    r"(?P<year>-?[0-9]{4,99})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r":(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]+))?)?)?)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_FIELDS = {"gYear": 1, "gYearMonth": 2, "date": 3, "dateTime": 6, "dateTimeStamp": 6}
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_MIDDLE = 5 * 10**12  # stands for no digit before the point; as long as any sum of it and a number of digits


def sort_key(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """What stands for a term where rows are sorted: itself where that is safe, else a text.

    Numbers come first, by value; then years, months, days and moments, by the moment at which they begin, that of one
    without a time zone read as UTC; then what else has a datatype, by datatype and letters; then texts.

    >>> ten, nine = (ox.Literal(value) for value in (10, 9))
    >>> sort_key(nine).value < sort_key(ten).value < sort_key(ox.Literal("9x")).value
    True
    """
    if isinstance(term, ox.Triple):
        return ox.Literal(f"\U0010ffff{term}")
    if not isinstance(term, ox.Literal):
        return term
    datatype = term.datatype.value
    if term.language is not None or datatype == _XSD + "string":
        return term
    name = datatype.removeprefix(_XSD)
    if name in _NUMBERS and (number := _number(name, term.value)) is not None:
        return ox.Literal(f"\0n{number}")
    if name in _FIELDS and (moment := _moment(name, term.value)) is not None:
        return ox.Literal(f"\0t{moment}")
    return ox.Literal(f"\0z{datatype} {term.value}")


def _number(name: str, text: str) -> str | None:
    """A number as a text that sorts by its value; None where the text is no number of that type.

    >>> sorted(["10", "-1.5", "9", "-1", "0.0", "INF"], key=lambda text: _number("double", text))
    ['-1.5', '-1', '0.0', '9', '10', 'INF']
    """
    if _NUMBERS[name].fullmatch(text):
        return _sortable(Decimal(text))
    return _NO_DIGITS.get(text) if name in ("double", "float") else None


def _sortable(value: Decimal) -> str:
    if not value:
        return "3"
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    above, below = _MIDDLE + value.adjusted(), _MIDDLE - value.adjusted()
    return f"4{above}{digits}" if value > 0 else f"2{below}{digits.translate(_COMPLEMENT)}~"


def _moment(name: str, text: str) -> str | None:
    """A year, month, day or moment as a text that sorts by time, a year before its first day; None where it is none.

    >>> _moment("date", "2020-02-30") is None, _moment("date", "-0001-12-31") < _moment("gYear", "99999")
    (True, True)
    """
    found = _DAY.fullmatch(text)
    fields = [] if found is None else [int(field) for field in found.groups()[:6] if field is not None]
    if found is None or len(fields) != _FIELDS[name]:
        return None
    year, month, day, hour, minute, second = fields + [1, 1, 1, 0, 0, 0][len(fields) :]
    if not (1 <= month <= 12 and 1 <= day <= _days(year, month) and hour <= 24 and minute <= 59 and second <= 59):
        return None
    seconds = ((_days_before(year, month) + day) * 24 + hour) * 3600 + (minute - _zone(found["zone"])) * 60 + second
    return f"{_sortable(Decimal(seconds))}.{(found['part'] or '').rstrip('0')} {len(fields)}"


def _days_before(year: int, month: int) -> int:
    """Days from the beginning of the year 0 of the Gregorian calendar to that of a month."""
    full = year - 1
    return year * 365 + full // 4 - full // 100 + full // 400 + sum(_days(year, one) for one in range(1, month))


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _zone(text: str | None) -> int:
    """Minutes by which a time zone is ahead of UTC."""
    if text is None or text == "Z":
        return 0
    return int(f"{text[0]}1") * (int(text[1:3]) * 60 + int(text[4:]))
