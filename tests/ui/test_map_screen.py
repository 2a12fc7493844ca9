"""The screen Carte: a map with its twin in a table, and the address that says what is shown."""

from __future__ import annotations

from pathlib import Path

from ui.conftest import Open


def test_the_map_has_its_twin_and_says_who_has_no_place(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "carte", au="2021-05-12")
    assert screen.failures == []
    assert "centre de la commune de Louviers" in screen.sheets["map-places"]
    assert "Contours" in screen.sheets["map-told"]
    assert "Sans lieu connu" in " ".join(screen.texts)
    assert "Conseil du Pôle métropolitain du 12 mai 2021" in screen.sheets["map-nowhere"]


def test_the_address_says_what_is_shown(on: Open, rouen_store: Path) -> None:
    table = on(rouen_store, "carte", montrer="event", acteurs="territoire").sheets["map-places"]
    assert "Congrès Consumer Safety" in table
    assert "Bureau de Polepharma" not in table
