"""Reading the tokens of a query one by one, up to the first that does not fit.

SPARQL's grammar needs one token to decide (§19.8), so the first token that no rule takes is where the error is. The
engine reports the furthest place that it tried, which may be lines further.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from territory_graph.store.cursor import BRACKETS, Cursor
from territory_graph.store.tokens import Token
from territory_graph.store.tokens import tokens as tokenize

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


class Span(NamedTuple):
    """A stretch of a text: where it starts, and the position behind its last character."""

    start: int
    end: int


class Fault(Exception):  # noqa: N818 — it never leaves the diagnosis: a lesson is made of it
    """What is wrong, as the code of a sentence and its fields; and where, as a stretch of the text.

    ``at`` is the number of the token at fault.
    """

    def __init__(self, code: str, span: Span, at: int, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.at = at
        self.fields = fields


class Reader(Cursor):
    """A cursor over the tokens of a query that knows which brackets are open, and which prefixes are declared."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        super().__init__(text, _split(tokens))
        self.opened: list[int] = []
        self.prefixes: dict[str, str] = {}
        self.based = False

    def open(self, mark: str, expected: str) -> None:
        """Reads an opening bracket."""
        self.expect_mark(mark, expected)
        self.opened.append(self.at - 1)

    def close(self, mark: str, expected: str) -> None:
        """Reads the bracket that closes the one opened last.

        Raises:
            Fault: another token comes; ``unclosed`` when it ends the text or closes another bracket.
        """
        if self.is_mark(*BRACKETS.values()) and not self.is_mark(mark):
            opener = self.tokens[self.opened[-1]]
            raise self.fault("crossed", opener=opener.text, closer=mark, place=opener.start)
        self.expect_mark(mark, expected)
        self.opened.pop()

    def iri(self, expected: str) -> Token:
        """Reads an IRI, in full or as a prefixed name whose prefix is declared."""
        if not self.is_kind("name"):
            self.whole_iri(expected)
            return self.last
        prefix = self.next.text.partition(":")[0]
        if self.tokens[self.at + 1].text == "/" and self.text.startswith("://", self.next.start + len(prefix)):
            raise self.fault("bare-iri")
        if prefix not in self.prefixes:
            raise self.fault("prefix", prefix=prefix)
        return self.take()

    def whole_iri(self, expected: str) -> str:
        """Reads an IRI between angle brackets, absolute unless there is a base; returns it without them."""
        if not self.is_kind("iri"):
            raise self.unexpected(expected)
        if not self.based and not _ABSOLUTE.match(self.next.text):
            raise self.fault("relative")
        return self.take().text[1:-1]

    def span(self, start: int) -> Span:
        """The text from the token number ``start`` to the one read last."""
        return Span(self.tokens[start].start, max(self.last.end, self.tokens[start].start))

    def read(self, start: int) -> Iterator[Token]:
        """The tokens from number ``start`` to the one read last."""
        return iter(self.tokens[start : self.at])

    def fault(self, code: str, at: int | None = None, **fields: Any) -> Fault:
        """A fault of the token number ``at``, or else of the one to be read."""
        number = self.at if at is None else at
        token = self.tokens[number]
        return Fault(code, Span(token.start, token.end), number, **fields)

    def unexpected(self, expected: str) -> Fault:
        """The fault of the token to be read, where ``expected`` should stand; of a bracket never closed at the end."""
        if self.is_kind("end"):
            if self.opened:
                opener = self.opened[-1]
                return self.fault("unclosed", opener, opener=self.tokens[opener].text, expected=expected)
            return self.fault("ends", max(self.at - 1, 0), expected=expected)
        return self.fault("unexpected", expected=expected)


def _split(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens as §19.8 has them: “1.” is a number and a point, and no variable has a hyphen in its name."""
    for token in tokens:
        if token.kind == "number" and token.text.endswith("."):
            yield Token("number", token.text[:-1], token.start)
            yield Token("punctuation", ".", token.end - 1)
        elif token.kind == "variable" and "-" in token.text:
            place = token.text.index("-")
            yield Token("variable", token.text[:place], token.start)
            rest = tokenize(token.text[place:])
            yield from _split(each._replace(start=token.start + place + each.start) for each in rest)
        else:
            yield token
