"""Files that Streamlit's page loads: given from memory, and named in a page before its script asks for them.

Streamlit's client loads the code of a kind of element when it receives the first one, one file after another, while the
server runs the script of the screen. What a screen shows for sure is loaded with the page instead.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from territory_graph.resources import PACKAGE
from territory_graph.ui.streamlit_private import COMPONENTS, STATIC

SHOWN = ("BidiComponent", "Html", "Button")
"""The kinds of element that every screen shows, by the names of their files in Streamlit's page."""
SHOWN_BY = {
    "home": ("Metric",),
    "evaluation": ("Selectbox", "DateInput", "DownloadButton"),
    "partners": ("Multiselect", "DownloadButton"),
    "council": ("DownloadButton",),
    "money": ("DownloadButton",),
    "map": ("DeckGlJsonChart", "webgl-device", "DownloadButton"),
    "chronology": ("ArrowVegaLiteChart", "DownloadButton"),
    "agenda": ("DownloadButton",),
    "questions": ("TextInput", "Selectbox"),
    "composing": ("Selectbox", "Radio", "Multiselect", "DownloadButton"),
    "story": ("TextInput", "TextArea"),
}
"""Those that a screen shows besides."""
_OWN = {"shell": "shell", "search": "search", "sheet": "sheet"}
"""The components that every screen shows, by the beginnings of their files."""
_OWN_BY = {
    "home": {"network-view": "network"},
    "network": {"network-view": "network"},
    "sparql": {"sparql-editor": "sparql-editor"},
}

_SCRIPTS, _STYLES = "static/js", "static/css"
_NEAR = re.compile(r'"\./([^"]+\.js)"')
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_TEXTS = {".js", ".css", ".svg", ".json"}


@cache
def preloads(screen: str) -> str:
    """Elements of a page's head that name what the screen will load."""
    index = (STATIC / "index.html").read_text(encoding="utf-8")
    names = (*SHOWN, *SHOWN_BY.get(screen, ()))
    scripts = dict.fromkeys(file for name in names for file in _scripts(name) if file not in index)
    styles = [path.name for name in names for path in sorted((STATIC / _STYLES).glob(f"{name}.*.css"))]
    own = _OWN | _OWN_BY.get(screen, {})
    modules = [*(f"{_SCRIPTS}/{file}" for file in scripts), *(_bundle(*each) for each in own.items())]
    return "".join(
        [
            *(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in modules),
            *(f'<link rel="preload" as="style" crossorigin href="./{_STYLES}/{file}">' for file in styles),
        ]
    )


def _scripts(name: str) -> dict[str, None]:
    """Streamlit's script of a kind of element and those it imports: a browser asks for one generation at a time."""
    first = next(path.name for path in (STATIC / _SCRIPTS).glob(f"{name}.*.js"))
    found, left = {first: None}, [first]
    while left:
        new = [each for each in _imported(left.pop()) if each not in found]
        found |= dict.fromkeys(new)
        left += new
    return found


@cache
def _imported(file: str) -> tuple[str, ...]:
    """The scripts that a script of Streamlit imports before it begins, not those that it asks for later."""
    text = (STATIC / _SCRIPTS / file).read_text(encoding="utf-8")
    return tuple(each[1] for each in _NEAR.finditer(text) if text.endswith(("from", "import"), 0, each.start()))


def _bundle(begins: str, component: str) -> str:
    file = next((PACKAGE / "ui" / "assets").glob(f"{begins}-*.js")).name
    return f"{COMPONENTS.removeprefix('/')}territory-graph.{component}/{file}"


class PageFiles:
    """Middleware that answers for the files below ``/static``, whose names change with what they hold."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        folder = STATIC / "static"
        self._files = {f"/{path.relative_to(STATIC).as_posix()}": path for path in folder.rglob("*") if path.is_file()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on, or answers it."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" else None
        app = (
            self._app if path is None or scope["method"] not in ("GET", "HEAD") else _answer(path, Headers(scope=scope))
        )
        await app(scope, receive, send)


def _answer(path: Path, asked: Headers) -> Response:
    content, packed = _held(path)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if not packed:
        return Response(content, media_type=kind, headers=_FOR_GOOD)
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(content, media_type=kind, headers={**_FOR_GOOD, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(content), media_type=kind, headers=_FOR_GOOD)


@cache
def _held(path: Path) -> tuple[bytes, bool]:
    """What a file holds, and whether it is packed: texts are, once for all readers."""
    content = path.read_bytes()
    return (gzip.compress(content, 6, mtime=0), True) if path.suffix in _TEXTS else (content, False)
