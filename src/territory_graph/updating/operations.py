"""The operations of an update, to be run one after the other: each reads what those before it left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from territory_graph.store import ordering
from territory_graph.store.tokens import Token, tokens
from territory_graph.store.worker import own_dataset, subset

_MERGED = "urn:x-territory-graph:merged"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update: the update's text with all the others blanked, so that positions stay.

    ``using`` are the parts of it that say USING, and ``default`` the graphs that they name, as they are written.
    """

    text: str
    prologue: str
    reads_default: bool
    using: tuple[slice, ...]
    default: tuple[str, ...]

    def run(self, store: ox.Store) -> None:
        """Runs the operation; several graphs that it names by USING are merged, each statement being once.

        Raises:
            SyntaxError: the engine cannot read it.
            ValueError, RuntimeError, OSError: the engine cannot run it.
        """
        if len(self.default) < 2:
            return ordering.update(store, self.text)
        graph = ox.NamedNode(_MERGED)
        merged = subset(store, *own_dataset(self.prologue, self.default, ()))
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in merged)
        try:
            ordering.update(store, _put(self.text, self.using, f"USING <{_MERGED}>"))
        finally:
            store.remove_graph(graph)
        return None


def operations(text: str) -> list[Operation]:
    """The operations of an update, in order, each with the prologues of those before it."""
    found = tokens(text)
    kept: list[slice] = []
    result = []
    for one in _separated(found):
        # How many tokens declare a base or prefixes.
        place = 0
        while place < len(one) and (word := one[place].text.lower()) in ("base", "prefix"):
            place += 2 if word == "base" else 3
        body = min(place, len(one))
        if body > 0:
            kept.append(slice(one[0].start, one[body - 1].end))
        if body < len(one):
            result.append(_operation(text, one[body:], kept))
    return result or [Operation(text, "", False, (), ())]


def _operation(text: str, body: Sequence[Token], prologues: Sequence[slice]) -> Operation:
    prologue = _only(text, prologues)
    using = [(one, two) for one, two in pairwise(body) if one.text.lower() == "using" and two.kind in ("iri", "name")]
    words = {token.text.lower() for token in body if token.kind == "word"}
    return Operation(
        text=_only(text, [*prologues, slice(body[0].start, body[-1].end)]),
        prologue=prologue,
        reads_default=bool(words & {"where", "default"}),
        using=tuple(slice(one.start, two.end) for one, two in using),
        default=tuple(two.text for _, two in using),
    )


def _separated(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens between the semicolons that stand in no bracket."""
    depth, begin = 0, 0
    for place, token in enumerate(found):
        if token.kind == "punctuation":
            depth += (token.text in "{([") - (token.text in "})]")
            if token.text == ";" and depth == 0:
                yield found[begin:place]
                begin = place + 1
    yield found[begin:]


def _only(text: str, parts: Sequence[slice]) -> str:
    """The text with all but these parts blanked."""
    blank = [character if character in "\r\n" else " " for character in text]
    for one in parts:
        blank[one] = text[one]
    return "".join(blank)


def _put(text: str, parts: Sequence[slice], put: str) -> str:
    """The text with ``put`` in place of the first of these parts, and nothing in place of the others."""
    for one in reversed(parts[1:]):
        text = text[: one.start] + text[one.stop :]
    return text[: parts[0].start] + put + text[parts[0].stop :]
