"""Reading whole queries: SPARQL 1.1 §19.8, rules 1 to 17, with what the grammar's notes ask of variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from territory_graph.diagnosis.expressions import Uses
from territory_graph.diagnosis.modifiers import ModifierReader, Modifiers
from territory_graph.diagnosis.reader import Fault, Span
from territory_graph.diagnosis.tree import Group, Nested, Query
from territory_graph.store.tokens import tokens

LARGEST = 32 * 1024
"""Characters of the longest text that is read: reading takes the time of everybody, and nobody writes more by hand."""


def parse(text: str, prefixes: Mapping[str, str] | None = None) -> Query:
    """The tree of a query, to which ``prefixes`` are known beside those that it declares.

    Raises:
        Fault: the first place where the text is no query; or it is too large to be read.

    >>> parse("SELECT ?x { ?x a ?y ; ?p 1 }").form
    'select'
    """
    if len(text) > LARGEST:
        raise Fault("large", Span(0, 0), 0)
    reader = QueryReader(text, tokens(text))
    reader.prefixes.update(prefixes or {})
    return reader.query()


@dataclass(slots=True)
class _Selected:
    """What stands behind SELECT: numbers of tokens of variables, and for an expression what it mentions."""

    star: int | None = None
    variables: list[tuple[int, Uses | None]] = field(default_factory=list)
    aggregates: bool = False


class QueryReader(ModifierReader):
    """Reads a query from its prologue to its end."""

    def query(self) -> Query:
        """The whole text."""
        self._prologue()
        prologue = Span(0, self.last.end if self.at else 0)
        forms: dict[str, Callable[[], Query]] = {
            "select": self._select,
            "construct": self._construct,
            "describe": self._describe,
            "ask": self._ask,
        }
        word = self.word()
        if word not in forms:
            raise self.unexpected("form")
        query = forms[word]()
        if not self.is_kind("end"):
            raise self.unexpected("modifier")
        return replace(
            query,
            prologue=prologue,
            prefixes=dict(self.prefixes),
            properties=tuple(self.properties),
            classes=tuple(self.classes),
        )

    def _prologue(self) -> None:
        while True:
            if self.accept_word("base"):
                self.whole_iri("declaration")
                self.based = True
            elif self.accept_word("prefix"):
                name = self.expect_kind("name", "prefix-name").text
                if not name.endswith(":"):
                    self.at -= 1
                    raise self.unexpected("prefix-name")
                self.prefixes[name[:-1]] = self.whole_iri("declaration")
            else:
                return

    def _select(self) -> Query:
        start = self.at
        selected = self._selected()
        head = self.span(start)
        dataset = self._dataset()
        where = self._where()
        modifiers = self.modifiers()
        self._check(selected, modifiers, where.variables | modifiers.bound)
        return self._query_of("select", head, dataset, where, modifiers)

    def subselect(self) -> tuple[Nested, frozenset[str]]:
        """A sub-select without its braces."""
        start = self.at
        selected = self._selected()
        head = self.span(start)
        where = self._where()
        behind = self.at
        modifiers = self.modifiers()
        self._check(selected, modifiers, where.variables | modifiers.bound)
        tail = self.span(behind) if self.at > behind else Span(where.span.end, where.span.end)
        named = frozenset(self.tokens[number].text[1:] for number, _ in selected.variables)
        return Nested("select", head, where, tail), named if selected.star is None else where.variables

    def _selected(self) -> _Selected:
        """SELECT and what it projects."""
        self.take()
        self.accept_word("distinct", "reduced")
        selected = _Selected()
        if self.accept_mark("*"):
            selected.star = self.at - 1
            return selected
        while self.is_kind("variable") or self.is_mark("("):
            if self.is_kind("variable"):
                selected.variables.append((self.at, None))
                self.take()
                continue
            uses = Uses()
            self.open("(", "projection")
            self.expression(uses)
            self.expect_word("as")
            selected.variables.append((self.at, uses))
            self.expect_kind("variable", "variable")
            self.close(")", "closing")
            selected.aggregates |= bool(uses.aggregates)
        if not selected.variables:
            raise self.unexpected("projection")
        return selected

    def _dataset(self) -> tuple[Span, ...]:
        clauses: list[Span] = []
        while self.is_word("from"):
            start = self.at
            self.take()
            self.accept_word("named")
            self.iri("dataset")
            clauses.append(self.span(start))
        return tuple(clauses)

    def _where(self) -> Group:
        if not self.accept_word("where") and not self.is_mark("{"):
            raise self.unexpected("where")
        return self.group()

    def _construct(self) -> Query:
        start = self.at
        self.take()
        if self.is_mark("{"):
            self._template()
            self.properties.clear()
            self.classes.clear()
            head = self.span(start)
            dataset = self._dataset()
            where = self._where()
        else:
            head = self.span(start)
            dataset = self._dataset()
            self.expect_word("where")
            where = self._template()
        return self._query_of("construct", head, dataset, where, self.modifiers())

    def _template(self) -> Group:
        """Triples in braces, without paths, filters or groups."""
        start = self.at
        self.open("{", "template")
        blocks = []
        while self.is_term():
            blocks.append(self.block(0, template=True))
            if not self.accept_mark("."):
                if self.is_term():
                    raise self.fault("missing-point")
                break
        self.close("}", "template-triple")
        variables = frozenset[str]().union(*(block.variables for block in blocks))
        self.forget_labels()
        return Group(self.span(start), tuple(blocks), variables)

    def _describe(self) -> Query:
        start = self.at
        self.take()
        if not self.accept_mark("*"):
            if not self.is_kind("variable", "iri", "name"):
                raise self.unexpected("described")
            while self.is_kind("variable", "iri", "name"):
                if self.is_kind("variable"):
                    self.take()
                else:
                    self.iri("described")
        head = self.span(start)
        dataset = self._dataset()
        where = self._where() if self.is_word("where") or self.is_mark("{") else None
        return self._query_of("describe", head, dataset, where, self.modifiers())

    def _ask(self) -> Query:
        start = self.at
        self.take()
        head = self.span(start)
        dataset = self._dataset()
        where = self._where()
        return self._query_of("ask", head, dataset, where, self.modifiers())

    def _query_of(
        self, form: str, head: Span, dataset: tuple[Span, ...], where: Group | None, modifiers: Modifiers
    ) -> Query:
        """The query of these parts; ``query`` adds what is known once all is read."""
        return Query(
            self.text,
            form,
            Span(0, 0),
            head,
            dataset,
            where,
            group_by=modifiers.group_by,
            having=modifiers.having,
            limit=modifiers.limit if modifiers.no_rows else None,
            offset=modifiers.offset,
            values=modifiers.values,
        )

    def _check(self, selected: _Selected, modifiers: Modifiers, visible: frozenset[str]) -> None:
        """Notes 12 and 13 of §19.8, and §11.4: names given once, and only keys beside aggregates."""
        grouped = modifiers.group_by is not None or selected.aggregates or modifiers.aggregates
        if grouped and selected.star is not None:
            raise self.fault("star", selected.star)
        named: set[str] = set()
        for number, uses in selected.variables:
            variable = self.tokens[number].text[1:]
            if variable in named or (uses is not None and variable in visible | modifiers.keys):
                raise self.fault("named-twice", number, variable=f"?{variable}")
            for mention in ([number] if uses is None else uses.variables) if grouped else ():
                if (mentioned := self.tokens[mention].text)[1:] not in modifiers.keys | named:
                    raise self.fault("ungrouped", mention, variable=mentioned)
            named.add(variable)
