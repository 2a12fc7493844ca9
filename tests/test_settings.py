"""An argument wins over a variable of the environment, which wins over the default."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph import resources
from territory_graph.building import build
from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.contributions.keeping import keeper_of
from territory_graph.errors import SettingsError
from territory_graph.settings import default_store, own_folder, read_settings
from tests.conftest import HAMLET


def test_defaults_are_the_checkout_s_store_its_territory_and_french():
    settings = read_settings(environment={})
    assert settings.store == default_store({})
    assert settings.territory == resources.default_territory()
    assert settings.language == "fr"


def test_the_environment_wins_over_defaults_and_arguments_over_both():
    environment = {
        "TERRITORY_GRAPH_STORE": "/env/store",
        "TERRITORY_GRAPH_TERRITORY": "/env/territory",
        "TERRITORY_GRAPH_LANGUAGE": "en",
    }
    settings = read_settings(environment=environment)
    assert (settings.store, settings.territory) == (Path("/env/store"), Path("/env/territory"))
    assert settings.language == "en"
    settings = read_settings(store="/s", territory="/t", language="fr", environment=environment)
    assert (settings.store, settings.territory, settings.language) == (Path("/s"), Path("/t"), "fr")


def test_another_language_is_refused():
    with pytest.raises(SettingsError, match="fr or en"):
        read_settings(environment={"TERRITORY_GRAPH_LANGUAGE": "de"})


def test_an_installed_package_keeps_its_store_in_the_user_s_data_folder(monkeypatch):
    monkeypatch.setattr(resources, "checkout", lambda: None)
    assert default_store({"XDG_DATA_HOME": "/data"}) == Path("/data/territory-graph/store")
    assert default_store({}) == Path.home() / ".local" / "share" / "territory-graph" / "store"


def test_tokens_are_off_by_default_and_may_have_labels():
    settings = read_settings(environment={})
    assert (settings.update_tokens, settings.operator_token) == ((), None)
    environment = {
        "TERRITORY_GRAPH_UPDATE_TOKEN": "atelier:0123456789abcdef, 0123456789ABCDEF==",
        "TERRITORY_GRAPH_OPERATOR_TOKEN": "operator-0123456789",
    }
    settings = read_settings(environment=environment)
    told = [(token.label, token.secret) for token in settings.update_tokens]
    assert told == [("atelier", "0123456789abcdef"), ("token", "0123456789ABCDEF==")]
    assert settings.operator_token == "operator-0123456789"
    assert not any(secret in repr(settings) + repr(settings.update_tokens) for _, secret in told)
    assert "operator-0123456789" not in repr(settings)


@pytest.mark.parametrize("name", ["TERRITORY_GRAPH_UPDATE_TOKEN", "TERRITORY_GRAPH_OPERATOR_TOKEN"])
@pytest.mark.parametrize("secret", ["0123456789abcde", "0123456789 abcdef", "0123456789abcdefé"])
def test_a_token_that_could_be_guessed_or_not_sent_is_refused_and_not_repeated(name, secret):
    with pytest.raises(SettingsError, match="at least 16") as caught:
        read_settings(environment={name: secret})
    assert name in str(caught.value)
    assert secret not in str(caught.value)


def test_queries_are_saved_only_where_the_operator_names_a_folder() -> None:
    assert read_settings(environment={}).saved_queries is None
    assert read_settings(environment={"TERRITORY_GRAPH_SAVED_QUERIES": ""}).saved_queries is None
    named = read_settings(environment={"TERRITORY_GRAPH_SAVED_QUERIES": "/srv/saved"})
    assert named.saved_queries == Path("/srv/saved")


def test_the_address_of_readers_ends_with_one_slash_and_proxies_and_sites_are_lists():
    environment = {
        "TERRITORY_GRAPH_PUBLIC_URL": "https://graph.example.org/rouen",
        "TERRITORY_GRAPH_TRUSTED_PROXY": "10.0.0.5, 10.1.0.0/16 2001:db8::1",
        "TERRITORY_GRAPH_EMBEDDED_BY": "https://WWW.example.org,https://*.example.net:8443",
    }
    settings = read_settings(environment=environment)
    assert settings.public_url == "https://graph.example.org/rouen/"
    assert settings.trusted_proxies == ("10.0.0.5", "10.1.0.0/16", "2001:db8::1")
    assert settings.embedded_by == ("https://www.example.org", "https://*.example.net:8443")
    given = read_settings(public_url="http://localhost:8080/", trusted_proxies="127.0.0.1", environment=environment)
    assert (given.public_url, given.trusted_proxies) == ("http://localhost:8080/", ("127.0.0.1",))
    default = read_settings(environment={})
    assert (default.public_url, default.trusted_proxies, default.embedded_by) == (None, (), ())


def test_the_base_path_is_that_of_the_public_address_unless_it_is_named():
    public = {"TERRITORY_GRAPH_PUBLIC_URL": "https://example.org/graph/rouen/"}
    assert read_settings(environment=public).base_path == "/graph/rouen"
    assert read_settings(environment={}).base_path == ""
    for written in ("graph", "/graph", "/graph/"):
        assert read_settings(base_path=written, environment={}).base_path == "/graph"
    assert read_settings(environment={"TERRITORY_GRAPH_BASE_PATH": "/"}).base_path == ""


@pytest.mark.parametrize("path", ["/a b", "/a//b", "/a?b", "/ü"])
def test_a_base_path_that_is_none_or_another_than_that_of_the_public_address_is_refused(path):
    for settings in ({"base_path": path}, {"base_path": "/other", "public_url": "https://example.org/graph"}):
        with pytest.raises(SettingsError, match="BASE_PATH"):
            read_settings(environment={}, **settings)


def test_one_or_two_datasets_of_servers_take_the_place_of_the_folder():
    both = {"TERRITORY_GRAPH_STORE": "http://a.example/ds/query http://b.example/sparql"}
    login = {"TERRITORY_GRAPH_STORE_LOGIN": "dba:word:of:passage"}
    found = read_settings(environment={**both, **login}).remotes
    assert [store.update for store in found] == ["http://a.example/ds/update", "http://b.example/sparql"]
    assert found[0].login == ("dba", "word:of:passage") and "passage" not in repr(found)
    assert read_settings(store="/srv/graph", environment=both).remotes == ()
    updates = {"TERRITORY_GRAPH_STORE_UPDATE": "http://a.example/u, http://b.example/sparql-auth"}
    assert read_settings(environment={**both, **updates}).remotes[1].update == "http://b.example/sparql-auth"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORE", "http://a.example/q http://b.example/q http://c.example/q"),
        ("STORE_UPDATE", "http://a.example/u http://b.example/u"),
        ("STORE_UPDATE", "a.example"),
        ("STORE_LOGIN", "dba"),
    ],
)
def test_what_names_no_dataset_is_refused(name, value):
    environment = {"TERRITORY_GRAPH_STORE": "http://a.example/q", f"TERRITORY_GRAPH_{name}": value}
    with pytest.raises(SettingsError, match=name) as refused:
        read_settings(environment=environment)
    assert "dba" not in str(refused.value)


def test_the_log_is_text_or_json():
    assert not read_settings(environment={}).json_log
    assert read_settings(environment={"TERRITORY_GRAPH_LOG": "json"}).json_log
    with pytest.raises(SettingsError, match="LOG"):
        read_settings(environment={"TERRITORY_GRAPH_LOG": "xml"})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "PUBLIC_URL",
            [
                "graph.example.org",
                "ftp://x.org",
                "https://",
                "https://a b",
                "https://x.org/?q",
                "https://x.org/#f",
                "https://u:p@x.org",
                "https://*.x.org",
                "https://[",
                "https://x.org/../y z",
            ],
        ),
        ("TRUSTED_PROXY", ["proxy.example.org", "*", "10.0.0.5/8", "300.1.1.1", "10.0.0.5;"]),
        ("EMBEDDED_BY", ["*", "www.example.org", "https://x.org/path", "'none'", "https://x.org;script-src", "https:"]),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_name_and_an_example(name, values):
    for value in values:
        with pytest.raises(SettingsError, match="such as") as refused:
            read_settings(environment={f"TERRITORY_GRAPH_{name}": value})
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("url", "whose"),
    [
        ("https://tile.example.org/{z}/{x}.png", "X"),
        ("tile.example.org/{z}/{x}/{y}.png", "X"),
        ("https://*.example.org/{z}/{x}/{y}.png", "X"),
        ("https://tile.example.org/{z}/{x}/{y}.png; script-src *", "X"),
        ("https://tile.example.org/{z}/{x}/{y}.png", " "),
    ],
)
def test_tiles_without_their_numbers_a_site_or_whose_they_are_are_refused(url: str, whose: str) -> None:
    with pytest.raises(SettingsError, match="TERRITORY_GRAPH_TILES"):
        read_settings(environment={"TERRITORY_GRAPH_TILES": url, "TERRITORY_GRAPH_TILES_ATTRIBUTION": whose})


def test_what_is_brought_into_a_shipped_territory_of_an_installed_package_is_kept_in_a_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hamlet_store: Path
) -> None:
    shipped = tmp_path / "package" / "hamlet"
    shutil.copytree(HAMLET, shipped)
    monkeypatch.setattr(resources, "checkout", lambda: None)
    monkeypatch.setattr(resources, "data_folder", lambda: tmp_path / "package")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    before = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    desk = Desk(shipped, store)
    cells = {"member": "haut-pre", "organisation": "bois-vif", "source": "journal-2021", "locator": "p. 2"}
    made = desk.accept(desk.send(Proposal("add", (Row("memberships", cells),), "lu"), "Ada").id, "Ada")
    own = tmp_path / "home" / "territory-graph" / "territories" / "hamlet" / "contributions"
    assert (own / f"{made.name}.trig").is_file()
    assert {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()} == before
    version = desk.store.manifest().version
    assert build(shipped, store).manifest.version == version
    assert keeper_of(shipped, store) is not None
    assert own_folder(HAMLET) == HAMLET
