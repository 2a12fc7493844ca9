"""Remedies: what to write instead of a piece that takes every answer away, tried before it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from territory_graph.diagnosis.advice import unused_hints
from territory_graph.diagnosis.known import KnownTerms
from territory_graph.diagnosis.tree import Piece, Query, Triple
from territory_graph.diagnosis.trials import Trials
from territory_graph.messages import Translator
from territory_graph.store.tokens import Token, tokens

LANGUAGES = ("fr", "en")


def remedies(
    piece: Piece, names: Iterable[tuple[str, str]], trials: Trials, known: KnownTerms, say: Translator
) -> Iterator[str]:
    """Hints on a piece to blame: unused terms it names, things the graph does not know, and what would give answers."""
    hints = [hint for iri, kind in dict.fromkeys(names) for hint in unused_hints(iri, kind, known, say)]
    hints += [say("diagnosis.empty.unknown-thing", name=name) for name in _unknown_things(piece, trials, known)]
    yield from hints or _tried(piece, trials, say)


def _unknown_things(piece: Piece, trials: Trials, known: KnownTerms) -> Iterator[str]:
    """The subject and the object of a triple pattern that nothing is said of."""
    if not isinstance(piece, Triple):
        return
    tree = trials.tree
    for span in (piece.subject, piece.object) if tree.slice(piece.verb) != "a" else (piece.subject,):
        written = tokens(tree.slice(span))
        if len(written) == 1 and written[0].kind in ("iri", "name") and tree.iri(span) not in known.terms:
            iri = f"<{tree.iri(span)}>"
            asked = trials.count
            said = trials.holds(f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} }}")
            if not said and trials.complete and trials.count > asked:
                yield written[0].text


def _tried(piece: Piece, trials: Trials, say: Translator) -> Iterator[str]:
    """The first rewording that gives answers."""
    tree = trials.tree
    if isinstance(piece, Triple) and (turned := _reversed(piece, tree)) and trials.answers({piece: turned}):
        yield say("diagnosis.empty.reversed", text=turned)
        return
    for told, reworded in _literals(piece, tree):
        if trials.answers({piece: reworded}):
            yield say("diagnosis.empty.literal", literal=told)
            return
    if isinstance(piece, Triple) and (compared := _compared(piece, tree)) and trials.answers({piece: compared}):
        yield say("diagnosis.empty.compared", text=compared)


def _reversed(triple: Triple, tree: Query) -> str:
    """The pattern with subject and object in each other's place; empty where it has no two such ends."""
    ends = [tokens(tree.slice(span)) for span in (triple.subject, triple.object)]
    turnable = triple.simple and all(len(end) == 1 and end[0].kind in ("iri", "name", "variable") for end in ends)
    if not turnable or tree.slice(triple.verb) == "a":
        return ""
    return f"{ends[1][0].text} {tree.slice(triple.verb)} {ends[0][0].text}"


def _literals(piece: Piece, tree: Query) -> Iterator[tuple[str, str]]:
    """The piece with its strings in another language or in none, each with the first string so written."""
    written = tree.written(piece)
    found = tokens(written)
    behind = [*(token.text for token in found[1:]), ""]
    strings = [place for place, token in enumerate(found) if token.kind == "string" and behind[place] != "^^"]
    if not strings:
        return
    now = _tag(found, strings[0])
    for tag in ("", *(f"@{language}" for language in LANGUAGES)):
        if tag != now:
            yield f"{found[strings[0]].text}{tag}", _tagged(written, found, strings, tag)


def _tag(found: tuple[Token, ...], place: int) -> str:
    """The language tag behind a string, or nothing."""
    after = found[place + 1] if place + 1 < len(found) else None
    return after.text if after is not None and after.kind == "language" else ""


def _tagged(written: str, found: tuple[Token, ...], strings: list[int], tag: str) -> str:
    """The text with ``tag`` behind every one of these strings."""
    parts, end = [], 0
    for place in strings:
        string = found[place]
        parts += [written[end : string.end], tag]
        end = string.end + len(_tag(found, place))
    return "".join([*parts, written[end:]])


def _compared(triple: Triple, tree: Query) -> str:
    """The pattern with any value that reads the same, whatever its type or language; empty for no literal."""
    found = tokens(tree.slice(triple.object))
    literal = next((token for token in found if token.kind in ("string", "number")), None)
    if literal is None or found[0].text in ("[", "("):
        return ""
    variable = next(name for name in ("?value", "?value_1", "?value_2") if name not in tree.text)
    number = tree.slice(triple.object) if literal.kind == "number" else ""
    text = f'"{number}"' if number else literal.text
    same = f"STR({variable}) = {text}" + (f" || {variable} = {number}" if number else "")
    return f"{tree.slice(triple.subject)} {tree.slice(triple.verb)} {variable} FILTER({same})"
