"""Queries that the software asks for itself: what is known of given things, and of the records that say it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from rdflib import Literal, URIRef

from territory_graph import resources
from territory_graph.queries.catalogue import with_value
from territory_graph.settings import LANGUAGES

_NOTHING = "{ <urn:none> }"
_LIMIT = re.compile(r"\bLIMIT \d+$", re.MULTILINE)


@cache
def _text(name: str) -> str:
    return (resources.QUERIES / "system" / f"{name}.rq").read_text(encoding="utf-8")


def system_query(
    name: str,
    things: Iterable[str] | None = None,
    day: date | None = None,
    names: Iterable[str] | None = None,
    most: int | None = None,
    **iris: str,
) -> str:
    """The text of a system query, asked of ``things`` (IRIs) where it is about given things, on ``day`` where on one.

    ``names`` are texts that things bear, each in French, in English or in no language; ``most`` is how many are read
    where some are; ``iris`` are one IRI each for the other variables that have a line of their own.

    >>> "VALUES ?thing { <urn:a> <urn:b> }" in system_query("labels", ["urn:a", "urn:b"])
    True
    >>> text = system_query("some-values", ["urn:a"], most=20, property="urn:p")
    >>> "VALUES ?property { <urn:p> }" in text, "LIMIT 20" in text
    (True, True)
    """
    text = _text(name) if day is None else with_value(_text(name), "day", Literal(day).n3())
    if names is not None:
        said = (Literal(each, lang=lang).n3() for each in names for lang in (None, *LANGUAGES))
        text = with_value(text, "name", " ".join(said))
    for variable, iri in iris.items():
        text = with_value(text, variable, URIRef(iri).n3())
    if most is not None:
        text = _LIMIT.sub(f"LIMIT {most:d}", text)
    if things is None:
        return text
    return text.replace(_NOTHING, f"{{ {' '.join(URIRef(thing).n3() for thing in things)} }}")
