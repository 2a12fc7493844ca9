"""A generated territory with many places and events, for what the map and the calendar do with them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

PLACES, EVENTS = 2_500, 5_000
YEAR = 2021
_DESCRIPTION = """\
slug = "foule"
default_date = "2021-06-15"
[name]
fr = "Foule"
en = "Crowd"
[licence]
name = "CC0 1.0"
"""


def write_crowd(folder: Path, places: int = PLACES, events: int = EVENTS) -> Path:
    """A territory of so many venues, spread over a degree, and so many events held there, all in one year."""
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
    return folder


def _write(folder: Path, name: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (folder / "tables" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, *rows])
