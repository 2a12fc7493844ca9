"""The documentation as a site: built whole by one command, served at `/docs`, and asking nothing of any other host."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path

import pytest
from serving import Server, serving

from territory_graph import resources

TOP = resources.checkout()
PROGRAM = """
import sys, pathlib
from territory_graph import resources
resources.SITE = pathlib.Path({site!r})
from territory_graph.cli import main
sys.exit(main())
"""

pytestmark = pytest.mark.skipif(TOP is None, reason="the documentation is beside the package in a checkout only")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a link that leads nowhere fails."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: pip install 'territory-graph[docs]'")
    assert TOP is not None
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def server(site: Path, hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "serve.log"
    with serving(hamlet_store, log, program=PROGRAM.format(site=str(site))) as running:
        yield running


def get(address: str, **headers: str) -> tuple[int, Message, str]:
    request = urllib.request.Request(address, headers={name.replace("_", "-"): text for name, text in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode(errors="replace")


class Loaded(HTMLParser):
    """What a page loads without being asked: scripts, styles, pictures and frames."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.addresses.append(values.get("src") or "")
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.addresses.append(values.get("href") or "")


def test_there_is_a_page_for_each_reader_and_each_thing_that_is_documented(site: Path) -> None:
    wanted = ["guide-strateges", "guide-exploitants", "contribuer", "own-territory", "researchers", "sparql"]
    wanted += ["reference", "ontology", "tables", "readme", "changelog", "architecture", "decisions"]
    wanted += [f"notebooks/{name}" for name in ("first-steps", "reproduce-a-figure", "compare-two-dates")]
    assert TOP is not None
    wanted += [f"decisions/{path.stem}" for path in (TOP / "docs" / "decisions").glob("*.md")]
    assert [name for name in wanted if not (site / name / "index.html").is_file()] == []


def test_the_reference_has_the_docstrings_and_the_ontology_its_terms(site: Path) -> None:
    reference = (site / "reference" / "index.html").read_text(encoding="utf-8")
    for name in ("KnowledgeGraph.query", "Answer.to_pandas", "measures.measure", "errors.UnknownNameError"):
        assert re.search(rf'id="territory_graph\.[\w.]*{re.escape(name)}"', reference), name
    assert "the nearest things by that name are given" in reference
    ontology = (site / "ontology" / "index.html").read_text(encoding="utf-8")
    assert 'id="committedBy"' in ontology
    assert "com:global-2021 tg:committedBy act:pole-rouen-seine-eure" in ontology


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    loaded = {address for page in pages for address in Loaded(page.read_text(encoding="utf-8")).addresses}
    assert len(loaded) > 5
    assert [address for address in loaded if re.match(r"(?:[a-z]+:)?//", address)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//", styles) == []


def test_the_search_finds_words_of_both_languages(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: f"{entry['title']} {entry['text']}" for entry in index["docs"]}
    assert any("mandataire" in text for place, text in texts.items() if place.startswith("guide-exploitants"))
    assert any(
        "GROUP_CONCAT" in text or "SPARQL" in text for place, text in texts.items() if place.startswith("sparql")
    )
    assert index["config"]["lang"] == ["fr", "en"]


def test_a_server_shows_it(server: Server, site: Path) -> None:
    status, headers, body = get(f"{server.address}/docs/")
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert body == (site / "index.html").read_text(encoding="utf-8")
    assert get(f"{server.address}/docs")[2] == body
    assert get(f"{server.address}/docs/guide-strateges")[0] == 200  # sent on to the folder
    script = next(path for path in (site / "assets" / "javascripts").glob("bundle*.js"))
    assert get(f"{server.address}/docs/{script.relative_to(site)}")[1].get_content_type() == "text/javascript"
    assert get(f"{server.address}/docs/search/search_index.json")[1].get_content_type() == "application/json"


def test_its_pages_may_run_their_own_scripts_and_no_other(server: Server) -> None:
    _, headers, body = get(f"{server.address}/docs/reference/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.count("sha256-") >= len(set(re.findall(r"<script>(.*?)</script>", body, re.DOTALL))) > 0
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")


@pytest.mark.parametrize("path", ["none/", "../../pyproject.toml", "%2e%2e/resources.py", "..%2f..%2fetc%2fpasswd"])
def test_what_is_not_in_it_is_not_shown(server: Server, path: str) -> None:
    status, _, body = get(f"{server.address}/docs/{path}", Accept_Language="en")
    assert status == 404
    assert "root:" not in body
    assert "hatchling" not in body


def test_one_that_was_not_built_is_said_in_words(hamlet_store: Path, tmp_path: Path) -> None:
    program = PROGRAM.format(site=str(tmp_path / "nothing"))
    with serving(hamlet_store, tmp_path / "serve.log", program=program) as running:
        for path in ("/docs", "/docs/", "/docs/reference/"):
            status, _, body = get(f"{running.address}{path}", Accept_Language="fr")
            assert status == 404
            assert "« make docs »" in body.replace("\u00a0", " ")
            assert "make docs" in get(f"{running.address}{path}", Accept_Language="en")[2]
            assert "operator" in get(f"{running.address}{path}")[2]  # English to a program that names no language
    assert "Traceback" not in (tmp_path / "serve.log").read_text(encoding="utf-8")


def test_a_wheel_carries_it_where_it_was_built() -> None:
    assert TOP is not None
    told = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    assert "src/territory_graph/site/**" in told["tool"]["hatch"]["build"]["targets"]["wheel"]["artifacts"]
    assert resources.SITE == resources.PACKAGE / "site"
