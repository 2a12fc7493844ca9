"""What a page loads is given as it stands in Streamlit's folder, and named in the page before it is asked for."""

from __future__ import annotations

import re

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES
from territory_graph.ui.page_files import SHOWN, SHOWN_BY, PageFiles, preloads
from territory_graph.ui.streamlit_private import COMPONENTS, STATIC

SCRIPTS = STATIC / "static" / "js"
CLIENT = TestClient(PageFiles(PlainTextResponse("Streamlit's")))


@pytest.mark.parametrize("name", sorted({*SHOWN, *(name for names in SHOWN_BY.values() for name in names)}))
def test_streamlit_has_one_script_of_each_kind_of_element(name: str) -> None:
    assert len(list(SCRIPTS.glob(f"{name}.*.js"))) == 1


def test_only_screens_are_said_to_show_elements() -> None:
    assert set(SHOWN_BY) <= set(ADDRESSES)


@pytest.mark.parametrize("screen", ADDRESSES)
def test_a_page_names_files_that_are_there_with_all_that_they_import_and_none_twice(screen: str) -> None:
    named = re.findall(r'href="\./([^"]+)"', preloads(screen))
    assert len(named) == len(set(named))
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not [file for file in named if file in page]
    scripts = [file for file in named if file.startswith("static/js/")]
    for file in named:
        if file.startswith("static/"):
            assert (STATIC / file).is_file()
        else:
            folder, _, asset = f"/{file}".rpartition("/")
            assert folder.startswith(f"{COMPONENTS}territory-graph.")
            assert (PACKAGE / "ui" / "assets" / asset).is_file()
    for file in scripts:
        for imported in re.findall(r'(?:from|import)"\./([^"]+)"', (STATIC / file).read_text(encoding="utf-8")):
            assert f"static/js/{imported}" in scripts or imported in page


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("pattern", ["js/BidiComponent.*.js", "css/*.css", "media/*.woff2"])
def test_a_file_is_given_whole_in_either_form(pattern: str, encoding: str) -> None:
    file = next((STATIC / "static").glob(pattern))
    path = file.relative_to(STATIC).as_posix()
    answer = CLIENT.get(f"/{path}", headers={"Accept-Encoding": encoding})
    assert answer.content == file.read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    packed = encoding == "gzip" and file.suffix != ".woff2"
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert CLIENT.head(f"/{path}").content == b""


@pytest.mark.parametrize("path", ["/static/js", "/static/js/none.js", "/static/../index.html", "/favicon.png", "/"])
def test_what_is_no_such_file_is_left_to_streamlit(path: str) -> None:
    assert CLIENT.get(path).text == "Streamlit's"
