"""Questions: a packaged question, its parameters, its answer and the SPARQL behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from territory_graph.errors import QueryError, UnknownQuestionError
from territory_graph.exports import separator, spreadsheet
from territory_graph.once import Once
from territory_graph.queries import packaged_query
from territory_graph.ui import view
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views.permalink import address_if_any
from territory_graph.views.questions import (
    MOST_THINGS,
    OF_PARAMETER,
    AnswerView,
    Choice,
    ParameterView,
    QuestionView,
    address_of,
    answer,
    answerable,
    asked_in,
    find_questions,
    list_questions,
    named_things,
    open_question,
)
from territory_graph.vocabulary import short_id

MANY_THINGS = 12
_MOST_ROWS = 2_000
"""Lines of an answer that are shown; its file has all."""
_LONGEST_ANSWER = 2_000
"""Letters of the sentence of an answer, whose parts are cut already."""
_KEPT = 4
"""Answers that are kept of a whole territory: one may have a row an actor."""
CHOSEN, TOLD, WORDS = "questions-name", "questions-told", "questions-words"


def render(context: Context) -> None:
    """Shows the questions screen."""
    say = context.say
    st.title(say("questions.title"))
    st.caption(say("questions.question"))
    words = st.text_input(say("questions.words"), placeholder=say("questions.words_hint"), key=WORDS, max_chars=200)
    if words.strip():
        _found(context, words.strip())
        return
    chosen = _choose(context)
    with st.container(key="questions-reply"):
        opened = ("question", chosen.name, say.language, context.day)
        question = context.once(opened, lambda: open_question(context.graph, chosen.name, say))
        with st.container(key="narrow-questions-title"):  # where the list above has no room for a whole question
            st.markdown(f"**{in_markdown(question.title)}**")
        asked = asked_in(st.query_params.to_dict(), question, context.graph)
        values = choose_parameters(context, question, "questions", asked, partial(_tell_parameter, context, question))
        if question.name in _answerable(context):
            _answered(context, question, values)
        else:
            st.info(say("questions.no_data"), icon=":material/help:")
    with st.expander(say("questions.every")):
        _list(context, _offered(context))


def _answerable(context: Context) -> frozenset[str]:
    return context.once(("answerable",), lambda: answerable(context.graph))


def _offered(context: Context) -> list[QuestionView]:
    """The questions that the data of the territory can answer; all where they can answer none."""
    every, known = list_questions(context.say), _answerable(context)
    return [question for question in every if question.name in known] or list(every)


def _found(context: Context, words: str) -> None:
    """The questions that words lead to, all of them where the words lead to none; no answer stands below them."""
    say, offered = context.say, _offered(context)
    names = {question.name for question in offered}
    found = [question for question in find_questions(words, say) if question.name in names]
    shown = in_markdown(words)
    told = say("questions.found", count=len(found), words=shown) if found else say("questions.found_none", words=shown)
    st.markdown(told)
    _list(context, found or offered)


def _list(context: Context, questions: Iterable[QuestionView]) -> None:
    """Questions under the names of their subjects, the researchers' last; one that is chosen is answered."""
    say = context.say
    groups: dict[str, list[QuestionView]] = defaultdict(list)
    for question in questions:
        groups[question.subject if question.user == "strategist" else say("questions.researchers")].append(question)
    for subject, members in groups.items():
        st.markdown(f"**{in_markdown(subject)}**")
        for question in members:
            title = in_markdown(question.title)
            st.button(title, key=f"questions-open-{question.name}", type="tertiary", on_click=_open, args=(question,))


def _open(question: QuestionView) -> None:
    st.session_state[WORDS] = ""
    st.session_state[CHOSEN] = question.name
    _tell_address()


def _choose(context: Context) -> QuestionView:
    say = context.say
    questions = {question.name: question for question in list_questions(say)}
    offered = [question.name for question in _offered(context)]
    address = st.query_params.get("q", offered[0])
    try:
        asked = packaged_query(address).name
    except UnknownQuestionError:
        asked = offered[0]
        st.warning(in_markdown(say("questions.unknown", text=address[:40])), icon=":material/help:")
    # A link or the browser's Back changed the address; what the reader's own choice wrote there is no news.
    if asked != st.session_state.get(TOLD) or st.session_state.get(CHOSEN) not in questions:
        st.session_state[CHOSEN] = asked
    st.session_state[TOLD] = asked
    asked = st.session_state[CHOSEN]
    name = st.selectbox(
        say("questions.choose"),
        offered if asked in offered else [asked, *offered],
        format_func=lambda each: questions[each].title,
        key=CHOSEN,
        on_change=_tell_address,
    )
    return questions[name]


def _tell_address() -> None:
    """Writes the reader's choice into the address; only then, for each writing is a step of the browser's Back."""
    st.session_state[TOLD] = st.session_state[CHOSEN]
    kept = {name: text for name, text in st.query_params.to_dict().items() if not name.startswith(OF_PARAMETER)}
    st.query_params.from_dict({**kept, "q": st.session_state[CHOSEN]})


