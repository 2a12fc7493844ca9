"""Dates in French prose, of any precision, and sums of money."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from territory_graph.reading.numerals import IN_LETTERS, NUMERALS, number_of
from territory_graph.spelling import folded

_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_NUMBER = {folded(name): number for number, name in enumerate(_MONTHS, 1)}
_NUMBER |= {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_SHORT_MONTH = r"(?:janv|f[ée]vr?|avr|juil|sept|oct|nov|d[ée]c)\."
_MONTH = (
    rf"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|{_SHORT_MONTH})"
)
_DAY = r"(?:1er|1 er|[12]?\d|3[01])"
_YEAR = r"(?:1[6-9]|20)\d\d"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}) )?"

_WEEK = rf"(?:(?:{'|'.join(_WEEKDAYS)}) )?"
_PERIOD = re.compile(
    rf"\b(?:du )?{_WEEK}(?P<d1>{_DAY})(?: (?P<m1>{_MONTH}))?(?: (?P<y1>{_YEAR}))? (?P<to>au|et) "
    rf"(?:le )?{_WEEK}(?P<d2>{_DAY}) (?P<m2>{_MONTH})(?: (?P<y2>{_YEAR}))?(?!\w)"
    rf"|\b(?:de |entre )?(?:(?P<m3>{_MONTH}) )?(?P<y3>{_YEAR})(?: ?[-–/] ?| à | et )"
    rf"(?:(?P<m4>{_MONTH}) )?(?P<y4>{_YEAR})\b(?!-\d)",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    rf"\b{_WEEKDAY}(?P<day>{_DAY}) (?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?(?!\w)"
    rf"|\b(?P<month2>{_MONTH}) (?P<year2>{_YEAR})\b"
    rf"|(?:(?<=\ben )|(?<=\bdébut )|(?<=\bfin )|(?<=\bmi-)|(?<=\bcourant )|(?<=\bdepuis )|(?<=\bdès )|^|(?<=\n))(?P<month3>{_MONTH})(?=[ ,.;:)–-]|$)"
    rf"|(?:(?<=\bdepuis )|(?<=\bce )|(?<=\ble ))(?P<weekday2>{'|'.join(_WEEKDAYS)})(?! matin| soir|s)(?=[ ,.;:)](?!\d)|$)"
    rf"|\b(?P<d>\d\d?)(?:er)?[/.](?P<m>\d\d?)[/.](?P<y>{_YEAR})\b"
    rf"|\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|(?<![\d,.])\b(?P<alone>{_YEAR})\b(?! ?(?:€|euros|habitants|m²|%|adh|entrep|salari|emplois|personnes))"
    r"(?![,.]?\d)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:vers|autour de|environ en)\s$", re.IGNORECASE)
_MONEY = re.compile(
    r"(?<![\w,.])(?P<number>\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?)\s?"
    r"(?:(?P<unit>k ?€|M ?€|Md ?€|Mds ?€|K ?euros|M ?euros|milliers d'euros|millions? (?:d'euros|€)|milliards? (?:d'euros|€)|€|euros?\b|EUR\b))",
    re.IGNORECASE,
)
_UNITS = {
    "k": 1_000,
    "milliers": 1_000,
    "m€": 1_000_000,
    "meuros": 1_000_000,
    "million": 1_000_000,
    "md": 1_000_000_000,
    "milliard": 1_000_000_000,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as EDTF writes it, and the last one where it is a period; ``sure`` tells whether its year is said."""

    start: int
    end: int
    first: str
    last: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class WrittenSum:
    """A sum in euros as a table writes it."""

    start: int
    end: int
    amount: str


_DATELINE = re.compile(
    r"(?:,\s*le|\bdate\s?:|publié le|mis en ligne le|communiqué du|fait à [^,.\n]{2,40},? le|(?:séance|réunion) du(?: \w+di)?|(?:conseil|bureau|comité) \w+ du(?: \w+di)?)\s+$",
    re.IGNORECASE,
)
_LONGEST_DATELINE = 60


