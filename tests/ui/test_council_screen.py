"""The screen Conseil: an agreement opens beside the list, from the address."""

from __future__ import annotations

from pathlib import Path

from ui.conftest import Open

ROADMAP = "agreement/feuille-de-route-2021-polepharma"


def test_the_meeting_that_decided_opens_with_nothing_beside(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "conseil", au="2021-05-12")
    assert screen.failures == []
    assert "5 accords adoptés" in screen.sheets["council-lead"]
    assert screen.sheets["council-partners"].count("<section>") == 5
    assert "council-agreement" not in screen.sheets


def test_an_agreement_of_the_address_opens_beside_the_list(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "conseil", au="2021-05-12", accord=ROADMAP)
    assert "somme globale pour 5 structures ensemble" in screen.sheets["council-agreement"]
    assert f'data-value="{ROADMAP}" class="text" aria-pressed="true"' in screen.sheets["council-partners"]


def test_an_agreement_that_is_not_in_the_list_is_not_shown(on: Open, rouen_store: Path) -> None:
    for asked in ("agreement/nae-contrat-2023", "nothing", "actor/lsn"):
        screen = on(rouen_store, "conseil", au="2021-05-12", accord=asked)
        assert screen.failures == []
        assert "council-agreement" not in screen.sheets


def test_the_address_names_the_meeting_or_the_year(on: Open, rouen_store: Path) -> None:
    assert "Élection du bureau" in on(rouen_store, "conseil", seance="event/pmrse-election-2019").sheets["council-lead"]
    assert "Accords de 2021" in on(rouen_store, "conseil", seance="2021").sheets["council-lead"]
