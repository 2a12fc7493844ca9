"""Reading what stands behind a WHERE group: SPARQL 1.1 §19.8, rules 18 to 28."""

from __future__ import annotations

from dataclasses import dataclass, field

from territory_graph.diagnosis.expressions import Uses
from territory_graph.diagnosis.patterns import PatternReader
from territory_graph.diagnosis.reader import Span
from territory_graph.diagnosis.tree import Piece


@dataclass(slots=True)
class Modifiers:
    """What stands behind the WHERE group."""

    group_by: Span | None = None
    keys: set[str] = field(default_factory=set)
    having: Piece | None = None
    limit: Piece | None = None
    no_rows: bool = False
    offset: Piece | None = None
    values: Piece | None = None
    aggregates: bool = False
    bound: frozenset[str] = frozenset()


class ModifierReader(PatternReader):
    """Reads solution modifiers and the values behind them."""

    def modifiers(self) -> Modifiers:
        """GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET, then VALUES."""
        modifiers = Modifiers()
        if self.is_word("group"):
            self._group_by(modifiers)
        if self.is_word("having"):
            start, uses = self.at, Uses()
            self.take()
            self.constraint(uses)
            while self.is_mark("("):
                self.bracketed(uses)
            modifiers.having = Piece("having", self.span(start))
            modifiers.aggregates |= bool(uses.aggregates)
        if self.is_word("order"):
            self._order_by(modifiers)
        self._slice(modifiers)
        if self.is_word("values"):
            start = self.at
            self.take()
            modifiers.bound = self.values_rows()
            modifiers.values = Piece("values", self.span(start))
        return modifiers

    def _group_by(self, modifiers: Modifiers) -> None:
        start = self.at
        self.take()
        self.expect_word("by")
        while self._key(modifiers):
            pass
        if modifiers.group_by is None:
            raise self.unexpected("key")
        modifiers.group_by = self.span(start)

    def _key(self, modifiers: Modifiers) -> bool:
        """One key of GROUP BY, if one comes: a variable, an expression in brackets, or a call."""
        start = self.at
        if self.is_kind("variable"):
            modifiers.keys.add(self.take().text[1:])
        elif self.is_mark("("):
            self.open("(", "key")
            self.expression(Uses())
            if self.accept_word("as"):
                modifiers.keys.add(self.expect_kind("variable", "variable").text[1:])
            self.close(")", "as")
        elif self.is_kind("iri", "name"):
            self.constraint(Uses())
        elif not self.call(Uses()):
            return False
        modifiers.group_by = self.span(start)
        return True

    def _order_by(self, modifiers: Modifiers) -> None:
        uses = Uses()
        self.take()
        self.expect_word("by")
        start = self.at
        while self._ordering(uses):
            pass
        if self.at == start:
            raise self.unexpected("ordering")
        modifiers.aggregates |= bool(uses.aggregates)

    def _ordering(self, uses: Uses) -> bool:
        if self.accept_word("asc", "desc"):
            self.bracketed(uses)
        elif self.is_kind("variable"):
            self.take()
        elif self.is_mark("(") or self.is_kind("iri", "name"):
            self.constraint(uses)
        else:
            return self.call(uses)
        return True

    def _slice(self, modifiers: Modifiers) -> None:
        """LIMIT and OFFSET, in any order, each once."""
        while self.is_word("limit", "offset"):
            word, start = self.word(), self.at
            if (modifiers.limit if word == "limit" else modifiers.offset) is not None:
                return
            self.take()
            if not self.next.text.isdecimal():
                raise self.unexpected("integer")
            number = int(self.take().text)
            piece = Piece(word, self.span(start))
            if word == "limit":
                modifiers.limit, modifiers.no_rows = piece, number == 0
            else:
                modifiers.offset = piece