def day_of(text: str) -> str | None:
    """The day on which a document was written or published, or of the meeting that it is the minutes of.

    Only where a dateline says so: another date of the text would date it falsely.

    >>> day_of("Rouen, le 12 mai 2021. Le 3 mars 2020…"), day_of("Le 3 mars 2020, la Ville a signé.")
    ('2021-05-12', None)
    """
    days = (moment for moment in _moments(text, None, {}) if len(moment.first) == len("2021-05-12"))
    before = ((text[max(0, moment.start - _LONGEST_DATELINE) : moment.start], moment) for moment in days)
    return next(
        (
            moment.first
            for said, moment in before
            if _DATELINE.search(said)
            or (
                _ALONE.search(said) and text[moment.end : moment.end + 1] in ("", "\n") and moment.start > len(text) / 2
            )
        ),
        None,
    )


_ALONE = re.compile(r"\n\s*(?:le )?$", re.IGNORECASE)


def moments_of(text: str) -> list[Moment]:
    """Every date and period; a day without a year gets that which the text speaks of and its weekday allows.

    >>> [(one.first, one.last) for one in moments_of("Le 3 mars 2023, 2018-2021, du 3 au 5 juin 2024, en mai 2020")]
    [('2023-03-03', None), ('2018', '2021'), ('2024-06-03', '2024-06-05'), ('2020-05', None)]
    """
    years = Counter(int(year) for year in re.findall(rf"\b{_YEAR}\b", text))
    return sorted(_moments(text, day_of(text) or _year_of(text), years), key=lambda moment: moment.start)


_HEADS = (60, 250)
_OF_A_YEAR = re.compile(r"\b(?:rapport|bilan|rétrospective|exercice)\b", re.IGNORECASE)


def _year_of(text: str) -> str | None:
    """The one year, month or day that the head of a document names, as “Rapport d'activité 2022” does."""
    for length in _HEADS:
        named = set(re.findall(rf"(?<![\d-])(?:{_YEAR})(?![\d-])", text[:length]))
        if named:
            told = {one.first for one in _moments(text[:length], None, {})}
            return (told.pop() if len(told) == 1 else named.pop()) if len(named) == 1 else None
    return None


_SAID = NUMERALS | {"premier": 1, "vingt et un": 21, "trente": 30, "trente et un": 31}
_SAID |= {f"vingt-{word}": 20 + number for word, number in list(_SAID.items()) if 1 < number < 10}
_SAID |= {f"trente-{word}": 30 + number for word, number in list(_SAID.items()) if 1 < number < 10}
_SPELT = "|".join(sorted(_SAID, key=len, reverse=True))
_IN_LETTERS = re.compile(
    rf"\b(?P<day>{_SPELT}) (?P<month>{_MONTH}) deux mille (?P<year>{_SPELT})\b"
    rf"|\bl'an deux mille (?P<year2>{_SPELT}),? (?:et )?le (?P<day2>{_SPELT}) (?P<month2>{_MONTH})\b(?! deux mille)",
    re.IGNORECASE,
)
"""A day in letters: “le quatorze février deux mille vingt-deux”, “l'an deux mille vingt-quatre, le vingt-six septembre”."""


def _in_letters(text: str) -> Iterator[Moment]:
    for match in _IN_LETTERS.finditer(text):
        n = "" if match["day"] else "2"
        year, day = (_SAID[match[f"{part}{n}"].lower()] for part in ("year", "day"))
        if first := _iso(str(day), match[f"month{n}"], str(2000 + year)):
            yield Moment(*match.span(), first)


def _moments(text: str, written: str | None, years: Counter[int] | dict[int, int]) -> Iterator[Moment]:
    taken = []
    for spelt in _in_letters(text):
        taken.append((spelt.start, spelt.end))
        yield spelt
    for match in _PERIOD.finditer(text):
        if (period := _period(match)) is not None:
            taken.append((match.start(), match.end()))
            yield period
    for match in _MOMENT.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if (found := _moment(match, text, written, years)) is not None:
            yield found


