"""What a query asks of columns: its patterns and conditions, read into the part ``where`` of a plan.

The reader of the whole query, ``column_plans``, builds on this one, and says which shapes are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from territory_graph.store.cursor import BRACKETS, Cursor
from territory_graph.store.tokens import Token

_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
_TEXT_TESTS = ("contains", "strstarts", "strends")

Plan = dict[str, Any]
Expression = list[Any]


class NoPlanError(Exception):
    """The query is of another shape."""


class PatternReader(Cursor):
    """Reads a group of patterns; whatever it does not know ends it."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        super().__init__(text, tokens)
        self.constants: list[str] = []
        self.folded: dict[str, str] = {}
        self._fresh = 0

    def unexpected(self, expected: str) -> NoPlanError:
        """What ends the reading."""
        return NoPlanError(expected)

    def group(self, inside: str = "") -> Plan:
        """A group of patterns and conditions, that of the query or one ``inside`` EXISTS, MINUS or OPTIONAL."""
        begun = self.at
        self.expect_mark("{")
        group: Plan = {
            "patterns": [],
            "filters": [],
            "values": {},
            "years": {},
            "absent": [],
            "present": [],
            "minus": [],
            "optional": [],
        }
        while not self.is_mark("}"):
            word = self.word()
            if group["minus"] and word != "filter":
                raise NoPlanError  # MINUS looks at what stands before it alone
            if group["optional"] and word not in ("filter", "optional"):
                raise NoPlanError  # what may be unbound would be joined
            if word == "filter":
                self.take()
                self._filter(group, inside)
            elif word == "values" and inside != "optional":
                self._values(group)
            elif word == "bind" and not inside:
                self._bind(group)
            elif word in ("minus", "optional") and not inside:
                self.take()
                group[word].append(self.group(word))
            else:
                self._block(group)
            self.accept_mark(".")
        self.take()
        read = {token.text[1:] for token in self.tokens[begun : self.at] if token.kind == "variable"}
        if inside == "minus" and not read <= in_patterns(group):
            raise NoPlanError  # nothing is known there of what is outside
        return group

    def _filter(self, group: Plan, inside: str) -> None:
        absent = self.accept_word("not")
        if absent or self.word() == "exists":
            if inside in ("minus", "optional"):
                raise NoPlanError
            self.expect_word("exists")
            group["absent" if absent else "present"].append(self.group("exists"))
            return
        if not self.is_mark("("):
            group["filters"].append(self._call())
            return
        self.take()
        group["filters"].append(self._either())
        self.expect_mark(")")

    def _values(self, group: Plan) -> None:
        self.take()
        rounded = self.accept_mark("(")
        name = self.variable()
        if rounded:
            self.expect_mark(")")
        self.expect_mark("{")
        found = []
        while not self.accept_mark("}"):
            if rounded:
                self.expect_mark("(")
            found.append(self._constant())
            if rounded:
                self.expect_mark(")")
        if not found or name in group["values"] or name in self.folded:
            raise NoPlanError
        group["values"][name] = found

    def _bind(self, group: Plan) -> None:
        """YEAR of a day that is bound already, or what follows from constants alone."""
        self.take()
        start, close = self.at, self.matching(self.at)
        if not self.is_word_at(close - 2, "as") or self.tokens[close - 1].kind != "variable":
            raise NoPlanError
        name = self.tokens[close - 1].text[1:]
        if name in bound_by(group) or name in self.folded or name in group["values"]:
            raise NoPlanError
        inner = self.tokens[start + 1 : close - 2]
        texts = [token.text.lower() for token in inner]
        if len(inner) == 4 and texts[0] == "year" and inner[2].kind == "variable":
            if inner[2].text[1:] not in in_patterns(group):
                raise NoPlanError
            group["years"][name] = inner[2].text[1:]
        else:
            known = {*self.folded, *(one for one, found in group["values"].items() if len(found) == 1)}
            read = {token.text[1:] for token in inner if token.kind == "variable"}
            if not read <= known or any(
                "{" in text or text in ("now", "rand", "uuid", "struuid", "bnode") for text in texts
            ):
                raise NoPlanError
            self.folded[name] = self.text[inner[0].start : inner[-1].end]
        self.at = close + 1

    def _block(self, group: Plan) -> None:
        subject = self._term()
        while True:
            steps = self._verb()
            while True:
                self._add(group, subject, steps, self._term())
                if not self.accept_mark(","):
                    break
            if not self.accept_mark(";"):
                return
            while self.accept_mark(";"):
                pass
            if self.is_mark(".", "}"):
                return

    def _add(self, group: Plan, subject: Plan, steps: list[tuple[bool, Plan]], end: Plan) -> None:
        for place, (inverse, step) in enumerate(steps):
            behind = end
            if place + 1 < len(steps):
                self._fresh += 1
                behind = {"v": f".{self._fresh}"}
            group["patterns"].append([behind, step, subject] if inverse else [subject, step, behind])
            subject = behind

    def _verb(self) -> list[tuple[bool, Plan]]:
        if self.is_kind("variable"):
            return [(False, {"v": self.variable()})]
        steps = []
        while True:
            inverse = self.accept_mark("^")
            if self.is_kind("word") and self.next.text == "a":
                self.take()
                steps.append((inverse, self._keep("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")))
            elif self.is_kind("iri", "name"):
                steps.append((inverse, self._constant()))
            else:
                raise NoPlanError
            if not self.accept_mark("/"):
                break
        if self.is_mark("+", "*", "?", "|") or self.is_kind("number"):
            raise NoPlanError
        return steps

    def _term(self) -> Plan:
        return {"v": self.variable()} if self.is_kind("variable") else self._constant()

    def _constant(self) -> Plan:
        """A constant, by its number."""
        token = self.take()
        if token.kind == "string":
            if self.is_kind("language"):
                self.take()
            elif self.accept_mark("^^"):
                self.expect_kind("name" if self.is_kind("name") else "iri")
        elif token.kind == "punctuation" and token.text in ("+", "-"):
            self.expect_kind("number")
        elif token.kind not in ("iri", "name", "number") and token.text.lower() not in ("true", "false"):
            raise NoPlanError
        if self.last.text.endswith("."):
            raise NoPlanError  # “1.” is a number and a point
        return self._keep(self.text[token.start : self.last.end])

    def _keep(self, text: str) -> Plan:
        if text not in self.constants:
            self.constants.append(text)
        return {"c": self.constants.index(text)}

    # Expressions

    def _either(self) -> Expression:
        return self._joined("||", "or", self._both)

    def _both(self) -> Expression:
        return self._joined("&&", "and", self._one)

    def _joined(self, mark: str, sign: str, part: Callable[[], Expression]) -> Expression:
        found = [part()]
        while self.accept_mark(mark):
            found.append(part())
        return found[0] if len(found) == 1 else [sign, *found]

    def _one(self) -> Expression:
        if self.accept_mark("!"):
            if not self.is_mark("("):
                raise NoPlanError  # it binds more closely than what follows
            return ["not", self._one()]
        if self.accept_mark("("):
            found = self._either()
            self.expect_mark(")")
            return found
        if self.word() in ("langmatches", *_TEXT_TESTS):
            return self._call()
        left = self._operand()
        if self.is_mark(*_COMPARISONS):
            return [self.take().text, left, self._operand()]
        outside = self.accept_word("not")
        self.expect_word("in")
        self.expect_mark("(")
        found = [["=", left, self._operand()]]
        while self.accept_mark(","):
            found.append(["=", left, self._operand()])
        self.expect_mark(")")
        return ["not", ["or", *found]] if outside else ["or", *found]

    def _call(self) -> Expression:
        """Whether a text holds, begins or ends with a constant, or its language is in a range."""
        if (test := self.word()) in _TEXT_TESTS:
            self.take()
            self.expect_mark("(")
            text = self._text_operand()
            self.expect_mark(",")
            constant = self._constant()
            self.expect_mark(")")
            return [test, text, constant]
        self.expect_word("langmatches")
        self.expect_mark("(")
        left = self._operand()
        self.expect_mark(",")
        right = self._operand()
        self.expect_mark(")")
        if "lang" not in left or "c" not in right:
            raise NoPlanError
        return ["matches", left, right]

    def _text_operand(self) -> Plan:
        """A variable's text, in small letters where LCASE stands anywhere around it."""
        word = self.word()
        if word not in ("str", "lcase"):
            return {"text": self.variable(), "small": False}
        self.take()
        self.expect_mark("(")
        found = self._text_operand()
        self.expect_mark(")")
        return {**found, "small": found["small"] or word == "lcase"}

    def _operand(self) -> Plan:
        word = self.word()
        if word in ("lang", "year"):
            self.take()
            self.expect_mark("(")
            found = {word: self.variable()}
            self.expect_mark(")")
            return found
        return self._term()

    # Tokens

    def variable(self) -> str:
        """Reads a variable; returns its name."""
        return self.expect_kind("variable").text[1:]

    def is_word_at(self, at: int, word: str) -> bool:
        """Whether a word stands at a place."""
        token = self.tokens[at]
        return token.kind == "word" and token.text.lower() == word

    def matching(self, at: int) -> int:
        """The place of the bracket that closes the one at a place."""
        depth = 0
        for place in range(at, len(self.tokens) - 1):
            token = self.tokens[place]
            if token.kind == "punctuation":
                depth += (token.text in BRACKETS) - (token.text in BRACKETS.values())
            if depth == 0:
                return place
        raise NoPlanError


def bound_by(group: Plan) -> set[str]:
    """The variables that every row of a group binds from the data."""
    return in_patterns(group) | set(group["years"])


def in_patterns(group: Plan) -> set[str]:
    """The variables in the patterns of a group, without those that stand between the steps of a sequence."""
    names: set[str] = {term["v"] for pattern in group["patterns"] for term in pattern if "v" in term}
    return {name for name in names if name[0] != "."}
