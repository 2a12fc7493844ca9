"""What could hurt of a text of SPARQL, and is refused before any engine reads it.

The engine has no limits of its own: deep nesting ends its process, ``SERVICE`` and ``LOAD`` go out to the network.
Tokens cut as the engine cuts them (``tokens``) show them where they are operators; in a string, a comment, an IRI or a
name the same letters are harmless.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from territory_graph.errors import QueryRefusedError
from territory_graph.store.tokens import (
    CLOSING,
    EXPRESSION,
    GROUP,
    JOINING,
    LIST,
    OPENING,
    SEPARATORS,
    TOP,
    Token,
    is_operand,
    missing_terms,
    position,
    prefix_of,
    read_tokens,
    readable,
)

LARGEST = 256 * 1024
"""Bytes of UTF-8 that a query or an update may have."""
DEEPEST = 100
"""How many brackets may be open at once; the engine dies of some hundreds."""
MOST_OPERATORS = 2_000
"""How many operators one expression or path may join; the engine dies of ten thousand."""
LONGEST_PATH = 64
"""How many steps one property path may have: beyond, planning alone takes seconds."""
MOST_NESTED_NODES = 32
"""How many blank node property lists and collections may be open at once, for the same reason."""

_BEFORE_GRAPH = ("prefix", "graph", "with", "using", "named", "to", "copy", "move", "add", "silent")

# Words, numbers and marks that the engine may find at the start of a name whose prefix is not declared.
_GLUED = re.compile(
    r"(?:a|true|false|undef|filter|service|silent|graph|from|named|describe|distinct|group|order|by|having|load|into"
    r"|with|using|default|to|copy|move|add|clear|drop|create|prefix|[0-9.e-])+",
    re.IGNORECASE,
)

_OPERATOR_SIGNS = "!+-*/|&"


def harmless(written: str, services: Collection[str] = (), *, update: bool = False) -> str:
    """The text without escapes of names, once nothing in it can hurt: of an update, LOAD neither.

    ``services`` are the IRIs that ``SERVICE`` may ask.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    if len(written) > LARGEST or len(written.encode(errors="replace")) > LARGEST:
        size = LARGEST // 1024
        raise QueryRefusedError(rule="size", reason=REASONS["size"].format(kilobytes=size), kilobytes=size)
    text = readable(written)
    try:
        _check(text, services)
        if update and "load" in text.lower():
            _check_loads(text, tuple(read_tokens(text)))
    except QueryRefusedError as error:
        keyword = error.rule.partition("-")[0]
        if keyword not in ("service", "load") or keyword in written.lower():
            raise
        # Only escapes spell the keyword: who does not see it there is told so.
        place = {"line": error.fields["line"], "column": error.fields["column"]}
        raise QueryRefusedError(rule="escape", reason=REASONS["escape"], **place) from None
    return text


def _check(text: str, services: Collection[str]) -> None:
    """Refuses what could hurt; tokens are looked at only where there is enough of something to fail a check."""
    marks = sum(map(text.count, ("(", "[", "{", "<<"))) > MOST_NESTED_NODES
    if marks or sum(map(text.count, _OPERATOR_SIGNS)) > LONGEST_PATH:
        measure = _Measure(text)
        for token in read_tokens(text):
            measure.take(token)
    if "service" in text.lower():
        _check_services(text, tuple(read_tokens(text)), services)


def _check_services(text: str, found: Sequence[Token], services: Collection[str]) -> None:
    """The engine needs no space behind a keyword: “SERVICESILENT<…>”, “trueSERVICE<…>”, “SERVICEex:name { … }”."""
    prefixes = _prefixes(found)
    for place, token in enumerate(found):
        if token.kind == "word":
            hidden = "service" in token.text.lower() and not _is_allowed(found[place : place + 3], services)
        elif token.kind == "name":
            hidden = _is_glued(token, prefixes) or _is_keyword(found, place, prefixes)
        else:
            continue
        if hidden:
            allowed = ", ".join(f"<{service}>" for service in sorted(services))
            raise refused("service-other" if services else "service", text, token, allowed=allowed)


def _is_allowed(found: Sequence[Token], services: Collection[str]) -> bool:
    behind = found[1:]
    if behind and behind[0].text.lower() == "silent":
        behind = behind[1:]
    exact = found[0].text.lower() == "service"
    return exact and bool(behind) and behind[0].kind == "iri" and behind[0].text[1:-1] in services


def _is_glued(name: Token, prefixes: Collection[str]) -> bool:
    """Whether the engine may read a keyword and a shorter name: “SERVICEex:a” where “ex” is the prefix."""
    return name.text.partition(":")[0] not in prefixes and _splits(name, prefixes)


def _splits(name: Token, prefixes: Collection[str]) -> bool:
    prefix = name.text.partition(":")[0]
    starts = (prefix[: len(prefix) - len(known)] for known in prefixes if prefix.endswith(known))
    return any(map(_GLUED.fullmatch, starts))