def _period(match: re.Match[str]) -> Moment | None:
    at = match.span()
    if match["y3"]:
        begun, ended = (_month(match[f"m{n}"], match[f"y{n}"]) for n in (3, 4))
        return Moment(*at, begun, ended) if begun < ended else None
    year = match["y2"]
    if not year or (match["to"] == "et" and match["m1"]):
        return None
    first = _iso(match["d1"], match["m1"] or match["m2"], match["y1"] or year)
    last = _iso(match["d2"], match["m2"], year)
    return Moment(*at, first, last) if first and last and first < last else None


def _month(month: str | None, year: str) -> str:
    return f"{year}-{_NUMBER[folded(month)]:02}" if month else year


def _iso(day: str, month: str, year: str) -> str | None:
    try:
        return date(int(year), _NUMBER[folded(month)], int(re.sub(r"\D", "", day))).isoformat()
    except ValueError:
        return None


def _moment(
    match: re.Match[str], text: str, written: str | None, years: Counter[int] | dict[int, int]
) -> Moment | None:
    sure = True
    if match["day"] and match["year"]:
        first = _iso(match["day"], match["month"], match["year"])
    elif match["day"]:
        first, sure = _guessed(match, text, written, years), False
    elif match["month3"]:
        first, sure = _month_of(match, text, written), False
    elif match["weekday2"]:
        first, sure = _last_weekday(match, text, written), False
    elif match["month2"]:
        first = _month(match["month2"], match["year2"])
    elif match["y"] or match["iso"]:
        first = _numbered(match["iso"] or f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}")
    else:
        first = match["alone"] + ("~" if _ABOUT.search(text[max(0, match.start() - 20) : match.start()]) else "")
    return Moment(*match.span(), first, sure=sure) if first else None


