"""What screens of one view share: choices that stand in the address, files to take away, a table with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from territory_graph.model import Thing
from territory_graph.service.agenda import OWN, WHOSE
from territory_graph.ui.context import Context
from territory_graph.ui.controls import Options, choice
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.sheet import sheet
from territory_graph.ui.takeaway.frame import LINE_LENGTH, Page
from territory_graph.ui.takeaway.png import png_of
from territory_graph.ui.takeaway.shown import Origin, clean
from territory_graph.ui.takeaway.workbook import XLSX, Sheet, workbook
from territory_graph.ui.version import VERSION
from territory_graph.views.citation import name_of
from territory_graph.views.explorer.picture import sources_told
from territory_graph.views.wording import Mention


@dataclass(frozen=True, slots=True)
class Choice:
    """A list whose choice stands in the address under ``name``; the first of the options is meant where none does."""

    name: str
    label: str
    options: Options

    @property
    def chosen(self) -> str:
        """What the address says, where that is one of the options, else the first."""
        asked = st.query_params.get(self.name, "")
        return asked if any(value == asked for value, _ in self.options) else self.options[0][0]


def choices(context: Context, found: Sequence[Choice], key: str) -> None:
    """The lists in one bar; what a reader chooses is written into the address, and the page follows that."""

    def choose(name: str, value: str) -> None:
        one = next((each for each in found if each.name == name), None)
        if one is None or all(value != known for known, _ in one.options):
            return
        if value == one.options[0][0]:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value

    bar = "".join(choice(one.name, one.label, [("", one.options)], one.chosen) for one in found)
    sheet(f'<div class="bar wide">{bar}</div>', key=key, on_open=context.open_fiche, on_do=choose)


MOST_ROWS = 300
"""How many rows of a table, or things of a list, a page shows at once."""
_FROM = "lignes"
Item = TypeVar("Item")


def page_of(context: Context, items: Sequence[Item], key: str) -> Sequence[Item]:
    """The items that a page shows of many, under the list that leads to the others; files have them all."""
    if len(items) <= MOST_ROWS:
        return items
    say, total = context.say, context.say.number(len(items))
    options = [
        (str(first), say("view.rows", first=say.number(first + 1), last=say.number(last), total=total))
        for first in range(0, len(items), MOST_ROWS)
        for last in (min(first + MOST_ROWS, len(items)),)
    ]
    chosen = Choice(_FROM, say("view.page"), options)
    choices(context, [chosen], f"{key}-pages")
    first = int(chosen.chosen)
    return items[first : first + MOST_ROWS]


def some(context: Context, things: Sequence[Thing]) -> str:
    """Links to things, the first of many, with how many more there are."""
    html = writer(context).things(things[:MOST_ROWS])
    left = len(things) - MOST_ROWS
    return f"{html} {escape(context.say('view.more', count=left))}" if left > 0 else html


CITED = "cites"
"""What an address says where also what is only cited is asked for, and not the territory's ``OWN`` alone."""


def whose(label: str, all_: str, own: str) -> Choice:
    """The list that leaves out all but the territory's own."""
    return Choice(WHOSE, label, [(CITED, all_), (OWN, own)])


def asks_own(found: Iterable[Choice]) -> bool:
    """Whether the address asks for the territory's own alone, where the choices offer that."""
    return any(one.name == WHOSE and one.chosen == OWN for one in found)


def writer(context: Context) -> FicheWriter:
    """What writes HTML in the reader's language, with evidence at a glance."""
    return FicheWriter(context.say, context.fiche_address, "")


def show(context: Context, html: str, key: str) -> None:
    """Shows a piece of HTML whose links open fiches."""
    sheet(html, key=key, on_open=context.open_fiche)


def cited(mentions: Iterable[Mention]) -> str:
    """Sources as a cell of a file cites them, each once: title, place and status."""
    told = (f"{each.title} ({', '.join(filter(None, (each.place, each.status_label)))})" for each in mentions)
    return " ; ".join(dict.fromkeys(told))


def lead(sentence: str) -> str:
    """The answer of a page, in one sentence at its top."""
    return f'<div class="fiche-head"><p class="lead">{escape(sentence)}</p></div>'