def _is_keyword(found: Sequence[Token], place: int, prefixes: Collection[str]) -> bool:
    """Whether a name whose prefix is declared may yet be a keyword and a name, for want of a triple pattern around it.

    The object of a pattern and the name of a graph are neither.
    """
    token, before = found[place], found[place - 1].text.lower()
    behind = found[place + 1].text if place + 1 < len(found) else ""
    if token.inside != GROUP or behind not in ("{", "("):
        return False
    if behind == "(":
        return "filter" in prefix_of(token) and before in (";", *CLOSING) and _splits(token, prefixes)
    return "service" in prefix_of(token) and before != "graph" and missing_terms(found, place) != 1


def _prefixes(found: Sequence[Token]) -> frozenset[str]:
    """The prefixes that are declared."""
    declared = (one for word, one in pairwise(found) if word.kind == "word" and word.text.lower() == "prefix")
    return frozenset(one.text.removesuffix(":") for one in declared)


def _check_loads(text: str, found: Sequence[Token]) -> None:
    """LOAD as a word, or glued to the name of what it would load, which stands where no graph is named."""
    prefixes = _prefixes(found)
    depth = 0
    before = ""
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        named = token.kind == "name" and depth == 0 and before not in _BEFORE_GRAPH
        glued = token.kind == "name" and (_is_glued(token, prefixes) or (named and "load" in prefix_of(token)))
        if glued or (token.kind == "word" and "load" in token.text.lower()):
            raise refused("load", text, token)
        before = token.text.lower()


@dataclass(slots=True)
class _Chain:
    """What is joined between two brackets: operators and steps of paths, and the most of those that went before."""

    inside: str
    operators: int = 0
    steps: int = 0
    most_operators: int = 0
    most_steps: int = 0

    def end(self, *, path: bool = True) -> None:
        """Another expression begins, or another path; without ``path``, only another way of the same one."""
        self.most_steps, self.steps = max(self.most_steps, self.steps), 0
        if path:
            self.most_operators, self.operators = max(self.most_operators, self.operators), 0

    def take(self, inner: _Chain) -> None:
        """What stood in brackets is joined to what stands around them, if that is of its kind."""
        inner.end()
        if inner.inside == LIST or self.inside == EXPRESSION:
            self.operators += inner.most_operators
            self.steps += inner.most_steps


class _Measure:
    """Refuses what is nested or joined too far: each bracket and operator is a call in the engine that waits."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._chains = [_Chain(TOP)]
        self._nodes = 0
        self._before = Token("", "", 0)
        self._signed = False

    def take(self, token: Token) -> None:
        """Counts a token.

        Raises:
            QueryRefusedError: it is one too many.
        """
        sign = token.text in ("+", "-") and not is_operand(self._before)
        if token.kind == "punctuation":
            self._mark(token)
        elif token.inside != EXPRESSION and token.kind in ("variable", "string", "number", "blank"):
            self._chains[-1].end()
        elif token.kind == "number" and self._signed:  # its sign is no operator
            self._chains[-1].operators -= 1
        self._before, self._signed = token, sign
        self._check(token)

    def _mark(self, token: Token) -> None:
        """Counts a bracket or an operator; comparisons do not chain."""
        chain = self._chains[-1]
        if token.text in OPENING:
            self._chains.append(_Chain(token.inside))
            self._nodes += token.inside == LIST
        elif token.text in CLOSING and len(self._chains) > 1:
            inner = self._chains.pop()
            self._chains[-1].take(inner)
            self._nodes -= inner.inside == LIST
        elif token.text in SEPARATORS:
            chain.end()
        elif token.inside == EXPRESSION:
            chain.operators += token.text in JOINING
        elif token.text == "|":
            chain.end(path=False)
            chain.operators += 1
        elif token.text == "/":
            chain.steps += 1
            chain.operators += 1

    def _check(self, token: Token) -> None:
        chain, depth = self._chains[-1], len(self._chains) - 1
        if depth > DEEPEST or self._nodes > MOST_NESTED_NODES:
            most = DEEPEST if depth > DEEPEST else MOST_NESTED_NODES
            raise refused("nesting", self._text, token, most=most)
        if chain.operators > MOST_OPERATORS:
            raise refused("operators", self._text, token, most=MOST_OPERATORS)
        if chain.steps > LONGEST_PATH:
            raise refused("path", self._text, token, most=LONGEST_PATH)


REASONS = {
    "size": "it is longer than {kilobytes} KiB",
    "empty": "it is empty",
    "nesting": "it is nested too deeply: at most {most} levels",
    "operators": "it has too many operators: at most {most}",
    "path": "a property path is too long: at most {most} steps",
    "escape": "SERVICE and LOAD are off here, with escapes too",
    "service": "SERVICE asks another server, which is off here",
    "service-other": "SERVICE may ask here only {allowed}, named in the query by its IRI",
    "load": "LOAD reads from elsewhere, which is off here",
    "update": "{word} changes data, and only queries are answered here",
    "no-query": "it is no query: SELECT, ASK, CONSTRUCT or DESCRIBE is expected here",
    "no-update": "it is no update: INSERT, DELETE, CLEAR, DROP, CREATE, COPY, MOVE or ADD is expected here",
}


def refused(rule: str, text: str, token: Token, **values: object) -> QueryRefusedError:
    """The error of a token: the rule that it breaks, and where it stands."""
    line, column = position(text, token.start)
    return QueryRefusedError(rule=rule, reason=REASONS[rule].format(**values), line=line, column=column, **values)
