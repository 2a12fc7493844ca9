"""Guard: what is refused of a person's SPARQL before any engine reads it.

The engine has no limits of its own: deep nesting ends its process, ``SERVICE`` and ``LOAD`` go out to the network.
Tokens cut as the engine cuts them (``tokens``) show them where they are operators; in a string, a comment, an IRI or a
name the same letters are harmless. What passes may still be wrong, slow or greedy: it runs in a process of its own
(``pool``).

>>> guard("SELECT * { ?s ?p 'service' } # load").form
'select'
>>> guard("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
Traceback (most recent call last):
...
territory_graph.errors.QueryRefusedError: the query cannot be run: SERVICE asks another server, which is off here
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from territory_graph.errors import QueryRefusedError
from territory_graph.store.paths import PathQuery, read_path
from territory_graph.store.tokens import (
    CLOSING,
    EXPRESSION,
    GROUP,
    JOINING,
    LIST,
    OPENING,
    PLAIN,
    SEPARATORS,
    TOP,
    Token,
    is_operand,
    missing_terms,
    one_thing,
    position,
    prefix_of,
    read_tokens,
    readable,
    scan,
    tokens,
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

FORMS = ("select", "ask", "construct", "describe")
_UPDATES = ("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with")
_PROLOGUE = {"base": 2, "prefix": 3, "version": 2}  # declarations, each with the number of its tokens
_UNREPEATABLE = ("now", "rand", "uuid", "bnode")  # parts of words: the engine needs no space between them
_BEFORE_GRAPH = ("prefix", "graph", "with", "using", "named", "to", "copy", "move", "add", "silent")

# Words, numbers and marks that the engine may find at the start of a name whose prefix is not declared.
_GLUED = re.compile(
    r"(?:a|true|false|undef|filter|service|silent|graph|from|named|describe|distinct|group|order|by|having|load|into"
    r"|with|using|default|to|copy|move|add|clear|drop|create|prefix|[0-9.e-])+",
    re.IGNORECASE,
)

_OPERATOR_SIGNS = "!+-*/|&"
_GLUED_LIMIT = re.compile(r"limit([0-9]+)", re.IGNORECASE)


class FromClauses(NamedTuple):
    """The graphs that a query names by FROM and by FROM NAMED, as it writes them, and the prologue by which to read."""

    prologue: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuardedQuery:
    """A query that may be given to an engine in a process of its own; ``form`` is one of ``FORMS``."""

    text: str
    form: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens, without space and comments."""
        return tuple(read_tokens(self.text))

    @cached_property
    def repeatable(self) -> bool:
        """Whether equal data give an equal answer: it calls neither the clock nor chance."""
        text = self.text.lower()
        return not any(name in text and any(name in word for word in self._words) for name in _UNREPEATABLE)

    @cached_property
    def of_one_thing(self) -> bool:
        """Whether it asks nothing but what is said of one thing that it names: of no join, path, filter or order.

        >>> guard("SELECT ?o { <urn:a> a ?o }").of_one_thing, guard("SELECT ?s { ?s a <urn:c> }").of_one_thing
        (True, False)
        """
        return one_thing().fullmatch(self.text) is not None

    @cached_property
    def path(self) -> PathQuery | None:
        """The path that it asks for, where it asks for nothing but the other ends of one."""
        return read_path(self.text)

    @cached_property
    def from_clauses(self) -> FromClauses:
        """What it says by FROM and FROM NAMED."""
        return from_clauses(self.text)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(token.text.lower() for token in self.tokens if token.kind == "word")

    def limited(self, rows: int) -> str:
        """The text of a SELECT that answers at most ``rows`` rows: its own LIMIT lowered, or one added.

        >>> guard("SELECT * {} LIMIT 50 # all").limited(10)
        'SELECT * {} LIMIT 10 # all'
        >>> guard("SELECT * {} VALUES ?x { 1 }").limited(10)
        'SELECT * {} LIMIT 10 VALUES ?x { 1 }'
        """
        start, end, put = self.limiting(rows)
        return self.text[:start] + put + self.text[end:]

    def limiting(self, rows: int) -> tuple[int, int, str]:
        """Where the text is to change so that it answers at most ``rows`` rows, and what is to stand there."""
        end = len(self.text)
        if self.form != "select":
            return end, end, ""
        lowered = self.text.lower()
        modifiers = list(_modifiers(self.tokens)) if "limit" in lowered or "values" in lowered else []
        for place, token in enumerate(modifiers):
            if (glued := _GLUED_LIMIT.search(token.text)) is not None:
                return _lowered(token.start + glued.start(1), glued[1], rows)
            if token.text.lower().endswith("limit") and place + 1 < len(modifiers):
                return _lowered(modifiers[place + 1].start, modifiers[place + 1].text, rows)
        values = next((token for token in modifiers if token.text.lower().endswith("values")), None)
        if values is None:
            return end, end, f"\nLIMIT {rows}"
        start = values.end - len("values")
        return start, start, f"LIMIT {rows} "


def _lowered(start: int, number: str, rows: int) -> tuple[int, int, str]:
    """Where a LIMIT's number stands, and the smaller of it and ``rows``; what is no number stays, and is an error."""
    digits = number.lstrip("0") or "0"
    small = not number.isdecimal() or (len(digits) <= len(str(rows)) and int(digits) <= rows)
    return start, start + len(number), number if small else str(rows)


