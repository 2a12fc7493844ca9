"""A cursor over the tokens of a query: the base of those that read one token after another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from territory_graph.store.tokens import Token

BRACKETS = {"{": "}", "(": ")", "[": "]"}


class Cursor(ABC):
    """Stands at the token that is to be read; behind the last there is one of kind ``end``."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        self.text = text
        self.tokens = (*tokens, Token("end", "", len(text)))
        self.at = 0

    @abstractmethod
    def unexpected(self, expected: str) -> Exception:
        """What is raised of the token to be read, where ``expected`` should stand."""

    @property
    def next(self) -> Token:
        """The token that is to be read."""
        return self.tokens[self.at]

    @property
    def last(self) -> Token:
        """The token that was read last."""
        return self.tokens[max(self.at - 1, 0)]

    def word(self) -> str:
        """The word that is to be read, in small letters; empty where there is none."""
        return self.next.text.lower() if self.next.kind == "word" else ""

    def is_word(self, *words: str) -> bool:
        """Whether one of these words is to be read."""
        return self.word() in words

    def is_mark(self, *marks: str) -> bool:
        """Whether one of these marks is to be read."""
        return self.next.kind == "punctuation" and self.next.text in marks

    def is_kind(self, *kinds: str) -> bool:
        """Whether a token of one of these kinds is to be read."""
        return self.next.kind in kinds

    def take(self) -> Token:
        """Reads a token."""
        token = self.next
        self.at += 1
        return token

    def accept_word(self, *words: str) -> bool:
        """Reads one of these words if it comes."""
        return self._taken(self.is_word(*words))

    def accept_mark(self, *marks: str) -> bool:
        """Reads one of these marks if it comes."""
        return self._taken(self.is_mark(*marks))

    def _taken(self, fits: bool) -> bool:
        self.at += fits
        return fits

    def expect_word(self, word: str) -> None:
        """Reads a word that must come."""
        if not self.accept_word(word):
            raise self.unexpected(word)

    def expect_mark(self, mark: str, expected: str = "") -> None:
        """Reads a mark that must come."""
        if not self.accept_mark(mark):
            raise self.unexpected(expected or mark)

    def expect_kind(self, kind: str, expected: str = "") -> Token:
        """Reads a token of a kind that must come."""
        if not self.is_kind(kind):
            raise self.unexpected(expected or kind)
        return self.take()
