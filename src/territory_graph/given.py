"""What is given from Python, checked before anything is read: days, languages, and names of things.

A thing is named by its IRI, by its identifier under the territory's base (``actor/lsn``) or by a prefixed name
(``act:lsn``). One that the graph does not know is told with the nearest that it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from rapidfuzz import process
from rdflib import URIRef

from territory_graph.arguments import several
from territory_graph.causes import Cause
from territory_graph.errors import SettingsError, UnknownNameError
from territory_graph.facts.things import read_things, read_things_under
from territory_graph.search import Hit
from territory_graph.settings import LANGUAGES
from territory_graph.store.engine import Select
from territory_graph.terms import is_iri
from territory_graph.vocabulary import IDENTIFIER, all_prefixes, resource

_PREFIXED = re.compile(r"([a-z0-9]+):([A-Za-z0-9][A-Za-z0-9._/-]*)")
_NEAR, _MOST = 60, 3


def day_of(day: object, name: str = "day") -> date | None:
    """The day that is given: a date, a moment of it, of pandas and numpy too, or ISO 8601; None where none is.

    Raises:
        SettingsError: it is no day.

    >>> day_of("2021-05-12"), day_of(None)
    (datetime.date(2021, 5, 12), None)
    """
    if type(day).__module__ == "numpy" and type(day).__name__ == "datetime64":
        return day_of(str(day.astype("datetime64[D]")), name)  # type: ignore[attr-defined]
    if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    try:
        if isinstance(day, datetime) and day == day:  # noqa: PLR0124  what is no time is not itself
            return day.date()
        return date.fromisoformat(day)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise SettingsError(name=name, value=str(day), expected=Cause("want-day")) from None


def language_of(lang: object) -> str:
    """The language that is given.

    Raises:
        SettingsError: it is neither French nor English.
    """
    if not isinstance(lang, str) or lang not in LANGUAGES:
        raise SettingsError(name="lang", value=str(lang), expected=Cause("want-language"))
    return lang


def iri_of(name: str, base: str) -> str | None:
    """The IRI of what is named as in the module's docstring; None where it is named in no such way.

    >>> iri_of("actor/lsn", "https://example.org/"), iri_of("act:lsn", "https://example.org/")
    ('https://example.org/id/actor/lsn', 'https://example.org/id/actor/lsn')
    """
    if isinstance(name, URIRef):
        return str(name)
    if IDENTIFIER.fullmatch(name):
        return str(resource(base, name))
    prefixed = _PREFIXED.fullmatch(name)
    if prefixed and (namespace := all_prefixes(base).get(prefixed[1])):
        return namespace + prefixed[2]
    return name if is_iri(name) else None


def iris_of(iris: Iterable[str]) -> list[str]:
    """The whole IRIs that are given.

    Raises:
        SettingsError: one of them is none.
    """
    given = list(several(iris, "iris", "several IRIs, as graph.iri('actor/…') gives them"))
    for iri in given:
        if not isinstance(iri, str) or not is_iri(iri):
            raise SettingsError(name="iris", value=str(iri), expected="IRIs, as graph.iri('actor/…') gives them")
    return given


def unknown(name: str, base: str, select: Select, search: Callable[[str], tuple[Hit, ...]]) -> UnknownNameError:
    """The error of a name that the graph does not know, with what it knows that is nearest.

    By its identifier where it is written as one, among things of its kind; else by the search.
    """
    iri = iri_of(name, base) or ""
    under = f"{base}id/"
    if iri.startswith(under):
        kind = iri.removeprefix(under).partition("/")[0]
        known = [each.removeprefix(under) for each in read_things_under(select, f"{under}{kind}/")]
        near = process.extract(iri.removeprefix(under), known, limit=_MOST, score_cutoff=_NEAR)
        found = [under + each for each, *_ in near]
    else:
        found = [hit.iri for hit in search(name)[:_MOST]]
    labels = read_things(select, found, "en")
    told = [f"{each.removeprefix(under)} ({labels[each].label})" for each in found]
    return UnknownNameError(iri=iri or name, name=name, nearest=", ".join(told) or "none")