def guard(text: str, *, services: Collection[str] = ()) -> GuardedQuery:
    """The query, once nothing in it can hurt: neither its size, nor its nesting, nor what it asks of others.

    ``services`` are the IRIs that ``SERVICE`` may ask.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    _check_size(text)
    written, text = text, readable(text)
    with _spelled(written):
        _check(text, services)
    if (plain := PLAIN.match(text)) is not None:
        return GuardedQuery(text, plain[1].lower())
    first = _operation(text)
    form = "" if first is None else _begins(first, FORMS)
    if form:
        return GuardedQuery(text, form)
    last = first or next(reversed(tokens(text)), None)
    if last is None:
        raise QueryRefusedError(rule="empty", reason=_REASONS["empty"])
    if _begins(last, _UPDATES):
        raise _refused("update", text, last, word=last.text.upper())
    raise _refused("no-query", text, last)


def guard_update(text: str) -> str:
    """The text of an update, once nothing in it can hurt: no size, nesting, ``SERVICE`` or ``LOAD``.

    One without an operation changes nothing.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    _check_size(text)
    written, text = text, readable(text)
    with _spelled(written):
        _check(text, ())
        if "load" in text.lower():
            _check_loads(text, tuple(read_tokens(text)))
    first = _operation(text)
    if first is not None and not _begins(first, _UPDATES):
        raise _refused("no-update", text, first)
    return text


def from_clauses(text: str) -> FromClauses:
    """What a query says by FROM and FROM NAMED, the engine needing no space around these words.

    >>> from_clauses("PREFIX a: <urn:> SELECT ?from FROM a:x FROM NAMED <urn:y> { ?from a:from ?x }")
    FromClauses(prologue='PREFIX a: <urn:> ', default=('a:x',), named=('<urn:y>',))
    """
    first = _operation(text) if "from" in text.lower() else None
    if first is None:
        return FromClauses()
    start = first.start
    default: list[str] = []
    named: list[str] = []
    word = ""
    for token in _before_where([token for token in tokens(text) if token.start >= start]):
        if token.kind in ("iri", "name") and word.endswith(("from", "named")):
            (named if word.endswith("named") else default).append(token.text)
        word = token.text.lower() if token.kind == "word" else ""
    return FromClauses(text[:start], tuple(default), tuple(named)) if default or named else FromClauses()


@contextmanager
def _spelled(written: str) -> Iterator[None]:
    """Tells of a keyword that only escapes spell that it is one."""
    try:
        yield
    except QueryRefusedError as error:
        keyword = error.rule.partition("-")[0]
        if keyword not in ("service", "load") or keyword in written.lower():
            raise
        place = {"line": error.fields["line"], "column": error.fields["column"]}
        raise QueryRefusedError(rule="escape", reason=_REASONS["escape"], **place) from None


def is_update(text: str) -> bool:
    """Whether a text says that it changes data."""
    first = _operation(text)
    return first is not None and _begins(first, _UPDATES) != ""


def _check_size(text: str) -> None:
    if len(text) > LARGEST or len(text.encode(errors="replace")) > LARGEST:
        size = LARGEST // 1024
        raise QueryRefusedError(rule="size", reason=_REASONS["size"].format(kilobytes=size), kilobytes=size)


def _check(text: str, services: Collection[str]) -> None:
    """Refuses what could hurt; tokens are looked at only where there is enough of something to fail a check."""
    marks = sum(map(text.count, ("(", "[", "{", "<<"))) > MOST_NESTED_NODES
    if marks or sum(map(text.count, _OPERATOR_SIGNS)) > LONGEST_PATH:
        measure = _Measure(text)
        for token in read_tokens(text):
            measure.take(token)
    if "service" in text.lower():
        _check_services(text, tuple(read_tokens(text)), services)


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
            raise _refused("nesting", self._text, token, most=most)
        if chain.operators > MOST_OPERATORS:
            raise _refused("operators", self._text, token, most=MOST_OPERATORS)
        if chain.steps > LONGEST_PATH:
            raise _refused("path", self._text, token, most=LONGEST_PATH)


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
            raise _refused("service-other" if services else "service", text, token, allowed=allowed)


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
            raise _refused("load", text, token)
        before = token.text.lower()


def _operation(text: str) -> Token | None:
    """The token that says what the text does: the first behind its declarations; None where nothing is."""
    found = scan(text)
    for token in found:
        length = _PROLOGUE.get(token.text.lower(), 0)
        if not length:
            return token
        for _ in range(length - 1):
            next(found, None)
    return None


def _begins(token: Token, words: Iterable[str]) -> str:
    """The word that a token begins with: the engine needs no space behind it."""
    written = token.text.lower() if token.kind == "word" else ""
    return next((word for word in words if written.startswith(word)), "")


def _modifiers(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens behind the WHERE group that stand in no bracket: solution modifiers and VALUES."""
    depth, behind = 0, False
    for token in found:
        opens, closes = token.text in ("{", "(", "["), token.text in ("}", ")", "]")
        if token.kind == "punctuation" and opens:
            depth += 1
        elif token.kind == "punctuation" and closes:
            depth -= 1
            behind = behind or (depth == 0 and token.text == "}")
        elif depth == 0 and behind:
            yield token


def _before_where(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a query before its WHERE group that stand in no bracket, nor in the template of a CONSTRUCT."""
    depth, before = 0, ""
    for token in found:
        if token.text == "{" and depth == 0 and before != "construct":
            return
        if token.kind == "punctuation":
            depth += (token.text in "{([") - (token.text in "})]")
        elif depth == 0:
            yield token
        before = token.text.lower()


_REASONS = {
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


def _refused(rule: str, text: str, token: Token, **values: object) -> QueryRefusedError:
    line, column = position(text, token.start)
    return QueryRefusedError(rule=rule, reason=_REASONS[rule].format(**values), line=line, column=column, **values)
