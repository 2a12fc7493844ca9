"""The query of the view: SPARQL that gives exactly the things shown."""

from __future__ import annotations

from territory_graph.queries.shown import things_query
from territory_graph.terms import is_iri
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.trig import remarks
from territory_graph.views.naming import query_name
from territory_graph.vocabulary import all_prefixes


def as_sparql(shown: Shown) -> str:
    """A query whose rows are the things shown, each once, with its name in the reader's language and its class."""
    things = sorted(iri for iri in shown.things if is_iri(iri))
    names = [query_name(iri, shown.base) for iri in things]
    used = {name.partition(":")[0] for name in names if not name.startswith("<")} | {"rdfs"}
    prefixes = {prefix: iri for prefix, iri in all_prefixes(shown.base).items() if prefix in used}
    head = remarks(shown, shown.say("takeaway.query", count=len(things)))
    return head + things_query(names, prefixes, shown.say.language)