def table(columns: Iterable[str], rows: Iterable[Sequence[str]], label: str) -> str:
    """A table of cells that are HTML already; on a narrow screen each row is a card whose cells bear their titles."""
    titles = [escape(title) for title in columns]
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-title="{title}">{f"<div>{cell}</div>" if cell else ""}</td>'
            for title, cell in zip(titles, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="grid"><table aria-label="{escape(label)}">{inner}</table></div>'


MOST_CARDS = 50
"""How many rows of an answer a phone shows."""


def answer_table(
    context: Context, frame: Any, columns: Sequence[str], cards: Sequence[Sequence[str]], name: str, **shown: Any
) -> None:
    """An answer as a table; on a narrow screen, where such a table shows one column, as ``cards`` of HTML."""
    say = context.say
    with st.container(key=f"wide-{name}"):
        st.dataframe(frame, hide_index=True, **shown)
    with st.container(key=f"narrow-{name}"):
        sheet(table(columns, cards[:MOST_CARDS], say("view.answer")), key=f"cards-{name}", on_open=context.open_fiche)
        if len(frame) > MOST_CARDS:
            st.caption(say("view.cards-cut", shown=MOST_CARDS, count=len(frame)))


def address(context: Context) -> str:
    """The whole address of the view, at the version that it shows: it opens the same as long as that is kept."""
    parameters = urlencode({**st.query_params.to_dict(), VERSION: context.graph.version})
    return f"{st.context.url or ''}?{parameters}"


def origin_of(context: Context, opened_at: str = "") -> Origin:
    """Where what is shown comes from; ``opened_at`` is the address of the view where it is not that of the page."""
    manifest, say = context.graph.manifest, context.say
    return Origin(
        say=say,
        address=opened_at or address(context),
        version=manifest.version,
        built=manifest.built_on,
        name=name_of(manifest, say),
        licence=manifest.licence,
        day=day_of_view(context),
        gathered=say.day(manifest.gathered_until) if manifest.gathered_on else say("unknown.value"),
    )


def day_of_view(context: Context) -> str:
    """The day that the page tells of, in words."""
    return context.say.day(context.day) if context.day else context.say("takeaway.all_dates")


def download(label: str, write: Callable[[], bytes], name: str, mime: str, icon: str, *, help_: str = "") -> None:
    """A button that gives a file, made when it is asked for."""
    st.download_button(
        label,
        write,
        file_name=name,
        mime=mime,
        icon=icon,
        help=help_ or None,
        on_click="ignore",
        key=f"download-{name}",
    )


def download_picture(
    context: Context, told: tuple[str, str, str], mentions: Iterable[Mention], draw: Callable[[Page, Origin], str]
) -> None:
    """Buttons that give a picture as PNG and SVG, with its legend, scope, day and sources.

    ``told`` are its title, the sentence that says what it shows, and the name of the file; ``draw`` gives the page.
    """
    say, origin = context.say, origin_of(context)
    title, sentence, stem = told
    day = say("network.as-of", day=say.day(context.day)) if context.day else say("network.all-dates")
    titles = Counter(each.title for each in mentions if each.title)
    scope = f"{clean(sentence, LINE_LENGTH - len(day) - 3)} ({day})"
    page = Page(title, scope, sentence, sources_told(titles, say))
    name = f"{context.graph.manifest.slug}-{stem}-{say.language}"
    formats = say.section("takeaway.formats")
    for ending, mime, icon, written in (
        ("png", "image/png", ":material/image:", lambda: png_of(draw(page, origin))),
        ("svg", "image/svg+xml", ":material/shapes:", lambda: draw(page, origin).encode()),
    ):
        download(formats[ending], written, f"{name}.{ending}", mime, icon)


def download_workbook(
    context: Context, label: str, told: tuple[str, str, str], sheets: Callable[[], Iterable[Sheet]]
) -> None:
    """A button that gives tables as a workbook, which says what they are of and where they come from.

    ``told`` are the title of the view, the sentence that says what it shows, and the name of the file.
    """
    say, origin = context.say, origin_of(context)
    title, sentence, stem = told

    def write() -> bytes:
        about = origin.about(title, sentence)
        return workbook(sheets(), about, say, title=title, address=origin.address, built=origin.built)

    download(label, write, f"{context.graph.manifest.slug}-{stem}.xlsx", XLSX, ":material/table_view:")
