"""An argument wins over a variable of the environment, which wins over the default."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph import resources
from territory_graph.errors import SettingsError
from territory_graph.settings import default_store, read_settings


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
