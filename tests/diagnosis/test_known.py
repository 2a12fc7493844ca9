"""What the graph knows, and what is nearest to a name that it does not know."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.diagnosis import KnownTerm, KnownTerms
from territory_graph.diagnosis.known import CLASS, PROPERTY
from territory_graph.vocabulary import SCHEMA, TG, expand


def test_terms_have_their_counts_and_labels(hamlet: KnowledgeGraph) -> None:
    known = KnownTerms.of(hamlet.rows, hamlet.base)
    actor = known.terms[str(TG.Actor)]
    assert (actor.kind, actor.count, actor.labels) == (CLASS, 12, {"fr": "Acteur", "en": "Actor"})
    member = known.terms[str(TG.memberOf)]
    assert member.kind == PROPERTY and member.labels["fr"] == "membre de"
    ties = hamlet.rows("SELECT * { ?a <https://w3id.org/territory-graph/ontology#memberOf> ?b }")
    assert member.count == len(ties) > 0


def test_a_term_of_the_ontology_that_nothing_has_counts_zero(hamlet: KnowledgeGraph) -> None:
    assert KnownTerms.of(hamlet.rows, hamlet.base).terms[str(TG.ror)].count == 0


@pytest.mark.parametrize(
    ("name", "kind", "nearest"),
    [
        (TG["memberOf"] + "s", PROPERTY, "tg:memberOf"),
        ("https://w3id.org/territory-graph/ontology#membreDe", PROPERTY, "tg:memberOf"),
        ("https://w3id.org/territory-graph/ontology#MemberOf", PROPERTY, "tg:memberOf"),
        ("https://w3id.org/territory-graph/ontology#montant", PROPERTY, "tg:amount"),
        ("http://www.w3.org/ns/org#memberOf", PROPERTY, "tg:memberOf"),
        ("http://xmlns.com/foaf/0.1/name", PROPERTY, "rdfs:label"),
        (str(SCHEMA.name), PROPERTY, "rdfs:label"),
        ("https://w3id.org/territory-graph/ontology#actor", CLASS, "tg:Actor"),
        ("https://w3id.org/territory-graph/ontology#Entreprise", CLASS, "tg:Company"),
        ("https://w3id.org/territory-graph/ontology#PôleMetropolitain", CLASS, "tg:PoleMetropolitain"),
    ],
)
def test_the_nearest_term_is_found_by_name_or_label(name: str, kind: str, nearest: str, known: KnownTerms) -> None:
    assert known.nearest(name, kind)[0].iri == str(expand(nearest))


def test_what_resembles_nothing_has_no_nearest(known: KnownTerms) -> None:
    assert known.nearest("urn:zzzzqqq", PROPERTY) == ()


def test_a_term_that_nothing_has_is_nobodys_nearest() -> None:
    unused = KnownTerm(str(TG.memberOf), PROPERTY, 0, {})
    assert KnownTerms({}, {unused.iri: unused}).nearest("urn:memberOf", PROPERTY) == ()


def test_a_name_is_shortened_only_where_a_query_may_write_it_so(known: KnownTerms) -> None:
    assert known.short(str(TG.memberOf)) == "tg:memberOf"
    assert known.short("https://w3id.org/territory-graph/ontology#a/b") == (
        "<https://w3id.org/territory-graph/ontology#a/b>"
    )
    assert known.short(f"{known.prefixes['act']}lsn") == "act:lsn"
