"""On texts made from the grammar: no valid one is refused, none that asks another server passes, a row cap holds."""

from __future__ import annotations

from itertools import islice

import pyoxigraph as ox
import pytest
import sparql_texts as made
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from territory_graph.errors import QueryRefusedError
from territory_graph.store.guard import guard, guard_update
from territory_graph.store.tokens import readable

modest = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
CAP = 3
FAILED = (RuntimeError, OSError, ValueError)


def is_valid(text: str, *, update: bool = False) -> bool:
    """Whether the engine reads a text; the grammar alone does not say which variables are in scope."""
    store = ox.Store()
    try:
        if update:
            store.update(text)
        else:
            store.query(text)
    except SyntaxError:
        return False
    except FAILED:  # unknown functions, and graphs that are not there
        return True
    return True


@modest
@given(made.queries)
def test_no_valid_query_is_refused(text: str) -> None:
    assume(is_valid(text))
    assert guard(text).text == text


FORMS = {ox.QuerySolutions: ("select",), ox.QueryBoolean: ("ask",), ox.QueryTriples: ("construct", "describe")}


@modest
@given(made.queries)
def test_the_form_of_a_query_is_that_of_its_answer(text: str) -> None:
    assume(is_valid(text))
    try:
        found = ox.Store().query(text)
    except FAILED:
        return
    assert guard(text).form in FORMS[type(found)]


@modest
@given(made.updates)
def test_no_valid_update_is_refused(text: str) -> None:
    assume(is_valid(text, update=True))
    assert guard_update(text) == text


@st.composite
def _hidden(draw: st.DrawFn, keyword: str, *, targets: tuple[str, ...]) -> str:
    """A keyword, in any case and with escapes, and what it asks for, in any spacing."""
    words = "".join(draw(st.sampled_from((letter, letter.lower(), f"\\u{ord(letter):04x}"))) for letter in keyword)
    words += draw(st.sampled_from(("", "SILENT", " silent", "#'\nSILENT")))
    return words + draw(st.sampled_from(("", " ", "\n", "#>\n", " # '\n"))) + draw(st.sampled_from(targets))


@st.composite
def _asking(draw: st.DrawFn) -> str:
    """A valid query or update that asks another server, behind patterns that are as good as any."""
    group = draw(made.groups).removesuffix("}")
    if group.rstrip()[-1:] in tuple("{})]>'\".") and draw(st.booleans()):
        group = group.rstrip()
    targets = ("<http://127.0.0.1:9/>", "?where", ":x", "ex:x", "service:x")
    inner = draw(st.sampled_from(("{ }", "{?s ?p ?o}", "#\n{ }")))
    group += (
        draw(st.sampled_from(("", ".", "FILTER(?a<?b)", "{ } "))) + draw(_hidden("SERVICE", targets=targets)) + inner
    )
    return made.PROLOGUE + draw(st.sampled_from(("SELECT * ", "ASK", "DELETE { } WHERE"))) + group + "}"


@modest
@given(_asking())
def test_no_text_that_asks_another_server_passes(text: str) -> None:
    update = "DELETE { } WHERE" in text
    assume(is_valid(readable(text), update=update))
    with pytest.raises(QueryRefusedError) as raised:
        (guard_update if update else guard)(text)
    assert raised.value.rule in ("service", "escape")


@modest
@given(made.updates, _hidden("LOAD", targets=("<http://127.0.0.1:9/>", ":x", "ex:x", "load:x")))
def test_no_update_that_loads_passes(before: str, loading: str) -> None:
    text = f"{before};{loading}"
    assume(is_valid(readable(text), update=True))
    with pytest.raises(QueryRefusedError) as raised:
        guard_update(text)
    assert raised.value.rule in (
        "load",
        "service",
        "escape",
    )  # where the texts before say both, a glued name may be either


def _rows(store: ox.Store, text: str) -> int | None:
    """The rows of an answer, one more than the cap at most; None where a function is unknown."""
    try:
        found = store.query(text)
        assert isinstance(found, ox.QuerySolutions)
        return sum(1 for _ in islice(found, CAP + 1))
    except FAILED:
        return None


@modest
@given(made.selects)
def test_a_select_that_is_limited_is_valid_and_answers_no_more_rows(text: str) -> None:
    assume(is_valid(text))
    store = ox.Store()
    store.load(b"<http://e/a> a <http://e/b>, 1 .", ox.RdfFormat.TURTLE)
    written, limited = _rows(store, text), _rows(store, guard(text).limited(CAP))
    assert (written is None) == (limited is None)
    assert limited is None or limited == min(written or 0, CAP)
