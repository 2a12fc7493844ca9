"""Names that try to be more than text stay text: in the HTML of sheets, and on the four screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest
from hostile import NAMES, hostile_store

from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.ui.markup import LONGEST, LONGEST_SENTENCE, Writer, sentence_in_markdown
from territory_graph.views.analyses.state import PARTS
from territory_graph.views.drawing import NODE_KINDS, Drawing, LegendEntry
from territory_graph.views.explorer.exploration import TWINS
from territory_graph.views.fiche.lines import Detail, Line, Section
from territory_graph.views.fiche.whole import Fiche
from territory_graph.views.home import Counted, OpenQuestion
from territory_graph.views.telling import Told
from territory_graph.views.ties import TIE_KINDS
from territory_graph.views.wording import Mention
from ui.conftest import Open, Screen

HAMLET = "https://example.org/hamlet/id/"
MARKUP = r"(?<!\\)(\]\(http|<script|<img|\*\*gras)"
ELEMENTS = {
    *("a", "b", "bdi", "br", "code", "dd", "details", "div", "dl", "dt", "em", "h2", "h3", "li", "nav", "ol", "p"),
    *("section", "span", "strong", "summary", "ul"),
    *("svg", "path", "circle", "g"),
    *("b", "button", "i", "input", "label", "optgroup", "option", "select"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
VOID = {"br", "path", "circle", "input"}
STYLE = r"height:\d+px|background:#[0-9A-Fa-f]{6}|--strength:\d+%"
HOSTILE = [*NAMES.values(), "a" * 1_000_000, "&lt;b&gt;", "</bdi></div><h1>", "\u2028\x00'\"", "javascript:alert(1)"]


@dataclass
class Sheet(HTMLParser):
    """What a browser would make of a sheet: elements, links, and texts with whether they are isolated."""

    html: str
    elements: set[str] = field(default_factory=set)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    isolated: list[str] = field(default_factory=list)
    open_: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open_.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open_.pop() == tag, "elements are not well nested"

    def handle_data(self, data: str) -> None:
        if "bdi" in self.open_:
            self.isolated.append(data)

    @property
    def addresses(self) -> list[str]:
        return [value or "" for name, value in self.attributes if name == "href"]

    def require_inert(self) -> None:
        assert self.open_ == []
        assert self.elements <= ELEMENTS
        assert not [name for name, _ in self.attributes if name.startswith("on") or name in {"src", "srcdoc"}]
        assert all(re.fullmatch(STYLE, value or "") for name, value in self.attributes if name == "style")
        for address in self.addresses:
            assert address.startswith(
                ("#", "fiche?", "sparql?", "analyses?", "reseau?", "https://", "http://", "mailto:")
            ), address
        assert max((len(text) for text in self.isolated), default=0) <= LONGEST_SENTENCE + 1


@pytest.fixture
def writer() -> Writer:
    return Writer(translator("fr"), lambda iri: "fiche?id=x")


def mention(text: str, address: str = "") -> Mention:
    return Mention(
        title=text,
        source_iri=text,
        address=address,
        publisher=text,
        date=text,
        locator=text,
        place=text,
        status="implied",
        status_label=text,
        confidence=text,
        doubt=text,
        description=text,
        record=text,
        fact=text,
    )


def fragments(writer: Writer, text: str) -> Iterator[str]:
    """Every kind of sheet, with ``text`` wherever data go."""
    thing, source = Thing(text, text, text), mention(text)
    detail = Detail(text, ((text, None), (text, thing)), "", clash="!")
    line = Line(thing, (detail,), text, "stated", (source, source))
    plain = Line(None, (detail,), text, "stated", (source,))
    fiche = Fiche(
        thing, "company", (text,), text, (Section("identity", text, (line, plain)),), (text,), (source,), 1, text
    )
    drawing = Drawing(
        (), (), (LegendEntry(NODE_KINDS["company"], text, 1),), (("stated", text),), text, text, text, "fr"
    )
    yield writer.text(text)
    yield writer.link(thing)
    yield writer.mentions((source, source, source))
    yield writer.counted((Counted(thing, (source,)),))
    yield writer.open_questions((OpenQuestion("day", text, thing, (source,), text),))
    yield writer.told((Told(text, text, (source,)), Told(text, text, ())))

    yield writer.sections(fiche)
    yield writer.missing(fiche)
    yield writer.sources((source,))
    yield writer.things((thing, thing))
    yield writer.legend(drawing)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_sheet_stays_inert(writer: Writer, text: str) -> None:
    for html in fragments(writer, text):
        Sheet(html).require_inert()


@pytest.mark.parametrize("text", ["<script>x</script>", "\u202egnp.exe", "a & b", "l'œuvre « x »"])
def test_a_text_is_shown_as_it_is_and_isolated(writer: Writer, text: str) -> None:
    for html in fragments(writer, text):
        assert "".join(Sheet(html).isolated).startswith(text)


def test_a_text_is_cut_at_500_characters_and_shown_to_be(writer: Writer) -> None:
    assert Sheet(writer.text("x" * 500)).isolated == ["x" * 500]
    assert Sheet(writer.text("x" * 501)).isolated == ["x" * 500 + "…"]


def test_a_sentence_keeps_its_end_where_date_and_doubt_stand(writer: Writer) -> None:
    sentence = f"{'Pôle ' * 200}soutient Linière (non vérifié)."
    assert Sheet(writer.sentence(sentence)).isolated == [sentence]
    assert sentence_in_markdown(sentence).endswith(r"\(non vérifié\)\.")


def test_a_link_leads_to_a_fiche_whatever_the_iri(writer: Writer) -> None:
    sheet = Sheet(writer.link(Thing("javascript:alert(1)", "Piège", "Company")))
    assert sheet.addresses == ["fiche?id=x"]


def test_a_source_without_an_address_is_no_outside_link(writer: Writer) -> None:
    assert Sheet(writer.sources((mention("S"),))).addresses == ["fiche?id=x"]


def test_an_outside_link_keeps_this_page_to_itself(writer: Writer) -> None:
    sheet = Sheet(writer.sources((mention("S", "https://example.org/a?b&c"),)))
    assert sheet.addresses == ["fiche?id=x", "https://example.org/a?b&c"]
    assert ("rel", "noopener noreferrer") in sheet.attributes


# On the screens


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_store(tmp_path_factory.mktemp("hostile"))


def require_inert(screen: Screen) -> None:
    assert screen.failures == []
    assert screen.sheets
    for html in screen.sheets.values():
        Sheet(html).require_inert()
    for text in screen.texts:
        assert len(text) < 3 * LONGEST, f"{text[:40]}… has {len(text)} characters"
        assert not re.search(MARKUP, text), f"{text[:80]} is read as Markdown"
    assert not [element for element in screen.app.markdown if element.allow_html]


@pytest.mark.parametrize("page", ["", "reseau", "fiche", "questions"])
def test_a_screen_shows_hostile_names_as_text(on: Open, hostile: Path, page: str) -> None:
    require_inert(on(hostile, page))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_analyses_shows_hostile_names_as_text(on: Open, hostile: Path, part: str) -> None:
    require_inert(on(hostile, "analyses", partie=part, acteur="actor/script", mesure="degree", comparer="sources"))


def test_the_line_of_sources_shows_a_hostile_title_as_text(on: Open, hostile: Path) -> None:
    others = ",".join(kind for kind in TIE_KINDS if kind != "partnership")
    screen = on(hostile, "reseau", horsliens=others)
    assert "evil.example" in screen.caption("Affichés")
    require_inert(screen)


@pytest.mark.parametrize("name", NAMES)
def test_a_fiche_shows_a_hostile_name_as_text(on: Open, hostile: Path, name: str) -> None:
    screen = on(hostile, "fiche", id=f"actor/{name}")
    require_inert(screen)
    parts = (html for key, html in screen.sheets.items() if key.startswith("fiche-part-"))
    shown = "".join(text for html in parts for text in Sheet(html).isolated)
    assert "Syndicat mixte du Hameau" in shown


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_the_explorer_shows_a_hostile_name_as_text(on: Open, hostile: Path, name: str) -> None:
    twin = dict(zip(NAMES, cycle(TWINS), strict=False))[name]
    way = {"de": f"{HAMLET}actor/{name}", "vers": f"{HAMLET}actor/bois-vif", "depuis": "2010-01-01"}
    require_inert(on(hostile, "reseau", plan="matrix", onglet=twin, depart=f"{HAMLET}actor/{name}", **way))


def test_every_form_of_the_network_shows_hostile_names_as_text(on: Open, hostile: Path) -> None:
    for twin in TWINS:
        require_inert(on(hostile, "reseau", onglet=twin, depuis="2010-01-01"))


@pytest.mark.parametrize("name", NAMES)
def test_the_panel_shows_a_hostile_name_as_text(on: Open, hostile: Path, name: str) -> None:
    require_inert(on(hostile, "reseau", sel=f"{HAMLET}actor/{name}"))
    pair = "|".join(sorted((f"{HAMLET}actor/{name}", f"{HAMLET}actor/syndicat")))
    require_inert(on(hostile, "reseau", sel=pair))


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_drawn_short(on: Open, hostile: Path, name: str) -> None:
    drawing = on(hostile, "reseau").drawings["network"]["drawing"]
    node = next(node for node in drawing["nodes"] if node["id"].endswith(f"/{name}"))
    assert len(node["label"]) <= 45
    assert len(node["title"]) <= 2 * LONGEST