def _tell_parameter(context: Context, question: QuestionView, name: str, value: str) -> None:
    """Writes what a reader asks a question about into the address, its default by leaving it out."""
    default = next(one.default for one in question.parameters if one.name == name)
    if value == default:
        st.query_params.pop(address_of(name), None)
    else:
        st.query_params[address_of(name)] = short_id(value, context.graph.base)


def choose_parameters(
    context: Context,
    question: QuestionView,
    key: str,
    asked: Mapping[str, str],
    tell: Callable[[str, str], None] | None = None,
) -> dict[str, str]:
    """The parameters of a question as a form whose fields are named after ``key``; what the reader chose in it.

    They begin as ``asked``, and again whenever that changes; ``tell`` hears the name and value of each choice.
    """
    if not question.parameters:
        return {}
    values = {}
    for column, parameter in zip(st.columns(len(question.parameters)), question.parameters, strict=True):
        own = f"{key}-{question.name}-{parameter.name}"
        told, first = f"{own}-told", asked[parameter.name]
        if own not in st.session_state or st.session_state.get(told) != first:
            st.session_state[own] = st.session_state[told] = first

        def choose(name: str = parameter.name, own: str = own, told: str = told) -> None:
            if tell is not None:  # it is what is asked from now on
                st.session_state[told] = st.session_state[own]
                tell(name, st.session_state[own])

        with column:
            choices = _named(context, parameter, own) if parameter.kind else parameter.choices
            labels = {choice.value: choice.label for choice in choices}
            if labels:
                if st.session_state[own] not in labels:  # the words of the field lead to others
                    st.session_state[own] = next(iter(labels))
                    choose()
                st.selectbox(parameter.label, list(labels), format_func=labels.__getitem__, key=own, on_change=choose)
            elif not parameter.kind:
                st.text_input(parameter.label, key=own, on_change=choose, max_chars=200)
        values[parameter.name] = st.session_state[own]
    return values


def _named(context: Context, parameter: ParameterView, key: str) -> Sequence[Choice]:
    """The things that a name leads to, where those to choose from are too many for a list; at first the one asked."""
    say, asked = context.say, st.session_state[key]
    text = st.text_input(
        say("questions.named", label=parameter.label),
        key=f"{key}-words",
        help=say("questions.named_hint"),
        max_chars=200,
    )
    found = named_things(context.graph, parameter, text, say) if text.strip() else ()
    if text.strip() and not found:
        st.caption(say("questions.named_none"))
    return found or [Choice(iri, thing.label) for iri, thing in context.graph.things([asked], say.language).items()]


def _answered(context: Context, question: QuestionView, values: dict[str, str]) -> None:
    """The answer to a question, or that it takes too long; of a perimeter it is kept, of a whole the last few are."""
    key = ("answer", question.name, context.say.language, context.day, tuple(sorted(values.items())))
    try:
        with st.spinner(context.say("questions.working")):
            kept = context.once if context.graph.perimeter else context.once(("answers",), lambda: Once(_KEPT))
            found = kept(key, lambda: answer(context.graph, question.name, values, context.say, context.day))
    except QueryError as error:
        st.error(in_markdown(context.say.error(error)))
        return
    _answer(context, question, found)


def _answer(context: Context, question: QuestionView, found: AnswerView) -> None:
    say = context.say
    if question.measure:
        st.caption(say("questions.measure", measure=question.measure))
    st.markdown(in_markdown(found.sentence, longest=_LONGEST_ANSWER))
    st.caption(found.scope)
    if len(found.rows) > 1:
        st.caption(say("questions.rows", count=len(found.rows)))
    if len(found.rows) > _MOST_ROWS:
        st.caption(say("questions.cut", count=_MOST_ROWS))
    if found.rows:
        rows = list(found.rows[:_MOST_ROWS])
        cards = [[escape(cell) for cell in row] for row in rows[: view.MOST_CARDS]]
        frame = pd.DataFrame(rows, columns=pd.Index(found.columns))
        view.answer_table(context, frame, found.columns, cards, "questions-answer")
        st.download_button(
            say("questions.download"),
            lambda: spreadsheet(found.columns, found.values, separator(say.language)),
            file_name=f"{question.name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="questions-download",
        )
    if found.things:
        count = len(found.things)
        title = "questions.open_first" if count == MOST_THINGS else "questions.open"
        with st.expander(say(title, count=count), expanded=count <= MANY_THINGS):
            writer = Writer(say, context.fiche_address)
            sheet(f"<p>{writer.things(found.things)}</p>", key="questions-things", on_open=context.open_fiche)
    folded_code(say("questions.sparql"), "questions-query", found.sparql)
    _to_workbench(context, found)


def _to_workbench(context: Context, found: AnswerView) -> None:
    """A button that runs the query in the workbench, which cites answers; none where no address can hold it."""
    address = address_if_any(found.sparql)
    if address and st.button(context.say("questions.workbench"), icon=":material/terminal:", key="questions-workbench"):
        context.go("sparql", address)
