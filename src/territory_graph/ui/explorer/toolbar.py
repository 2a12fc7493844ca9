"""The bar at the top of the picture, with the chips below it, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from territory_graph.messages import Translator
from territory_graph.ui.controls import Groups, Options, button, choice
from territory_graph.ui.explorer.icons import icon
from territory_graph.views.explorer.exploration import AGES, COLOURS, GROUPED, PLANS, QUESTION, SIZES, Exploration
from territory_graph.views.explorer.field import AskedProperty


def toolbar(
    state: Exploration, say: Translator, lists: tuple[Groups, Groups, Groups], steps: tuple[str, str], folds: str
) -> str:
    """Undo, starts, filter, layout, size and colour in one bar; ``folds`` names the groups that can be drawn as one.

    ``lists`` are the starts, those that can be added, and what can be asked of things.
    """
    starts, more, asked = lists
    undo, redo = steps
    parts = [
        '<div class="bar" role="toolbar">',
        button(
            "undo",
            "",
            say("explorer.undo_named", step=undo) if undo else say("explorer.nothing_to_undo"),
            shows=icon("undo"),
            key="ctrl+z",
            disabled=not undo,
        ),
        button(
            "redo",
            "",
            say("explorer.redo_named", step=redo) if redo else say("explorer.nothing_to_redo"),
            shows=icon("redo"),
            key="ctrl+shift+z",
            disabled=not redo,
        ),
        choice("start-at", say("explorer.start"), starts, state.start),
        choice("add-start", say("explorer.add_start"), [("", [("", "…")]), *more], ""),
        choice("keep", say("explorer.keep"), [("", [("", "…")]), *asked], ""),
        _named_choice("set-plan", "plan", PLANS, state.plan, say),
        _named_choice("set-size", "size", SIZES, state.size, say),
        _named_choice("set-colour", "colour", COLOURS, state.colour, say),
        _named_choice("set-age", "age", [str(age) for age in AGES], str(state.age), say) if state.day else "",
        button("reseed", "", say("explorer.reseed"), shows=icon("shuffle")) if state.plan == "force" else "",
        _folding(state, say, folds),
        button("show", "", say("explorer.shown_again", count=len(state.hidden))) if state.hidden else "",
        button("unfilter", "", say("explorer.unfilter")) if state.filtered or state.hidden else "",
        "</div>",
    ]
    return "".join(parts)


def _named_choice(do: str, name: str, values: Iterable[str], current: str, say: Translator) -> str:
    options = [(value, say(f"explorer.{name}s.{value}")) for value in values]
    return choice(do, say(f"explorer.{name}"), [("", options)], current)


def _folding(state: Exploration, say: Translator, folds: str) -> str:
    if state.plan not in GROUPED or not folds:
        return ""
    if state.folded:
        return button("fold-all", "", say("explorer.unfolded"))
    return button("fold-all", folds, say("explorer.folded"))


def chips(told: Iterable[tuple[str, str, str]], say: Translator) -> str:
    """What was chosen beside the first, each a button that takes it back: the act, its value and its words."""
    items = "".join(
        f"<li>{button(do, value, say('explorer.take_back', what=words), shows=f'{escape(words)} ×', kind='chip')}</li>"
        for do, value, words in told
    )
    return f'<ul class="chosen" aria-label="{escape(say("explorer.chosen"))}">{items}</ul>' if items else ""


def asked_groups(asked: Iterable[AskedProperty], say: Translator) -> Groups:
    """What things can be asked to have, a group of options a property; where some values are left out, that is said."""
    found = []
    for one in asked:
        cut = say("explorer.values_cut", label=one.label, shown=len(one.values), total=one.total)
        values = [(f"{one.name} {value}", f"{label} ({count})") for value, label, count in one.values]
        found.append((cut if len(values) < one.total else one.label, values))
    return found


def starts(
    say: Translator,
    state: Exploration,
    *,
    actors: Options,
    sectors: Options,
    questions: Options,
    current: str,
) -> list[tuple[str, Options]]:
    """The starts that a reader can choose, with the present one where it is none of them."""
    groups: list[tuple[str, Options]] = [
        ("", [("", say("explorer.start_whole"))]),
        (say("explorer.start_sectors"), sectors),
        (say("explorer.start_actors"), actors),
        (say("explorer.start_questions"), [(f"{QUESTION}{name}", title) for name, title in questions]),
    ]
    known = {value for _, options in groups for value, _ in options}
    if state.start not in known:
        groups.insert(1, ("", [(state.start, current)]))
    return [group for group in groups if group[1]]


def entries(title: str, lines: Iterable[str]) -> str:
    """A part of the legend: its title and its switches."""
    name = escape(title)
    return f'<div class="entries" role="group" aria-label="{name}"><h3>{name}</h3><div>{"".join(lines)}</div></div>'
