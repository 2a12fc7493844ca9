"""Starting from a question: the packaged questions and the saved queries, opened in a tab by one click."""

from __future__ import annotations

import streamlit as st

from territory_graph.errors import SavedQueryError
from territory_graph.saved_queries import SavedQueries
from territory_graph.store.pool import PAGE
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.screens.questions import choose_parameters
from territory_graph.ui.served import library
from territory_graph.ui.sparql.state import Ask, Workbench
from territory_graph.views.examples import Example, example_text, find_examples, some_examples
from territory_graph.views.questions import asked_in, open_question

CHOSEN = "sparql-example"
_HEIGHT = 420


def examples_button(context: Context, bench: Workbench, ask: Ask) -> None:
    """A button that opens the list of questions."""
    say = context.say
    if st.button(say("sparql.examples.open"), icon=":material/lightbulb:", key="sparql-examples"):
        st.session_state.pop(CHOSEN, None)
        st.dialog(say("sparql.examples.title"), width="medium")(_choose)(context, bench, ask)


def first_examples(context: Context, bench: Workbench, ask: Ask) -> None:
    """A few questions to start from, where nothing was asked yet."""
    say = context.say
    st.caption(say("sparql.start"))
    with st.container(gap="xsmall", key="sparql-first"):
        for name, title in some_examples(say):
            if st.button(
                in_markdown(title), icon=":material/arrow_forward:", type="tertiary", key=f"sparql-first-{name}"
            ):
                _open(context, bench, ask, name, {})


def _choose(context: Context, bench: Workbench, ask: Ask) -> None:
    say = context.say
    text = st.text_input(
        say("sparql.examples.search"),
        key="sparql-examples-search",
        placeholder=say("sparql.examples.placeholder"),
        icon=":material/search:",
        label_visibility="collapsed",
    )
    found = find_examples(text or "", say)
    st.caption(say("sparql.examples.count", count=len(found)) if found else say("sparql.examples.none"))
    with st.container(height=_HEIGHT, border=False, gap="xsmall", key="sparql-examples-list"):
        for example in found:
            _example(context, bench, ask, example)
        _saved(context, bench, ask)


def _example(context: Context, bench: Workbench, ask: Ask, example: Example) -> None:
    """A question: opened at once, unless it has parameters, which are asked first."""
    icon = ":material/tune:" if example.has_parameters else ":material/add:"
    if st.button(in_markdown(example.title), icon=icon, type="tertiary", key=f"sparql-example-{example.name}"):
        if not example.has_parameters:
            _open(context, bench, ask, example.name, {})
        st.session_state[CHOSEN] = example.name
    if st.session_state.get(CHOSEN) == example.name:
        with st.container(border=True, key="sparql-example-form"):
            question = open_question(context.graph, example.name, context.say)
            values = choose_parameters(context, question, "sparql-example", asked_in({}, question, context.graph))
            if st.button(context.say("sparql.examples.use"), type="primary", key="sparql-example-use"):
                _open(context, bench, ask, example.name, values)


def _open(context: Context, bench: Workbench, ask: Ask, name: str, values: dict[str, str]) -> None:
    title, text = example_text(name, context.graph.base, values, context.say)
    _run(bench, ask, title, text)


def _run(bench: Workbench, ask: Ask, title: str, text: str) -> None:
    """Opens a query in a tab, runs it and closes the list."""
    ask(bench, bench.open(title, text), text, PAGE)
    st.rerun()


def _saved(context: Context, bench: Workbench, ask: Ask) -> None:
    """The queries saved on this server, where it keeps any."""
    folder = library().settings.saved_queries
    names = SavedQueries(folder).names() if folder else ()
    if not folder or not names:
        return
    st.markdown(f"**{context.say('sparql.examples.saved')}**")
    for name in names:
        if st.button(in_markdown(name), icon=":material/bookmark:", type="tertiary", key=f"sparql-saved-{name}"):
            try:
                text = SavedQueries(folder).read(name)
            except SavedQueryError as error:
                st.warning(in_markdown(context.say.error(error)))
            else:
                _run(bench, ask, name, text)
