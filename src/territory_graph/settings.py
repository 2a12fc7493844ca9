"""Settings: an argument wins over a ``TERRITORY_GRAPH_*`` variable, which wins over the default.

They are read once, at the border (command line, page, notebook), and handed down as values.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from territory_graph import resources
from territory_graph.errors import SettingsError

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store lies, which territory is built when none is named, and the language of messages."""

    store: Path
    territory: Path
    language: str


def default_store(environment: Mapping[str, str] = os.environ) -> Path:
    """Folder of the store when none is named: ``.store`` in a checkout, else the user's data folder."""
    top = resources.checkout()
    if top is not None:
        return top / ".store"
    home = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "territory-graph" / "store"


def read_settings(
    *,
    store: str | Path | None = None,
    territory: str | Path | None = None,
    language: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings in force.

    Raises:
        SettingsError: the language is neither French nor English.
    """
    chosen = language or environment.get("TERRITORY_GRAPH_LANGUAGE") or LANGUAGES[0]
    if chosen not in LANGUAGES:
        raise SettingsError(name="language", value=chosen, expected="fr or en")
    return Settings(
        store=Path(store or environment.get("TERRITORY_GRAPH_STORE") or default_store(environment)),
        territory=Path(territory or environment.get("TERRITORY_GRAPH_TERRITORY") or resources.default_territory()),
        language=chosen,
    )
