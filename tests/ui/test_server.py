"""Starting the interface: Streamlit's options, the port, and what a used one gives."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from proxying import free_port

from territory_graph.cli import main
from territory_graph.library import Library
from territory_graph.service.limits import LARGEST_MESSAGE
from territory_graph.settings import read_settings
from territory_graph.ui import application, served, server
from territory_graph.ui.server import PortUsedError, configuration, serve
from ui.conftest import Screen


@pytest.fixture
def used_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The configurations with which the application was run, instead of running it."""
    import uvicorn

    found: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: found.append(options))
    return found


def test_options_are_flat_and_keep_the_reader_at_home() -> None:
    options = configuration()
    assert all("." in name for name in options)
    assert not any(isinstance(value, dict) for value in options.values())
    assert options["server.fileWatcherType"] == "none"
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["theme.light.primaryColor"].startswith("#")


def test_every_option_is_one_that_streamlit_knows() -> None:
    from streamlit import config

    assert set(configuration()) <= set(config.get_config_options())


def test_nested_options_are_joined_by_dots() -> None:
    assert dict(server._flat({"a": {"b": {"c": 1}, "d": "x"}, "e": True})) == {"a.b.c": 1, "a.d": "x", "e": True}


def test_the_checkout_configures_streamlit_by_the_same_file() -> None:
    link = Path(__file__).parents[2] / ".streamlit" / "config.toml"
    assert link.read_text(encoding="utf-8") == server.CONFIGURATION.read_text(encoding="utf-8")


def test_serving_announces_the_address_then_runs_on_it(tmp_path: Path, runs: list[dict[str, Any]]) -> None:
    told: list[str] = []
    warned: list[int] = []
    port = free_port()
    serve(Library(read_settings(store=tmp_path)), "127.0.0.1", port, told.append, warned.append)
    assert told == [f"http://127.0.0.1:{port}"]
    (options,) = runs
    assert (options["host"], options["port"]) == ("127.0.0.1", port)
    assert options["proxy_headers"] is False


def test_a_used_port_is_refused_before_anything_is_said(tmp_path: Path, used_port: int) -> None:
    told: list[str] = []
    with pytest.raises(PortUsedError):
        serve(Library(read_settings(store=tmp_path)), "127.0.0.1", used_port, told.append, lambda _: None)
    assert told == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_command_names_the_used_port(
    hamlet_store: Path, used_port: int, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--lang", language, "serve", "--port", str(used_port), "--store", str(hamlet_store)]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert str(used_port) in told
    assert "--port" in told


def test_a_host_that_is_not_of_this_machine_is_not_told_as_a_used_port(
    hamlet_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--host", "192.0.2.1", "--port", str(free_port()), "--store", str(hamlet_store)]) == 1
    assert "déjà pris" not in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port: str, hamlet_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", f"--port={port}", "--store", str(hamlet_store)]) == 1
    assert port in capsys.readouterr().err


def test_serving_builds_the_default_territory_where_nothing_was(
    tmp_path: Path, runs: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hamlet = Path(__file__).parents[1] / "fixtures" / "hamlet"
    monkeypatch.setenv("TERRITORY_GRAPH_TERRITORY", str(hamlet))
    command = ["serve", "--port", str(free_port()), "--store", str(tmp_path / "store")]
    assert main(command) == 0
    assert (tmp_path / "store" / "current").exists()
    first = (tmp_path / "store" / "current").resolve()
    assert main(command) == 0
    assert (tmp_path / "store" / "current").resolve() == first, "a second start builds nothing"
    assert len(runs) == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_address_can_be_followed(host: str, tmp_path: Path, runs: list[dict[str, Any]]) -> None:
    from urllib.parse import urlsplit

    told: list[str] = []
    port = free_port()
    serve(Library(read_settings(store=tmp_path)), host, port, told.append, lambda _: None)
    parts = urlsplit(told[0])
    assert (parts.hostname, parts.port) == (host, port)


def test_what_the_command_is_told_reaches_what_is_served(hamlet_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Library] = []
    monkeypatch.setattr(server, "serve", lambda library, *_: served.append(library))
    environment = dict(os.environ)
    command = ["serve", "--port", str(free_port()), "--store", str(hamlet_store), "--public-url", "https://x.example"]
    command += [
        "--trusted-proxy",
        "10.0.0.1,10.1.0.0/16",
        "--trusted-proxy",
        "::1",
        "--embedded-by",
        "https://y.example",
    ]
    assert main(command) == 0
    (library,) = served
    assert library.settings.public_url == "https://x.example/"
    assert library.settings.trusted_proxies == ("10.0.0.1", "10.1.0.0/16", "::1")
    assert library.settings.embedded_by == ("https://y.example",)
    assert library.folder.path == hamlet_store
    assert dict(os.environ) == environment


def test_a_store_of_an_older_format_is_refused_with_the_command_that_rebuilds_it(
    hamlet_store: Path, tmp_path: Path, runs: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    store = Path(shutil.copytree(hamlet_store, tmp_path / "an older store", symlinks=True))
    (store / "current" / "checksums.json").unlink()
    manifest = store / "current" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 3}), encoding="utf-8")
    assert main(["--lang", "en", "serve", "--port", str(free_port()), "--store", str(store)]) == 1
    told = capsys.readouterr().err
    assert runs == []
    assert f"territory-graph build path/to/hamlet --store '{store}'" in told
    (command,) = re.findall("“(.*)”", told)
    hamlet = str(Path(__file__).parents[1] / "fixtures" / "hamlet")
    assert main(shlex.split(command.replace("path/to/hamlet", shlex.quote(hamlet)))[1:]) == 0
    assert Library(read_settings(store=store)).current().graph.manifest.slug == "hamlet"


def test_the_application_of_a_checkout_is_one_that_streamlit_finds_in_it() -> None:
    from streamlit.web.server.app_discovery import discover_asgi_app

    found = discover_asgi_app(Path(__file__).parents[2] / "app.py")
    assert (found.is_asgi_app, found.import_string) == (True, "app:app")


def test_a_screen_that_is_run_by_itself_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_served", [])
    screen = Screen("", {})
    (sentence,) = screen.failures
    assert "territory-graph serve" in sentence
    assert "streamlit run app.py" in sentence


@pytest.mark.parametrize("option", ["--public-url=x", "--trusted-proxy=*", "--embedded-by=*"])
def test_an_address_that_is_none_is_told_with_an_example(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", option]) == 1
    assert ", comme " in capsys.readouterr().err


def test_the_options_of_streamlit_hold_the_limit_of_messages() -> None:
    assert configuration()["server.maxWidgetStateSize"] * 1_000_000 == LARGEST_MESSAGE


def test_what_the_first_page_shows_is_read_before_a_reader_comes(hamlet_store: Path) -> None:
    library = Library(read_settings(environment={}, store=hamlet_store))
    application._prepare(library)
    opened = library.current()
    day = opened.graph.manifest.known_on
    assert opened.once(("home", "fr", day), lambda: pytest.fail("read anew")).title
    assert opened.once(("stage", "fr", day), lambda: pytest.fail("read anew"))


def test_without_a_graph_nothing_is_read_before(tmp_path: Path) -> None:
    application._prepare(Library(read_settings(environment={}, store=tmp_path / "none")))
