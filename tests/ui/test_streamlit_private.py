"""What Streamlit does not promise is there, under the names that the interface rests on, and used nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit import config, delta_generator, env_util, runtime
from streamlit.runtime import Runtime, media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server.starlette import starlette_routes

from territory_graph.messages import translator
from territory_graph.resources import PACKAGE
from territory_graph.service.headers import MEDIA
from territory_graph.service.limits import HEALTH
from territory_graph.ui import streamlit_private as private

STYLES = sorted(file for file in (PACKAGE / "ui").rglob("*.css"))
FRONTEND = Path(__file__).parents[2] / "frontend" / "src"


@cache
def page_scripts() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in (private.STATIC / "static" / "js").glob("*.js"))


def test_sessions_are_kept_where_they_are_looked_for() -> None:
    assert "_session_mgr" in Runtime.__init__.__code__.co_names
    assert "_session_storage" in WebsocketSessionManager.__init__.__code__.co_names
    assert callable(MemorySessionStorage()._cache.expire)  # type: ignore[attr-defined]


def test_no_session_is_kept_before_a_server_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "exists", lambda: False)
    assert private.kept_sessions() is None


def test_a_script_that_streamlit_stops_is_told_so() -> None:
    assert script_runner.StopException is private.Stopped


def test_outside_a_page_there_is_no_reader() -> None:
    assert private.has_reader() is False
    assert callable(Runtime.is_active_session)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MediaFileManager:
    """The files of a server, of which those of a page are kept while its script runs again; the page is “Ada's”."""
    monkeypatch.setattr(MediaFileManager, "clear_session_refs", MediaFileManager.clear_session_refs)
    private.keep_files_of_last_run()
    monkeypatch.setattr(private, "session", lambda: "Ada's")
    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: "Ada's")
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def test_a_file_that_a_page_still_shows_is_there_though_its_script_runs_again(files: MediaFileManager) -> None:
    made, shown = files.add_deferred(lambda: b"made", "text/plain", "1.0"), files.add(b"shown", "image/png", "1.1")
    files.clear_session_refs()  # a run begins
    files.remove_orphaned_files()  # the run of another reader ends
    files.remove_orphaned_files()
    assert files.execute_deferred(made).startswith("/media/")
    assert files.read_file(Path(shown).name.partition(".")[0]) is not None
    files.clear_session_refs()
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(made)


def test_a_page_that_is_closed_leaves_no_file(files: MediaFileManager) -> None:
    made = files.add_deferred(lambda: b"made", "text/plain", "1.0")
    files.clear_session_refs()
    files.clear_session_refs("Ada's")
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(made)


def test_options_are_set_before_a_server_starts() -> None:
    before = config.get_option("server.port")
    try:
        private.load_options({"server.port": 8765})
        assert config.get_option("server.port") == 8765
    finally:
        private.load_options({"server.port": before})


def test_it_is_not_asked_whence_a_script_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    private.ask_not_whence_it_is_run()
    monkeypatch.setattr(env_util, "is_repl", lambda: pytest.fail("asked"))
    delta_generator._maybe_print_use_warning()


@pytest.mark.parametrize("address", [private.SOCKET, private.HOST_CONFIG, private.COMPONENTS, HEALTH, MEDIA])
def test_streamlit_answers_at_the_address(address: str) -> None:
    assert address.strip("/") in set(addresses())


def addresses() -> Iterator[str]:
    """The addresses that the modules of Streamlit's server name."""
    for file in Path(starlette_routes.__file__).parent.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        for value in re.findall(r'^_?\w*ROUTE\w*[^=\n]*= f?"([^"]+)"', source, re.MULTILINE):
            yield value.replace("{BASE_ROUTE_CORE}", starlette_routes.BASE_ROUTE_CORE).partition("/{{")[0]


def test_the_page_can_be_told_where_its_server_is() -> None:
    assert "<head>" in (private.STATIC / "index.html").read_text(encoding="utf-8")
    assert "__streamlit" in private.BACKEND and "__streamlit" in page_scripts()
    assert "BACKEND_BASE_URL" in private.BACKEND and "BACKEND_BASE_URL" in page_scripts()


@pytest.mark.parametrize("name", sorted(private.TEST_IDS))
def test_the_page_has_the_element(name: str) -> None:
    assert re.search(rf"[\"`']{name}[\"`']", page_scripts())


@pytest.mark.parametrize(
    "text", [private.CONNECTION, private.RUNNING, private.KEYED, private.THEMED, private.CSV_BUTTON]
)
def test_the_page_writes(text: str) -> None:
    assert text in page_scripts()


def test_style_sheets_and_scripts_name_no_other_element() -> None:
    sources = [*STYLES, *FRONTEND.rglob("*.js"), *FRONTEND.rglob("*.css")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    named = re.findall(r"data-testid[~|^$*]?=[\"']?(\w+)", text)
    assert len(named) == text.count("data-testid")
    assert set(named) == private.TEST_IDS
    assert set(re.findall(r"data-test-[\w-]+", text)) == {private.CONNECTION, private.RUNNING}
    assert re.findall(r"\.st-(?!key-)[\w-]+|\.st[A-Z]\w+|data-baseweb|st-emotion", text) == []
    assert set(re.findall(r'aria-label\^?="([^"]+)"', text)) == {
        private.CSV_BUTTON,
        translator("fr")("streamlit.download-csv"),
    }


def test_no_other_module_of_the_package_reaches_into_streamlit() -> None:
    """Others import ``streamlit`` itself, and for a type checker the types of components."""
    files = sorted(set(PACKAGE.rglob("*.py")) - {Path(private.__file__)})
    assert [name for file in files for name in reached(file.read_text(encoding="utf-8"))] == []


def reached(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    typed = {id(node) for test in ast.walk(tree) if is_for_types(test) for node in ast.walk(test)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and str(node.module).partition(".")[0] == "streamlit"
            and id(node) not in typed
        ):
            yield ast.unparse(node)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("streamlit."))
        if isinstance(node, ast.Attribute) and re.match(r"(st|streamlit)(\.\w+)*\._|st\.runtime\b", ast.unparse(node)):
            yield ast.unparse(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"_stcore/(?!health)[\w-]+|data-testid|__streamlit", node.value)


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@pytest.mark.parametrize(
    "source",
    [
        "from streamlit import runtime",
        "from streamlit.web import bootstrap",
        "import streamlit.runtime",
        "st._main",
        "st.session_state._state",
        "path = '/_stcore/stream'",
    ],
)
def test_a_touch_is_found(source: str) -> None:
    assert list(reached(source)) != []
