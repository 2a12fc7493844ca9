"""The journal tells who changed what and when, under names that no other change has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pyoxigraph as ox
import pytest

from territory_graph.ingest.journal import Entry, agent_name, journal_statements
from territory_graph.terms import is_iri

BASE = "https://example.org/"
ENTRY = Entry(
    author="atelier",
    moment=datetime(2026, 11, 24, 6, 0, 1, tzinfo=UTC),
    kind="put",
    before="0123456789abcdef",
    sha256="ab" * 32,
    changed=("urn:g",),
    removed=(),
)


def values(entry: Entry, name: str) -> set[str]:
    found = (quad for quad in journal_statements(entry, BASE) if quad.predicate.value.endswith(name))
    return {quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode | ox.Literal)}


def test_everything_is_in_the_journal_s_own_graph():
    assert {str(quad.graph_name) for quad in journal_statements(ENTRY, BASE)} == {f"<{BASE}id/graph/updates>"}


def test_the_moment_is_told_in_utc_wherever_it_was():
    elsewhere = replace(ENTRY, moment=ENTRY.moment.astimezone(timezone(timedelta(hours=2))))
    assert values(elsewhere, "#startedAtTime") == values(ENTRY, "#startedAtTime") == {"2026-11-24T06:00:01Z"}
    assert elsewhere.name == ENTRY.name


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, before="f" * 16),
        replace(ENTRY, kind="post"),
        replace(ENTRY, sha256="cd" * 32),
        replace(ENTRY, changed=(), removed=("urn:g",)),
    ],
)
def test_another_change_of_the_same_second_has_another_name(other):
    assert other.name != ENTRY.name
    assert other.name.partition("-")[0] == ENTRY.name.partition("-")[0]


def test_graphs_that_are_gone_are_told_apart():
    entry = replace(ENTRY, changed=("urn:a", "urn:b"), removed=("urn:c",))
    assert values(entry, "#generated") == {"urn:a", "urn:b"}
    assert values(entry, "#invalidated") == {"urn:c"}


@pytest.mark.parametrize("label", ["atelier", "L'atelier", "équipe <1>", "組", "a b", "A b"])
def test_any_label_makes_an_iri_and_different_labels_different_ones(label):
    assert is_iri(f"{BASE}id/agent/{agent_name(label)}")
    others = {"atelier", "L'atelier", "équipe <1>", "組", "a b", "A b"} - {label}
    assert agent_name(label) not in {agent_name(other) for other in others}
    assert values(replace(ENTRY, author=label), "#label") >= {label}
