"""Settings: an argument wins over a ``TERRITORY_GRAPH_*`` variable, which wins over the default.

They are read once, at the border (command line, page, notebook), and handed down as values.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from territory_graph import resources
from territory_graph.causes import Cause
from territory_graph.errors import SettingsError

LANGUAGES = ("fr", "en")
SHORTEST_TOKEN = 16
VERSIONS = 20
"""Versions of a store that are kept at first, before older ones are thinned."""
_SECRET = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, section 2.1
_UPDATE, _OPERATOR = "TERRITORY_GRAPH_UPDATE_TOKEN", "TERRITORY_GRAPH_OPERATOR_TOKEN"
_TWO_PERSONS, _VERSIONS = "TERRITORY_GRAPH_TWO_PERSONS", "TERRITORY_GRAPH_VERSIONS"
_MCP = "TERRITORY_GRAPH_MCP"
_PUBLIC, _PROXY, _EMBEDDED, _BASE = "PUBLIC_URL", "TRUSTED_PROXY", "EMBEDDED_BY", "BASE_PATH"
_LOG = "LOG"
_UPDATES, _STORE_LOGIN = "TERRITORY_GRAPH_STORE_UPDATE", "TERRITORY_GRAPH_STORE_LOGIN"
_ADDRESS = re.compile(r"https?://[^\s/@]+(?:/\S*)?(?:\s|,|$)")
_SITE = re.compile(r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", re.IGNORECASE)
_PATH = r"(?:/[A-Za-z0-9._~-]+)*"
_MODEL_URL, _MODEL_NAME, _MODEL_KEY = (f"TERRITORY_GRAPH_MODEL_{name}" for name in ("URL", "NAME", "KEY"))
_TILES, _TILES_BY = "TERRITORY_GRAPH_TILES", "TERRITORY_GRAPH_TILES_ATTRIBUTION"
SECRETS = (_UPDATE, _OPERATOR, _MODEL_KEY, _STORE_LOGIN)
"""Variables whose values nobody but the process that serves may know."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that lets its bearer change the graph; what is changed with it is recorded under its label."""

    label: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that may read documents: its OpenAI-compatible address, its name, and the key it asks for."""

    url: str
    name: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tiles:
    """The ground of maps that an operator chose: an address with ``{z}``, ``{x}`` and ``{y}``, and whose it is."""

    url: str
    attribution: str

    @property
    def site(self) -> str:
        """The scheme and host that browsers ask."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A dataset on a SPARQL server: where it is asked (``query``) and changed (``update``), and the login for both."""

    query: str
    update: str
    login: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """What errors say of it: no path, name or password."""
        parts = urlsplit(self.query)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store lies, which territory is built when none is named, and the language of messages.

    ``remotes`` are the datasets on servers that hold the data instead of the store, of which one is read.
    ``services`` are the IRIs of the endpoints that SERVICE may ask; ``saved_queries`` is the folder in which visitors
    may save queries, None where they may not. ``update_tokens`` let their bearers change the graph, which nobody can
    where there are none; ``operator_token`` opens the page of running queries.

    ``login`` is the file that says by whom people are known on a network, and what they may do; None where nobody is.
    ``public_url`` is the address at which readers find the service, which ends with a slash; None where it is the
    server's own. ``base_path`` is the path of that address, such as ``/graph``, empty where there is none. With
    ``json_log`` the server's log is JSON, an object a line. ``trusted_proxies`` are the addresses and networks whose
    word on a client's address is taken; ``embedded_by`` the sites that may show the pages inside theirs. With
    ``two_persons`` nobody accepts a contribution of their own. ``versions`` of a store are kept, the last ones whole
    and older ones thinned by age. ``model`` may read documents beside the patterns, None where none does.
    With ``mcp`` the service answers assistants at ``/mcp``.
    """

    store: Path
    territory: Path
    language: str
    remotes: tuple[RemoteStore, ...] = ()
    services: frozenset[str] = frozenset()
    saved_queries: Path | None = None
    update_tokens: tuple[Token, ...] = field(default=(), repr=False)
    operator_token: str | None = field(default=None, repr=False)
    login: Path | None = None
    public_url: str | None = None
    base_path: str = ""
    json_log: bool = False
    trusted_proxies: tuple[str, ...] = ()
    embedded_by: tuple[str, ...] = ()
    two_persons: bool = False
    versions: int = VERSIONS
    model: Model | None = None
    tiles: Tiles | None = None
    mcp: bool = False


def default_store(environment: Mapping[str, str] = os.environ) -> Path:
    """Folder of the store when none is named: ``.store`` in a checkout, else the user's data folder."""
    top = resources.checkout()
    if top is not None:
        return top / ".store"
    return _user_folder(environment) / "store"


