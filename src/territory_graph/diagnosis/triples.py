"""Reading triple patterns and property paths: SPARQL 1.1 §19.8, rules 75 to 109."""

from __future__ import annotations

from collections.abc import Iterable

from territory_graph.diagnosis.expressions import ExpressionReader
from territory_graph.diagnosis.reader import Span
from territory_graph.diagnosis.tree import Block, Triple
from territory_graph.store.tokens import Token


class TripleReader(ExpressionReader):
    """Reads what is said of one subject, and remembers which properties and classes are asked for."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        super().__init__(text, tokens)
        self._labels: dict[str, int] = {}
        self.properties: list[Span] = []
        self.classes: list[Span] = []

    def is_term(self) -> bool:
        """Whether a triple pattern may begin here."""
        signed = self.is_mark("+", "-") and self.tokens[self.at + 1].kind == "number"
        known = self.is_kind("variable", "iri", "name", "blank", "string", "number")
        return known or signed or self.is_mark("[", "(") or self.is_word("true", "false")

    def term(self, expected: str) -> None:
        """A variable, an IRI, a blank node or a literal."""
        if self.is_kind("iri", "name"):
            self.iri(expected)
        elif self.is_kind("string"):
            self.literal()
        elif self.is_term() and not self.is_mark("[", "("):
            self.accept_mark("+", "-")
            self.take()
        else:
            raise self.unexpected(expected)

    def block(self, basic: int, *, template: bool = False) -> Block:
        """Triple patterns about one subject; ``basic`` is the number of their basic graph pattern."""
        start = self.at
        bare = self._node(template)
        subject = self.span(start)
        triples: list[Triple] = []
        if not bare or self._is_verb():
            self._properties(subject, triples, template)
        for number in range(start, self.at):
            token = self.tokens[number]
            if token.kind == "blank" and self._labels.setdefault(token.text, basic) != basic:
                raise self.fault("label", number, label=token.text)
        variables = frozenset(token.text[1:] for token in self.read(start) if token.kind == "variable")
        return Block(subject, tuple(triples), bare, variables)

    def forget_labels(self) -> None:
        """Lets what follows use the labels of blank nodes anew, as the WHERE group does after a template."""
        self._labels.clear()

    def _node(self, template: bool) -> bool:
        """A term, ``[ … ]`` or ``( … )``; returns whether it is a pattern by itself."""
        if self.is_mark("["):
            self.open("[", "term")
            filled = not self.is_mark("]")
            if filled:
                self._properties(Span(0, 0), [], template)
            self.close("]", "continued")
        elif self.is_mark("("):
            self.open("(", "term")
            filled = not self.is_mark(")")
            while not self.is_mark(")"):
                self._node(template)
            self.close(")", "term")
        else:
            self.term("term")
            filled = False
        return filled

    def _is_verb(self) -> bool:
        return self.is_kind("variable", "iri", "name") or self.next.text == "a" or self.is_mark("^", "!", "(")

    def _properties(self, subject: Span, triples: list[Triple], template: bool) -> None:
        """Verbs and their objects, between semicolons and commas."""
        begins = subject.start
        while True:
            start = self.at
            simple = self._verb(template)
            verb = self.span(start)
            begins = begins if not triples else verb.start
            while True:
                object_ = self._object(template)
                if self.text[verb.start : verb.end] == "a" and self.last.end - object_.start == len(self.last.text):
                    self._note(self.classes)
                triples.append(Triple("triple", Span(begins, object_.end), subject, verb, object_, simple))
                if not self.accept_mark(","):
                    break
                begins = self.next.start
            if not self.accept_mark(";"):
                return
            while self.accept_mark(";"):
                pass
            if not self._is_verb():
                return

    def _object(self, template: bool) -> Span:
        start = self.at
        if not self.is_term():
            raise self.unexpected("object")
        self._node(template)
        return self.span(start)

    def _verb(self, template: bool) -> bool:
        """A property, a variable or a path; returns whether it is no path."""
        start = self.at
        if self.is_kind("variable"):
            self.take()
        elif template:
            self._step()
        else:
            self._path()
        return self.at - start == 1

    def _path(self) -> None:
        while True:
            self.accept_mark("^")
            if self.accept_mark("!"):
                self._negated()
            elif self.is_mark("("):
                self.open("(", "property")
                self._path()
                self.close(")", "path")
            else:
                self._step()
            self.accept_mark("*", "+", "?")
            if not self.accept_mark("/", "|"):
                return

    def _negated(self) -> None:
        """One property, or several in brackets, that a path must not take."""
        if not self.is_mark("("):
            self.accept_mark("^")
            self._step(asked=False)
            return
        self.open("(", "property")
        while not self.is_mark(")"):
            self.accept_mark("^")
            self._step(asked=False)
            if not self.accept_mark("|"):
                break
        self.close(")", "path")

    def _step(self, *, asked: bool = True) -> None:
        if self.next.kind == "word" and self.next.text == "a":
            self.take()
            return
        self.iri("property")
        if asked:
            self._note(self.properties)

    def _note(self, places: list[Span]) -> None:
        """Remembers where the IRI that was read last stands."""
        if self.last.kind in ("iri", "name"):
            places.append(Span(self.last.start, self.last.end))
