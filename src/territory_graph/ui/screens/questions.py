"""Questions: a packaged question, its parameters, its answer and the SPARQL behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.ui.sheet import sheet
from territory_graph.views.questions import (
    AnswerView,
    ParameterView,
    QuestionView,
    answer,
    list_questions,
    open_question,
)

MANY_THINGS = 12
CHOSEN, TOLD = "questions-name", "questions-told"


def render(context: Context) -> None:
    """Shows the questions screen."""
    say = context.say
    st.title(say("questions.title"))
    st.caption(say("questions.question"))
    chosen = _choose(context)
    question = open_question(context.graph, chosen.name, say)
    values = choose_parameters(question, "questions")
    found = answer(context.graph, question.name, values, say)
    _answer(context, question, found)


def _choose(context: Context) -> QuestionView:
    say = context.say
    questions = {question.name: question for question in list_questions(say)}
    users = list(dict.fromkeys(question.user for question in questions.values()))
    labels = {question.user: question.user_label for question in questions.values()}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with right:
        user = st.pills(
            say("questions.user"),
            users,
            format_func=lambda name: labels[name],
            key="questions-user",
            width="stretch",
        )
    names = [name for name, question in questions.items() if user in (None, question.user)]
    _follow_address(names)
    with left:
        name = st.selectbox(
            say("questions.choose"),
            names,
            format_func=lambda each: questions[each].title,
            key=CHOSEN,
            on_change=_tell_address,
        )
    return questions[name]


def _follow_address(names: list[str]) -> None:
    """Chooses the question that the address names, the first where it names none, when the address has changed.

    It has when a link or the browser's Back led here; what the reader's own choice wrote is no news.
    """
    address = st.query_params.get("q", names[0])
    asked = address if address in names else names[0]
    if asked != st.session_state.get(TOLD) or st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = asked
    st.session_state[TOLD] = asked


def _tell_address() -> None:
    """Writes the reader's choice into the address; only then, for each writing is a step of the browser's Back."""
    st.query_params["q"] = st.session_state[TOLD] = st.session_state[CHOSEN]


def choose_parameters(question: QuestionView, key: str) -> dict[str, str]:
    """The parameters of a question as a form whose fields are named after ``key``; what the reader chose in it."""
    if not question.parameters:
        return {}
    values = {}
    for column, parameter in zip(st.columns(len(question.parameters)), question.parameters, strict=True):
        with column:
            values[parameter.name] = _parameter(question, parameter, key)
    return values


def _parameter(question: QuestionView, parameter: ParameterView, start: str) -> str:
    key = f"{start}-{question.name}-{parameter.name}"
    if not parameter.choices:
        return st.text_input(parameter.label, parameter.default, key=key)
    labels = {choice.value: choice.label for choice in parameter.choices}
    values = list(labels)
    index = values.index(parameter.default) if parameter.default in values else 0
    return st.selectbox(parameter.label, values, index=index, format_func=lambda value: labels[value], key=key)


def _answer(context: Context, question: QuestionView, found: AnswerView) -> None:
    say = context.say
    if question.measure:
        st.caption(say("questions.measure", measure=question.measure))
    st.markdown(found.sentence)
    if found.rows:
        st.dataframe(
            pd.DataFrame(list(found.rows), columns=pd.Index(found.columns)),
            hide_index=True,
            key="questions-answer",
        )
        st.download_button(
            say("questions.download"),
            found.csv,
            file_name=f"{question.name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="questions-download",
        )
    if found.things:
        with st.expander(say("questions.open", count=len(found.things)), expanded=len(found.things) <= MANY_THINGS):
            writer = Writer(say, context.entity_address)
            sheet(f"<p>{writer.things(found.things)}</p>", key="questions-things", on_open=context.open_entity)
    with st.expander(say("questions.sparql"), icon=":material/code:"):
        st.code(found.sparql, language="sparql")
