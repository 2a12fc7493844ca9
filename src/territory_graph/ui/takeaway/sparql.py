"""The query of the view: SPARQL that gives exactly the things shown."""

from __future__ import annotations

from territory_graph.terms import is_iri
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.trig import remarks
from territory_graph.views.naming import query_name
from territory_graph.vocabulary import all_prefixes

_QUERY = """\
{prefixes}
SELECT ?thing (MIN(COALESCE(?named, ?other)) AS ?label) (MIN(?precise) AS ?class) WHERE {{
  VALUES ?thing {{
{things}
  }}
  OPTIONAL {{ ?thing rdfs:label ?named . FILTER(LANG(?named) = "{language}") }}
  OPTIONAL {{ ?thing rdfs:label ?other }}
  OPTIONAL {{
    ?thing a ?precise .
    FILTER NOT EXISTS {{ ?thing a ?narrower . ?narrower rdfs:subClassOf ?precise . FILTER(?narrower != ?precise) }}
  }}
}}
GROUP BY ?thing
ORDER BY ?label ?thing
"""


def as_sparql(shown: Shown) -> str:
    """A query whose rows are the things shown, each once, with its name in the reader's language and its class."""
    things = sorted(iri for iri in shown.things if is_iri(iri))
    names = [query_name(iri, shown.base) for iri in things]
    used = {name.partition(":")[0] for name in names if not name.startswith("<")} | {"rdfs"}
    prefixes = sorted((prefix, iri) for prefix, iri in all_prefixes(shown.base).items() if prefix in used)
    return remarks(shown, shown.say("takeaway.query", count=len(things))) + _QUERY.format(
        prefixes="".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes),
        things="\n".join(f"    {name}" for name in names),
        language=shown.say.language,
    )
