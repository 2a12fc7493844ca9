"""Tokens: a SPARQL text cut as the engine cuts it, which needs no space between words.

It reads “<” as an operator behind an operand and as the start of an IRI elsewhere, and a name by its declared prefix,
or else as a keyword and a shorter name.

>>> [token.text for token in tokens("ASK { ?s a <urn:b> } # all")]
['ASK', '{', '?s', 'a', '<urn:b>', '}']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

TOP, GROUP, EXPRESSION, LIST = "top", "group", "expression", "list"
OPENING = frozenset(("{", "(", "[", "<<"))
CLOSING = frozenset(("}", ")", "]", ">>"))
JOINING = frozenset(("!", "+", "-", "*", "/", "||", "&&"))
_MARKS = (
    OPENING | CLOSING | JOINING | frozenset((".", ",", ";", "=", "!=", "<", ">", "<=", ">=", "|", "^", "^^", "?", "~"))
)
_OPERANDS = frozenset(("variable", "string", "broken", "language", "iri", "name", "number", "blank"))
SEPARATORS = ("{", "}", ".", ";", ",")
_MOST_TERMS = 4  # more than a triple pattern has, one that joins two to come
_TERMS = {"a": 1, "true": 1, "false": 1, "truea": 2, "falsea": 2}  # words that are terms of triple patterns

# What names and variables do not hold (SPARQL 1.1, 19.8), for classes that are "[^…]": Python takes four times as long
# to compile what they hold, which every command would wait for.
_NEVER = r"\u00d7\u00f7\u037e\u2000-\u200b\u200e-\u203e\u2041-\u206f\u2190-\u2bff\u2ff0-\u3000"
_NEVER += r"\ud800-\uf8ff\ufdd0-\ufdef\ufffe-\uffff\U000f0000-\U0010ffff"
_NAME_START = rf"^\x00-@\[-`{{-\u00bf\u0300-\u036f\u203f\u2040{_NEVER}"
VARIABLE = rf"^\x00-/:-@\[-\^`{{-\u00b6\u00b8-\u00bf{_NEVER}"
NAME = rf"^\x00-,./:-@\[-\^`{{-\u00b6\u00b8-\u00bf{_NEVER}"
PREFIX = rf"[{_NAME_START}][{NAME}]*+(?:\.++[{NAME}]++)*+"
LOCAL = rf"(?:[{NAME}]|:|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
SPACE = r"(?:[\t\r\n ]|\#[^\r\n]*+)"
_HEX = "[0-9A-Fa-f]"
_POINT = rf"(?:u(?![dD][89a-fA-F]){_HEX}{{4}}|U00(?:00(?![dD][89a-fA-F])|0[1-9a-fA-F]|10){_HEX}{{4}})"
_ESCAPE = rf"\\(?:[tbnrf\"'\\]|{_POINT})"
IRI = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|\\{_POINT})*+>"
# A string with a wrong escape is none for the engine, which may go on to read its quotes as strings.
_STRING = rf"""\"\"\"(?:[^"\\]|{_ESCAPE}|"(?!""))*+\"\"\"|'''(?:[^'\\]|{_ESCAPE}|'(?!''))*+'''
      |"(?:[^"\\\r\n]|{_ESCAPE})*+"|'(?:[^'\\\r\n]|{_ESCAPE})*+'"""
