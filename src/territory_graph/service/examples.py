"""The packaged questions as example queries, in the layout of SIB's sparql-examples, which their editor reads."""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, SH, XSD, Literal, URIRef

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.queries import PackagedQuery, packaged_queries
from territory_graph.service.dataset import said
from territory_graph.service.rdf import Triples, about, in_both
from territory_graph.vocabulary import SCHEMA, all_prefixes


def examples_of(root: str) -> URIRef:
    """Where the example queries are described."""
    return URIRef(f"{root}sparql/examples")


def examples(version: Opened, root: str) -> Triples:
    """Every packaged question as a ``sh:SPARQLSelectExecutable`` (a question has columns, so it is always a SELECT)."""
    graph, prefixes = version.graph, URIRef(f"{examples_of(root)}#prefixes")
    yield from _prefixes(graph, prefixes)
    for question in packaged_queries():
        yield from about(
            URIRef(f"{examples_of(root)}#{question.name}"),
            [
                (RDF.type, [SH.SPARQLExecutable, SH.SPARQLSelectExecutable]),
                (RDFS.label, in_both(question.titles)),
                (RDFS.comment, in_both({language: _comment(question, language) for language in question.titles})),
                (SH.prefixes, prefixes),
                (SH.select, Literal(question.sparql(graph.base))),
                (SCHEMA.target, URIRef(f"{root}sparql")),
                (
                    SCHEMA.keywords,
                    [Literal(word) for word in (question.user, question.level, question.measure) if word],
                ),
            ],
        )


def _comment(question: PackagedQuery, language: str) -> str:
    """The question, and what its answer holds: columns, or a measure that no SPARQL query takes."""
    say = translator(language)
    title = question.titles[language]
    if question.measure:
        return say("description.measured", title=title, measure=say(f"measures.{question.measure}"))
    columns = ", ".join(column.labels[language].lower() for column in question.columns)
    return say("description.example", title=title, columns=columns)


def _prefixes(graph: KnowledgeGraph, owner: URIRef) -> Triples:
    """The prefixes that the queries use, declared as SHACL does."""
    namespaces = all_prefixes(graph.base)
    declared = {prefix: URIRef(f"{owner}-{prefix}") for prefix in namespaces}
    yield from about(
        owner,
        [(RDF.type, OWL.Ontology), (RDFS.label, said("description.prefixes")), (SH.declare, declared.values())],
    )
    for prefix, declaration in declared.items():
        namespace = Literal(namespaces[prefix], datatype=XSD.anyURI)
        yield from about(declaration, [(SH.prefix, Literal(prefix)), (SH.namespace, namespace)])
