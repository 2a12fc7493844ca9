"""Queries that a page hands to its reader, written to be read and run as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_FIRST = """\
# {title}
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT DISTINCT ?actor ?kind WHERE {{
  ?actor a ?kind .
  ?kind rdfs:subClassOf* tg:Actor .
}}
ORDER BY ?kind ?actor
LIMIT 100
"""


_STATEMENTS = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?property ?value ?source ?place ?status WHERE {{
  GRAPH ?record {{ <{iri}> ?property ?value }}
  OPTIONAL {{ ?record tg:source/dcterms:title ?source . FILTER(LANG(?source) IN ("fr", "")) }}
  OPTIONAL {{ ?record tg:locator ?place }}
  OPTIONAL {{ ?record tg:status ?status }}
}}
ORDER BY ?property ?value ?source
"""

_PAIR = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
# What joins the two: a statement of one about the other, or a thing of which both are said.
SELECT DISTINCT ?thing ?property ?value ?source ?place ?status WHERE {{
  {{
    VALUES (?thing ?value) {{ (<{one}> <{other}>) (<{other}> <{one}>) }}
    GRAPH ?record {{ ?thing ?property ?value }}
  }} UNION {{
    ?thing ?first <{one}> .
    ?thing ?second <{other}> .
    VALUES ?value {{ <{one}> <{other}> }}
    GRAPH ?record {{ ?thing ?property ?value }}
    FILTER(isIRI(?thing))
  }}
  OPTIONAL {{ ?record tg:source/dcterms:title ?source . FILTER(LANG(?source) IN ("fr", "")) }}
  OPTIONAL {{ ?record tg:locator ?place }}
  OPTIONAL {{ ?record tg:status ?status }}
}}
ORDER BY ?thing ?property ?value ?source
"""

_THINGS = """\
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


def first_query(title: str) -> str:
    """A query that runs on any territory and shows how one is written, under a title."""
    return _FIRST.format(title=title)


def statements_query(iri: str) -> str:
    """Every statement of a thing, with its sources."""
    return _STATEMENTS.format(iri=iri)


def pair_query(one: str, other: str) -> str:
    """All that joins two things, with its sources."""
    return _PAIR.format(one=one, other=other)


def things_query(names: Iterable[str], prefixes: Mapping[str, str], language: str) -> str:
    """Each thing, written as a query writes it, with its name in a language and its class."""
    return _THINGS.format(
        prefixes="".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(prefixes.items())),
        things="\n".join(f"    {name}" for name in names),
        language=language,
    )
