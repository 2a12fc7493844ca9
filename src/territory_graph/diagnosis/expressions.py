"""Reading expressions: SPARQL 1.1 §19.8, rules 68 to 129, with the functions of SPARQL 1.2 that the engine has."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from territory_graph.diagnosis.reader import Fault, Reader, Span
from territory_graph.diagnosis.tree import Group
from territory_graph.store.tokens import Token

MANY = 10_000
_COUNTS: dict[tuple[int, int], str] = {
    (0, 0): "now rand struuid uuid",
    (0, 1): "bnode",
    (0, MANY): "coalesce concat",
    (1, 1): "abs bound ceil datatype day encode_for_uri floor haslang haslangdir hours iri isblank isiri isliteral "
    "isnumeric istriple isuri lang langdir lcase md5 minutes month object predicate round seconds sha1 sha256 sha384 "
    "sha512 str strlen subject timezone tz ucase uri year",
    (2, 2): "adjust contains langmatches sameterm strafter strbefore strdt strends strlang strstarts",
    (2, 3): "regex substr",
    (3, 3): "if strlangdir triple",
    (3, 4): "replace",
}
FUNCTIONS = {name: count for count, names in _COUNTS.items() for name in names.split()}
"""Built-in functions, in small letters, with the least and the largest number of their arguments."""
AGGREGATES = ("count", "sum", "min", "max", "avg", "sample", "group_concat")
_WRONG_ESCAPE = re.compile(
    r"""(?<!\\)(?:\\\\)*(?P<escape>\\(?![tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}).?)""", re.DOTALL
)


@dataclass(slots=True)
class Uses:
    """What an expression mentions: variables outside aggregates, by number of token, and aggregates."""

    variables: list[int] = field(default_factory=list)
    aggregates: list[int] = field(default_factory=list)


class ExpressionReader(Reader, ABC):
    """Reads expressions; what they mention is added to ``uses``."""

    @abstractmethod
    def group(self) -> Group:
        """Reads a group graph pattern, as EXISTS has."""

    def expression(self, uses: Uses) -> None:
        """Operands and what joins them. Comparisons do not chain: “1 < ?a < 3” is none."""
        self._operand(uses)
        compared = False
        while True:
            if self.accept_mark("||", "&&"):
                compared = False
            elif self._is_membership() and not compared:
                compared = True
                self.accept_word("not")
                self.take()
                self.open("(", "list")
                self._arguments(uses)
                continue
            elif self.is_mark("=", "!=", "<", ">", "<=", ">=") and not compared:
                compared = True
                self.take()
            elif not self.accept_mark("+", "-", "*", "/"):
                return
            self._operand(uses)

    def _is_membership(self) -> bool:
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        return self.is_word("in") or (self.is_word("not") and after.text.lower() == "in")

    def _operand(self, uses: Uses) -> None:
        while self.accept_mark("!", "+", "-"):
            pass
        if self.is_mark("("):
            self.bracketed(uses)
        elif self.is_kind("variable"):
            uses.variables.append(self.at)
            self.take()
        elif self.is_kind("string"):
            self.literal()
        elif self.is_kind("number") or self.is_word("true", "false"):
            self.take()
        elif self.is_kind("iri", "name"):
            self.iri("operand")
            if self.is_mark("("):
                self.open("(", "arguments")
                self.accept_word("distinct")
                self._arguments(uses)
        elif not self.call(uses):
            raise self.unexpected("operand")

    def bracketed(self, uses: Uses) -> None:
        """An expression in brackets."""
        self.open("(", "bracketed")
        self.expression(uses)
        self.close(")", "operator")

    def _arguments(self, uses: Uses) -> int:
        """Expressions between commas, up to the closing bracket; returns how many."""
        count = 0
        while not self.is_mark(")") or count:
            self.expression(uses)
            count += 1
            if not self.accept_mark(","):
                break
        self.close(")", "comma")
        return count

    def call(self, uses: Uses) -> bool:
        """A built-in function, an aggregate or EXISTS, if one comes."""
        word = self.word()
        if word in AGGREGATES:
            self._aggregate(uses)
        elif word in FUNCTIONS:
            name = self.at
            self.take()
            self.open("(", "arguments")
            count = self._arguments(uses)
            least, most = FUNCTIONS[word]
            if not least <= count <= most:
                wanted = str(least) if least == most else f"{least}–{most}"
                raise self.fault("arguments", name, function=word.upper(), wanted=wanted, found=count)
        elif word in ("exists", "not"):
            self.accept_word("not")
            self.expect_word("exists")
            self.group()
        else:
            return False
        return True

    def _aggregate(self, uses: Uses) -> None:
        uses.aggregates.append(self.at)
        word = self.take().text.lower()
        self.open("(", "arguments")
        self.accept_word("distinct")
        if not (word == "count" and self.accept_mark("*")):
            self.expression(Uses())
        if word == "group_concat" and self.accept_mark(";"):
            self.expect_word("separator")
            self.expect_mark("=", "equals")
            self.expect_kind("string", "string")
        self.close(")", "separator" if word == "group_concat" else "operator")

    def literal(self) -> Token:
        """A string with its language or datatype."""
        token = self.next
        if (wrong := _WRONG_ESCAPE.search(token.text)) is not None:
            span = Span(token.start + wrong.start("escape"), token.start + wrong.end())
            raise Fault("string-escape", span, self.at, written=wrong["escape"])
        self.take()
        if self.is_kind("language"):
            self.take()
        elif self.accept_mark("^^"):
            self.iri("datatype")
        elif self.is_kind("word") and self.next.start == token.end:
            raise self.fault("bare-language", literal=token.text)
        return token

    def constraint(self, uses: Uses) -> None:
        """What FILTER and HAVING take: brackets, or the call of a function."""
        if self.is_mark("("):
            self.bracketed(uses)
        elif self.is_kind("iri", "name"):
            self.iri("constraint")
            self.open("(", "arguments")
            self._arguments(uses)
        elif not self.call(uses):
            raise self.unexpected("constraint")
