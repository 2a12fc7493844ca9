"""The ontology and the shapes as specialists want them: complete, in a profile, consistent with what is shipped."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import combinations

import owlrl
import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import BNode, Node

from territory_graph import TG, Answer, KnowledgeGraph, resources
from territory_graph.vocabulary import KINDS, PREFIXES, local

SCHEMA = Namespace("https://schema.org/")
IRI = URIRef(str(TG).rstrip("#"))
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
PAIRING = (OWL.inverseOf, OWL.equivalentProperty)
KINDS_OF_PROPERTY = (OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty)
"""With these, what the ontology says of a property beyond its domain, its range and those that it specialises."""
ONTOLOGY = Graph().parse(resources.ONTOLOGY / "territory.ttl")
SHAPES = Graph().parse(resources.ONTOLOGY / "shapes.ttl")


def ours(kind: Node) -> list[URIRef]:
    found = {name for name in ONTOLOGY.subjects(RDF.type, kind) if str(name).startswith(str(TG))}
    return sorted(name for name in found if isinstance(name, URIRef))


CLASSES, PROPERTIES = ours(OWL.Class), ours(RDF.Property)


def languages(name: URIRef, property_: URIRef) -> list[str | None]:
    return sorted(str(text.language) for text in ONTOLOGY.objects(name, property_) if isinstance(text, Literal))


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES], ids=local)
def test_a_term_has_one_label_and_one_definition_in_each_language(name: URIRef) -> None:
    assert languages(name, RDFS.label) == languages(name, SKOS.definition) == ["en", "fr"]
    assert list(ONTOLOGY.objects(name, RDFS.isDefinedBy)) == [IRI]


@pytest.mark.parametrize("name", PROPERTIES, ids=local)
def test_a_property_says_whose_it_is_and_what_its_values_are(name: URIRef) -> None:
    subjects = {*ONTOLOGY.objects(name, RDFS.domain), *ONTOLOGY.objects(name, SCHEMA.domainIncludes)}
    values = {*ONTOLOGY.objects(name, RDFS.range), *ONTOLOGY.objects(name, SCHEMA.rangeIncludes)}
    assert subjects
    assert values
    # Several domains or ranges would hold all at once (OOPS P19); one of several is said by schema:…Includes.
    assert len(list(ONTOLOGY.objects(name, RDFS.domain))) <= 1
    assert len(list(ONTOLOGY.objects(name, RDFS.range))) <= 1
    literal = (name, RDF.type, OWL.DatatypeProperty) in ONTOLOGY
    assert literal != ((name, RDF.type, OWL.ObjectProperty) in ONTOLOGY)
    datatypes = [value for value in values if str(value).startswith(str(XSD)) or value == RDF.langString]
    assert len(datatypes) == (1 if literal else 0)


@pytest.mark.parametrize("name", PROPERTIES, ids=local)
def test_the_example_of_a_property_is_a_statement_with_it(name: URIRef) -> None:
    prefixes = PREFIXES | {prefix: f"https://w3id.org/territory-graph/id/{kind}/" for prefix, kind in KINDS.items()}
    heading = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
    examples = list(ONTOLOGY.objects(name, SKOS.example))
    assert examples
    for example in examples:
        said = Graph().parse(data=f"{heading}{example} .", format="turtle")
        assert list(said.predicates()) == [name]


def test_examples_that_name_things_of_the_default_territory_are_true(rouen: KnowledgeGraph) -> None:
    examples = [str(text) for text in ONTOLOGY.objects(None, SKOS.example) if "exemple" not in str(text)]
    stable = [text for text in examples if "/tie/" not in text and "/record/" not in text and "…" not in text]
    assert len(stable) > 80
    assert [text for text in stable if not rouen.query(f"ASK {{ {text} }}")] == []


EDTF = re.compile(r"[0-9]{4}[~?]?|[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?[~?]?")
DATES = {
    TG.when: (TG.earliest, TG.latest),
    TG.start: (TG.startEarliest, TG.startLatest),
    TG.end: (TG.endEarliest, TG.endLatest),
}


def test_dates_as_said_are_edtf_with_typed_days_beside_them(rouen: KnowledgeGraph) -> None:
    """docs/decisions/0026: of LC EDTF level 1 the forms that sources need, and what it means as xsd:date."""
    data = rouen.dataset.default_context
    for said, bounds in DATES.items():
        assert (said, DCTERMS.conformsTo, URIRef("http://id.loc.gov/datatypes/edtf/EDTF")) in ONTOLOGY
        found = [(thing, str(text)) for thing, _, text in data.triples((None, said, None))]
        assert found
        assert [text for _, text in found if not EDTF.fullmatch(text)] == []
        for thing, text in found:
            days = [day for bound in bounds for _, _, day in data.triples((thing, bound, None))]
            assert days, (thing, text)
            assert all(isinstance(day, Literal) and day.datatype == XSD.date for day in days)


def test_the_ontology_says_who_made_it_when_and_under_which_licence() -> None:
    said = {property_: ONTOLOGY.value(IRI, property_) for property_ in (DCTERMS.license, DCTERMS.creator)}
    assert all(isinstance(value, URIRef) for value in said.values())
    assert "MIT" in (resources.PACKAGE.parents[1] / "LICENSE").read_text()
    assert str(said[DCTERMS.license]).endswith("/mit")
    days = [ONTOLOGY.value(IRI, property_) for property_ in (DCTERMS.created, DCTERMS.modified)]
    created, modified = (day.toPython() for day in days if isinstance(day, Literal))
    assert isinstance(created, date)
    assert created <= modified
    version = ONTOLOGY.value(IRI, OWL.versionInfo)
    assert str(ONTOLOGY.value(IRI, OWL.versionIRI)) == f"{IRI}/{version}"
    assert str(ONTOLOGY.value(IRI, VANN.preferredNamespaceUri)) == str(TG)


def test_it_is_in_the_profile_owl_2_rl() -> None:
    """No blank node, so no class expression; and of OWL only what RL has of named terms (OWL 2 Profiles, § 4.2)."""
    assert not [node for triple in ONTOLOGY for node in triple if isinstance(node, BNode)]
    used = {term for _, p, o in ONTOLOGY for term in (p, o) if str(term).startswith(str(OWL))}
    assert used <= {
        *(OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.versionInfo, OWL.versionIRI),
        *(OWL.inverseOf, OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.disjointWith, OWL.FunctionalProperty),
        *(OWL.AnnotationProperty, OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs),
    }


@pytest.mark.parametrize("territory", ["hamlet", "rouen"])
def test_what_is_shipped_contradicts_no_axiom(territory: str, request: pytest.FixtureRequest) -> None:
    """The closure under the rules of OWL 2 RL meets no class of nothing, records and ties aside.

    Of properties of which axioms say no more than their domain and range, the next test says more, in less time.
    """
    graph: KnowledgeGraph = request.getfixturevalue(territory)
    known = Graph() + ONTOLOGY
    bound = {end for axiom in PAIRING for pair in ONTOLOGY.subject_objects(axiom) for end in pair}
    bound |= {name for kind in KINDS_OF_PROPERTY for name in ONTOLOGY.subjects(RDF.type, kind)}
    spoken_of = {
        RDF.type,
        *(below for name in bound for below in ONTOLOGY.transitive_subjects(RDFS.subPropertyOf, name)),
    }
    for triple in graph.dataset.default_context:
        if triple[1] in spoken_of and "/record/" not in str(triple[0]) and "/tie/" not in str(triple[0]):
            known.add(triple)
    asserted = len(known)
    closure = owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    )
    closure.expand(known)
    assert len(known) > asserted * 1.2
    assert list(known.objects(None, ERROR)) == []


@pytest.mark.parametrize("territory", ["hamlet", "rouen"])
@pytest.mark.parametrize(("end", "pattern"), [("domain", "?thing ?p ?other"), ("range", "?other ?p ?thing")])
def test_what_has_a_property_is_of_its_domain_and_range(
    territory: str, end: str, pattern: str, request: pytest.FixtureRequest
) -> None:
    """From a domain that is too narrow a reasoner concludes that a venue is a territory, or a search a figure."""
    graph: KnowledgeGraph = request.getfixturevalue(territory)
    wrong = graph.query(
        f"""SELECT DISTINCT ?p ?class ?thing {{ ?p rdfs:{end} ?class . {pattern}
        FILTER(STRSTARTS(STR(?class), STR(tg:)) && !EXISTS {{ ?thing a ?class }}) }}"""
    )
    assert isinstance(wrong, Answer)
    assert wrong.texts() == []


def test_a_thing_of_two_disjoint_classes_is_found() -> None:
    """The check above can fail."""
    known = Graph() + ONTOLOGY
    known.add((URIRef("urn:x"), RDF.type, TG.Epci))
    known.add((URIRef("urn:x"), RDF.type, TG.Commune))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(known)
    assert list(known.objects(None, ERROR))


class TestPitfalls:
    """Those of OOPS! (Poveda-Villalón 2014) that a machine can find; the others are tested above."""

    def test_nothing_is_below_itself(self) -> None:  # P06
        for above in (RDFS.subClassOf, RDFS.subPropertyOf):
            for name in (*CLASSES, *PROPERTIES):
                for parent in ONTOLOGY.objects(name, above):
                    assert name not in set(ONTOLOGY.transitive_objects(parent, above))

    def test_no_two_terms_of_a_kind_have_one_label(self) -> None:  # P32
        for names in (CLASSES, PROPERTIES):
            bearers = defaultdict(set)
            for name in names:
                for label in ONTOLOGY.objects(name, RDFS.label):
                    bearers[label].add(name)
            assert {str(label): len(found) for label, found in bearers.items() if len(found) > 1} == {}

    def test_inverses_turn_domain_and_range_round(self) -> None:  # P05
        for one, other in ONTOLOGY.subject_objects(OWL.inverseOf):
            assert one != other  # P25
            assert ONTOLOGY.value(one, RDFS.domain) == ONTOLOGY.value(other, RDFS.range)
            assert ONTOLOGY.value(one, RDFS.range) == ONTOLOGY.value(other, RDFS.domain)

    def test_symmetric_and_transitive_properties_lead_where_they_come_from(self) -> None:  # P28, P29
        for kind in (OWL.SymmetricProperty, OWL.TransitiveProperty):
            for name in ONTOLOGY.subjects(RDF.type, kind):
                assert ONTOLOGY.value(name, RDFS.domain) == ONTOLOGY.value(name, RDFS.range)

    def test_every_term_that_is_named_is_defined(self) -> None:  # P34, P35
        terms = {term for triple in ONTOLOGY for term in triple if isinstance(term, URIRef)}
        assert {term for term in terms if term.startswith(str(TG))} == {*CLASSES, *PROPERTIES}

    def test_classes_begin_with_a_capital_and_properties_do_not(self) -> None:  # P22
        assert all(local(name)[0].isupper() for name in CLASSES)
        assert all(local(name)[0].islower() for name in PROPERTIES)

    def test_disjoint_classes_have_nothing_below_both(self) -> None:
        for one, other in ONTOLOGY.subject_objects(OWL.disjointWith):
            below = [set(ONTOLOGY.transitive_subjects(RDFS.subClassOf, name)) for name in (one, other)]
            assert below[0].isdisjoint(below[1])

    def test_kinds_of_thing_are_disjoint_two_by_two(self) -> None:  # P10
        kinds = (
            TG.Actor,
            TG.Person,
            TG.Place,
            TG.Agreement,
            TG.Event,
            TG.Decision,
            TG.Initiative,
            TG.Source,
            TG.Record,
        )
        said = set(ONTOLOGY.subject_objects(OWL.disjointWith))
        assert all((one, other) in said or (other, one) in said for one, other in combinations(kinds, 2))


def violations(data: Graph) -> list[str]:
    """What pySHACL, by itself, finds that is forbidden."""
    _, results, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    found = results.subjects(SH.resultSeverity, SH.Violation)
    return sorted(f"{results.value(one, SH.focusNode)} {results.value(one, SH.resultPath)}" for one in found)


class TestShapes:
    @pytest.mark.parametrize("territory", ["hamlet", "rouen"])
    def test_a_plain_validator_finds_no_violation_in_what_is_shipped(self, territory: str, request) -> None:
        graph: KnowledgeGraph = request.getfixturevalue(territory)
        data = Graph()
        for triple in graph.dataset.default_context:
            data.add(triple)
        assert len(data) > 4000
        assert violations(data) == []

    def test_nor_in_the_press_release_by_itself(self, press_release: KnowledgeGraph) -> None:
        data = Graph()
        for triple in press_release.dataset.default_context:
            data.add(triple)
        assert violations(data) == []

    def test_what_no_source_may_say_is_still_one(self, hamlet: KnowledgeGraph) -> None:
        data = Graph()
        for triple in hamlet.dataset.default_context:
            data.add(triple)
        data.add((URIRef("urn:x"), RDF.type, TG.Membership))
        assert violations(data) == [f"urn:x {TG.inOrganisation}", f"urn:x {TG.member}"]
