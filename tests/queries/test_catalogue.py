"""The catalogue reads headers, finds queries by name, and writes nothing into a query but terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import XSD, BNode, Dataset, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from territory_graph import resources
from territory_graph.errors import QueryError, UnknownParameterError, UnknownQuestionError
from territory_graph.queries import (
    Column,
    packaged_queries,
    packaged_query,
    projection_query,
    projections,
    read_query,
)
from territory_graph.store.default_graph import with_default_graph
from territory_graph.vocabulary import DEFAULT_BASE, KINDS

EVERY_QUERY = [*packaged_queries(), *projections()]
SELECTED = re.compile(r"\(.*? AS \?(\w+)\)|\?(\w+)")


def selected(text: str) -> list[str]:
    head = text[text.index("SELECT") : text.index("WHERE {")]
    return [alias or plain for alias, plain in SELECTED.findall(head)]


def needed(part: Any) -> Iterator[str]:
    """What each answer to a query has a statement of: nothing optional, negated or in one branch of a union only."""
    if not isinstance(part, CompValue):
        return
    match part.name:
        case "BGP":
            for subject, predicate, value in part["triples"]:
                yield from of_path(predicate)
                yield from (str(end) for end in (subject, value) if isinstance(end, URIRef))
        case "LeftJoin" | "Minus":
            yield from needed(part["p1"])
        case "Union":
            yield from set(needed(part["p1"])) & set(needed(part["p2"]))
        case "Join":
            yield from needed(part["p1"])
            yield from needed(part["p2"])
        case _:
            yield from needed(part.get("p"))


def of_path(path: Any) -> Iterable[str]:
    """The properties without which a path leads nowhere."""
    if isinstance(path, URIRef):
        return [str(path)]
    if isinstance(path, SequencePath):
        return [each for part in path.args for each in of_path(part)]
    if isinstance(path, InvPath):
        return of_path(path.arg)
    if isinstance(path, AlternativePath):
        return set.intersection(*(set(of_path(part)) for part in path.args))
    if isinstance(path, MulPath):
        return () if path.zero else of_path(path.path)
    return ()


def test_what_is_optional_negated_or_in_one_branch_only_is_not_needed():
    texts = {
        "{ ?a <urn:p> ?b OPTIONAL { ?b <urn:q> ?c } }": {"urn:p"},
        "{ ?a <urn:p> ?b FILTER NOT EXISTS { ?b <urn:q> ?c } }": {"urn:p"},
        "{ { ?a <urn:p> <urn:c> } UNION { ?b <urn:q> <urn:c> } }": {"urn:c"},
        "{ ?a <urn:p>/<urn:q>* ?b }": {"urn:p"},
    }
    assert {text: set(needed(prepareQuery(f"SELECT * {text}").algebra)) for text in texts} == texts


def test_catalogue_holds_43_questions_and_seven_projections():
    assert len(packaged_queries()) == 43
    assert [query.name for query in projections()] == [
        "actor-sector",
        "actors",
        "co-participation",
        "funding",
        "governance",
        "resources",
        "territory",
    ]


def test_questions_come_in_order_of_number():
    numbers = [query.number for query in packaged_queries()]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("query", EVERY_QUERY, ids=lambda query: query.name)
class TestEveryFile:
    def test_is_titled_in_both_languages(self, query):
        assert query.titles["fr"].endswith(" ?")
        assert query.titles["en"].endswith("?")

    def test_says_what_each_column_is(self, query):
        if query.measure is None:
            assert [column.name for column in query.columns] == selected(query.text)

    def test_declares_each_prefix_that_it_uses_and_no_other(self, query):
        declared = re.findall(r"^PREFIX (\w+):", query.text, re.MULTILINE)
        used = re.findall(r"(?<![\w?])(\w+):", re.sub(r"PREFIX.*|\"[^\"]*\"", "", query.text))
        assert sorted(declared) == sorted(set(used))

    def test_is_ordered(self, query):
        assert re.search(r"\nORDER BY [^\n]+\n(LIMIT \d+\n)?\Z", query.text)

    def test_runs_as_the_file_stands(self, query):
        folder = resources.QUERIES if query.number else resources.QUERIES / "projections"
        ox.Store().query((folder / f"{query.name}.rq").read_text(encoding="utf-8"))

    def test_says_what_each_answer_has_a_statement_of(self, query):
        assert set(query.needed) == (set(needed(prepareQuery(query.text).algebra)) if query.number else set())

    def test_has_parameters_whose_names_can_be_given(self, query):
        assert not {parameter.name for parameter in query.parameters} & {"self", "base"}
        assert not {parameter.name for parameter in query.parameters} & {column.name for column in query.columns}


def test_every_question_says_whom_it_is_for_and_how_hard_it_is():
    assert {query.user for query in packaged_queries()} == {"strategist", "researcher"}
    assert {query.level for query in packaged_queries()} == {"easy", "medium", "hard"}


def test_measure_questions_hold_the_text_of_their_projection():
    measured = [query for query in packaged_queries() if query.measure]
    assert [(query.number, query.measure) for query in measured] == [
        (38, "articulation"),
        (40, "removed"),
        (57, "core"),
        (60, "effective"),
    ]
    for query in measured:
        assert query.text == projection_query(str(query.projection)).text


def test_columns_of_a_measure_question_are_those_of_its_answer(expected):
    for query in packaged_queries():
        if query.measure:
            assert tuple(column.name for column in query.columns) == expected("competency", query.name).variables


def test_header_becomes_fields():
    query = packaged_query("10-evenements")
    assert (query.number, query.user, query.level) == (10, "strategist", "easy")
    assert query.titles == {
        "fr": "Quels événements, quand et où ?",
        "en": "Which events take place, when and where?",
    }
    assert query.columns[2] == Column("lieu", {"fr": "Lieu", "en": "Place"}, optional=True)
    assert not query.columns[0].optional


def test_parameters_carry_kind_labels_and_default():
    first, second = packaged_query("24").parameters
    assert (first.name, first.kind, first.labels["fr"]) == ("epci_a", "actor", "Le premier EPCI")
    assert second.default == URIRef(f"{DEFAULT_BASE}id/actor/agglo-seine-eure")
    assert packaged_query("44").parameters[0].default == Literal("P4.S3")
    assert {parameter.kind for query in packaged_queries() for parameter in query.parameters} <= {
        "text",
        *KINDS.values(),
    }


def test_queries_are_frozen():
    with pytest.raises(FrozenInstanceError):
        packaged_query("1").name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["05-gouvernance", "gouvernance", "5", "05"])
def test_question_is_found_by_name_or_number(name):
    assert packaged_query(name).name == "05-gouvernance"


def test_unknown_question_names_the_nearest():
    with pytest.raises(UnknownQuestionError) as caught:
        packaged_query("gouvernence")
    assert caught.value.fields["name"] == "gouvernence"
    assert caught.value.fields["nearest"].startswith("05-gouvernance")


def test_unknown_projection_names_the_nearest():
    with pytest.raises(UnknownQuestionError, match="actors"):
        projection_query("actor")


def test_text_without_values_is_unchanged():
    for query in EVERY_QUERY:
        assert query.sparql() == query.text


def test_value_replaces_the_default_of_its_own_line_only():
    query = packaged_query("24")
    changed = query.sparql(epci_b="actor/lsn")
    default, value = (
        "VALUES ?epci_b { act:agglo-seine-eure }",
        f"VALUES ?epci_b {{ <{DEFAULT_BASE}id/actor/lsn> }}",
    )
    assert changed == query.text.replace(default, value)
    assert changed != query.text


@pytest.mark.parametrize("value", [URIRef("https://example.org/a"), "https://example.org/a"])
def test_absolute_iri_is_taken_as_it_is(value):
    assert "VALUES ?acteur { <https://example.org/a> }" in packaged_query("14").sparql(acteur=value)


def test_identifier_is_resolved_under_the_base():
    text = packaged_query("14").sparql("https://example.org/", acteur="actor/lsn")
    assert "VALUES ?acteur { <https://example.org/id/actor/lsn> }" in text


def test_base_moves_resources_and_leaves_the_ontology():
    for query in EVERY_QUERY:
        text = query.sparql("https://example.org/kg/")
        assert f"{DEFAULT_BASE}id/" not in text
        assert text.count("https://example.org/kg/id/") == query.text.count(f"{DEFAULT_BASE}id/")
        assert text.count(f"{DEFAULT_BASE}ontology#") == query.text.count(f"{DEFAULT_BASE}ontology#")


def test_base_does_not_move_an_iri_that_is_given_in_full():
    given_iri = f"{DEFAULT_BASE}id/actor/lsn"
    assert f"<{given_iri}>" in packaged_query("14").sparql("https://example.org/", acteur=given_iri)


def test_query_of_another_base_asks_for_its_resources():
    base = "https://example.org/kg/"
    territory = resources.default_territory() / "press-release-2021-05-12.trig"
    moved = territory.read_text(encoding="utf-8").replace(f"@base <{DEFAULT_BASE}>", f"@base <{base}>")
    store = ox.Store()
    store.extend(with_default_graph(ox.parse(moved, format=ox.RdfFormat.TRIG)))
    for number in ("05", "14", "24", "49"):
        found = store.query(packaged_query(number).sparql(base))
        assert list(found)


def test_unknown_parameter_names_the_known_ones():
    with pytest.raises(UnknownParameterError) as caught:
        packaged_query("24").sparql(epci_c="actor/lsn")
    assert caught.value.fields == {
        "question": "24-projets-communs-epci",
        "name": "epci_c",
        "known": "epci_a, epci_b",
    }


@pytest.mark.parametrize(
    "value",
    [
        "",
        "lsn",
        "act:lsn",
        "acteur/lsn",
        "actor/",
        "actor/..",
        "actor/../scheme/theme",
        "actor/lsn> } ?s ?p ?o . VALUES ?x { <urn:x",
        "https://example.org/> } SERVICE <https://example.org/sparql> { ?s ?p ?o } VALUES ?x { <urn:x",
        "https://example.org/a b",
        "https://example.org/\\u003E",
        "https://example.org/a\n",
        "https://example.org/\ud800",
        "urn:",
        URIRef("actor/lsn"),
        BNode("b"),
        Variable("acteur"),
        Literal("https://example.org/a"),
    ],
    ids=repr,
)
def test_value_that_is_no_iri_is_refused(value):
    with pytest.raises(QueryError):
        packaged_query("14").sparql(acteur=value)


@pytest.mark.parametrize(
    "value",
    [
        URIRef("urn:a"),
        BNode("b"),
        Variable("v"),
        Literal("a", lang="fr"),
        Literal("1", datatype=XSD.integer),
        "\ud800",
    ],
    ids=repr,
)
def test_value_that_is_no_plain_string_is_refused(value):
    with pytest.raises(QueryError):
        packaged_query("44").sparql(passage=value)


@pytest.mark.parametrize("value", [Literal("P1"), Literal("P1", datatype=XSD.string), "P1"], ids=repr)
def test_plain_string_is_quoted(value):
    assert 'VALUES ?passage { "P1" }' in packaged_query("44").sparql(passage=value)


@pytest.mark.parametrize("base", ["", "example.org/", "https://example.org/> #", "https://example.org/a b/"])
def test_base_that_is_no_iri_is_refused(base):
    with pytest.raises(QueryError):
        packaged_query("14").sparql(base)


PROBE = replace(packaged_query("44"), text='SELECT ?passage WHERE {\n  VALUES ?passage { "P4.S3" }\n}\n')
TEXTS = st.text(st.one_of(st.sampled_from("\\\"'uU04\n\r\t {}<>?#"), st.characters(exclude_categories=["Cs"])))


@given(TEXTS)
@example('" } ?s ?p ?o . VALUES ?x { "')
@example("\\u0022 } #")
@example("\\\\u0022")
@example("\\u00410041")
@example('x\n\\"')
@example("\t")
def test_any_text_comes_back_as_it_was_given(value):
    text = PROBE.sparql(passage=value)
    assert [row["passage"].value for row in ox.Store().query(text)] == [value]
    assert [str(row[0]) for row in Dataset().query(text)] == [value]


HEADER = "# Titre ?\n# @en Title?\n# @user strategist\n# @subject actors\n# @level easy\n"
HEADER += "# @needs act:a\n# @variable x Chose | Thing\n"
QUERY = "PREFIX act: <https://w3id.org/territory-graph/id/actor/>\n\nSELECT ?x WHERE { ?x ?p ?o }\nORDER BY ?x\n"
PARAMETER = "# @parameter who actor | Qui | Who\n"
TWO_LINES = QUERY.replace("{ ?x", "{\n  VALUES ?who { act:a }\n  VALUES ?who { act:b }\n  ?x")
MALFORMED = {
    "no prefix": HEADER + "SELECT * { ?s ?p ?o }",
    "no header": "\n" + QUERY,
    "no title": HEADER.partition("\n")[2] + QUERY,
    "no English": HEADER.replace("# @en Title?\n", "") + QUERY,
    "no user": HEADER.replace("# @user strategist\n", "") + QUERY,
    "no needs": HEADER.replace("# @needs act:a\n", "") + QUERY,
    "needs without prefix": HEADER.replace("act:a", "who:a") + QUERY,
    "no level": HEADER.replace("# @level easy\n", "") + QUERY,
    "no variable": HEADER.replace("# @variable x Chose | Thing\n", "") + QUERY,
    "no label": HEADER.replace(" | Thing", "") + QUERY,
    "unknown key": HEADER + "# @vraiable y A | B\n" + QUERY,
    "key without value": HEADER + "# @measure\n" + QUERY,
    "key twice": HEADER + "# @level hard\n" + QUERY,
    "text that is no comment": HEADER + "remark\n" + QUERY,
    "unbound unknown": HEADER + "# @unbound z\n" + QUERY,
    "parameter without line": HEADER + PARAMETER + QUERY,
    "parameter with two lines": HEADER + PARAMETER + TWO_LINES,
    "unknown kind": HEADER
    + "# @parameter who ghost | Qui | Who\n"
    + QUERY.replace("{ ?x", "{\n  VALUES ?who { act:a }\n  ?x"),
    "default of another kind": HEADER + PARAMETER + QUERY.replace("{ ?x", '{\n  VALUES ?who { "a" }\n  ?x'),
    "default without prefix": HEADER + PARAMETER + QUERY.replace("{ ?x", "{\n  VALUES ?who { who:a }\n  ?x"),
}


def test_header_of_the_malformed_examples_is_well_formed_before_its_fault(tmp_path):
    file = tmp_path / "01-probe.rq"
    file.write_text(HEADER + QUERY, encoding="utf-8")
    assert read_query(file).text == QUERY


@pytest.mark.parametrize("source", MALFORMED.values(), ids=MALFORMED)
def test_malformed_header_is_refused_with_the_name_of_its_file(source, tmp_path):
    file = tmp_path / "01-probe.rq"
    file.write_text(source, encoding="utf-8")
    with pytest.raises(QueryError, match=r"01-probe\.rq: "):
        read_query(file)


def test_file_that_is_not_utf8_is_refused(tmp_path):
    file = tmp_path / "01-probe.rq"
    file.write_bytes((HEADER + QUERY).encode("utf-16"))
    with pytest.raises(QueryError, match=r"01-probe\.rq: "):
        read_query(file)
