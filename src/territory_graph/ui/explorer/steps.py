"""The exploration of a visit: read from the address, changed by a named step, undone and done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import streamlit as st

from territory_graph.kept_views import KeptViews
from territory_graph.ui.context import ALL_DATES, DAY, Context, day_text
from territory_graph.ui.day import asked_day, on_the_same_day
from territory_graph.ui.served import library
from territory_graph.ui.who import client
from territory_graph.views.explorer.address import PARAMETERS, Names, exploration_of, parameters_of
from territory_graph.views.explorer.exploration import ACTIONS, GROUP, QUESTION, Exploration
from territory_graph.views.explorer.picture import entry_label

KEPT, DATA = "vue", "donnees"
LONGEST = 2_000
"""Characters that the parameters of an address may have before the view is kept on the server."""

_HISTORY, _MOST = "explorer-history", 100
_UNNAMED = frozenset({"select", "set-twin", "set-since", "set-until", "way-from", "way-to", "set-way-by", "avoid"})


@dataclass
class _History:
    """The steps of a visit, each with the parameters of the address after it, and which one is shown."""

    names: list[str] = field(default_factory=list)
    states: list[dict[str, str]] = field(default_factory=list)
    at: int = -1


def exploration(context: Context) -> Exploration:
    """What the address asks to see.

    The steps follow the browser's own Back and Forward: an address met before is where the reader is again.
    """
    history, own = _history(), _own()
    if history.at < 0 or history.states[history.at] != own:
        met = [number for number, state in enumerate(history.states) if state == own]
        if met:
            history.at = min(met, key=lambda number: abs(number - history.at))
        else:
            _remember(context.say("explorer.steps.first"))
    return _asked(context)


def _asked(context: Context) -> Exploration:
    found = parameters()
    day = asked_day(context.graph, found).day
    return replace(exploration_of(found, Names(context.graph.base)), day=day)


def parameters() -> Mapping[str, str]:
    """The parameters of the exploration, from the address and the view that it names.

    A kept view that names no day is of all dates.
    """
    found = st.query_params.to_dict()
    kept = kept_views().read(found[KEPT]) if KEPT in found else None
    return found if kept is None else {DAY: ALL_DATES, **kept, **found}


def lost_view() -> bool:
    """Whether the address names a view that is no longer kept."""
    return KEPT in st.query_params and kept_views().read(st.query_params[KEPT]) is None


def kept_views() -> KeptViews:
    """The views kept beside the store."""
    return KeptViews(library().settings.store / "views")


def act(context: Context, name: str, value: str) -> None:
    """Takes one step: what the address shows after it is written there, and the step is named for undoing.

    What is selected or told below the picture is no step: undoing takes back what changed the picture.
    """
    if name == "undo":
        _move(-1)
    elif name == "redo":
        _move(1)
    elif name in ACTIONS:
        before = _asked(context)
        after = ACTIONS[name](before, value)
        if after != before:
            day = {DAY: day_text(after.day)}
            found = parameters_of(after, Names(context.graph.base))
            version = {DATA: context.graph.version[:8]} if found else {}
            if len(urlencode(found)) > LONGEST and (kept := kept_views().keep({**found, **day}, client())):
                found = {KEPT: kept}
            write_address({**found, **day, **version})
            if name in _UNNAMED:
                _history().states[_history().at] = _own()
            else:
                _remember(context.say(f"explorer.steps.{name}", what=_what(context, name, value)))


def undoable() -> tuple[str, str]:
    """The names of the steps that undoing and doing again would take; empty where there is none."""
    history = _history()
    undo = history.names[history.at] if history.at > 0 else ""
    redo = history.names[history.at + 1] if history.at + 1 < len(history.names) else ""
    return undo, redo


def write_address(parameters: Mapping[str, str]) -> None:
    """Puts parameters into the address in place of those of the exploration; the others stay."""
    others = {
        name: value
        for name, value in st.query_params.to_dict().items()
        if name not in PARAMETERS and name not in {KEPT, DATA}
    }
    st.query_params.from_dict({**others, **parameters})


def _own() -> dict[str, str]:
    """What of the address belongs to the exploration, and the day."""
    found = st.query_params.to_dict().items()
    return {**on_the_same_day(), **{name: value for name, value in found if name in PARAMETERS | {KEPT, DATA}}}


def _history() -> _History:
    found: _History = st.session_state.setdefault(_HISTORY, _History())
    return found


def _remember(name: str) -> None:
    history = _history()
    history.names = [*history.names[: history.at + 1], name][-_MOST:]
    history.states = [*history.states[: history.at + 1], _own()][-_MOST:]
    history.at = len(history.states) - 1


def _move(steps: int) -> None:
    history = _history()
    if 0 <= history.at + steps < len(history.states):
        history.at += steps
        write_address(history.states[history.at])


_WORDS = {"toggle-node-kind": "kinds", "toggle-tie-kind": "ties", "toggle-status": "status"}
_WORDS |= {name.replace("toggle", "only"): section for name, section in _WORDS.items()}


def _what(context: Context, name: str, value: str) -> str:
    """What a step is about, in the reader's words."""
    say = context.say
    if name in _WORDS or name in {"set-plan", "set-size", "set-colour", "set-age"}:
        section = _WORDS.get(name) or f"explorer.{name.removeprefix('set-')}s"
        key = f"{section}.{value}"
        return say(key) if say.has(key) else value
    if name in {"toggle-group", "only-group"}:
        return entry_label(value.partition(" ")[0], context.stage.field, context.day)
    if name == "keep":
        asked, _, found = value.partition(" ")
        field = context.stage.field
        return f"{field.property_label(asked)} – {field.value_label(asked, found, context.day)}"
    if name in {"set-day", "set-since", "set-until"}:
        return say.edtf(value) if value else say("day.all")
    if value.startswith(QUESTION):
        return say("explorer.of_question", number=value.removeprefix(QUESTION))
    return _named(context, value) if value else say("explorer.start_whole")


def _named(context: Context, value: str) -> str:
    """The names of the things in a value; the kind of tie after the one that it leads from."""
    first, _, kind = value.partition(" ")
    names = [_label(context, iri) for iri in first.removeprefix(GROUP).split("|")[:2]]
    told = " — ".join(name for name in names if name)
    key = f"ties.{kind}"
    return f"{context.say(key)} ({told})" if kind and context.say.has(key) else told


def _label(context: Context, iri: str) -> str:
    try:
        return context.stage.field.thing(iri).label[:60]
    except ValueError:
        return ""
