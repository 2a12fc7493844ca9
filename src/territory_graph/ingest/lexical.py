"""Lexical forms: which texts are dates, years and numbers, in a cell of a table as in a literal of a TriG file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rdflib import XSD

from territory_graph.dates import bounds
from territory_graph.vocabulary import TG, WGS84

STATUSES = ("stated", "implied", "inferred", "computed", "editorial", "disputed")
"""What the status of a record may be: each has its own line in drawings and its own words in citations."""

# ASCII digits only: Python's \d takes those of every script, XML Schema's does not.
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_SIREN = 9
_LA_POSTE = "356000000"

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


def department_of(insee: str) -> str:
    """The department that an INSEE code of a commune begins with: three characters overseas, two elsewhere.

    >>> department_of("76540"), department_of("97411")
    ('76', '974')
    """
    return insee[: 3 if insee.startswith(("97", "98")) else 2]


def is_checked(digits: str) -> bool:
    """Whether the last digit of a SIREN or SIRET checks the others, as Luhn's formula has it (ISO/IEC 7812-1).

    A SIRET begins with a SIREN, which its own last digit checks; then comes the number of an establishment, and none
    has 0000, which is what a spreadsheet leaves of so long a number. The sites of La Poste have another check: the
    sum of their digits is a multiple of 5.

    >>> is_checked("200023414"), is_checked("200023415"), is_checked("22040000000000"), is_checked("35600000049837")
    (True, False, False, True)
    """
    siren, establishment = digits[:_SIREN], digits[_SIREN:-1]
    if establishment and not (establishment.strip("0") and is_checked(siren)):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    by_luhn = sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0
    by_sum = bool(establishment) and siren == _LA_POSTE and sum(map(int, digits)) % 5 == 0
    return bool(siren.strip("0")) and (by_luhn or by_sum)


def is_latitude(text: str) -> bool:
    """Whether the text is a decimal number of degrees from -90 to 90."""
    return _is_degrees(text, 90)


def is_longitude(text: str) -> bool:
    """Whether the text is a decimal number of degrees from -180 to 180."""
    return _is_degrees(text, 180)


def _is_degrees(text: str, most: int) -> bool:
    return _DECIMAL.fullmatch(text) is not None and abs(Decimal(text)) <= most


NUMBERS: dict[str, re.Pattern[str]] = {"amount": _AMOUNT, "decimal": _DECIMAL, "integer": _INTEGER}
"""What a cell of each kind of number may hold."""

_GROUPED = re.compile(
    r"([0-9]{1,3}(?:(?P<group>[ '’.,\u00a0\u202f])[0-9]{3}(?:(?P=group)[0-9]{3})*)?|[0-9]+)([.,][0-9]+)?"
)
_CURRENCY = re.compile(r"^[€$]\s*|\s*(?:€|EUR|euros?)$", re.IGNORECASE)


def proposal(kind: str, text: str) -> str:
    """The number that was meant, where nothing but spaces, separators and a currency hide its digits; else empty.

    What one reader takes for thousands and another for decimals, as ``12.000``, is not guessed.

    >>> proposal("decimal", "1\\u202f234,56 €"), proposal("amount", "1,2 M€"), proposal("amount", "12.000")
    ('1234.56', '', '')
    """
    match = _GROUPED.fullmatch(_CURRENCY.sub("", text))
    if match is None:
        return ""
    whole, group, decimals = match[1], match["group"], match[3] or ""
    single = group in {".", ","} and whole.count(group) == 1 and not decimals
    if single or (group and decimals.startswith(group)) or (kind == "amount" and len(decimals) == len(".000")):
        return ""
    digits = re.sub(r"[^0-9]", "", whole) + decimals.replace(",", ".")
    return digits if NUMBERS[kind].fullmatch(digits) else ""


_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff\ue000-\uf8ff]"
)
"""Controls, marks that no reader sees, the sign of a lost letter, and letters of one font alone."""
_SHEET_ERROR = re.compile(
    r"#(?:REF|NAME|NOM|VALUE|VALEUR|NUM|NOMBRE|NULL|NUL|SPILL|PROPAGATION|CALC|CALCUL|DIV/0)[!?]|#N/[AD]\b|^#{3,}$|^Err:\d{3}$"
)
_MISREAD = re.compile(
    "Ã[\x80-\xbfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|Â[\xa0-\xbf]|Å[“’¸]|â(?:€|‚¬|„¢)|√[©®†¢´™Æß]"
    r"|&(?:#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z]{2,8});|\\u00[0-9a-fA-F]{2}"
)
"""UTF-8 read as Windows-1252 or as the Macintosh's letters; references of HTML and escapes of JSON left as they are."""
DEBRIS = {"unseen-character": _NO_TEXT, "sheet-error": _SHEET_ERROR, "misread-text": _MISREAD}
"""What programs leave in a text, by kind of problem."""


def debris(text: str) -> list[tuple[str, str]]:
    """What programs have left in a text: each kind of problem, and the letters that show it.

    >>> debris("Communaut\u00c3\u00a9"), debris("#REF!"), debris("Soci\\ufffdt\u00e9"), debris("CITÉ\u00a0: 50 %")
    ([('misread-text', 'Ã©')], [('sheet-error', '#REF!')], [('unseen-character', 'U+FFFD')], [])
    """
    found = ((kind, pattern.search(text)) for kind, pattern in DEBRIS.items())
    return [(kind, f"U+{ord(one[0]):04X}" if len(one[0]) == 1 else one[0]) for kind, one in found if one]


_DATATYPES: dict[str, tuple[str, Callable[[str], object]]] = {
    str(XSD.decimal): ("decimal", _XSD_DECIMAL.fullmatch),
    str(XSD.double): ("decimal", _XSD_DOUBLE.fullmatch),
    str(XSD.float): ("decimal", _XSD_DOUBLE.fullmatch),
    str(XSD.integer): ("integer", _XSD_INTEGER.fullmatch),
    str(XSD.date): ("day", lambda text: is_day(_TIME_ZONE.sub("", text))),
    str(XSD.gYear): ("year", lambda text: is_year(_TIME_ZONE.sub("", text))),
}
_PROPERTIES: dict[str, tuple[str, Callable[[str], bool]]] = {
    **{str(name): ("date", is_date) for name in (TG.start, TG.end, TG.when, TG.attested)},
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
    str(WGS84.lat): ("latitude", is_latitude),
    str(WGS84.long): ("longitude", is_longitude),
}


def misfit(predicate: str, datatype: str, text: str) -> str | None:
    """The kind that a literal should be of and is not: what its property asks for, else its own datatype.

    >>> misfit("urn:p", "http://www.w3.org/2001/XMLSchema#integer", "douze")
    'integer'
    """
    kind, fits = _PROPERTIES.get(predicate) or _DATATYPES.get(datatype) or ("", bool)
    return kind if kind and not fits(text) else None
