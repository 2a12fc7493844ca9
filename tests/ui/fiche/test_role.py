"""The fiche of an actor tells what it is in the network of actors; other fiches do not."""

from __future__ import annotations

from typing import Any


def test_the_fiche_of_an_actor_tells_its_role_and_leads_to_its_measures(open_hamlet: Any) -> None:
    screen = open_hamlet("fiche", id="actor/syndicat", au="2021-06-01", lang="en")
    assert not screen.failures
    html = screen.sheets["fiche-role"]
    said = html.replace("<bdi>", "")
    assert "In the network of actors, ties of funding alone apart, as of 1 June 2021: " in said
    assert "Syndicat mixte du Hameau is tied to 6 actors" in said
    assert 'href="analyses?partie=measures&amp;acteur=actor%2Fsyndicat&amp;au=2021-06-01&amp;lang=en"' in html


def test_without_a_day_it_is_that_of_all_dates(open_hamlet: Any) -> None:
    html = open_hamlet("fiche", id="actor/syndicat").sheets["fiche-role"].replace("<bdi>", "")
    assert "toutes dates confondues\u00a0: Le Syndicat mixte du Hameau a des liens avec 7 acteurs" in html


def test_what_is_no_actor_has_no_role(open_hamlet: Any) -> None:
    screen = open_hamlet("fiche", id="agreement/contrat-filieres")
    assert not screen.failures
    assert "fiche-role" not in screen.sheets
