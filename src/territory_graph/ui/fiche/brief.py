"""The brief as a file: two A4 pages of PDF set by Typst, or one page of HTML that prints the same.

No text of the data is ever read as markup: Typst receives it as JSON, the HTML template escapes it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from functools import cache

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.resources import PACKAGE
from territory_graph.views.fiche.brief import Brief, BriefDraft, read_draft

MOST_PAGES = 2
_FOLDER = PACKAGE / "ui" / "fiche"


def brief(graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None, address: str = "") -> bytes:
    """The brief of ``iri`` as a PDF of two pages at the most, tagged for screen readers.

    ``address`` is where its fiche is read; none is told where that is not known.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    return as_pdf(fitted(read_draft(graph, iri, say, as_of, address)))


def brief_html(graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None, address: str = "") -> str:
    """The same brief as one page of HTML that opens offline and prints on two pages.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    return as_html(fitted(read_draft(graph, iri, say, as_of, address)))


def as_pdf(told: Brief) -> bytes:
    """A brief set as PDF."""
    written = _compiler(told).compile(format="pdf")
    assert isinstance(written, bytes)  # a list is what formats with a file a page give
    return written


def as_html(told: Brief) -> str:
    """A brief as one page of HTML."""
    return _template().render(brief=told)


def fitted(draft: BriefDraft) -> Brief:
    """The longest brief that fits two pages: every part keeps its first lines."""
    fits, breaks = 1, draft.longest + 1
    whole = draft.brief(draft.longest)
    if _pages(whole) <= MOST_PAGES:
        return whole
    while breaks - fits > 1:
        most = (fits + breaks) // 2
        if _pages(draft.brief(most)) <= MOST_PAGES:
            fits = most
        else:
            breaks = most
    return draft.brief(fits)


def _pages(told: Brief) -> int:
    return int(json.loads(_compiler(told).query("<pages>", field="value", one=True)))


def _compiler(told: Brief) -> typst.Compiler:
    return typst.Compiler(str(_FOLDER / "brief.typ"), sys_inputs={"brief": json.dumps(asdict(told))})


@cache
def _template() -> Template:
    folder = FileSystemLoader(_FOLDER)
    environment = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("brief.html.j2")