def _numbered(text: str) -> str | None:
    """A day in digits, where it exists."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _nearest(first: str, written: str, after: str) -> str:
    """The date in the year before where the words after it say “dernier”, in the next where they say “prochain”."""
    year, rest = int(first[:4]), first[4:]
    if re.match(r" derni[eè]re?\b", after) and first > written[: len(first)]:
        return f"{year - 1}{rest}"
    if re.match(r" prochaine?\b", after) and len(written) > len("2021") and first < written[: len(first)]:
        return f"{year + 1}{rest}"
    return first


def _month_of(match: re.Match[str], text: str, written: str | None) -> str | None:
    """A month without a year, in the year of the document; one after its day may be of the year before, and is unknown."""
    if led := _led_year(text, match.start()):
        return _month(match["month3"], led)
    if written is None or (len(written) == len("2021") and not _OF_A_YEAR.search(text[: _HEADS[-1]])):
        return None
    after = text[match.end() :]
    first = _month(match["month3"], written[:4])
    later = len(written) > len("2021") and first > written[: len(first)]
    return None if later and not re.match(r" (?:derni[eè]r|prochain)", after) else _nearest(first, written, after)


_LEADS = re.compile(rf"(?:^|\n)[ \t]*(?:[-•–*▪][ \t]*)?(?P<year>{_YEAR})(?P<alone>[ \t]*(?:\n|$))?(?:[ \t]*[:–—-])?")
"""A year with which a line begins, or that stands on a line alone."""
_LED = 900


def _led_year(text: str, at: int) -> str | None:
    """The year that the line of a day begins with, as a chronology does: “2016 – En juin, …”; or that stands above."""
    line = text.rfind("\n", 0, at) + 1
    own = re.match(rf"[ \t]*(?:[-•–*▪][ \t]*)?(?P<year>{_YEAR})[ \t]*[:–—-]", text[line:at])
    if own:
        return own["year"]
    above = [found for found in _LEADS.finditer(text, max(0, line - _LED), line) if found["alone"]]
    return above[-1]["year"] if above else None


def _last_weekday(match: re.Match[str], text: str, written: str | None) -> str | None:
    """“Depuis vendredi”, in a text of a known day: the last one before it."""
    if written is None or len(written) < len("2021-05-12"):
        return None
    day, wanted = date.fromisoformat(written), _WEEKDAYS.index(match["weekday2"].lower())
    since = text[max(0, match.start() - 7) : match.start()].lower() == "depuis "
    if not since and not re.match(r" dernier\b", text[match.end() :]):
        return None
    return (day - timedelta((day.weekday() - wanted) % 7 or 7)).isoformat()


def _guessed(match: re.Match[str], text: str, written: str | None, years: Counter[int] | dict[int, int]) -> str | None:
    """The day with the year of the document, else with the year most spoken of whose calendar has that weekday."""
    if led := _led_year(text, match.start()):
        return _iso(match["day"], match["month"], led)
    weekday = match["weekday"]
    candidates = [int(written[:4])] if written else sorted(years, key=lambda year: (-years[year], -year))
    for year in candidates:
        day = _iso(match["day"], match["month"], str(year))
        if day and (not weekday or date.fromisoformat(day).weekday() == _WEEKDAYS.index(weekday.lower())):
            if written and len(written) > len("2021") and not weekday:
                return _nearest(day, written, text[match.end() :])
            return day if written or weekday else None
    return None


def sums_of(text: str) -> list[WrittenSum]:
    """Every sum in euros.

    >>> [one.amount for one in sums_of("40 000 €, 1,2 million d'euros, 300.000 euros et 75 k€")]
    ['40000', '1200000', '300000', '75000']
    """
    found = [WrittenSum(match.start(), match.end(), _amount(match)) for match in _MONEY.finditer(text)]
    taken = {n for one in found for n in range(one.start, one.end)}
    for match in _SUM_IN_LETTERS.finditer(text):
        if match.start() not in taken and number_of(match["number"]) is not None:
            found.append(WrittenSum(match.start(), match.end(), _amount(match)))
    for match in _SHORT.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        beside = before[before.rfind("\n\n") + 1 :] if match["unit"] else re.split(r"[.!?]\s|\n", before)[-1]
        if ("€" in beside or "euros" in beside) and not any(one.start <= match.start() < one.end for one in found):
            found.append(WrittenSum(match.start(), match.end(), _amount(match)))
    return sorted(found, key=lambda one: one.start)


_NEAR = 300
_SUM_IN_LETTERS = re.compile(
    rf"(?<![\w'’-])(?P<number>{IN_LETTERS})(?: (?P<unit>millions?|milliards?))?(?: (?:d['’])?euros\b| ?€)",
    re.IGNORECASE,
)
"""A sum in letters: “deux cent cinquante mille euros”."""
_SHORT = re.compile(
    rf"(?<![\w,.])(?P<number>\d{{1,3}}(?:,\d+)?|{IN_LETTERS}) (?P<unit>millions?)\b(?! (?:d'|de (?!(?:la )?[A-ZÀ-Ý]|l['’][A-ZÀ-Ý])|€))|(?<=, )(?P<number2>\d{{1,3}}(?: \d{{3}})+)(?P<unit2>)(?=[.;,]|$)"
)
"""A sum that says its unit no more, after one that does: “6,5 millions d'euros, dont 3 millions de la Région”."""


def _amount(match: re.Match[str]) -> str:
    written = match["number"] or match.groupdict().get("number2", "")
    number = written.replace(" ", "") if written[0].isdigit() else str(number_of(written.lower()) or 0)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        number = number.replace(".", "")
    value = Decimal(number.replace(",", "."))
    unit = (match["unit"] or "").lower().replace(" ", "")
    times = next((factor for name, factor in _UNITS.items() if unit.startswith(name)), 1)
    return f"{value * times:f}".rstrip("0").rstrip(".") if "." in f"{value * times:f}" else f"{value * times:f}"
