"""Why a query has no answer: which of its pieces, left out, would give some.

Each trial is an ASK with one piece less, evaluated by whoever may run a person's SPARQL. Where no single piece is to
blame, pieces are left out one after the other: the first that contradicts those before it, then the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from territory_graph.diagnosis.known import CLASS, PROPERTY, KnownTerms
from territory_graph.diagnosis.parser import parse
from territory_graph.diagnosis.reader import Fault
from territory_graph.diagnosis.remedies import remedies
from territory_graph.diagnosis.tree import Piece, Query
from territory_graph.diagnosis.trials import MOST, Ask, Trials
from territory_graph.messages import Translator
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.tokens import position, tokens

SINGLE = 12
"""Pieces that are left out one at a time, the most suspect first."""
_MANY = 200
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Suspect:
    """A piece without which there are answers: as written, where it stands (from 1, end exclusive), and what to do."""

    excerpt: str
    line: int
    column: int
    end_line: int
    end_column: int
    sentence: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a query has no answer. ``complete`` is False when time or trials ran out; ``probes`` counts the trials."""

    sentence: str
    suspects: tuple[Suspect, ...] = ()
    probes: int = 0
    complete: bool = True

    def text(self) -> str:
        """The whole as plain text."""
        lines = [self.sentence]
        for suspect in self.suspects:
            lines += [f"- {suspect.sentence}", *(f"  - {hint}" for hint in suspect.hints)]
        return "\n".join(lines) + "\n"


def drop_one(query: GuardedQuery, ask: Ask, known: KnownTerms, say: Translator, *, seconds: float = 10.0) -> Diagnosis:
    """Why ``query``, which has no answer, has none, found within so many ``seconds`` and 20 trials.

    Pieces are triple patterns, FILTER, VALUES and MINUS, those of inner groups and of each branch of a UNION
    included, and what takes answers away behind the group: HAVING, OFFSET, LIMIT 0 and VALUES. An OPTIONAL takes none.
    """
    try:
        tree = parse(query.text)
    except Fault:
        return Diagnosis(say("diagnosis.empty.unsure"))
    if tree.where is None:
        described = " ".join(token.text for token in tokens(tree.slice(tree.head))[1:])
        return Diagnosis(say("diagnosis.empty.unknown-thing", name=described))
    if (count := len(tree.pieces())) > _MANY:
        return Diagnosis(say("diagnosis.empty.many", count=count))
    trials = Trials(tree, ask, seconds)
    if query.form == "construct" and trials.answers({}):
        return Diagnosis(say("diagnosis.empty.template"), probes=trials.count)
    # Of many pieces, only the most suspect are tried.
    pieces = trials.tree.pieces()
    trials.complete = len(pieces) <= SINGLE
    suspect = sorted(pieces, key=lambda piece: _innocence(piece, trials.tree, known))
    found = sorted((one for one in suspect[:SINGLE] if trials.answers({one: ""})), key=lambda piece: piece.span)
    sentence = "one" if len(found) == 1 else "several"
    if not found:
        found, sentence = _together(trials), "together"
    suspects = tuple(_suspect(piece, trials, known, say, remedied=len(found) <= 2) for piece in found)
    return Diagnosis(_sentence(trials, found, sentence, say), suspects, trials.count, trials.complete)


def _innocence(piece: Piece, tree: Query, known: KnownTerms) -> int:
    """How unlikely a piece is to blame: what names an unused term first, then what names a value, then a thing."""
    if any(not known.uses(iri, kind) for iri, kind in named(piece, tree)):
        return 0
    kinds = {token.kind for token in tokens(tree.slice(piece.span))}
    if piece.kind != "triple" or kinds & {"string", "number"}:
        return 1
    return 3 - bool(kinds & {"iri", "name"})


def named(piece: Piece, tree: Query) -> list[tuple[str, str]]:
    """The properties and classes that a piece asks for, each with its kind."""
    places = [(span, PROPERTY) for span in tree.properties] + [(span, CLASS) for span in tree.classes]
    return [(tree.iri(span), kind) for span, kind in places if piece.span.start <= span.start < piece.span.end]


def _together(trials: Trials) -> list[Piece]:
    """The fewest pieces to leave out, going through the text: each contradicts those kept before it."""
    kept = list(trials.tree.pieces())
    blamed: list[Piece] = []
    while kept and trials.count < MOST:
        blamed.append(kept.pop(_contradicting(trials, kept, blamed)))
        if trials.answers(dict.fromkeys(blamed, "")):
            return blamed
    return []


def _contradicting(trials: Trials, kept: Sequence[Piece], blamed: Sequence[Piece]) -> int:
    """The place of the first piece with which those before it have no answer, by halving."""
    fits, fails = 0, len(kept)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if trials.answers(dict.fromkeys([*blamed, *kept[middle:]], "")):
            fits = middle
        else:
            fails = middle
    return fails - 1


def _suspect(piece: Piece, trials: Trials, known: KnownTerms, say: Translator, *, remedied: bool) -> Suspect:
    tree = trials.tree
    written = _shown(piece, tree)
    start, end = position(tree.text, piece.span.start), position(tree.text, piece.span.end)
    hints = tuple(remedies(piece, named(piece, tree), trials, known, say)) if remedied else ()
    sentence = say("diagnosis.empty.suspect", text=written, line=str(start[0]))
    return Suspect(written, *start, *end, sentence, hints)


def _shown(piece: Piece, tree: Query) -> str:
    """A piece as a reader is shown it: on one line, with its subject, cut when it is long."""
    written = " ".join(tree.written(piece).split())
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def _sentence(trials: Trials, found: Sequence[Piece], code: str, say: Translator) -> str:
    if not found:
        return say("diagnosis.empty.none" if trials.complete else "diagnosis.empty.stopped")
    if code == "one" and say.has(f"diagnosis.empty.{found[0].kind}"):
        code = found[0].kind
    return say(f"diagnosis.empty.{code}", text=_shown(found[0], trials.tree))
