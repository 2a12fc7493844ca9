"""The ontology's page: every term has its anchor, its definition and its uses, and every link leads somewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.service.ontology_page import Page, ontology_page
from territory_graph.service.ontology_terms import ontology
from territory_graph.statistics import Statistics, read_statistics

EMPTY = {"meta", "link", "br"}


class Outline(HTMLParser):
    """Anchors, links, headings and the tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.tags |= {tag, *(name for name, _ in attrs)}
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def statistics(hamlet: KnowledgeGraph) -> Statistics:
    return read_statistics(hamlet.rows)


@pytest.fixture(scope="module", params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(statistics: Statistics, language: str) -> Page:
    return ontology_page(statistics, "Le <Hameau>", translator(language))


@pytest.fixture(scope="module")
def outline(page: Page) -> Outline:
    return Outline(page.body.decode())


def test_tags_are_closed_and_anchors_stand_once(outline: Outline) -> None:
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))


def test_every_term_has_the_anchor_that_its_iri_names(outline: Outline) -> None:
    terms = [*ontology().classes.values(), *ontology().properties.values()]
    assert {term.local for term in terms} <= set(outline.ids)
    assert len(terms) == 212


def test_every_link_inside_leads_somewhere(outline: Outline) -> None:
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids)
    assert len(inside) > 160


def test_nothing_runs_and_only_its_own_style_is_allowed(page: Page, outline: Outline) -> None:
    assert not outline.tags & {"script", "iframe", "object", "embed", "style_", "onclick", "onload"}
    style = re.search("<style>(.*?)</style>", page.body.decode(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.policy
    assert 'style="' not in page.body.decode()


def test_the_name_of_the_territory_is_text(page: Page) -> None:
    assert "Le &lt;Hameau&gt;" in page.body.decode()
    assert "<Hameau>" not in page.body.decode()


def test_headings_go_down_step_by_step(outline: Outline) -> None:
    assert outline.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.headings.count(1) == 1


def article(page: Page, anchor: str) -> str:
    found = re.search(f'<article id="{anchor}".*?</article>', page.body.decode(), re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", found[0]))


@pytest.mark.parametrize("language", ["fr"], indirect=True)
def test_a_class_tells_its_uses_and_its_ties(page: Page) -> None:
    told = article(page, "Actor")
    for words in (
        "Acteur tg:Actor",
        "12 choses",
        "Organisation qui prend part",
        "Sous-classe de foaf:Agent",
        "Organisme public",
    ):
        assert words in told
    assert "SIREN 1" in told, "the property, and how often actors have it"


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_property_tells_its_ends_its_inverse_and_who_uses_it(page: Page) -> None:
    told = article(page, "carriedBy")
    for words in ("Leads from Initiative", "Leads to Actor", "Inverse carries", "Used by"):
        assert words in told
    assert "transitive" in article(page, "within")


@pytest.mark.parametrize("language", ["fr"], indirect=True)
def test_what_nobody_uses_says_so(page: Page) -> None:
    assert "pas employée ici" in article(page, "ror")


def test_every_definition_is_there(page: Page, language: str) -> None:
    text = page.body.decode().replace("&#39;", "'")
    for term in (*ontology().classes.values(), *ontology().properties.values()):
        assert term.definitions[language] in text
