"""Plans for columns: what a SELECT asks of whole columns of the data, where it is of a shape that ``columns`` answers.

The shape: triple patterns (sequences and inverses of properties included), FILTER of comparisons, IN, LANG, YEAR,
langMatches and CONTAINS, STRSTARTS and STRENDS of a text, VALUES of one variable, BIND of YEAR and of what follows from
constants, FILTER NOT EXISTS or EXISTS, last OPTIONAL groups and a last MINUS of such patterns; GROUP BY variables,
COUNT, SUM, AVG, MIN, MAX; and whatever projection, HAVING, ORDER BY, LIMIT and OFFSET. Anything else has no plan, and
Oxigraph answers it. Whether an answer from columns is certain to be the same depends on the data too: ``columns``
decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from territory_graph.store.column_patterns import NoPlanError, PatternReader, Plan, bound_by, in_patterns
from territory_graph.store.cursor import BRACKETS
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.tokens import Token

LONGEST = 8_000
"""Characters of the longest text that is read for a plan: reading takes the time of everybody."""
_ELSEWHERE = re.compile(
    r"[{.][\x00-\x20]*(?:<[^<>\x00-\x20]*>|\w*:[\w.-]+)[\x00-\x20]+(?:[^\x00-\x20{}()?$]+[\x00-\x20]+)?[?$]"
    r"|[\w>][+*][\x00-\x20]+[?$<\w]|\bUNION[\x00-\x20]*{",
    re.IGNORECASE,
)
"""Marks of what the engine answers: a pattern of one thing, a path, UNION. They are looked for before
anything is read; where they stand in a string or a comment, it answers as well, only not as soon."""
_AGGREGATES = ("count", "sum", "avg", "min", "max")


def plan(query: GuardedQuery) -> Plan | None:
    """The plan of a query; None where it is of another shape.

    ``constants`` are terms as the query writes them, to be read behind ``prologue``; elsewhere ``{"c": n}`` is the
    n-th, ``{"v": name}`` a variable. ``where`` and each of its ``absent``, ``present``, ``minus`` and ``optional`` hold
    ``patterns`` (subject, property, object), ``filters`` (an operator and operands each), ``values`` (constants by
    variable) and ``years`` (the variable of a day by that of its year). ``folds`` are texts of expressions by variable.
    ``group`` is None where nothing is aggregated; ``aggregates`` are a name, a function, whether distinct, and a
    variable, None for ``*``. In the texts ``head``, ``having`` and ``order``, ``?agg0`` stands for the first aggregate;
    ``needed`` are the variables that they read; ``plain``, for a head of variables and named aggregates alone, its
    names and what each tells; ``first`` what rows are sorted by first and whether downwards, None where that is an
    expression.
    """
    if query.form != "select" or len(query.text) > LONGEST or query.from_clauses.default or query.from_clauses.named:
        return None
    if _ELSEWHERE.search(query.text):
        return None
    try:
        return _Reader(query.text, query.tokens).query()
    except (NoPlanError, IndexError, StopIteration):  # of brackets that do not fit: the engine says what is wrong
        return None


class _Reader(PatternReader):
    """Reads a whole query: what it asks of the data, and what is told of it."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        super().__init__(text, tokens)
        self._aggregates: list[list[Any]] = []

    # The query

    def query(self) -> Plan:
        while self.word() in ("prefix", "base"):
            self.at += 3 if self.word() == "prefix" else 2
        prologue = self.text[: self.next.start]
        self.expect_word("select")
        distinct = self.accept_word("distinct")
        begun = self.at
        while not self.is_mark("{") and self.word() != "where":
            if not self.is_kind("variable") and not self.is_mark("(", "*"):
                raise NoPlanError
            self._skip()
        head = (begun, self.at)
        if self.at - begun == 1 and self.last.text == "*":
            raise NoPlanError  # its variables and their order are the engine's to say
        self.accept_word("where")
        where = self.group()
        group, having, order, limit, offset = self._modifiers()
        if not self.is_kind("end") or any(token.text[1:4] == "agg" for token in self.tokens):
            raise NoPlanError
        aliases = self._aliases(*head)
        texts = {"head": self._rewritten(*head), "having": self._rewritten(*having), "order": self._rewritten(*order)}
        aggregated = group is not None or bool(self._aggregates)
        named = self._named(*head)
        needed = list(dict.fromkeys([*self._read(*head), *self._read(*having), *self._read(*order)]))
        bound = (bound_by(where) | _loose(where)) - self.folded.keys()
        taken = bound | self.folded.keys() | where["values"].keys()
        if aggregated:
            needed = group or []
            # Behind GROUP BY, a variable that is not grouped is unbound or an error: the engine's to say.
            if any(name not in (*needed, *named) for place in (head, having, order) for name in self._read(*place)):
                raise NoPlanError
            if any(name in named for place in (head, having) for name in self._read(*place)) or set(named) & taken:
                raise NoPlanError
        else:
            if limit is not None and order[0] == order[1]:
                raise NoPlanError  # any rows will do: the engine ends with the last of them
            needed = [name for name in needed if name not in named]
            if any(name in named for name in self._read(*head)) or set(named) & taken:
                raise NoPlanError
        if not set(needed) <= bound:
            raise NoPlanError
        return {
            "prologue": prologue,
            "constants": self.constants,
            "where": where,
            "folds": self.folded,
            "distinct": distinct,
            "group": (group or []) if aggregated else None,
            "aggregates": self._aggregates,
            **texts,
            "needed": needed,
            "plain": self._plain(*head, named=aliases),
            "first": self._first_key(*order, named=aliases),
            "limit": limit,
            "offset": offset,
        }

    def _modifiers(self) -> tuple[list[str] | None, tuple[int, int], tuple[int, int], int | None, int]:
        group: list[str] | None = None
        having = order = (self.at, self.at)
        limit, offset = None, 0
        if self.accept_word("group"):
            self.expect_word("by")
            group = []
            while self.is_kind("variable"):
                group.append(self.variable())
            if not group:
                raise NoPlanError
        if self.accept_word("having"):
            having = (self.at, self._until_word("order", "limit", "offset"))
        if self.accept_word("order"):
            self.expect_word("by")
            order = (self.at, self._until_word("limit", "offset"))
        while self.word() in ("limit", "offset"):
            word = self.take().text.lower()
            number = self.expect_kind("number").text
            if not number.isdecimal() or len(number) > 9:
                raise NoPlanError
            if word == "limit":
                limit = int(number)
            else:
                offset = int(number)
        return group, having, order, limit, offset

    # Texts of the query in which aggregates have names

    def _rewritten(self, start: int, end: int) -> str:
        parts, at = [], start
        behind = self.tokens[start].start if start < end else 0
        while at < end:
            token = self.tokens[at]
            if self._is_aggregate(at):
                close = self.matching(at + 1)
                parts += [self.text[behind : token.start], self._aggregate(at, close)]
                at, behind = close + 1, self.tokens[close].end
            elif token.kind == "word" and token.text.lower() in ("sample", "group_concat", "exists"):
                raise NoPlanError
            else:
                at += 1
        return "".join([*parts, self.text[behind : self.tokens[end - 1].end]]) if start < end else ""

    def _is_aggregate(self, at: int) -> bool:
        token = self.tokens[at]
        if token.kind != "word" or token.text.lower() not in _AGGREGATES:
            return False
        if self.tokens[at + 1].text != "(":
            raise NoPlanError  # the engine says what is wrong
        return True

    def _aggregate(self, at: int, close: int) -> str:
        """What stands for an aggregate: its variable, and for a mean the quotient of two."""
        function = self.tokens[at].text.lower()
        inner = self.tokens[at + 2 : close]
        distinct = bool(inner) and inner[0].kind == "word" and inner[0].text.lower() == "distinct"
        inner = inner[distinct:]
        if len(inner) != 1 or (distinct and function != "count"):
            raise NoPlanError
        if inner[0].text == "*":
            if function != "count" or distinct:
                raise NoPlanError
            return self._named_aggregate("count", False, None)
        if inner[0].kind != "variable":
            raise NoPlanError
        name = inner[0].text[1:]
        if function == "avg":
            return f"({self._named_aggregate('sum', False, name)} / {self._named_aggregate('count', False, name)})"
        return self._named_aggregate(function, distinct, name)

    def _named_aggregate(self, function: str, distinct: bool, of: str | None) -> str:
        wanted = [function, distinct, of]
        for name, *known in self._aggregates:
            if known == wanted:
                return f"?{name}"
        self._aggregates.append([f"agg{len(self._aggregates)}", *wanted])
        return f"?{self._aggregates[-1][0]}"

    def _read(self, start: int, end: int) -> list[str]:
        """The variables that a stretch reads outside aggregates, but for those that it names by AS."""
        found, at = [], start
        while at < end:
            token = self.tokens[at]
            if self._is_aggregate(at):
                at = self.matching(at + 1)
            elif token.kind == "variable" and not self.is_word_at(at - 1, "as"):
                found.append(token.text[1:])
            at += 1
        return found

    def _named(self, start: int, end: int) -> list[str]:
        """The variables that a stretch names by AS."""
        return [self.tokens[at].text[1:] for at in range(start, end) if self.is_word_at(at - 1, "as")]

    def _aliases(self, start: int, end: int) -> dict[str, str]:
        """The aggregates that a head names, by their names there: (COUNT(*) AS ?n)."""
        found = {}
        for at in range(start, end):
            if self.is_word_at(at, "as") and self.tokens[at - 1].text == ")":
                opened = next(
                    place
                    for place in range(at - 1, start, -1)
                    if self.tokens[place].text == "(" and self.matching(place) == at - 1
                )
                word = self.tokens[opened - 1]
                if self.tokens[opened - 2].text == "(" and word.text.lower() in _AGGREGATES and word.kind == "word":
                    found[self.tokens[at + 1].text[1:]] = self._rewritten(opened - 1, at)
        return found

    def _plain(self, start: int, end: int, *, named: dict[str, str]) -> list[list[str]] | None:
        """What a head of variables and named aggregates alone tells: a name, and the variable or aggregate."""
        found, at = [], start
        while at < end:
            token = self.tokens[at]
            if token.kind == "variable":
                found.append([token.text[1:], token.text[1:]])
                at += 1
                continue
            close = self.matching(at)
            name = self.tokens[close - 1].text[1:]
            source = named.get(name, "")
            if not source[1:].isidentifier():
                return None
            found.append([name, source[1:]])
            at = close + 1
        return found if len({name for name, _ in found}) == len(found) else None

    def _first_key(self, start: int, end: int, *, named: dict[str, str]) -> list[Any] | None:
        """The variable or aggregate that rows are sorted by first, and whether downwards."""
        if start == end:
            return None
        down = self.is_word_at(start, "desc")
        if down or self.is_word_at(start, "asc"):
            close = self.matching(start + 1)
            key = self._rewritten(start + 2, close)
        else:
            close = self.matching(start) if self.tokens[start].text == "(" else start
            key = self._rewritten(start, close + 1)
        key = named.get(key.strip()[1:], key.strip())
        return [key[1:], down] if key[:1] == "?" and key[1:].isidentifier() else None

    def _skip(self) -> None:
        """Passes over a token, or over all that a bracket holds."""
        self.at = (self.matching(self.at) if self.is_mark(*BRACKETS) else self.at) + 1

    def _until_word(self, *words: str) -> int:
        """Passes over tokens up to one of these words outside brackets; where it stands."""
        while not self.is_kind("end") and not self.is_word(*words):
            self._skip()
        return self.at


def _loose(group: Plan) -> set[str]:
    """The variables that OPTIONAL adds to a group, which some rows leave unbound; EXISTS must not see them."""
    found = {name for one in group["optional"] for name in in_patterns(one)}
    if found and (group["absent"] or group["present"]):
        raise NoPlanError
    return found
