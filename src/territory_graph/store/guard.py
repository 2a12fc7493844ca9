"""Guard: what is refused of a person's SPARQL before any engine reads it.

The engine has no limits of its own: deep nesting ends its process, ``SERVICE`` and ``LOAD`` go out to the network.
A tokenizer that follows the grammar (SPARQL 1.1 §19.8) finds them where they are operators; in a string, a comment,
an IRI or a name the same letters are harmless. What passes may still be wrong, slow or greedy: it runs in a process
of its own (``pool``).

>>> guard("SELECT * { ?s ?p 'service' } # load").form
'select'
>>> guard("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
Traceback (most recent call last):
...
territory_graph.errors.QueryRefusedError: the query cannot be run: SERVICE asks another server, which is off here
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from territory_graph.errors import QueryRefusedError

LARGEST = 256 * 1024
"""Bytes of UTF-8 that a query or an update may have."""
DEEPEST = 100
"""How many brackets may be open at once; the engine dies of some thousands."""
MOST_OPERATORS = 2_000
"""How many operators of expressions and paths a text may have; the engine dies of twenty thousand."""
LONGEST_PATH = 64
"""How many steps one property path may have: beyond, planning alone takes seconds."""
MOST_NESTED_NODES = 32
"""How many blank node property lists and collections may be open at once, for the same reason."""

FORMS = ("select", "ask", "construct", "describe")
_UPDATES = frozenset(("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"))
_UNREPEATABLE = ("now", "rand", "uuid", "bnode")  # parts of words: the engine needs no space between them
_OPERATORS = frozenset(("!", "+", "-", "*", "/", "||", "&&", "|", "^", "=", "!=", "<", ">", "<=", ">="))
_ENDS_PATH = frozenset((".", ";", ",", "{", "}", "&&", "||", "=", "!=", "<", ">", "<=", ">="))

_NAME_START = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
_NAME_START += r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_VARIABLE = _NAME_START + r"_0-9\u00b7\u0300-\u036f\u203f\u2040"
_NAME = _VARIABLE + r"\-"
_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\x00-\x20]+|\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<variable>[?$][{_VARIABLE}]+)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<blank>_:[{_NAME}](?:[{_NAME}.]*[{_NAME}])?)
  | (?P<name>(?:[{_NAME_START}](?:[{_NAME}.]*[{_NAME}])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>\d+\.\d*[eE][+-]?\d+|(?:\d*\.)?\d+(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<punctuation>\^\^|\|\||&&|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERATOR_SIGNS = "!+-*/|&^=<>"
_PROLOGUE = re.compile(
    r"(?:[\x00-\x20]+|\#[^\r\n]*|base\s*<[^<>]*>|prefix\s*[^\s:<>]*:\s*<[^<>]*>)*(?P<word>[a-z_][a-z0-9_]*)?",
    re.IGNORECASE,
)
_GLUED_LIMIT = re.compile(r"limit\d+", re.IGNORECASE)
# A “<” that compares, and a comment, can make what follows look like an IRI: “FILTER(?a<?b)SERVICE#>”.
_HIDDEN_SERVICE = re.compile(r"\).*service", re.IGNORECASE)


class Token(NamedTuple):
    """One token: its kind (a group of the grammar's terminals), its text, and where it starts in characters."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position behind its last character."""
        return self.start + len(self.text)


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
        return tokens(self.text)

    @cached_property
    def repeatable(self) -> bool:
        """Whether equal data give an equal answer: it calls neither the clock nor chance."""
        return not any(self._says(name) for name in _UNREPEATABLE)

    @cached_property
    def from_clauses(self) -> FromClauses:
        """What it says by FROM and FROM NAMED."""
        return from_clauses(self.text)

    def _says(self, part: str) -> bool:
        """Whether a word of the query contains ``part``: the engine needs no space between words."""
        return part in self.text.lower() and any(part in word for word in self._words)

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
            if token.text.lower() == "limit" and place + 1 < len(modifiers):
                return _lowered(modifiers[place + 1], 0, rows)
            if _GLUED_LIMIT.fullmatch(token.text):
                return _lowered(token, len("limit"), rows)
        values = next((token for token in modifiers if token.text.lower() == "values"), None)
        return (end, end, f"\nLIMIT {rows}") if values is None else (values.start, values.start, f"LIMIT {rows} ")


def _lowered(token: Token, behind: int, rows: int) -> tuple[int, int, str]:
    """The number at the end of a token, behind so many letters, and the smaller of it and ``rows``."""
    number = token.text[behind:]
    least = number if number.isdecimal() and int(number) <= rows else str(rows)
    return token.start + behind, token.end, least


def guard(text: str, *, services: Collection[str] = ()) -> GuardedQuery:
    """The query, once nothing in it can hurt: neither its size, nor its nesting, nor what it asks of others.

    ``services`` are the IRIs that ``SERVICE`` may ask.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    _check(text, services)
    prologue = _PROLOGUE.match(text)
    form = (prologue["word"] or "").lower() if prologue else ""
    if form not in FORMS:
        raise _no_query(text)
    return GuardedQuery(text, form)


def guard_update(text: str) -> str:
    """The text of an update, once nothing in it can hurt: no size, nesting, ``SERVICE`` or ``LOAD``.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    _check(text, ())
    found = tokens(text)
    if not found:
        raise QueryRefusedError(rule="empty", reason=_REASONS["empty"])
    _check_loads(text, found)
    first = _operation(found)
    if first.text.lower() not in _UPDATES:
        raise _refused("no-update", text, first)
    return text


def from_clauses(text: str) -> FromClauses:
    """What a query says by FROM and FROM NAMED, the engine needing no space around these words.

    >>> from_clauses("PREFIX a: <urn:> SELECT ?from FROM a:x FROM NAMED <urn:y> { ?from a:from ?x }")
    FromClauses(prologue='PREFIX a: <urn:> ', default=('a:x',), named=('<urn:y>',))
    """
    prologue = _PROLOGUE.match(text) if "from" in text.lower() else None
    if prologue is None or prologue["word"] is None:
        return FromClauses()
    start = prologue.start("word")
    default: list[str] = []
    named: list[str] = []
    word = ""
    for token in _before_where([token for token in tokens(text) if token.start >= start]):
        if token.kind in ("iri", "name") and word.endswith(("from", "named")):
            (named if word.endswith("named") else default).append(token.text)
        word = token.text.lower() if token.kind == "word" else ""
    return FromClauses(text[:start], tuple(default), tuple(named)) if default or named else FromClauses()


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a SPARQL text, without space and comments; a character that begins none is punctuation."""
    return tuple(
        [
            Token(kind, found[0], found.start())
            for found in _TOKEN.finditer(text)
            if (kind := found.lastgroup or "") != "space"
        ]
    )


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at ``offset``.

    >>> position("a\\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _check(text: str, services: Collection[str]) -> None:
    """Refuses what could hurt; tokens are looked at only where there is enough of something to fail a check."""
    if len(text) > LARGEST or len(text.encode(errors="replace")) > LARGEST:
        size = LARGEST // 1024
        raise QueryRefusedError(rule="size", reason=_REASONS["size"].format(kilobytes=size), kilobytes=size)
    if sum(map(text.count, "([{")) > MOST_NESTED_NODES:
        _check_nesting(text, tokens(text))
    if sum(map(text.count, _OPERATOR_SIGNS)) > LONGEST_PATH:
        _check_operators(text, tokens(text))
    if "\\" in text:
        _check_escapes(text, tokens(text))
    if "service" in text.lower():
        _check_services(text, tokens(text), services)


def _no_query(text: str) -> QueryRefusedError:
    """Why a text is no query."""
    found = tokens(text)
    if not found:
        return QueryRefusedError(rule="empty", reason=_REASONS["empty"])
    first = _operation(found)
    if first.text.lower() in _UPDATES:
        return _refused("update", text, first, word=first.text.upper())
    return _refused("no-query", text, first)


def _check_nesting(text: str, found: Sequence[Token]) -> None:
    depth, nodes = 0, 0
    opened: list[bool] = []
    previous = ""
    for token in found:
        if token.kind != "punctuation":
            previous = token.kind
            continue
        if token.text in "{([":
            node = token.text == "[" or (token.text == "(" and previous in ("variable", "iri", "name", "blank"))
            opened.append(node)
            depth, nodes = depth + 1, nodes + node
            if depth > DEEPEST or nodes > MOST_NESTED_NODES:
                raise _refused("nesting", text, token, most=DEEPEST if depth > DEEPEST else MOST_NESTED_NODES)
        elif token.text in "})]" and opened:
            depth, nodes = depth - 1, nodes - opened.pop()
        previous = token.text


def _check_operators(text: str, found: Sequence[Token]) -> None:
    operators, steps = 0, 0
    for token in found:
        operator = token.kind == "punctuation" and token.text in _OPERATORS
        operators += operator
        if operator and token.text == "/":
            steps += 1
        elif token.kind == "variable" or token.text in _ENDS_PATH:
            steps = 0
        if operators > MOST_OPERATORS:
            raise _refused("operators", text, token, most=MOST_OPERATORS)
        if steps > LONGEST_PATH:
            raise _refused("path", text, token, most=LONGEST_PATH)


def _check_escapes(text: str, found: Sequence[Token]) -> None:
    """A ``\\u`` outside strings and IRIs: engines may read it as a letter of a keyword (SPARQL 1.1 §19.2)."""
    for token in found:
        if token.text == "\\":
            raise _refused("escape", text, token)


def _check_services(text: str, found: Sequence[Token], services: Collection[str]) -> None:
    """The engine needs no space behind a keyword: “SERVICESILENT<…>”, “trueSERVICE<…>”, “SERVICEex:name { … }”."""
    for place, token in enumerate(found):
        if "service" not in token.text.lower():
            continue
        if token.kind == "word":
            hidden = not _is_allowed(found[place:], services)
        elif token.kind == "name":
            hidden = "service" in _prefix(token) and _opens_group(found, place)
        else:
            hidden = token.kind == "iri" and _HIDDEN_SERVICE.search(token.text) is not None
        if hidden:
            raise _refused("service", text, token)


def _is_allowed(found: Sequence[Token], services: Collection[str]) -> bool:
    behind = found[1:]
    if behind and behind[0].text.lower() == "silent":
        behind = behind[1:]
    exact = found[0].text.lower() == "service"
    return exact and bool(behind) and behind[0].kind == "iri" and behind[0].text[1:-1] in services


def _prefix(name: Token) -> str:
    return name.text.partition(":")[0].lower()


def _opens_group(found: Sequence[Token], place: int) -> bool:
    """Whether a name stands before a brace, as the name of a service does, and not as that of a graph."""
    before = found[place - 1].text.lower() if place else ""
    return place + 1 < len(found) and found[place + 1].text == "{" and before != "graph"


def _check_loads(text: str, found: Sequence[Token]) -> None:
    """LOAD as a word, or glued to the name of what it would load, which stands in no group."""
    depth = 0
    for place, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        declared = place > 0 and found[place - 1].text.lower() == "prefix"
        glued = token.kind == "name" and depth == 0 and not declared and "load" in _prefix(token)
        if glued or (token.kind == "word" and "load" in token.text.lower()):
            raise _refused("load", text, token)


def _operation(found: Sequence[Token]) -> Token:
    """The word that says what the text does: the first behind BASE and PREFIX declarations."""
    place = 0
    while place < len(found):
        word = found[place].text.lower()
        if word == "base":
            place += 2
        elif word == "prefix":
            place += 3
        else:
            return found[place]
    return found[-1]


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
    "escape": "a backslash may stand only inside a string or an IRI",
    "service": "SERVICE asks another server, which is off here",
    "load": "LOAD reads from elsewhere, which is off here",
    "update": "{word} changes data, and only queries are answered here",
    "no-query": "it is no query: SELECT, ASK, CONSTRUCT or DESCRIBE is expected here",
    "no-update": "it is no update: INSERT, DELETE, CLEAR, DROP, CREATE, COPY, MOVE or ADD is expected here",
}


def _refused(rule: str, text: str, token: Token, **values: object) -> QueryRefusedError:
    line, column = position(text, token.start)
    return QueryRefusedError(rule=rule, reason=_REASONS[rule].format(**values), line=line, column=column, **values)
