"""A generated territory with many places, events, actors and sums, for what screens do with them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

PLACES, EVENTS, ACTORS, SUMS = 2_500, 5_000, 2_500, 5_000
YEAR = 2021
_SECTORS, _PAYERS = 20, 40
_DESCRIPTION = """\
slug = "foule"
default_date = "2021-06-15"
[name]
fr = "Foule"
en = "Crowd"
[licence]
name = "CC0 1.0"
"""


def write_crowd(
    folder: Path, places: int = PLACES, events: int = EVENTS, actors: int = ACTORS, sums: int = SUMS
) -> Path:
    """A territory of so many venues, spread over a degree, and so many events held there, all in one year.

    Each actor is of one of twenty sectors, has an office at a venue and works with the next; each sum is given by one
    of forty of them to another.
    """
    (folder / "tables").mkdir(parents=True)
    (folder / "territory.toml").write_text(_DESCRIPTION, encoding="utf-8")
    side = round(places**0.5)
    _write(folder, "sources", ("id", "title"), [("registre", "Registre")])
    _write(
        folder,
        "places",
        ("id", "kind", "name", "latitude", "longitude", "source", "locator"),
        (
            (
                f"salle-{n}",
                "venue",
                f"Salle {n}",
                f"{49 + n // side / side:.4f}",
                f"{1 + n % side / side:.4f}",
                "registre",
                "-",
            )
            for n in range(places)
        ),
    )
    _write(
        folder,
        "events",
        ("id", "kind", "name", "when", "place", "source", "locator"),
        (
            (
                f"fete-{n}",
                "event",
                f"Fête {n}",
                f"{YEAR}-{n % 12 + 1:02}-{n % 28 + 1:02}",
                f"salle-{n % places}",
                "registre",
                "-",
            )
            for n in range(events)
        ),
    )
    _write(
        folder,
        "concepts",
        ("scheme", "id", "label_fr"),
        [("sector", f"filiere-{n}", f"Filière {n}") for n in range(_SECTORS)],
    )
    _write(
        folder,
        "actors",
        ("id", "kind", "name", "sectors", "source", "locator"),
        ((f"acteur-{n}", "company", f"Acteur {n}", f"filiere-{n % _SECTORS}", "registre", "-") for n in range(actors)),
    )
    _write(
        folder,
        "offices",
        ("id", "actor", "kind", "name", "place", "source", "locator"),
        (
            (f"bureau-{n}", f"acteur-{n}", "office", f"Bureau {n}", f"salle-{n % places}", "registre", "-")
            for n in range(actors)
        ),
    )
    _write(
        folder,
        "collaborations",
        ("actor", "partner", "source", "locator"),
        ((f"acteur-{n}", f"acteur-{(n + 1) % actors}", "registre", "-") for n in range(actors)),
    )
    _write(
        folder,
        "agreements",
        (
            "id",
            "kind",
            "name",
            "parties",
            "year",
            "amount",
            "amount_scope",
            "funders",
            "beneficiaries",
            "source",
            "locator",
        ),
        (
            (
                f"accord-{n}",
                "agreement",
                f"Accord {n}",
                f"acteur-{n % _PAYERS};acteur-{_PAYERS + n % (actors - _PAYERS)}",
                f"{YEAR - n % 5}",
                f"{1_000 + n}",
                "share",
                f"acteur-{n % _PAYERS}",
                f"acteur-{_PAYERS + n % (actors - _PAYERS)}",
                "registre",
                "-",
            )
            for n in range(sums)
        ),
    )
    return folder


def _write(folder: Path, name: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (folder / "tables" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, *rows])
