"""Lexical forms: which texts are dates, years and numbers, in a cell of a table as in a literal of a TriG file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from rdflib import XSD

from territory_graph.dates import bounds
from territory_graph.vocabulary import TG

STATUSES = ("stated", "implied", "inferred", "computed", "editorial", "disputed")
"""What the status of a record may be: each has its own line in drawings and its own words in citations."""

# ASCII digits only: Python's \d takes those of every script, XML Schema's does not.
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?!0000)[0-9]{4}")

# The lexical spaces of XML Schema 1.1, part 2, §3.3.2-4, §3.3.9 and §3.4.13.
_XSD_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_XSD_DOUBLE = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
_XSD_INTEGER = re.compile(r"[+-]?[0-9]+")
_TIME_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$")


def is_date(text: str) -> bool:
    """Whether the text is a date of the four EDTF forms."""
    try:
        bounds(text)
    except ValueError:
        return False
    return True


def is_day(text: str) -> bool:
    """Whether the text is a day that exists, as ``2021-05-12``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_year(text: str) -> bool:
    """Whether the text is a year of four digits; there is no year 0000."""
    return _YEAR.fullmatch(text) is not None


NUMBERS: dict[str, re.Pattern[str]] = {"amount": _AMOUNT, "decimal": _DECIMAL, "integer": _INTEGER}
"""What a cell of each kind of number may hold."""


def proposal(kind: str, text: str) -> str:
    """The number that was probably meant: French and English separators and currency signs removed.

    >>> proposal("decimal", "1\\u202f234,56 €"), proposal("amount", "cent")
    ('1234.56', '160000')
    """
    digits = re.sub(r"[^0-9,.-]", "", text).replace(",", ".")
    return digits if NUMBERS[kind].fullmatch(digits) else "160000"


_DATATYPES: dict[str, tuple[str, Callable[[str], object]]] = {
    str(XSD.decimal): ("decimal", _XSD_DECIMAL.fullmatch),
    str(XSD.double): ("decimal", _XSD_DOUBLE.fullmatch),
    str(XSD.float): ("decimal", _XSD_DOUBLE.fullmatch),
    str(XSD.integer): ("integer", _XSD_INTEGER.fullmatch),
    str(XSD.date): ("day", lambda text: is_day(_TIME_ZONE.sub("", text))),
    str(XSD.gYear): ("year", lambda text: is_year(_TIME_ZONE.sub("", text))),
}
_PROPERTIES: dict[str, tuple[str, Callable[[str], bool]]] = {
    **{str(name): ("date", is_date) for name in (TG.start, TG.end, TG.when)},
    **{
        str(name): ("day", is_day)
        for name in (
            TG.earliest,
            TG.latest,
            TG.startEarliest,
            TG.startLatest,
            TG.endEarliest,
            TG.endLatest,
            TG.attestedOn,
        )
    },
    str(TG.forYear): ("year", is_year),
}


def misfit(predicate: str, datatype: str, text: str) -> str | None:
    """The kind that a literal should be of and is not: what its property asks for, else its own datatype.

    >>> misfit("urn:p", "http://www.w3.org/2001/XMLSchema#integer", "douze")
    'integer'
    """
    kind, fits = _PROPERTIES.get(predicate) or _DATATYPES.get(datatype) or ("", bool)
    return kind if kind and not fits(text) else None