def own_folder(territory: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder in which is kept what users bring into a territory: its own.

    That of a territory which an installed package ships is the user's, for the next version of the package would take
    the place of what lies within it.
    """
    shipped = resources.checkout() is None and territory.resolve().is_relative_to(resources.data_folder().resolve())
    return _user_folder(environment) / "territories" / territory.name if shipped else territory


def _user_folder(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "territory-graph"


def read_settings(
    *,
    store: str | Path | None = None,
    territory: str | Path | None = None,
    language: str | None = None,
    login: str | Path | None = None,
    public_url: str | None = None,
    base_path: str | None = None,
    log: str | None = None,
    trusted_proxies: str | None = None,
    embedded_by: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings in force.

    Raises:
        SettingsError: the language is neither French nor English, a token is too short to be a secret, or an address
            is none.
    """

    def value(given: str | None, name: str) -> str:
        return given or environment.get(f"TERRITORY_GRAPH_{name}", "")

    chosen = language or environment.get("TERRITORY_GRAPH_LANGUAGE") or LANGUAGES[0]
    if chosen not in LANGUAGES:
        raise SettingsError(name=Cause("the-language"), value=chosen, expected=Cause("want-language"))
    public = _public_url(url) if (url := value(public_url, _PUBLIC)) else None
    place = str(store or environment.get("TERRITORY_GRAPH_STORE") or default_store(environment))
    remotes = _remotes(place, environment) if _ADDRESS.match(place) else ()
    return Settings(
        store=default_store(environment) if remotes else Path(place),
        territory=Path(territory or environment.get("TERRITORY_GRAPH_TERRITORY") or resources.default_territory()),
        language=chosen,
        remotes=remotes,
        services=frozenset(environment.get("TERRITORY_GRAPH_SERVICES", "").split()),
        saved_queries=Path(saved) if (saved := environment.get("TERRITORY_GRAPH_SAVED_QUERIES")) else None,
        update_tokens=tuple(_token(text) for text in environment.get(_UPDATE, "").split(",") if text.strip()),
        operator_token=_secret(_OPERATOR, token) if (token := environment.get(_OPERATOR)) else None,
        login=Path(file) if (file := login or environment.get("TERRITORY_GRAPH_LOGIN")) else None,
        public_url=public,
        base_path=_base_path(value(base_path, _BASE), public),
        json_log=_log(value(log, _LOG)),
        trusted_proxies=tuple(map(_proxy, _listed(value(trusted_proxies, _PROXY)))),
        embedded_by=tuple(map(_site, _listed(value(embedded_by, _EMBEDDED)))),
        two_persons=_yes(_TWO_PERSONS, environment.get(_TWO_PERSONS, "")),
        versions=_versions(environment.get(_VERSIONS, "")),
        tiles=_tiles(address, environment) if (address := environment.get(_TILES)) else None,
        mcp=_yes(_MCP, environment.get(_MCP, "")),
        model=_model(address, environment) if (address := environment.get(_MODEL_URL)) else None,
    )


def _remotes(text: str, environment: Mapping[str, str]) -> tuple[RemoteStore, ...]:
    """One dataset, or two, with the addresses of their updates in the same order.

    Without these, changes go to where ``/update`` stands for the ``/query`` at the end, else to the same address.
    """
    queries = _listed(text)
    updates = _listed(environment.get(_UPDATES, "")) or [re.sub("/query$", "/update", query) for query in queries]
    name, _, password = environment.get(_STORE_LOGIN, "").partition(":")
    if len(queries) > 2 or not all(map(_ADDRESS.match, queries)):
        expected = Cause("want-addresses")
        raise SettingsError(name="TERRITORY_GRAPH_STORE", value=text, expected=expected)
    if len(updates) != len(queries) or not all(map(_ADDRESS.match, updates)):
        expected = Cause("want-as-many", count=len(queries))
        raise SettingsError(name=_UPDATES, value=environment.get(_UPDATES, ""), expected=expected)
    if name and not password:
        raise SettingsError(name=_STORE_LOGIN, value="…", expected=Cause("want-login"))
    login = (name, password) if name else None
    return tuple(RemoteStore(*both, login) for both in zip(queries, updates, strict=True))


def _log(text: str) -> bool:
    if text not in ("", "text", "json"):
        raise SettingsError(name=f"TERRITORY_GRAPH_{_LOG}", value=text, expected=Cause("want-log"))
    return text == "json"


def _yes(name: str, text: str) -> bool:
    if text.lower() not in ("", "0", "1", "no", "yes"):
        raise SettingsError(name=name, value=text, expected=Cause("want-yes"))
    return text.lower() in ("1", "yes")


def _versions(text: str) -> int:
    if not re.fullmatch(r"[0-9]{0,4}", text) or text == "0":
        raise SettingsError(name=_VERSIONS, value=text, expected=Cause("want-versions"))
    return int(text or VERSIONS)


def _model(url: str, environment: Mapping[str, str]) -> Model:
    name = environment.get(_MODEL_NAME, "")
    if not name:
        raise SettingsError(name=_MODEL_NAME, value=name, expected=Cause("want-model"))
    return Model(_public_url(url, "MODEL_URL"), name, environment.get(_MODEL_KEY, ""))


def _tiles(url: str, environment: Mapping[str, str]) -> Tiles:
    tiles = Tiles(url, environment.get(_TILES_BY, "").strip())
    sound = _SITE.fullmatch(tiles.site) and "*" not in tiles.site and all(part in url for part in ("{z}", "{x}", "{y}"))
    if not sound or re.search(r"[\s\"'<>\\;,]", url):
        expected = Cause("want-tiles")
        raise SettingsError(name=_TILES, value=url, expected=expected)
    if not tiles.attribution:
        raise SettingsError(name=_TILES_BY, value="", expected=Cause("want-tiles-by"))
    return tiles


def _listed(text: str) -> list[str]:
    """What commas or spaces separate."""
    return text.replace(",", " ").split()


def _public_url(text: str, name: str = _PUBLIC) -> str:
    """The address with a slash at its end: scheme, host, and a port and a path where there are."""
    try:
        parts = urlsplit(text)
        rest = text.removeprefix(f"{parts.scheme}://{parts.netloc}")
        sound = _SITE.fullmatch(f"{parts.scheme}://{parts.netloc}") and "*" not in parts.netloc
    except ValueError:
        sound, rest = None, ""
    if not sound or not re.fullmatch(f"{_PATH}/?", rest):
        raise SettingsError(name=f"TERRITORY_GRAPH_{name}", value=text, expected=Cause("want-public"))
    return text.rstrip("/") + "/"


def _base_path(text: str, public: str | None) -> str:
    """The path before every address, without a slash at its end: that of the public address where none is named."""
    of_public = urlsplit(public).path.rstrip("/") if public is not None else None
    path = "/" + text.strip("/") if text.strip("/") else (of_public or "")
    if not re.fullmatch(_PATH, path) or of_public not in (None, path):
        expected = Cause("want-base")
        raise SettingsError(name=f"TERRITORY_GRAPH_{_BASE}", value=text, expected=expected)
    return path


def _proxy(text: str) -> str:
    """An address or a network, as ``ipaddress`` writes it."""
    try:
        network = ip_network(text)
    except ValueError:
        expected = Cause("want-proxies")
        raise SettingsError(name=f"TERRITORY_GRAPH_{_PROXY}", value=text, expected=expected) from None
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _site(text: str) -> str:
    """A site as the header Content-Security-Policy names it."""
    if not _SITE.fullmatch(text):
        expected = Cause("want-sites")
        raise SettingsError(name=f"TERRITORY_GRAPH_{_EMBEDDED}", value=text, expected=expected)
    return text.lower()


def _token(text: str) -> Token:
    """A token as the variable writes it: ``label:secret``, or the secret alone."""
    label, _, secret = text.strip().rpartition(":")
    return Token(label.strip() or "token", _secret(_UPDATE, secret))


def _secret(name: str, text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not _SECRET.fullmatch(text):
        expected = Cause("want-secret", count=SHORTEST_TOKEN)
        raise SettingsError(name=name, value="…", expected=expected)
    return text
