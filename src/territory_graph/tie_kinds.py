"""Kinds of tie: what makes each, the role of its ends and its weight, as ``ontology/ties.toml`` says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from territory_graph import resources
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.vocabulary import expand

Time = Literal["", "timeless", "momentary", "agreement"]
"""How a tie is told in time where its own dates do not say: on any day, as over the day after, as its agreement is."""

Path = tuple[str, ...]
"""IRIs of properties that lead from a thing to an end, one after another."""


@dataclass(frozen=True, slots=True)
class End:
    """How a thing names an end of a tie, and the role that this end has in it."""

    path: Path
    role: str


@dataclass(frozen=True, slots=True)
class Direct:
    """A statement that is a tie of its own: its property, the role of the end told first, and of the other.

    ``subject_first`` is whether one tells its subject first.
    """

    property: str
    roles: tuple[str, str]
    subject_first: bool


@dataclass(frozen=True, slots=True)
class TieKind:
    """A kind of tie; one of ``ends``, ``each``, ``direct`` and ``through`` says how it is made.

    ``classes`` are those of the thing that ties, none where any will do, and ``without`` those that do not tie;
    ``ends`` the two ways in which it names its ends, ``each`` the ways in which it names all whom it ties, pair by
    pair, but pairs of the roles ``apart``. ``through`` leads from a mandate to its holder and to the body in which it
    is held: who is in office in two bodies ties them. ``weight`` is that of one tie between actors, before it is shared
    among the parties; None where the network of actors does not count it.
    """

    name: str
    actors: bool = False
    weight: float | None = None
    off: bool = False
    time: Time = ""
    classes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ends: tuple[End, End] | None = None
    each: tuple[End, ...] = ()
    apart: tuple[str, str] | None = None
    direct: tuple[Direct, ...] = ()
    through: tuple[End, End] | None = None

    @property
    def properties(self) -> frozenset[str]:
        """The properties by which a thing names those whom a tie of this kind joins."""
        ways = (*(self.ends or ()), *self.each)
        return frozenset(end.path[0] for end in ways) | {each.property for each in self.direct}


class TieKindError(ValueError):
    """``ties.toml`` says what cannot be: an unknown role or term, or a kind without a sentence."""


@cache
def tie_kinds() -> dict[str, TieKind]:
    """Every kind of tie by name, in the order in which a reader meets them.

    Raises:
        TieKindError: an unknown role, class or property, or a kind without a sentence in a language; it names the line.
    """
    return read_tie_kinds((resources.ONTOLOGY / "ties.toml").read_text(encoding="utf-8"))


@cache
def tie_roles() -> Mapping[str, tuple[str, str]]:
    """The name of each role in French and in English."""
    content = tomllib.loads((resources.ONTOLOGY / "ties.toml").read_text(encoding="utf-8"))
    return {name: (french, english) for name, (french, english) in content["roles"].items()}


def read_tie_kinds(text: str) -> dict[str, TieKind]:
    """The kinds of tie that a TOML text tells.

    Raises:
        TieKindError: as ``tie_kinds``.
    """
    content = tomllib.loads(text)
    roles = content.pop("roles")
    kinds = {}
    for name, entry in content.items():
        try:
            kind = kinds[name] = _kind(name, entry)
            used = {end.role for end in (*(kind.ends or ()), *kind.each, *(kind.through or ()))}
            used |= {role for each in kind.direct for role in each.roles} | set(kind.apart or ())
            if unknown := sorted(used - roles.keys()):
                raise TieKindError(f"no role is named “{unknown[0]}”")
            if kind.time not in get_args(Time):
                raise TieKindError(f"no time is named “{kind.time}”")
            for language in LANGUAGES:
                translator(language)(f"ties.{name}")
                translator(language)(f"telling.kinds.{name}", source="", target="")
                translator(language)(f"telling.past.{name}", source="", target="")
        except (KeyError, AttributeError, TieKindError) as error:
            raise TieKindError(f"ontology/ties.toml, line {_line(text, name, error)}: {error.args[0]}") from error
    return kinds


def _line(text: str, kind: str, error: Exception) -> int:
    """The line of the word that an error quotes, within the entry of a kind; else that on which the entry begins."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines, 1) if line.startswith((f"[{kind}]", f"[{kind}.")))
    words = str(error).replace("“", "'").replace("”", "'").split("'")[1::2]
    for number, line in enumerate(lines[first:], first + 1):
        if line.startswith("["):
            break
        if any(word in line for word in words):
            return number
    return first


def _kind(name: str, entry: Mapping[str, Any]) -> TieKind:
    said = [(side == "subject", *each) for side in ("subject", "object") for each in entry.get(side, {}).items()]
    ways = entry.get("through", {}).items()
    return TieKind(
        name=name,
        actors=entry.get("actors", False),
        weight=entry.get("weight"),
        off=entry.get("off", False),
        time=entry.get("time", ""),
        classes=(str(expand(entry["class"])),) if "class" in entry else (),
        without=tuple(str(expand(each)) for each in entry.get("without", ())),
        ends=(_end(*entry["first"]), _end(*entry["second"])) if "first" in entry else None,
        each=tuple(_end(path, role) for path, role in entry.get("each", {}).items()),
        apart=tuple(entry["apart"]) if "apart" in entry else None,
        direct=tuple(Direct(str(expand(term)), (first, second), own) for own, term, (first, second) in said),
        through=next(((_end(holder, "holder"), _end(body, entry["roles"][0])) for holder, body in ways), None),
    )


def _end(path: str, role: str) -> End:
    return End(tuple(str(expand(step)) for step in path.split("/")), role)


def between_actors() -> tuple[str, ...]:
    """The kinds that join two actors directly."""
    return tuple(kind.name for kind in tie_kinds().values() if kind.actors)


def off_at_first() -> frozenset[str]:
    """The kinds that a screen leaves out until they are asked for."""
    return frozenset(kind.name for kind in tie_kinds().values() if kind.off)


def weights() -> dict[str, float]:
    """The weight of one tie of each kind that the network of actors counts, before it is shared among the parties."""
    return {kind.name: kind.weight for kind in tie_kinds().values() if kind.weight is not None}
