"""What a graph holds, counted by status, class and source."""

from __future__ import annotations

import pytest

from territory_graph.messages import translator
from territory_graph.views.info import read_info


def test_the_hamlet_has_the_counts_taken_by_hand(hamlet):
    info = read_info(hamlet, translator("fr"))
    assert info.name == "Le Hameau"
    statuses = dict(info.statuses)
    assert statuses["Énoncé par la source"] == "248"
    assert statuses["Lu entre les lignes"] == "22"
    assert statuses["Déduit par une règle"] == "85"
    classes = dict(info.classes)
    assert (classes["EPCI (intercommunalité)"], classes["Adhésion"]) == ("3", "4")
    assert classes["Relevé"] == str(hamlet.manifest.graphs)
    assert {title: count for title, count in info.sources if title != "Rédaction"} == {
        "Annuaire des organismes": "22",
        "Délibération du syndicat de mars 2021": "8",
        "Rapport d'activité du syndicat": "8",
        "Article du journal local": "6",
    }


def test_counts_are_said_in_english_too_the_most_numerous_first(hamlet):
    info = read_info(hamlet, translator("en"))
    assert info.name == "The Hamlet"
    assert dict(info.statuses)["Read from the text"] == "22"
    for counts in (info.statuses, info.classes, info.sources):
        numbers = [int(count.replace(",", "")) for _, count in counts]
        assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_counted_has_a_name(rouen, language):
    info = read_info(rouen, translator(language))
    for counts in (info.statuses, info.classes, info.sources):
        assert all(label and not label.startswith("http") for label, _ in counts)
