"""Queries that the software asks for itself: what is known of given things, and of the records that say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from rdflib import Literal, URIRef

from territory_graph import resources
from territory_graph.queries.catalogue import with_value
from territory_graph.settings import LANGUAGES

_NOTHING = "{ <urn:none> }"


@cache
def _text(name: str) -> str:
    return (resources.QUERIES / "system" / f"{name}.rq").read_text(encoding="utf-8")


def system_query(
    name: str, things: Iterable[str] | None = None, day: date | None = None, names: Iterable[str] | None = None
) -> str:
    """The text of a system query, asked of ``things`` (IRIs) where it is about given things, on ``day`` where on one.

    ``names`` are texts that things bear, each in French, in English or in no language.

    >>> "VALUES ?thing { <urn:a> <urn:b> }" in system_query("labels", ["urn:a", "urn:b"])
    True
    """
    text = _text(name) if day is None else with_value(_text(name), "day", Literal(day).n3())
    if names is not None:
        said = (Literal(each, lang=lang).n3() for each in names for lang in (None, *LANGUAGES))
        text = with_value(text, "name", " ".join(said))
    if things is None:
        return text
    return text.replace(_NOTHING, f"{{ {' '.join(URIRef(thing).n3() for thing in things)} }}")
