"""The documentation at ``/docs``: the site that ``make docs`` built, which loads nothing from another host."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from territory_graph import resources
from territory_graph.service.absent import absent
from territory_graph.service.context import base_path_of, link_root_of, say_of
from territory_graph.service.headers import page_policy
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable

_TEXT = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


def routes() -> list[Route]:
    """The addresses of the documentation."""
    return [Route("/docs", answering(first_page)), Route("/docs/{path:path}", answering(page))]


def first_page(request: Request) -> Response:
    """Links in pages are as seen from below the address."""
    return RedirectResponse(f"{link_root_of(request)}docs/") if _built() else _absent(request, "unbuilt")


def page(request: Request) -> Response:
    """A file of the site; a folder is its page."""
    if not _built():
        return _absent(request, "unbuilt")
    path = str(request.path_params["path"])
    file = (resources.SITE / path).resolve() if "\0" not in path else resources.SITE
    if not file.is_relative_to(resources.SITE.resolve()):
        return _absent(request, "absent")
    if file.is_dir():
        if path and not path.endswith("/"):
            return RedirectResponse(f"{link_root_of(request)}docs/{file.relative_to(resources.SITE.resolve())}/")
        file /= "index.html"
    return _sent(request, file) if file.is_file() else _absent(request, "absent")


def _built() -> bool:
    return (resources.SITE / "index.html").is_file()


def _absent(request: Request, what: str) -> Response:
    return absent(request, base_path_of(request), say_of(request)(f"documentation.{what}"))


def _sent(request: Request, file: Path) -> Response:
    written = file.stat().st_mtime
    media_type = _TEXT.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Content-Security-Policy": _policy(file, written)} if media_type == "text/html" else {}
    modified = datetime.fromtimestamp(int(written), UTC)
    return cacheable(request, file.read_bytes(), media_type, version="", modified=modified, headers=headers)


@lru_cache(maxsize=512)
def _policy(file: Path, written: float) -> str:  # noqa: ARG001  a page that is written anew has another
    """What a page may load: what this server sends, and the scripts written in it."""
    return page_policy([file.read_text(encoding="utf-8")])
