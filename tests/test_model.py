"""Statements and facts know their firmest status, their evidence and what is contested."""

from __future__ import annotations

import pytest

from territory_graph import Entity, Evidence, Fact, FactGroup, Statement, Thing, Value
from territory_graph.dates import Interval
from territory_graph.model import best_label


def evidence(record: str, status: str = "stated", confidence: float = 1.0) -> Evidence:
    return Evidence(record, (), "p. 1", status, confidence, "", "", "")


def statement(predicate: str, text: str, *found: Evidence, language: str = "") -> Statement:
    return Statement(predicate, predicate, Value(text, language=language), found)


@pytest.mark.parametrize(
    ("statuses", "firmest"),
    [
        (["implied", "stated"], "stated"),
        (["inferred", "implied"], "implied"),
        (["disputed", "inferred"], "disputed"),
        (["inferred"], "inferred"),
        ([], "stated"),
    ],
)
def test_the_firmest_status_counts(statuses, firmest):
    assert statement("p", "x", *(evidence(status, status) for status in statuses)).status == firmest


@pytest.mark.parametrize(("confidence", "unverified"), [(0.0, True), (0.49, True), (0.5, False), (1.0, False)])
def test_below_one_half_a_reading_is_not_verified(confidence, unverified):
    assert evidence("r", confidence=confidence).unverified is unverified


def test_a_fact_has_each_record_once_in_the_order_of_its_statements():
    fact = Fact(
        "money",
        None,
        (statement("p", "1", evidence("b")), statement("q", "2", evidence("a"), evidence("b"))),
        Interval(),
    )
    assert [one.record for one in fact.evidence] == ["b", "a"]


def test_two_plain_values_of_one_property_are_contested_but_not_two_languages_or_things():
    thing = Thing("urn:a", "A", "Actor")
    fact = Fact(
        "money",
        None,
        (
            statement("amount", "1"),
            statement("amount", "2"),
            statement("year", "2021"),
            statement("label", "Un", language="fr"),
            statement("label", "One", language="en"),
            Statement("by", "by", Value("A", thing), ()),
            Statement("by", "by", Value("B", Thing("urn:b", "B", "Actor")), ()),
        ),
        Interval(),
    )
    assert fact.contested == ("amount",)
    entity = Entity(thing, (), (), (FactGroup("money", (fact,)), FactGroup("other", (fact,))), ())
    assert list(entity.facts) == [fact, fact]


def test_the_best_label_is_that_of_the_language_else_french_else_plain_else_any() -> None:
    labels = {"en": "E", "fr": "F", "": "P", "de": "D"}
    assert best_label(labels, "en") == "E"
    assert best_label({name: labels[name] for name in ("fr", "", "de")}, "en") == "F"
    assert best_label({name: labels[name] for name in ("", "de")}, "en") == "P"
    assert best_label({"de": "D"}, "en") == "D"
    assert best_label({}, "en") == ""
