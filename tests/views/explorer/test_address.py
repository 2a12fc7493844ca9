"""An exploration and its address say the same; an address that anybody wrote never fails."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.views.explorer.address import PARAMETERS, Names, exploration_of, parameters_of
from territory_graph.views.explorer.exploration import (
    ACTIONS,
    AGES,
    BYS,
    COLOURS,
    MOST_STEPS,
    PLANS,
    SIZES,
    TWINS,
    Exploration,
    Step,
    expand,
    hide,
    pin,
    start_at,
)

BASE = "https://w3id.org/territory-graph/"
NAMES = Names(BASE)

slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
own = st.builds(lambda kind, slug: f"{BASE}id/{kind}/{slug}", st.sampled_from(["actor", "project", "place"]), slugs)
foreign = st.one_of(
    st.builds(lambda slug: f"https://example.org/a,b~c;{slug}", slugs), st.builds(lambda slug: f"urn:x:{slug}", slugs)
)
iris = st.one_of(own, foreign)
pairs = st.builds(lambda one, other: f"{one}|{other}", iris, iris)
kinds = st.sampled_from(["membership", "place", "sector"])
steps = st.builds(Step, iris, st.one_of(st.just(""), kinds), st.integers(1, 99_999), st.booleans())
properties = st.sampled_from(["epci", "class", "legalForm"])
groups = st.one_of(
    st.builds(lambda by, iri: f"{by}|{iri}", st.sampled_from(["sector", "epci"]), iris),
    st.sampled_from(["sector|", "epci|several", "sector|rest", "betweenness|3"]),
)
unique = {"max_size": 4, "unique": True}
coordinates = st.integers(-9_999, 9_999).map(lambda value: value / 10)


@st.composite
def explorations(draw: st.DrawFn) -> Exploration:
    chosen = draw(st.lists(steps, max_size=4))
    starts = draw(st.lists(st.one_of(iris, st.just("question:08-acteur-filiere")), **unique))
    return Exploration(
        start=starts[0] if starts else "",
        also=tuple(starts[1:]),
        only=tuple(draw(st.lists(st.tuples(properties, st.one_of(iris, st.text(min_size=1))), **unique))),
        without_groups=frozenset(draw(st.sets(groups, max_size=4))),
        steps=tuple(chosen),
        hidden=tuple(draw(st.lists(iris, **unique))),
        focus=tuple(draw(st.lists(iris, **unique))),
        without_nodes=frozenset(draw(st.sets(st.sampled_from(["place", "event"])))),
        without_ties=frozenset(draw(st.sets(kinds))),
        without_statuses=frozenset(draw(st.sets(st.sampled_from(["stated", "implied"])))),
        day=draw(st.one_of(st.none(), st.dates())),
        plan=draw(st.sampled_from(PLANS)),
        seed=draw(st.integers(0, 999)),
        laid=draw(st.integers(0, len(chosen))),
        pins=tuple(draw(st.lists(st.tuples(iris, coordinates, coordinates), max_size=3))),
        opened=tuple(draw(st.lists(pairs, **unique))),
        folded=tuple(draw(st.lists(st.one_of(iris.map("group:{}".format), st.just("group:")), **unique))),
        size=draw(st.sampled_from(SIZES)),
        colour=draw(st.sampled_from(COLOURS)),
        age=draw(st.sampled_from(AGES)),
        alone=draw(st.booleans()),
        selection=draw(st.one_of(st.just(""), iris, pairs)),
        twin=draw(st.sampled_from(TWINS)),
        since=draw(st.one_of(st.none(), st.dates())),
        until=draw(st.one_of(st.none(), st.dates())),
        way_from=draw(st.one_of(st.just(""), iris)),
        way_to=draw(st.one_of(st.just(""), iris)),
        way_by=draw(st.sampled_from(BYS)),
        avoiding=draw(st.one_of(st.just(""), iris)),
    )


@given(explorations())
def test_an_address_shows_what_was_seen(state: Exploration) -> None:
    found = parameters_of(state, NAMES)
    assert set(found) <= PARAMETERS
    assert exploration_of(dict(parse_qsl(urlencode(found))), NAMES) == state


def test_the_first_view_has_no_parameter() -> None:
    assert parameters_of(Exploration(), NAMES) == {}


def test_an_address_is_read_by_people() -> None:
    state = expand(start_at(Exploration(), f"{BASE}id/actor/lsn"), f"{BASE}id/actor/lsn membership")
    assert parameters_of(state, NAMES) == {
        "depart": "actor/lsn",
        "plus": "actor/lsn~membership",
        "sel": "actor/lsn",
    }


@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=80), max_size=8))
def test_no_address_fails(parameters: dict[str, str]) -> None:
    state = exploration_of(parameters, NAMES)
    assert exploration_of(parameters_of(state, NAMES), NAMES) == state


@given(explorations(), st.sampled_from(sorted(ACTIONS)), st.text(max_size=60))
def test_no_value_breaks_a_step(state: Exploration, name: str, value: str) -> None:
    after = ACTIONS[name](state, value)
    assert isinstance(after, Exploration)
    assert len(after.steps) <= MOST_STEPS


@pytest.mark.parametrize("value", ["a 1 2 3", "a x y", "a nan 1", "a inf 0", "a 1e9 0", "a"])
def test_a_pin_is_a_place(value: str) -> None:
    assert pin(Exploration(), value).pins == ()


def test_what_is_hidden_is_not_selected() -> None:
    state = hide(Exploration(selection="urn:a", day=date(2020, 1, 1)), "urn:a")
    assert (state.selection, state.hidden) == ("", ("urn:a",))
