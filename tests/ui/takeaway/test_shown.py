"""What every file says of itself."""

from __future__ import annotations

from territory_graph.ui.takeaway.shown import LONGEST, Shown, clean

from .conftest import ADDRESS, HOSTILE, See


def test_what_a_file_says_of_itself_names_scope_date_version_licence_and_address(whole: Shown) -> None:
    told = dict(whole.about)
    assert told["Périmètre"] == whole.drawing.summary
    assert told["Version des données"] == whole.origin.version
    assert told["Données construites le"] == whole.say.day(whole.origin.built)
    assert told["Faits réunis jusqu'au"] == whole.origin.gathered
    assert told["Jour de la vue"] == whole.origin.day
    assert told["Licence"] == whole.origin.licence
    assert told["Adresse de la vue"] == ADDRESS


def test_it_is_said_in_the_readers_language(see: See) -> None:
    assert "Address of the view" in dict(see(lang="en").about)


def test_a_hostile_text_is_cut_and_stands_on_one_line() -> None:
    cleaned = clean(HOSTILE)
    assert len(cleaned) <= LONGEST
    assert cleaned.isprintable()
    assert cleaned.endswith("…")


def test_no_text_is_lost_that_a_reader_would_see() -> None:
    assert clean("Pôle « Été »\u202f: 160\u202f000\u202f€ — 日本") == "Pôle « Été »\u202f: 160\u202f000\u202f€ — 日本"


def test_the_name_of_a_group_is_that_of_its_node(folded: Shown) -> None:
    (group,) = (node for node in folded.drawing.nodes if node.group)
    assert folded.name_of(group) == "Logistique"
