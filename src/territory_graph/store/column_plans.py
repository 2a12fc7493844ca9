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
from collections.abc import Sequence
from typing import Any

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
_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
_TEXT_TESTS = ("contains", "strstarts", "strends")
_CLOSES = {"(": ")", "{": "}", "[": "]"}

Plan = dict[str, Any]
Expression = list[Any]


class _NoPlanError(Exception):
    """The query is of another shape."""


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
    except (_NoPlanError, IndexError, StopIteration):  # of brackets that do not fit: the engine says what is wrong
        return None


class _Reader:
    """Reads the tokens of a query; whatever it does not know ends it."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text, self._tokens, self._at = text, tokens, 0
        self._constants: list[str] = []
        self._aggregates: list[list[Any]] = []
        self._fresh = 0
        self._folded: dict[str, str] = {}

    # The query

    def query(self) -> Plan:
        while self._word() in ("prefix", "base"):
            self._at += 3 if self._word() == "prefix" else 2
        prologue = self._text[: self._next.start]
        self._take("select")
        distinct = self._accept("distinct")
        begun = self._at
        while self._mark() != "{" and self._word() != "where":
            if self._next.kind != "variable" and self._mark() not in ("(", "*"):
                raise _NoPlanError
            self._skip()
        head = (begun, self._at)
        if self._mark(-1) == "*" and self._at - begun == 1:
            raise _NoPlanError  # its variables and their order are the engine's to say
        self._accept("where")
        where = self._group()
        group, having, order, limit, offset = self._modifiers()
        if self._at != len(self._tokens) or any(token.text[1:4] == "agg" for token in self._tokens):
            raise _NoPlanError
        aliases = self._aliases(*head)
        texts = {"head": self._rewritten(*head), "having": self._rewritten(*having), "order": self._rewritten(*order)}
        aggregated = group is not None or bool(self._aggregates)
        named = self._named(*head)
        needed = list(dict.fromkeys([*self._read(*head), *self._read(*having), *self._read(*order)]))
        bound = (self._bound(where) | _loose(where)) - self._folded.keys()
        taken = bound | self._folded.keys() | where["values"].keys()
        if aggregated:
            needed = group or []
            # Behind GROUP BY, a variable that is not grouped is unbound or an error: the engine's to say.
            if any(name not in (*needed, *named) for place in (head, having, order) for name in self._read(*place)):
                raise _NoPlanError
            if any(name in named for place in (head, having) for name in self._read(*place)) or set(named) & taken:
                raise _NoPlanError
        else:
            if limit is not None and order[0] == order[1]:
                raise _NoPlanError  # any rows will do: the engine ends with the last of them
            needed = [name for name in needed if name not in named]
            if any(name in named for name in self._read(*head)) or set(named) & taken:
                raise _NoPlanError
        if not set(needed) <= bound:
            raise _NoPlanError
        return {
            "prologue": prologue,
            "constants": self._constants,
            "where": where,
            "folds": self._folded,
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
        having = order = (self._at, self._at)
        limit, offset = None, 0
        if self._accept("group"):
            self._take("by")
            group = []
            while self._next_is("variable"):
                group.append(self._variable())
            if not group:
                raise _NoPlanError
        if self._accept("having"):
            having = (self._at, self._until_word("order", "limit", "offset"))
        if self._accept("order"):
            self._take("by")
            order = (self._at, self._until_word("limit", "offset"))
        while self._word() in ("limit", "offset"):
            word = self._word()
            self._at += 1
            number = self._skip_kind("number").text
            if not number.isdecimal() or len(number) > 9:
                raise _NoPlanError
            if word == "limit":
                limit = int(number)
            else:
                offset = int(number)
        return group, having, order, limit, offset

    # Texts of the query in which aggregates have names

    def _rewritten(self, start: int, end: int) -> str:
        parts, at = [], start
        behind = self._tokens[start].start if start < end else 0
        while at < end:
            token = self._tokens[at]
            if token.kind == "word" and token.text.lower() in _AGGREGATES and self._tokens[at + 1].text == "(":
                close = self._matching(at + 1)
                parts += [self._text[behind : token.start], self._aggregate(at, close)]
                at, behind = close + 1, self._tokens[close].end
            elif token.kind == "word" and token.text.lower() in ("sample", "group_concat", "exists"):
                raise _NoPlanError
            else:
                at += 1
        return "".join([*parts, self._text[behind : self._tokens[end - 1].end]]) if start < end else ""

    def _aggregate(self, at: int, close: int) -> str:
        """What stands for an aggregate: its variable, and for a mean the quotient of two."""
        function = self._tokens[at].text.lower()
        inner = self._tokens[at + 2 : close]
        distinct = bool(inner) and inner[0].kind == "word" and inner[0].text.lower() == "distinct"
        inner = inner[distinct:]
        if len(inner) != 1 or (distinct and function != "count"):
            raise _NoPlanError
        if inner[0].text == "*":
            if function != "count" or distinct:
                raise _NoPlanError
            return self._named_aggregate("count", False, None)
        if inner[0].kind != "variable":
            raise _NoPlanError
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
            token = self._tokens[at]
            if token.kind == "word" and token.text.lower() in _AGGREGATES and self._tokens[at + 1].text == "(":
                at = self._matching(at + 1)
            elif token.kind == "variable" and not self._is_word(at - 1, "as"):
                found.append(token.text[1:])
            at += 1
        return found

    def _named(self, start: int, end: int) -> list[str]:
        """The variables that a stretch names by AS."""
        return [self._tokens[at].text[1:] for at in range(start, end) if self._is_word(at - 1, "as")]

    def _aliases(self, start: int, end: int) -> dict[str, str]:
        """The aggregates that a head names, by their names there: (COUNT(*) AS ?n)."""
        found = {}
        for at in range(start, end):
            if self._is_word(at, "as") and self._tokens[at - 1].text == ")":
                opened = next(
                    place
                    for place in range(at - 1, start, -1)
                    if self._tokens[place].text == "(" and self._matching(place) == at - 1
                )
                word = self._tokens[opened - 1]
                if self._tokens[opened - 2].text == "(" and word.text.lower() in _AGGREGATES and word.kind == "word":
                    found[self._tokens[at + 1].text[1:]] = self._rewritten(opened - 1, at)
        return found

    def _plain(self, start: int, end: int, *, named: dict[str, str]) -> list[list[str]] | None:
        """What a head of variables and named aggregates alone tells: a name, and the variable or aggregate."""
        found, at = [], start
        while at < end:
            token = self._tokens[at]
            if token.kind == "variable":
                found.append([token.text[1:], token.text[1:]])
                at += 1
                continue
            close = self._matching(at)
            name = self._tokens[close - 1].text[1:]
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
        down = self._is_word(start, "desc")
        if down or self._is_word(start, "asc"):
            close = self._matching(start + 1)
            key = self._rewritten(start + 2, close)
        else:
            close = self._matching(start) if self._tokens[start].text == "(" else start
            key = self._rewritten(start, close + 1)
        key = named.get(key.strip()[1:], key.strip())
        return [key[1:], down] if key[:1] == "?" and key[1:].isidentifier() else None

    # What is asked of the data

    def _group(self, inside: str = "") -> Plan:
        """A group of patterns and conditions, that of the query or one ``inside`` EXISTS, MINUS or OPTIONAL."""
        begun = self._at
        self._take_mark("{")
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
        while self._mark() != "}":
            word = self._word()
            if group["minus"] and word != "filter":
                raise _NoPlanError  # MINUS looks at what stands before it alone
            if group["optional"] and word not in ("filter", "optional"):
                raise _NoPlanError  # what may be unbound would be joined
            if word == "filter":
                self._at += 1
                self._filter(group, inside)
            elif word == "values" and inside != "optional":
                self._values(group)
            elif word == "bind" and not inside:
                self._bind(group)
            elif word in ("minus", "optional") and not inside:
                self._at += 1
                group[word].append(self._group(word))
            else:
                self._block(group)
            self._accept_mark(".")
        self._at += 1
        read = {token.text[1:] for token in self._tokens[begun : self._at] if token.kind == "variable"}
        if inside == "minus" and not read <= _in_patterns(group):
            raise _NoPlanError  # nothing is known there of what is outside
        return group

    def _filter(self, group: Plan, inside: str) -> None:
        absent = self._accept("not")
        if absent or self._word() == "exists":
            if inside in ("minus", "optional"):
                raise _NoPlanError
            self._take("exists")
            group["absent" if absent else "present"].append(self._group("exists"))
            return
        if self._mark() != "(":
            group["filters"].append(self._call())
            return
        self._at += 1
        group["filters"].append(self._either())
        self._take_mark(")")

    def _values(self, group: Plan) -> None:
        self._at += 1
        rounded = self._accept_mark("(")
        name = self._variable()
        if rounded:
            self._take_mark(")")
        self._take_mark("{")
        found = []
        while not self._accept_mark("}"):
            if rounded:
                self._take_mark("(")
            found.append(self._constant())
            if rounded:
                self._take_mark(")")
        if not found or name in group["values"] or name in self._folded:
            raise _NoPlanError
        group["values"][name] = found

    def _bind(self, group: Plan) -> None:
        """YEAR of a day that is bound already, or what follows from constants alone."""
        self._at += 1
        start, close = self._at, self._matching(self._at)
        if not self._is_word(close - 2, "as") or self._tokens[close - 1].kind != "variable":
            raise _NoPlanError
        name = self._tokens[close - 1].text[1:]
        if name in self._bound(group) or name in self._folded or name in group["values"]:
            raise _NoPlanError
        inner = self._tokens[start + 1 : close - 2]
        texts = [token.text.lower() for token in inner]
        if len(inner) == 4 and texts[0] == "year" and inner[2].kind == "variable":
            if inner[2].text[1:] not in _in_patterns(group):
                raise _NoPlanError
            group["years"][name] = inner[2].text[1:]
        else:
            known = {*self._folded, *(one for one, found in group["values"].items() if len(found) == 1)}
            read = {token.text[1:] for token in inner if token.kind == "variable"}
            if not read <= known or any(
                "{" in text or text in ("now", "rand", "uuid", "struuid", "bnode") for text in texts
            ):
                raise _NoPlanError
            self._folded[name] = self._text[inner[0].start : inner[-1].end]
        self._at = close + 1

    def _block(self, group: Plan) -> None:
        subject = self._term()
        while True:
            steps = self._verb()
            while True:
                self._add(group, subject, steps, self._term())
                if not self._accept_mark(","):
                    break
            if not self._accept_mark(";"):
                return
            while self._accept_mark(";"):
                pass
            if self._mark() in (".", "}"):
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
        if self._next_is("variable"):
            return [(False, {"v": self._variable()})]
        steps = []
        while True:
            inverse = self._accept_mark("^")
            if self._next.kind == "word" and self._next.text == "a":
                self._at += 1
                steps.append((inverse, self._keep("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")))
            elif self._next.kind in ("iri", "name"):
                steps.append((inverse, self._constant()))
            else:
                raise _NoPlanError
            if not self._accept_mark("/"):
                break
        if self._mark() in ("+", "*", "?", "|") or self._next.kind == "number":
            raise _NoPlanError
        return steps

    def _term(self) -> Plan:
        return {"v": self._variable()} if self._next_is("variable") else self._constant()

    def _constant(self) -> Plan:
        """A constant, by its number."""
        token = self._next
        start = token.start
        self._at += 1
        if token.kind == "string":
            if self._next.kind == "language":
                self._at += 1
            elif self._accept_mark("^^"):
                self._skip_kind("iri", "name")
        elif token.kind == "punctuation" and token.text in ("+", "-"):
            self._skip_kind("number")
        elif token.kind not in ("iri", "name", "number") and token.text.lower() not in ("true", "false"):
            raise _NoPlanError
        if self._tokens[self._at - 1].text.endswith("."):
            raise _NoPlanError  # “1.” is a number and a point
        return self._keep(self._text[start : self._tokens[self._at - 1].end])

    def _keep(self, text: str) -> Plan:
        if text not in self._constants:
            self._constants.append(text)
        return {"c": self._constants.index(text)}

    # Expressions

    def _either(self) -> Expression:
        found = [self._both()]
        while self._accept_mark("||"):
            found.append(self._both())
        return found[0] if len(found) == 1 else ["or", *found]

    def _both(self) -> Expression:
        found = [self._one()]
        while self._accept_mark("&&"):
            found.append(self._one())
        return found[0] if len(found) == 1 else ["and", *found]

    def _one(self) -> Expression:
        if self._accept_mark("!"):
            if self._mark() != "(":
                raise _NoPlanError  # it binds more closely than what follows
            return ["not", self._one()]
        if self._accept_mark("("):
            found = self._either()
            self._take_mark(")")
            return found
        if self._word() in ("langmatches", *_TEXT_TESTS):
            return self._call()
        left = self._operand()
        if (sign := self._mark()) in _COMPARISONS:
            self._at += 1
            return [sign, left, self._operand()]
        outside = self._accept("not")
        self._take("in")
        self._take_mark("(")
        found = [["=", left, self._operand()]]
        while self._accept_mark(","):
            found.append(["=", left, self._operand()])
        self._take_mark(")")
        return ["not", ["or", *found]] if outside else ["or", *found]

    def _call(self) -> Expression:
        """Whether a text holds, begins or ends with a constant, or its language is in a range."""
        if (test := self._word()) in _TEXT_TESTS:
            self._at += 1
            self._take_mark("(")
            text = self._text_operand()
            self._take_mark(",")
            constant = self._constant()
            self._take_mark(")")
            return [test, text, constant]
        self._take("langmatches")
        self._take_mark("(")
        left = self._operand()
        self._take_mark(",")
        right = self._operand()
        self._take_mark(")")
        if "lang" not in left or "c" not in right:
            raise _NoPlanError
        return ["matches", left, right]

    def _text_operand(self) -> Plan:
        """A variable's text, in small letters where LCASE stands anywhere around it."""
        word = self._word()
        if word not in ("str", "lcase"):
            return {"text": self._variable(), "small": False}
        self._at += 1
        self._take_mark("(")
        found = self._text_operand()
        self._take_mark(")")
        return {**found, "small": found["small"] or word == "lcase"}

    def _operand(self) -> Plan:
        word = self._word()
        if word in ("lang", "year"):
            self._at += 1
            self._take_mark("(")
            found = {word: self._variable()}
            self._take_mark(")")
            return found
        return self._term()

    # Tokens

    def _bound(self, group: Plan) -> set[str]:
        """The variables that every row of a group binds from the data."""
        return _in_patterns(group) | set(group["years"])

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _next_is(self, kind: str) -> bool:
        return self._at < len(self._tokens) and self._next.kind == kind

    def _word(self) -> str:
        return self._next.text.lower() if self._next_is("word") else ""

    def _mark(self, ahead: int = 0) -> str:
        token = self._tokens[self._at + ahead]
        return token.text if token.kind == "punctuation" else ""

    def _is_word(self, at: int, word: str) -> bool:
        token = self._tokens[at]
        return token.kind == "word" and token.text.lower() == word

    def _accept(self, word: str) -> bool:
        found = self._word() == word
        self._at += found
        return found

    def _accept_mark(self, mark: str) -> bool:
        found = self._next_is("punctuation") and self._next.text == mark
        self._at += found
        return found

    def _take(self, word: str) -> None:
        if not self._accept(word):
            raise _NoPlanError

    def _take_mark(self, mark: str) -> None:
        if not self._accept_mark(mark):
            raise _NoPlanError

    def _skip_kind(self, *kinds: str) -> Token:
        if self._next.kind not in kinds:
            raise _NoPlanError
        self._at += 1
        return self._tokens[self._at - 1]

    def _variable(self) -> str:
        return self._skip_kind("variable").text[1:]

    def _skip(self) -> None:
        """Passes over a token, or over all that a bracket holds."""
        self._at = (self._matching(self._at) if self._mark() in _CLOSES else self._at) + 1

    def _matching(self, at: int) -> int:
        """The place of the bracket that closes the one at a place."""
        depth = 0
        for place in range(at, len(self._tokens)):
            token = self._tokens[place]
            if token.kind == "punctuation":
                depth += (token.text in _CLOSES) - (token.text in _CLOSES.values())
            if depth == 0:
                return place
        raise _NoPlanError

    def _until_word(self, *words: str) -> int:
        """Passes over tokens up to one of these words outside brackets; where it stands."""
        while self._at < len(self._tokens) and self._word() not in words:
            self._skip()
        return self._at


def _in_patterns(group: Plan) -> set[str]:
    names: set[str] = {term["v"] for pattern in group["patterns"] for term in pattern if "v" in term}
    return {name for name in names if name[0] != "."}


def _loose(group: Plan) -> set[str]:
    """The variables that OPTIONAL adds to a group, which some rows leave unbound; EXISTS must not see them."""
    found = {name for one in group["optional"] for name in _in_patterns(one)}
    if found and (group["absent"] or group["present"]):
        raise _NoPlanError
    return found
