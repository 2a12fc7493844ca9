"""Composer une question: what is looked for and what it is tied to, each choice with how many it leaves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from territory_graph.errors import QueryError
from territory_graph.facts.composed import MOST_STEPS, Composed, Step
from territory_graph.model import Thing
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.controls import query_link
from territory_graph.ui.markup import Writer, in_markdown, sentence_in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views import composing as views
from territory_graph.views.composing import Choice, ComposedAnswer
from territory_graph.views.permalink import address_of

_SHOWN = 500


def render(context: Context) -> None:
    """Shows the screen."""
    say = context.say
    st.title(say("composing.title"))
    st.caption(say("composing.question"))
    asked = views.from_address(st.query_params.to_dict(), context.graph.base)
    _kind(context, asked)
    _told(context, asked)
    if len(asked.steps) < MOST_STEPS:
        with st.expander(say("composing.add"), icon=":material/add:", expanded=not asked.steps):
            _add(context, asked)
    _shown(context, asked)
    try:
        found = context.once(
            ("composed", say.language, context.day, asked),
            lambda: views.answer(context.graph, asked, context.day, say),
        )
    except QueryError as error:
        st.error(in_markdown(say.error(error)))
        return
    _answer(context, asked, found)


def _kind(context: Context, asked: Composed) -> None:
    say, day = context.say, context.day
    found = {
        one.key: one
        for one in context.once(("composing-kinds", say.language, day), lambda: views.kinds(context.graph, day, say))
    }
    if asked.kind not in found:
        found[asked.kind] = Choice(asked.kind, views.class_name(asked.kind, say), 0)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = left.selectbox(
        say("composing.kind"), list(found), list(found).index(asked.kind), lambda key: _of(found[key], context)
    )
    if right.button(say("composing.start"), icon=":material/restart_alt:"):
        _go(context, Composed(views.FIRST_KIND))
    if chosen != asked.kind:
        _go(context, Composed(str(chosen)))


def _of(choice: Choice, context: Context) -> str:
    return context.say("composing.of", label=choice.label, count=choice.count)


def _told(context: Context, asked: Composed) -> None:
    """The question in words; each condition can be taken away, with those that rest on it."""
    say = context.say
    first, *conditions = views.told(asked, context.graph, context.day, say)
    st.markdown(f"**{in_markdown(first)}**")
    for number, sentence in enumerate(conditions):
        words, button = st.columns([6, 1], vertical_alignment="center")
        words.markdown(f"- {sentence_in_markdown(sentence)}")
        if button.button(say("composing.remove"), key=f"composing-remove-{number}", type="tertiary"):
            _go(context, replace(asked, steps=asked.steps[:number], count_by=None))


def _add(context: Context, asked: Composed) -> None:
    say, graph, day = context.say, context.graph, context.day
    on = 0
    if len(asked.letters) > 1:
        letters = [letter.upper() for letter in asked.letters]
        on = st.selectbox(say("composing.about"), range(len(letters)), format_func=letters.__getitem__)
    ties = {
        one.key: one
        for one in context.once(
            ("composing-ties", say.language, day, asked.kind, asked.steps, on),
            lambda: views.ties(graph, asked, on, day, say),
        )
    }
    if not ties:
        st.write(say("composing.nothing_more"))
        return
    key = st.selectbox(say("composing.tie"), list(ties), format_func=lambda each: _of(ties[each], context))
    _read(_of(ties[key], context), "tie")
    kind, _, role = str(key).partition(".")
    signs = {False: say("composing.with"), True: say("composing.without")}
    without = st.radio(say("composing.sign"), list(signs), format_func=signs.__getitem__, horizontal=True)
    step = Step(on, kind, role, without=bool(without))
    values = {
        one.key: one
        for one in context.once(
            ("composing-values", say.language, day, asked.kind, asked.steps, step),
            lambda: views.values(graph, asked, replace(step, without=False), day, say),
        )
    }
    value = st.selectbox(
        say("composing.value"),
        ["", *values],
        format_func=lambda each: _of(values[each], context) if each else say("composing.any"),
    )
    if value:
        _read(_of(values[value], context), "value")
    if st.button(say("composing.put"), type="primary", icon=":material/add:"):
        _go(context, replace(asked, steps=(*asked.steps, replace(step, value=value or None)), count_by=None))


def _read(chosen: str, name: str) -> None:
    """What is chosen, in full below its field on a phone, where the field cuts it."""
    with st.container(key=f"narrow-composing-{name}"):
        st.caption(in_markdown(chosen))


def _shown(context: Context, asked: Composed) -> None:
    """What is shown of the answer: the list with its columns, how many by one of the things, or a total."""
    say = context.say
    properties = context.once(
        ("composing-columns", say.language, context.day, asked.kind, asked.steps),
        lambda: views.columns(context.graph, asked, context.day, say),
    )
    names = {one.key: one for one in properties[0]}
    shows = {"": say("composing.list")}
    shows |= {str(n): say("composing.by", letter=letter.upper()) for n, letter in enumerate(asked.letters) if n}
    shows |= {f"+{one.key}": say("composing.add_up", name=one.label) for one in properties[1]}
    now = f"+{asked.total}" if asked.total else "" if asked.count_by is None else str(asked.count_by)
    left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom")
    show = left.selectbox(
        say("composing.show"), list(shows), list(shows).index(now) if now in shows else 0, shows.__getitem__
    )
    columns, sources = asked.columns, asked.sources
    if not show:
        chosen = [name for name in asked.columns if name in names]
        columns = tuple(
            middle.multiselect(
                say("composing.columns"), list(names), chosen, lambda each: _of(names[each], context), placeholder=""
            )
        )
        if len(asked.letters) > 1:
            sources = right.toggle(say("composing.with_sources"), asked.sources)
    total = show.removeprefix("+") if show.startswith("+") else ""
    by = int(show) if show.isdigit() else None
    wanted = replace(asked, columns=columns, sources=sources, total=total, count_by=by)
    if wanted != asked:
        _go(context, wanted)


def _go(context: Context, asked: Composed) -> None:
    context.go("composing", views.to_address(asked, context.graph.base))


def _answer(context: Context, asked: Composed, found: ComposedAnswer) -> None:
    say, writer = context.say, Writer(context.say, context.fiche_address)
    st.subheader(in_markdown(found.sentence if found.rows else say("composing.none")))
    if found.rows and not asked.total:
        rows = (
            [writer.link(Thing(iri, text, "")) if iri else writer.text(text) for iri, text in zip(*row, strict=True)]
            for row in zip(found.iris[:_SHOWN], found.rows[:_SHOWN], strict=True)
        )
        sheet(view.table(found.titles, rows, found.sentence), key="composed", on_open=context.open_fiche)
        if len(found.rows) > _SHOWN:
            st.caption(say("composing.cut", shown=_SHOWN, count=len(found.rows)))
        table = pieces.csv(context, found.titles, found.rows, pieces.of_day(context, found.sentence))
        name = f"{context.graph.manifest.slug}-question-{context.graph.version[:8]}.csv"
        st.download_button(say("composing.csv"), table, name, "text/csv", icon=":material/download:", on_click="ignore")
    query = views.sparql(asked, context.graph, context.day, say)
    folded_code(say("composing.query"), "composing-query", query)
    sheet(query_link(address_of(query), say), key="composed-query", on_open=context.open_fiche)
