"""Pages of the service itself: written by a template, with one style and nothing that runs."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from territory_graph.messages import Translator
from territory_graph.resources import PACKAGE
from territory_graph.service.headers import source_hash
from territory_graph.settings import LANGUAGES

_FOLDER = PACKAGE / "service"


@dataclass(frozen=True, slots=True)
class Page:
    """The page's bytes, its language, and the content security policy that allows its style."""

    body: bytes
    language: str
    policy: str

    @property
    def headers(self) -> dict[str, str]:
        """What is told of it."""
        return {
            "Vary": "Accept, Accept-Language",
            "Content-Language": self.language,
            "Content-Security-Policy": self.policy,
            "Referrer-Policy": "no-referrer",
        }


def page(template: str, say: Translator, **values: Any) -> Page:
    """The page that a template makes, in the language of ``say``; ``other`` is the other language."""
    other = next(language for language in LANGUAGES if language != say.language)
    html = _templates().get_template(template).render(say=say, style=_style(), icon=_icon(), other=other, **values)
    # The page runs nothing, asks nothing, and shows no style but its own.
    closed = (f"{name} 'none'" for name in ("default-src", "base-uri", "form-action"))
    policy = "; ".join([*closed, f"style-src {source_hash(_style())}", "img-src data:"])
    return Page(html.encode(), say.language, policy)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (_FOLDER / "ontology.css").read_text(encoding="utf-8")


@cache
def _icon() -> str:
    icon = (PACKAGE / "ui" / "favicon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(icon).decode()}"
