"""Settings: an argument wins over a ``TERRITORY_GRAPH_*`` variable, which wins over the default.

They are read once, at the border (command line, page, notebook), and handed down as values.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from territory_graph import resources
from territory_graph.errors import SettingsError

LANGUAGES = ("fr", "en")
SHORTEST_TOKEN = 16
_SECRET = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, section 2.1
_UPDATE, _OPERATOR = "TERRITORY_GRAPH_UPDATE_TOKEN", "TERRITORY_GRAPH_OPERATOR_TOKEN"
SECRETS = (_UPDATE, _OPERATOR)
"""Variables whose values nobody but the process that serves may know."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that lets its bearer change the graph; what is changed with it is recorded under its label."""

    label: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store lies, which territory is built when none is named, and the language of messages.

    ``services`` are the IRIs of the endpoints that SERVICE may ask; ``saved_queries`` is the folder in which visitors
    may save queries, None where they may not. ``update_tokens`` let their bearers change the graph, which nobody can
    where there are none; ``operator_token`` opens the page of running queries.
    """

    store: Path
    territory: Path
    language: str
    services: frozenset[str] = frozenset()
    saved_queries: Path | None = None
    update_tokens: tuple[Token, ...] = field(default=(), repr=False)
    operator_token: str | None = field(default=None, repr=False)


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
        SettingsError: the language is neither French nor English, or a token is too short to be a secret.
    """
    chosen = language or environment.get("TERRITORY_GRAPH_LANGUAGE") or LANGUAGES[0]
    if chosen not in LANGUAGES:
        raise SettingsError(name="language", value=chosen, expected="fr or en")
    return Settings(
        store=Path(store or environment.get("TERRITORY_GRAPH_STORE") or default_store(environment)),
        territory=Path(territory or environment.get("TERRITORY_GRAPH_TERRITORY") or resources.default_territory()),
        language=chosen,
        services=frozenset(environment.get("TERRITORY_GRAPH_SERVICES", "").split()),
        saved_queries=Path(saved) if (saved := environment.get("TERRITORY_GRAPH_SAVED_QUERIES")) else None,
        update_tokens=tuple(_token(text) for text in environment.get(_UPDATE, "").split(",") if text.strip()),
        operator_token=_secret(_OPERATOR, token) if (token := environment.get(_OPERATOR)) else None,
    )


def _token(text: str) -> Token:
    """A token as the variable writes it: ``label:secret``, or the secret alone."""
    label, _, secret = text.strip().rpartition(":")
    return Token(label.strip() or "token", _secret(_UPDATE, secret))


def _secret(name: str, text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not _SECRET.fullmatch(text):
        expected = f"at least {SHORTEST_TOKEN} letters, digits or signs among - . _ ~ + /"
        raise SettingsError(name=name, value="…", expected=expected)
    return text
