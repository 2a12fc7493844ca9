"""Reading group graph patterns: SPARQL 1.1 §19.8, rules 53 to 68."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable

from territory_graph.diagnosis.expressions import Uses
from territory_graph.diagnosis.reader import Span
from territory_graph.diagnosis.tree import Element, Group, Nested, Piece, Union
from territory_graph.diagnosis.triples import TripleReader
from territory_graph.store.tokens import Token


class PatternReader(TripleReader):
    """Reads groups and all that they hold."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        super().__init__(text, tokens)
        self._basics = 0

    @abstractmethod
    def subselect(self) -> tuple[Nested, frozenset[str]]:
        """Reads a sub-select; returns it with the variables that it projects."""

    def group(self) -> Group:
        """A group graph pattern with its braces."""
        start = self.at
        self.open("{", "group")
        if self.is_word("select"):
            inner, variables = self.subselect()
            self.close("}", "modifier")
            return Group(self.span(start), (inner,), variables)
        elements, bound = self._elements()
        self.close("}", "pattern")
        return Group(self.span(start), tuple(elements), frozenset(bound))

    def _elements(self) -> tuple[list[Element], set[str]]:
        elements: list[Element] = []
        variables: set[str] = set()
        self._basics += 1
        basic = self._basics
        while not self.is_mark("}"):
            if self.is_term():
                block = self.block(basic)
                elements.append(block)
                variables |= block.variables
                if not self.accept_mark(".") and self.is_term():
                    raise self.fault("missing-point")
                continue
            joins = not self.is_word("filter")
            element, bound = self._other(variables)
            elements.append(element)
            variables |= bound
            self.accept_mark(".")
            if joins:
                self._basics += 1
                basic = self._basics
        return elements, variables

    def _other(self, variables: set[str]) -> tuple[Element, frozenset[str]]:
        """What a group holds beside triple patterns, with the variables that it may bind."""
        if self.is_mark("{"):
            branches = [self.group()]
            while self.accept_word("union"):
                branches.append(self.group())
            return Union(tuple(branches)), frozenset().union(*(branch.variables for branch in branches))
        readers: dict[str, Callable[[], frozenset[str]]] = {
            "optional": lambda: self.group().variables,
            "minus": self._minus,
            "service": self._service,
            "filter": self._filter,
            "values": self.values_rows,
            "bind": lambda: self._bind(variables),
        }
        start, word = self.at, self.word()
        if word == "graph":
            return self._graph()
        if word not in readers:
            raise self.unexpected("pattern")
        self.take()
        bound = readers[word]()
        return Piece(word, self.span(start)), bound

    def _minus(self) -> frozenset[str]:
        self.group()
        return frozenset()

    def _service(self) -> frozenset[str]:
        self.accept_word("silent")
        asked = len(self.properties), len(self.classes)
        variables = self._name() | self.group().variables
        del self.properties[asked[0] :], self.classes[asked[1] :]
        return variables

    def _filter(self) -> frozenset[str]:
        uses = Uses()
        self.constraint(uses)
        if uses.aggregates:
            raise self.fault("aggregate", uses.aggregates[0])
        return frozenset()

    def _bind(self, variables: set[str]) -> frozenset[str]:
        self.open("(", "bracketed")
        self.expression(Uses())
        self.expect_word("as")
        variable = self.expect_kind("variable", "variable").text
        if variable[1:] in variables:
            raise self.fault("bound", self.at - 1, variable=variable)
        self.close(")", "closing")
        return frozenset((variable[1:],))

    def _graph(self) -> tuple[Nested, frozenset[str]]:
        start = self.at
        self.take()
        name = self._name()
        head = self.span(start)
        group = self.group()
        return Nested("graph", head, group, Span(group.span.end, group.span.end)), name | group.variables

    def _name(self) -> frozenset[str]:
        """The variable or IRI behind GRAPH or SERVICE; the variables that it binds."""
        if self.is_kind("variable"):
            return frozenset((self.take().text[1:],))
        self.iri("name")
        return frozenset()

    def values_rows(self) -> frozenset[str]:
        """Rows of values, behind VALUES; the variables that they bind."""
        if self.is_kind("variable"):
            variables = [self.take().text[1:]]
            self.open("{", "values")
            while not self.is_mark("}"):
                self._value()
            self.close("}", "value")
            return frozenset(variables)
        self.open("(", "values")
        variables = []
        while self.is_kind("variable"):
            variables.append(self.take().text[1:])
        self.close(")", "variable")
        self.open("{", "values")
        while self.is_mark("("):
            width = len(variables)
            start, count = self.at, 0
            self.open("(", "row")
            while not self.is_mark(")"):
                self._value()
                count += 1
            self.close(")", "value")
            if count != width:
                raise self.fault("row", start, wanted=width, found=count)
        self.close("}", "row")
        return frozenset(variables)

    def _value(self) -> None:
        if self.is_kind("variable", "blank") or not (self.accept_word("undef") or self.is_term()):
            raise self.unexpected("value")
        if self.last.text.lower() != "undef":
            self.term("value")
