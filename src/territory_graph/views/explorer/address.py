"""An exploration in an address: every choice that differs from the first one is a parameter that a reader can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from territory_graph.dates import day_or
from territory_graph.terms import is_iri
from territory_graph.views.explorer.exploration import (
    AGES,
    BYS,
    COLOURS,
    GROUP,
    GROUPED,
    MOST_NAMED,
    MOST_STARTS,
    MOST_STEPS,
    PAGE,
    PLANS,
    QUESTION,
    SHARE_STEPS,
    SIZES,
    TWINS,
    Exploration,
    Step,
)

START, ALSO, ONLY, STEPS, HIDDEN, FOCUS, PINS = "depart", "aussi", "si", "plus", "sans", "autour", "punaises"
WITHOUT = {"without_nodes": "hors", "without_ties": "horsliens", "without_statuses": "horsstatuts"}
WITHOUT_GROUPS = "horsgroupes"
DAY, PLAN, SEED, LAID, AGE = "au", "plan", "graine", "pose", "age"
OPENED, FOLDED, SIZE, COLOUR, ALONE, SELECTION = "ouverts", "plies", "taille", "couleur", "isoles", "sel"
TWIN, SINCE, UNTIL, WAY_FROM, WAY_TO, WAY_BY, AVOIDING = "onglet", "depuis", "jusqu", "de", "vers", "par", "eviter"

PARAMETERS = frozenset(
    {
        *(
            START,
            ALSO,
            ONLY,
            WITHOUT_GROUPS,
            STEPS,
            HIDDEN,
            FOCUS,
            PINS,
            DAY,
            PLAN,
            SEED,
            LAID,
            AGE,
            OPENED,
            FOLDED,
            SIZE,
            COLOUR,
            ALONE,
            SELECTION,
        ),
        *(TWIN, SINCE, UNTIL, WAY_FROM, WAY_TO, WAY_BY, AVOIDING),
        *WITHOUT.values(),
    }
)
"""The names of all parameters."""

_SAFE = "/:#|@.-_"


@dataclass(frozen=True, slots=True)
class Names:
    """How an address names things: those of the territory by what follows its base, others whole."""

    base: str

    def short(self, iri: str) -> str:
        """The name of a thing, or of a pair of things, without a character that parts a list."""
        return quote(iri.replace(f"{self.base}id/", ""), safe=_SAFE).replace("~", "%7E")

    def full(self, text: str) -> str:
        """The IRI, or what names a group, a pair or a tie, that a name stands for; empty where it stands for none."""
        parts = unquote(text).split("|")
        found = [self._one(part) or (part if number > 1 else "") for number, part in enumerate(parts)]
        return "|".join(found) if all(found[:2]) else ""

    def _one(self, part: str) -> str:
        if part.startswith(GROUP):
            inner = part.removeprefix(GROUP)
            return f"{GROUP}{self._one(inner) if '/' in inner else inner}"
        iri = f"{self.base}id/{part}" if "/" in part and "://" not in part and not part.startswith("urn:") else part
        return iri if is_iri(iri) else ""


def parameters_of(state: Exploration, names: Names) -> dict[str, str]:
    """The parameters of the address that shows ``state``: none for the whole, as it is first seen."""
    first, short = Exploration(), names.short
    found = {
        START: _start(state.start, names),
        ALSO: ",".join(_start(start, names) for start in state.also),
        ONLY: ",".join(_only(name, value, names) for name, value in state.only),
        WITHOUT_GROUPS: ",".join(map(short, sorted(state.without_groups))),
        STEPS: ",".join(_step(step, names) for step in state.steps),
        HIDDEN: ",".join(map(short, state.hidden)),
        FOCUS: ",".join(map(short, state.focus)),
        **{name: ",".join(sorted(getattr(state, field) ^ getattr(first, field))) for field, name in WITHOUT.items()},
        DAY: state.day.isoformat() if state.day else "",
        PLAN: state.plan if state.plan != first.plan else "",
        SEED: str(state.seed or ""),
        LAID: str(state.laid or ""),
        PINS: ",".join(f"{short(iri)}~{x:g}~{y:g}" for iri, x, y in state.pins),
        OPENED: ",".join(map(short, state.opened)),
        FOLDED: ",".join(map(short, state.folded)),
        SIZE: state.size if state.size != first.size else "",
        COLOUR: state.colour if state.colour != first.colour else "",
        AGE: str(state.age) if state.age != first.age else "",
        ALONE: "1" if state.alone else "",
        SELECTION: short(state.selection),
        TWIN: state.twin if state.twin != first.twin else "",
        SINCE: state.since.isoformat() if state.since else "",
        UNTIL: state.until.isoformat() if state.until else "",
        WAY_FROM: short(state.way_from),
        WAY_TO: short(state.way_to),
        WAY_BY: state.way_by if state.way_by != first.way_by else "",
        AVOIDING: short(state.avoiding),
    }
    return {name: value for name, value in found.items() if value}


def exploration_of(parameters: Mapping[str, str], names: Names) -> Exploration:
    """The exploration that an address shows. What cannot be read is left at its first value: a link never fails."""

    def items(name: str) -> list[str]:
        return [item for item in parameters.get(name, "").split(",") if item][:MOST_NAMED]

    def full(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for item in items(name) if (found := names.full(item))))

    named = (parameters.get(START, ""), *items(ALSO))
    starts = [found for one in named if (found := one if one.startswith(QUESTION) else names.full(one))]
    steps = tuple(step for item in items(STEPS)[:MOST_STEPS] if (step := _read_step(item, names)))
    state = Exploration(
        start=starts[0] if starts else "",
        also=tuple(dict.fromkeys(start for start in starts[1:MOST_STARTS] if start != starts[0])),
        only=tuple(dict.fromkeys(one for item in items(ONLY)[:MOST_STARTS] if (one := _read_only(item, names)))),
        without_groups=frozenset(group for item in items(WITHOUT_GROUPS) if (group := _read_group(item, names))),
        steps=steps,
        hidden=full(HIDDEN),
        focus=full(FOCUS),
        without_nodes=frozenset(items(WITHOUT["without_nodes"])),
        without_ties=frozenset(items(WITHOUT["without_ties"])) ^ Exploration().without_ties,
        without_statuses=frozenset(items(WITHOUT["without_statuses"])),
        day=day_or(parameters.get(DAY, ""), None),
        seed=_number(parameters.get(SEED, ""), 999),
        laid=_number(parameters.get(LAID, ""), len(steps)),
        pins=tuple(pin for item in items(PINS) if (pin := _read_pin(item, names))),
        opened=full(OPENED),
        folded=full(FOLDED),
        age=age if (age := _number(parameters.get(AGE, "5"), 99)) in AGES else 5,
        alone=parameters.get(ALONE) == "1",
        selection=names.full(parameters.get(SELECTION, "")),
        since=day_or(parameters.get(SINCE, ""), None),
        until=day_or(parameters.get(UNTIL, ""), None),
        way_from=names.full(parameters.get(WAY_FROM, "")),
        way_to=names.full(parameters.get(WAY_TO, "")),
        avoiding=names.full(parameters.get(AVOIDING, "")),
    )
    chosen = {
        field: value
        for field, name, known in (
            ("plan", PLAN, PLANS),
            ("size", SIZE, SIZES),
            ("colour", COLOUR, COLOURS),
            ("twin", TWIN, TWINS),
            ("way_by", WAY_BY, BYS),
        )
        if (value := parameters.get(name)) in known
    }
    return replace(state, **chosen)  # type: ignore[arg-type]  # each value is one of those that its field takes


def _start(start: str, names: Names) -> str:
    return start if start.startswith(QUESTION) else names.short(start)


def _only(name: str, value: str, names: Names) -> str:
    """A property and a value that it must have: a thing by its name, any other text after an equals sign."""
    told = names.short(value) if is_iri(value) else f"={quote(value, safe='').replace('~', '%7E')}"
    return f"{quote(name, safe='')}~{told}"


def _read_only(text: str, names: Names) -> tuple[str, str] | None:
    name, _, value = text.partition("~")
    found = unquote(value[1:]) if value.startswith("=") else names.full(value)
    return (unquote(name), found) if name and found else None


def _read_group(text: str, names: Names) -> str:
    by, _, group = text.partition("|")
    if by == "betweenness":
        return text if group.isascii() and group.isdigit() and int(group) < SHARE_STEPS else ""
    return f"{by}|{names.full(group) or unquote(group)}" if by in GROUPED else ""


def _step(step: Step, names: Names) -> str:
    parts = [names.short(step.anchor), step.kind]
    if step.count != PAGE or step.closed:
        parts.append(str(step.count))
    return "~".join((*parts, "x") if step.closed else parts)


def _read_step(text: str, names: Names) -> Step | None:
    anchor, kind, count, closed = (*text.split("~"), "", "", "")[:4]
    iri = names.full(anchor)
    if not iri:
        return None
    return Step(iri, kind, max(1, _number(count, 100_000)) if count else PAGE, closed == "x")


def _read_pin(text: str, names: Names) -> tuple[str, float, float] | None:
    iri, x, y = (*text.split("~"), "", "")[:3]
    try:
        place = float(x), float(y)
    except ValueError:
        return None
    found = names.full(iri)
    return (found, *place) if found and all(abs(value) <= 1e6 for value in place) else None


def _number(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else 0
