"""An analysis and its address say the same; no address and no value fail."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.network.build import PROJECTIONS, WEIGHTS
from territory_graph.network.measures import MEASURES
from territory_graph.network.steps import RemoveActor, write_steps
from territory_graph.views.analyses.state import (
    ACTIONS,
    AXES,
    COMPARISONS,
    MOST_STEPS,
    PARAMETERS,
    PARTS,
    Analysis,
    Part,
    add_step,
    analysis_of,
    drop_last_step,
    drop_step,
    parameters_of,
    set_weight,
)

kinds = st.sampled_from(sorted(WEIGHTS))
days = st.one_of(st.none(), st.dates(date(1000, 1, 1)))
weights = st.dictionaries(kinds, st.sampled_from([0.1, 2.0, 4.0]), max_size=3)
steps = st.lists(
    st.builds(lambda n: RemoveActor(f"https://example.org/id/actor/a-{n}"), st.integers(0, 99)), max_size=3
)
analyses = st.builds(
    Analysis,
    part=st.sampled_from(PARTS),
    projection=st.sampled_from(sorted(PROJECTIONS)),
    measure=st.sampled_from(sorted(MEASURES)),
    actor=st.text(max_size=40),
    day=days,
    other_day=days,
    without_ties=st.frozensets(kinds, max_size=3),
    weights=weights.map(lambda found: tuple(sorted(found.items()))),
    steps=steps.map(write_steps),
    rows=st.sampled_from(AXES),
    columns=st.sampled_from(AXES),
    comparison=st.sampled_from(COMPARISONS),
    one_source=st.sampled_from(["", "source/annuaire", "https://example.org/?a=1&b=2"]),
    other_source=st.text(max_size=20),
)


@given(analyses)
def test_an_address_shows_what_was_analysed(state: Analysis) -> None:
    found = parameters_of(state)
    assert set(found) <= PARAMETERS
    assert analysis_of(dict(parse_qsl(urlencode(found)))) == state


def test_the_first_view_has_no_parameter() -> None:
    assert parameters_of(Analysis()) == {}


@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=60), max_size=6))
def test_no_address_fails(parameters: dict[str, str]) -> None:
    state = analysis_of(parameters)
    assert analysis_of(parameters_of(state)) == state


@given(analyses, st.sampled_from(sorted(ACTIONS)), st.text(max_size=40))
def test_no_value_breaks_a_step(state: Analysis, name: str, value: str) -> None:
    assert isinstance(ACTIONS[name](state, value), Analysis)


def test_steps_are_added_and_taken_back() -> None:
    one, other = (write_steps([RemoveActor(f"urn:{name}")]) for name in ("a", "b"))
    state = add_step(add_step(Analysis(), one), other)
    assert state.steps == write_steps([RemoveActor("urn:a"), RemoveActor("urn:b")])
    assert drop_last_step(state).steps == one
    assert drop_step(state, "0").steps == other
    assert drop_step(state, "7") == state
    for _ in range(MOST_STEPS + 5):
        state = add_step(state, one)
    assert state.steps.count("urn:a") <= MOST_STEPS


def test_the_usual_weight_is_no_trial() -> None:
    tried = set_weight(Analysis(), "convention 2")
    assert tried.weights == (("convention", 2.0),)
    assert set_weight(tried, f"convention {WEIGHTS['convention']:g}").weights == ()
    assert set_weight(tried, "").weights == ()
    for bad in ("convention -1", "convention nan", "convention x", "nothing 1", "convention 1e9"):
        assert set_weight(Analysis(), bad) == Analysis()


@pytest.mark.parametrize(
    ("first", "part"),
    [("communities", "groups"), ("whatif", "what_if"), ("introduce", "introductions"), ("compare", "comparison")],
)
def test_the_first_words_of_addresses_lead_where_they_led(first: str, part: Part) -> None:
    """Links that people keep name the parts by these words, and are still written so."""
    assert analysis_of({"partie": first}) == analysis_of({"partie": part}) == Analysis(part)
    assert parameters_of(Analysis(part)) == {"partie": first}
