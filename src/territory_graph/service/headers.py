"""Headers of every answer, page or file: what a browser may do with it, and in whose pages it may be shown."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from territory_graph.service.responses import unexpected

MEDIA = "/media/"
"""Where Streamlit keeps the files that pages show or offer."""

PREVIEW = "/reconcile/preview"
"""Where a thing is told in a small page with a policy of its own, which any site may show inside its pages."""

_LOG = logging.getLogger(__name__)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_DOCUMENTS = ("text/html", "text/javascript", "application/javascript")
_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address holds what a reader asks
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
}
Raw = list[tuple[bytes, bytes]]
"""Headers as a server sends them, their names in small letters."""
_RAW: Raw = [(name.lower().encode(), value.encode()) for name, value in _ALWAYS.items()]


def page_policy(pages: Sequence[str], tiles: str = "") -> str:
    """What the pages of the interface may load: what this server sends, and the scripts written in those pages.

    ``blob:`` and ``data:`` are what Streamlit, maps and pictures make in the browser itself: a component's script is
    one. No text is evaluated as a script; maps compile WebAssembly. Styles stand in elements
    everywhere: no list of them can be kept. ``tiles`` is the site of the ground of maps, where an operator chose one.
    """
    scripts = sorted({source_hash(script) for page in pages for script in _SCRIPT.findall(page)})
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {' '.join(scripts)}",
            "style-src 'self' 'unsafe-inline'",
            " ".join(["img-src 'self' data: blob:", *filter(None, [tiles])]),
            "font-src 'self' data:",
            "media-src 'self'",
            " ".join(["connect-src 'self' blob: data:", *filter(None, [tiles])]),
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def source_hash(text: str) -> str:
    """A script or a style as a content security policy allows it (CSP 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


class Headers:
    """Middleware that adds them, and the last stop of an error that nobody foresaw: it shows no traceback.

    ``pages`` are the texts of the interface's own pages, ``embedded_by`` the sites that may show them inside theirs.
    """

    def __init__(self, app: ASGIApp, pages: Sequence[str], embedded_by: Sequence[str], tiles: str = "") -> None:
        self._app = app
        self._ancestors = " ".join(["frame-ancestors 'self'", *embedded_by])
        self._page_policy = page_policy(pages, tiles)
        # The older header can name no other site; browsers that know the newer one pass it over.
        self._always = [*_RAW, *([] if embedded_by else [(b"x-frame-options", b"SAMEORIGIN")])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                raw = message["headers"] = list(message.get("headers", ()))
                self._add(raw, scope["path"], kept=message["status"] == 304)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            _LOG.exception("a request failed")
            if started:
                raise
            await unexpected()(scope, receive, answer)

    def _add(self, raw: Raw, path: str, *, kept: bool) -> None:
        """Adds them. An answer that a browser has ``kept`` has its policy: another in 304 would take its place."""
        present = {name for name, _ in raw}
        raw += [line for line in (self._always if path != PREVIEW else _RAW) if line[0] not in present]
        if kept or path == PREVIEW:
            return
        headers = MutableHeaders(raw=raw)
        own = headers.get("content-security-policy") if b"content-security-policy" in present else None
        policy = f"{own or self._policy(headers, path)}; {self._ancestors}"
        if own is None:
            raw.append((b"content-security-policy", policy.encode("latin-1")))
        else:
            headers["Content-Security-Policy"] = policy
        if path.startswith(MEDIA):
            headers.setdefault("Content-Disposition", "attachment")

    def _policy(self, headers: MutableHeaders, path: str) -> str:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in _DOCUMENTS and not path.startswith(MEDIA):  # a worker is a script with the policy of its file
            return self._page_policy
        return f"{_FILE_POLICY}; sandbox"