_NUMBER = r"[0-9]+\.[0-9]*[eE][+-]?[0-9]+|(?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\x00-\x20]+|\#[^\r\n]*)
  | (?P<iri>{IRI})
  | (?P<variable>[?$][{VARIABLE}]+)
  | (?P<string>{_STRING})
  | (?P<broken>"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
  | (?P<blank>_:[{NAME}](?:[{NAME}]|\.+(?=[{NAME}]))*+)
  | (?P<name>(?:{PREFIX})?:(?:{LOCAL}++(?:\.++{LOCAL}++)?+)?+)
  | (?P<word>_[A-Za-z0-9_]*+|[A-Za-z][A-Za-z0-9_]*+(?!\.*+[{NAME}]))
  | (?P<dotted>{PREFIX})
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>{_NUMBER})
  | (?P<punctuation>\^\^|\|\||&&|!=|<=|>=|<<|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# A query that begins as nearly all do: with declarations of prefixes that cannot be read otherwise.
PLAIN = re.compile(
    rf"(?:[\x00-\x20]+|\#[^\r\n]*+|(?i:prefix)[\x00-\x20]+(?:{PREFIX})?:[\x00-\x20]*{IRI})*+"
    r"((?i:select|ask|construct|describe))[\x00-\x20{?$*(<]"
)
# A query that asks nothing but what is said of one thing that it names, by one property or by any.
_TERM = rf"(?:{IRI}|(?:{PREFIX})?:{LOCAL}*+)"
_STATEMENT = (
    rf"\{{{SPACE}*+{_TERM}{SPACE}++(?:a|{_TERM}|[?$][{VARIABLE}]++){SPACE}++(?:{_TERM}|[?$][{VARIABLE}]++){SPACE}*+"
    rf"(?:\.{SPACE}*+)?\}}{SPACE}*+"
)
_PIECE = re.compile(rf"(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<number>{_NUMBER})|(?P<punctuation>.)", re.DOTALL)
_UNREAD = re.compile(rf"\#[^\r\n]*|{IRI}|(?x:{_STRING})|[\"'](?s:.*)|\\[^uU]|\\(?P<point>{_POINT})")


@cache
def one_thing() -> re.Pattern[str]:
    """What matches a query that asks nothing but what is said of one thing: compiled when the first is asked."""
    return re.compile(
        rf"(?:{SPACE}|(?i:prefix){SPACE}++(?:{PREFIX})?:{SPACE}*+{IRI})*+"
        rf"(?:(?i:select){SPACE}++(?:\*{SPACE}*+|(?:[?$][{VARIABLE}]++{SPACE}*+)++)(?:(?i:where){SPACE}*+)?{_STATEMENT}"
        rf"|(?i:ask){SPACE}*+{_STATEMENT}"
        rf"|(?i:construct){SPACE}*+(?:{_STATEMENT})?(?i:where){SPACE}*+{_STATEMENT}"
        rf"|(?i:describe){SPACE}++{_TERM}{SPACE}*+)"
    )


class Token(NamedTuple):
    """One token: its kind (a group of the grammar's terminals), its text, and where it starts in characters.

    ``inside`` is what the brackets hold in which it stands: top, group, expression or list; of a bracket, its own.
    """

    kind: str
    text: str
    start: int
    inside: str = TOP

    @property
    def end(self) -> int:
        """The position behind its last character."""
        return self.start + len(self.text)


def readable(text: str) -> str:
    r"""The text as the engine reads it, which knows no ``\u`` outside strings and IRIs: each is its character there.

    >>> print(readable(r"ASK { ?\u0061 <b:c> '\u0061' }"))
    ASK { ?a <b:c> '\u0061' }
    """
    if "\\" not in text:
        return text
    return _UNREAD.sub(lambda found: chr(int(found["point"][1:], 16)) if found["point"] else found[0], text)


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a SPARQL text, without space and comments; a character that begins none is punctuation."""
    return tuple(token._replace(kind="string") if token.kind == "broken" else token for token in scan(text))


def read_tokens(text: str) -> Iterator[Token]:
    """The tokens up to the first that the engine cannot read: it never looks behind it."""
    return takewhile(lambda token: token.text in _MARKS or token.kind not in ("punctuation", "broken"), scan(text))


def scan(text: str) -> Iterator[Token]:
    """The tokens one by one. “<” is an operator behind an operand of an expression, and begins an IRI elsewhere."""
    found: list[Token] = []
    brackets = [TOP]
    start: int | None = 0
    while start is not None:
        matches, start = _TOKEN.finditer(text, start), None
        for match in matches:
            kind, written = match.lastgroup or "", match[0]
            if kind == "space":
                continue
            if written[0] == "<" and len(written) > 1 and brackets[-1] == EXPRESSION and is_operand(found[-1]):
                kind, written = "punctuation", "<=" if text.startswith("<=", match.start()) else "<"
                start = match.start() + len(written)
            for part, piece, place in _pieces(kind, written, match.start()):
                inside = _bracket(part, piece, brackets, found) if part in ("punctuation", "word") else brackets[-1]
                found.append(Token(part, piece, place, inside))
                yield found[-1]
            if start is not None:
                break


def _pieces(kind: str, written: str, start: int) -> Iterable[tuple[str, str, int]]:
    """A token; what looks like the prefix of a name, and has no colon behind it, is words between points."""
    if kind != "dotted":
        return ((kind, written, start),)
    return [(piece.lastgroup or "", piece[0], start + piece.start()) for piece in _PIECE.finditer(written)]


def is_operand(token: Token) -> bool:
    """Whether a token ends an operand, behind which only an operator can stand."""
    if token.kind == "word":
        return token.text.lower().endswith(("true", "false"))
    return token.kind in _OPERANDS or token.text in CLOSING


def _bracket(kind: str, written: str, brackets: list[str], found: Sequence[Token]) -> str:
    """What the brackets hold in which a mark or a word stands, which may open or close one."""
    if kind == "punctuation" and written in OPENING:
        brackets.append(_opened(written, brackets[-1], found))
    elif kind == "punctuation" and written in CLOSING and len(brackets) > 1:
        return brackets.pop()
    elif brackets[-1] == GROUP and found[-1].text == "{":
        if written == "|":  # what is said of a statement: {| … |}
            brackets[-1] = LIST
        elif written[:6].lower() == "select":
            brackets[-1] = TOP
    return brackets[-1]


def _opened(bracket: str, around: str, found: Sequence[Token]) -> str:
    """What a bracket will hold. Round ones hold nodes, values or steps of a path, or else an expression."""
    if bracket != "(":
        return GROUP if bracket == "{" else LIST
    if around in (LIST, EXPRESSION):
        return around
    if found and found[-1].kind == "word":
        term = around == GROUP and found[-1].text in _TERMS
        return LIST if term or found[-1].text.lower().endswith("values") else EXPRESSION
    return EXPRESSION if around == TOP or _is_constraint(found) else LIST


def _is_constraint(found: Sequence[Token]) -> bool:
    """Whether the last token names the function of a FILTER, which may be glued to it: “FILTERex:f”."""
    if len(found) < 2 or found[-1].kind not in ("iri", "name"):
        return False
    if found[-2].kind == "word" and found[-2].text.lower().endswith("filter"):
        return True
    return "filter" in prefix_of(found[-1]) and missing_terms(found, len(found) - 1) not in (1, 2)


def missing_terms(found: Sequence[Token], place: int) -> int:
    """How many terms a triple pattern lacks, the one at ``place`` included: 1 is its object, 3 is a subject.

    0 where the pattern before it is whole, or where there is none.
    """
    if found[place - 1].text == "~":  # the name of a statement, behind its object
        return 1
    present, depth = 0, 0
    for at in range(place - 1, -1, -1):
        token = found[at]
        if depth == 0 and (token.inside in (TOP, EXPRESSION) or token.text in SEPARATORS):
            return max({";": 2, ",": 1}.get(token.text, 3) - present, 0)
        mark = token.text if token.kind == "punctuation" else ""
        depth += (mark in CLOSING) - (mark in OPENING)
        if depth == 0:
            present += _terms(token, mark)
        if present > _MOST_TERMS:
            break
    return 0


def _terms(token: Token, mark: str) -> int:
    """How many terms of a triple pattern a token is; a step of a path is one less, as it joins two."""
    if token.kind == "word":
        return _TERMS.get(token.text, _MOST_TERMS + 1)
    if mark:
        return (mark in OPENING) - (mark in ("/", "|", "^^"))
    return token.kind != "language"


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at ``offset``.

    >>> position("a\\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def prefix_of(name: Token) -> str:
    """The prefix of a name, in small letters: a keyword may be glued to it."""
    return name.text.partition(":")[0].lower()
