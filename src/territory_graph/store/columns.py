"""Columns: the default graph of a large version once more, as columns of numbers, for questions that read much of it.

Oxigraph answers row by row; a count over a million statements takes it a second. DuckDB answers the same from columns
in some milliseconds. ``column_files`` writes both for large versions; ``column_plans`` says what may be asked.

A term is a number, its ``id``; its text is that of N-Triples. Its kind is ``iri``, ``blank``, ``string``, ``@fr`` (a
language), ``integer``, ``decimal``, ``date`` or ``other``; ``v`` is the value of numbers, in ten thousandths, and of
days, since 1970. A number or a day that ``v`` cannot hold exactly is ``other``. The kinds of each property's objects
are known: a condition or a sum is only answered here where they leave no value that could be an error, so that SPARQL's
rules of errors, promotion and incomparable values never come into play. What is left of a query then (projection,
HAVING, ORDER BY) Oxigraph itself evaluates, on the rows that were found.

A worker loads this file alone, without the package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import pyoxigraph as ox

COLUMNS = "columns.duckdb"
"""The file of a version's columns."""
FEW = 500
"""Matches of a pattern of the query up to which Oxigraph is asked: it begins there, and is done sooner."""
_SORTED = 2_000
"""Rows that Oxigraph is given to evaluate the rest of a query on; reading more takes longer than the query saves."""
_KEPT = 10_000  # constants that a worker remembers: most are properties and classes, and come again
_SCALE = 10_000
_LARGEST = 10**17  # of sums, in ten thousandths: far from where the engine's numbers end
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset(("integer", "decimal"))
_NODES = frozenset(("iri", "blank"))
_EMPTY = ox.Store()

# One place says which text is of which kind, for terms of the data and of queries alike.
KIND = rf"""CASE
  WHEN starts_with(term, '<<') THEN 'other'
  WHEN starts_with(term, '<') THEN 'iri'
  WHEN starts_with(term, '_:') THEN 'blank'
  WHEN ends_with(term, '"') THEN 'string'
  WHEN regexp_matches(term, '^"-?[0-9]{{1,13}}"\^\^<{_XSD}integer>$') THEN 'integer'
  WHEN regexp_matches(term, '^"-?[0-9]{{1,13}}(\.[0-9]{{1,4}})?"\^\^<{_XSD}decimal>$') THEN 'decimal'
  WHEN regexp_matches(term, '^"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"\^\^<{_XSD}date>$')
    AND try_cast(substr(term, 2, 10) AS DATE) IS NOT NULL THEN 'date'
  WHEN regexp_matches(term, '"@[A-Za-z0-9]+(-[A-Za-z0-9]+)*$') THEN regexp_extract(term, '"(@[A-Za-z0-9-]+)$', 1)
  ELSE 'other' END"""
VALUE = f"""CASE
  WHEN kind IN ('integer', 'decimal')
    THEN (CAST(regexp_extract(term, '^"([^"]*)"', 1) AS DECIMAL(38, 4)) * {_SCALE})::BIGINT
  WHEN kind = 'date' THEN date_diff('day', DATE '1970-01-01', CAST(substr(term, 2, 10) AS DATE)) END"""
HASH = "md5_number_lower({})"  # the same in every version of DuckDB, which its own hash is not

_TEXT_TESTS = {"contains": "contains", "strstarts": "starts_with", "strends": "ends_with"}
# What stands in no term but as itself, and what small letters come of no other letters than everywhere in Unicode.
_UNESCAPED = re.compile(r'"[^"\\\x00-\x1f\x7f]*"')
_SAME_IN_SMALL = re.compile(r'"[ !#-@\[\]-~ß-öø-ÿœ’]*"')
_WITHOUT_ESCAPES = (
    "CASE WHEN contains({0}, '\\') THEN regexp_replace({0}, '\\\\(u[0-9A-F]{{4}}|U[0-9A-F]{{8}}|.)', '\x01', 'g')"
    " ELSE {0} END"
)
_SMALL = "lower(replace(replace({}, '\u0130', 'i\u0307'), '\u212a', 'k'))"

Plan = dict[str, Any]


class _ElsewhereError(Exception):
    """The query is for Oxigraph: an answer from columns would not be certain to be the same, or no sooner."""


class _Column(NamedTuple):
    """A variable in SQL: the id of its term, its value and kind where it is an object, and which kinds it may have."""

    id: str
    v: str = ""
    k: str = ""
    kinds: frozenset[str] = _NODES


class _Value(NamedTuple):
    """What can be compared, in SQL: ``kind`` is number, date, node or string; only alike ones are."""

    kind: str
    sql: str


class _Constant(NamedTuple):
    """A constant: its text, its id or, of what is no term of the data, 0 or less, its kind, and its value."""

    text: str
    id: int
    kind: str
    v: int | None


class Columns:
    """The columns of a version, opened for reading."""

    def __init__(self, file: str) -> None:
        """Opens them.

        Raises:
            duckdb.Error: the file is damaged, or another version of DuckDB wrote it.
        """
        import duckdb  # noqa: PLC0415  few stores have columns

        self._errors = (_ElsewhereError, duckdb.Error, SyntaxError, ValueError, KeyError, OverflowError, MemoryError)
        settings: dict[str, Any] = {
            "memory_limit": "512MB",
            "max_temp_directory_size": "0KB",
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        self._database = duckdb.connect(file, read_only=True, config=settings)
        self._kinds = dict(self.rows("SELECT kind, k FROM kind"))
        names = {k: kind for kind, k in self._kinds.items()}
        self._objects: dict[int, dict[str, int]] = {}
        for p, k, n in self.rows("SELECT p, k, n FROM property"):
            self._objects.setdefault(p, {})[names[k]] = n
        self._frequent = frozenset(self.rows("SELECT p, o FROM frequent"))
        often = "SELECT p FROM property UNION SELECT o FROM frequent"
        self._ids = dict(self.rows(f"SELECT term, id FROM term WHERE id IN ({often})"))
        self._constants: dict[str, _Constant] = {}

    def answer(self, plan: Plan, text: str, rows: int) -> ox.QuerySolutions | None:
        """At most so many rows that answer a query, given its plan and text; None where Oxigraph is to be asked."""
        with suppress(*self._errors):
            question = _Question(self, plan)  # most of what the engine answers ends here
            _EMPTY.query(text)  # whether it is a query at all: the engine says
            return question.answer(rows)
        return None

    def close(self) -> None:
        """Lets the file go."""
        self._database.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query in SQL."""
        return self._database.execute(sql, values).fetchall()

    def kinds_of(self, p: int | None) -> frozenset[str]:
        """The kinds of a property's objects, of any where it is None."""
        return frozenset(self._kinds if p is None else self._objects.get(p, ()))

    def code(self, kind: str) -> int:
        """The number of a kind."""
        return int(self._kinds.get(kind, -1))

    def few(self, s: str | None, p: str | None, o: str | None) -> bool:
        """Whether a pattern of constants, None for variables, has few matches: it has a subject, or is known to."""
        if s is not None:
            return True
        property_ = self._ids.get(p or "", -1)
        if o is not None:
            return (property_, self._ids.get(o)) not in self._frequent
        return p is not None and sum(self._objects.get(property_, {}).values()) < FEW

    def constants(self, texts: Sequence[str]) -> list[_Constant]:
        """The constants that texts of N-Triples are; alike ones have one id."""
        new = list(set(texts) - self._constants.keys())
        if len(self._constants) > _KEPT:
            new, self._constants = list(set(texts)), {}
        if new:
            known = self.rows(
                f"SELECT term, {HASH.format('term')}, kind, {VALUE} FROM"
                f" (SELECT term, {KIND} AS kind FROM (SELECT unnest(?::VARCHAR[]) AS term))",
                [new],
            )
            hashes = ", ".join(str(hash_) for _, hash_, _, _ in known)
            ids = dict(self.rows(f"SELECT term, id FROM term WHERE hash IN ({hashes})"))
            self._constants |= {text: _Constant(text, ids.get(text, 0), kind, v) for text, _, kind, v in known}
        found = [self._constants[text] for text in texts]
        return [one if one.id else one._replace(id=-1 - texts.index(one.text)) for one in found]


class _Output(NamedTuple):
    """A column of the answer in SQL: ``id`` of a term, ``count`` or ``sum``; ``mixed`` whether a sum has a decimal."""

    kind: str
    sql: str
    mixed: str = ""


class _Question:
    """A plan in the course of becoming SQL."""

    def __init__(self, columns: Columns, plan: Plan) -> None:
        self._columns, self._plan = columns, plan
        self._tables = 0
        self._loose: dict[str, _Column] = {}  # variables that OPTIONAL may leave unbound
        prologue, where = plan["prologue"], plan["where"]
        written = [*plan["constants"], *(f"?{name}" for name in plan["folds"])]
        single = {name: found[0]["c"] for name, found in where["values"].items() if len(found) == 1}
        chosen = " ".join(f"({text} AS ?constant{n})" for n, text in enumerate(plan["constants"]))
        given = " ".join(f"BIND({plan['constants'][n]} AS ?{name})" for name, n in single.items())
        folded = " ".join(f"BIND({text} AS ?{name})" for name, text in plan["folds"].items())
        texts = []
        if plan["constants"]:
            texts += [str(term) for term in _row(f"{prologue}\nSELECT {chosen} {{}}")]
        if plan["folds"]:
            row = _row(f"{prologue}\nSELECT * {{ {given} {folded} }}")
            texts += [str(row[name]) for name in plan["folds"]]
        if len(texts) != len(written) or "None" in texts or not where["patterns"]:
            raise _ElsewhereError
        named = dict(zip(plan["folds"], texts[len(plan["constants"]) :], strict=True))
        named |= {name: texts[n] for name, n in single.items() if name not in _variables(where)}

        def text(term: dict[str, Any]) -> str | None:
            return texts[term["c"]] if "c" in term else named.get(term["v"])

        if any(columns.few(*map(text, pattern)) for pattern in where["patterns"]):
            raise _ElsewhereError  # before a word of SQL: most of what is asked of the engine ends here
        found = columns.constants(texts)
        self._constants = found[: len(plan["constants"])]
        self._known = {name: self._constants[n] for name, n in single.items() if name not in _variables(where)}
        self._known |= dict(zip(plan["folds"], found[len(plan["constants"]) :], strict=True))
        if self._known.keys() & where["years"].keys():
            raise _ElsewhereError
        if any(name not in self._known and name not in _variables(where) for name in where["values"]):
            raise _ElsewhereError

    # From the plan to rows

    def answer(self, rows: int) -> ox.QuerySolutions:
        """At most so many rows."""
        plan, where = self._plan, self._plan["where"]
        bound: dict[str, _Column] = {}
        source = self._group(where, bound, self._known)
        outputs = {name: self._output(name, bound) for name in plan["needed"]}
        aggregates = {name: self._aggregate(bound, *of) for name, *of in plan["aggregates"]}
        told = outputs | aggregates
        direct = plan["plain"] is not None and not plan["order"] and not plan["having"]
        if direct and plan["distinct"] and plan["group"] is not None:
            raise _ElsewhereError
        most = rows if plan["limit"] is None else min(rows, plan["limit"])
        chosen = [f"k{n}.term" if one.kind == "id" else f"r.c{n}" for n, one in enumerate(told.values())]
        chosen += [f"r.m{n}" for n, one in enumerate(told.values()) if one.mixed]
        joins = " ".join(
            f"{'LEFT ' if name in self._loose else ''}JOIN term k{n} ON k{n}.id = r.c{n}"
            for n, (name, one) in enumerate(told.items())
            if one.kind == "id"
        )
        order = ", ".join(f"r.c{n}" for n in range(len(told)))  # any, but the same each time: answers are read in parts
        found = self._columns.rows(
            f"WITH {self._selected(source, bound, outputs, aggregates)} SELECT {', '.join(chosen) or 1} FROM r {joins}"
            f"{' ORDER BY ' if order else ''}{order}"
            f" LIMIT {most if direct else _SORTED + 1} OFFSET {plan['offset'] if direct else 0}"
        )
        if (not direct and len(found) > _SORTED) or (plan["group"] == [] and not found):
            raise _ElsewhereError
        lines = [self._texts(row, list(told.values())) for row in found]
        return self._direct(list(told), lines) if direct else self._rest(list(told), lines, most)

    def _selected(
        self,
        source: str,
        bound: dict[str, _Column],
        outputs: dict[str, _Output],
        aggregates: dict[str, _Output],
    ) -> str:
        """The common tables whose last is ``r``: the rows, with a column each of what is needed."""
        plan = self._plan
        chosen = [f"{one.sql} AS c{n}" for n, one in enumerate([*outputs.values(), *aggregates.values()])]
        chosen += [
            f"{one.mixed} AS m{n}" for n, one in enumerate([*outputs.values(), *aggregates.values()]) if one.mixed
        ]
        key = self._first(bound, aggregates)
        if key is not None:
            chosen.append(f"{key[0]} AS first")
        behind = ""
        if plan["group"]:
            behind = " GROUP BY " + ", ".join(one.sql for one in outputs.values())
        elif plan["group"] is not None:
            behind = " HAVING count(*) > 0"  # of nothing, sums and means are the engine's to say
        distinct = "DISTINCT " if plan["distinct"] and plan["group"] is None else ""
        base = f"SELECT {distinct}{', '.join(chosen) or '1 AS one'} {source}{behind}"
        if key is None:
            return f"r AS ({base})"
        order, sign, last = ("DESC", ">=", "min") if key[1] else ("ASC", "<=", "max")
        most = plan["limit"] + plan["offset"]
        return (
            f"b AS MATERIALIZED ({base}), r AS (SELECT * FROM b WHERE first {sign}"
            f" (SELECT {last}(first) FROM (SELECT first FROM b ORDER BY first {order} LIMIT {most})))"
        )

    def _first(self, bound: dict[str, _Column], aggregates: dict[str, _Output]) -> tuple[str, bool] | None:
        """What rows are sorted by first, in SQL, and whether downwards; None where not only the first can be kept."""
        plan = self._plan
        if plan["first"] is None or plan["limit"] is None or plan["having"]:
            return None
        shown = {source for _, source in plan["plain"] or ()}
        if plan["distinct"] and (plan["group"] is not None or shown != set(plan["needed"])):
            return None  # rows that differ here may be one in the answer
        name, down = plan["first"]
        if name in aggregates:
            return (aggregates[name].sql, down) if aggregates[name].kind in ("count", "sum") else None
        one = bound.get(name)
        if one is None or not one.v or not (one.kinds <= _NUMBERS or one.kinds == {"date"}):
            return None
        return (f"any_value({one.v})" if plan["group"] is not None else one.v), down

    def _output(self, name: str, bound: dict[str, _Column]) -> _Output:
        """How a variable is told."""
        if (day := self._plan["where"]["years"].get(name)) is not None:
            return _Output("count", self._year(day, bound))
        return _Output("id", (self._loose.get(name) or bound[name]).id)

    def _aggregate(self, bound: dict[str, _Column], function: str, distinct: bool, of: str | None) -> _Output:
        """How an aggregate is reckoned and told."""
        if of is None:
            return _Output("count", "count(*)")
        if function == "count" and of in self._plan["where"]["years"]:
            return _Output("count", f"count({'DISTINCT ' if distinct else ''}{self._output(of, bound).sql})")
        if of in self._loose and function == "count":
            return _Output("count", f"count({'DISTINCT ' if distinct else ''}{self._loose[of].id})")
        one = bound[of]
        if function == "count":
            return _Output("count", f"count(DISTINCT {one.id})" if distinct else "count(*)")
        if function == "sum" and one.kinds and one.kinds <= _NUMBERS:
            return _Output("sum", f"sum({one.v})", f"bool_or({one.k} = {self._columns.code('decimal')})")
        if function in ("min", "max") and one.kinds in ({"integer"}, {"decimal"}, {"date"}):
            return _Output("id", f"arg_{function}({one.id}, {one.v})")
        raise _ElsewhereError

    def _group(self, group: Plan, bound: dict[str, _Column], known: dict[str, _Constant]) -> str:
        """FROM and WHERE of a group, whose variables are added to those ``bound``."""
        tables, conditions = [], []
        for pattern in group["patterns"]:
            self._tables += 1
            table = f"t{self._tables}"
            tables.append(f"triple {table}")
            p = self._fixed(pattern[1], known)
            for place, term in zip("spo", pattern, strict=True):
                column = f"{table}.{place}"
                if (fixed := self._fixed(term, known)) is not None:
                    conditions.append(f"{column} = {fixed.id}")
                    continue
                if term["v"] in self._plan["where"]["years"]:
                    raise _ElsewhereError  # the year of another day, which has no id
                one = _Column(column, kinds=frozenset(("iri",)) if place == "p" else _NODES)
                if place == "o":
                    one = _Column(column, f"{table}.v", f"{table}.k", self._columns.kinds_of(p and p.id))
                before = bound.get(term["v"])
                if before is not None:
                    conditions.append(f"{column} = {before.id}")
                    filled = one if one.v else before
                    one = filled._replace(id=before.id, kinds=before.kinds & one.kinds)
                bound[term["v"]] = one
        for name, values in group["values"].items():
            if name in known and group is self._plan["where"]:
                continue
            ids = [self._constants[value["c"]].id for value in values]
            if len(set(ids)) < len(ids) or name not in bound:
                raise _ElsewhereError
            conditions.append(f"{bound[name].id} IN ({', '.join(map(str, ids))})")
        conditions += [self._condition(expression, bound, known) for expression in group["filters"]]
        for negated, inner in (*((True, one) for one in group["absent"]), *((False, one) for one in group["present"])):
            if inner["values"].keys() - _variables(inner) or not inner["patterns"]:
                raise _ElsewhereError
            conditions.append(f"{'NOT ' if negated else ''}EXISTS (SELECT 1 {self._group(inner, dict(bound), known)})")
        conditions += [self._minus(inner, bound, known) for inner in group["minus"]]
        joined = "".join([self._optional(inner, bound, known) for inner in group["optional"]])
        return f"FROM {' CROSS JOIN '.join(tables)}{joined} WHERE {' AND '.join(conditions) or 'true'}"

    def _optional(self, group: Plan, bound: dict[str, _Column], known: dict[str, _Constant]) -> str:
        """The join to what OPTIONAL adds to a row; its variables that the row has not are ``_loose``."""
        inner: dict[str, _Column] = {}
        source = self._group({**group, "filters": []}, inner, known)
        self._tables += 1
        table = f"o{self._tables}"
        chosen, seen = [], dict[str, _Column]()
        for n, (name, one) in enumerate(inner.items()):
            chosen += [f"{sql} AS {letter}{n}" for letter, sql in zip("ivk", one[:3], strict=True) if sql]
            id_, v, k = (f"{table}.{letter}{n}" if sql else "" for letter, sql in zip("ivk", one[:3], strict=True))
            seen[name] = _Column(id_, v, k, one.kinds)
        loose = {name: one for name, one in seen.items() if name not in bound}
        if len(loose) == len(seen) or loose.keys() & self._loose.keys():
            raise _ElsewhereError
        same = [f"{one.id} = {bound[name].id}" for name, one in seen.items() if name in bound]
        scope = bound | {name: one for name, one in seen.items() if name not in bound or not bound[name].v}
        same += [self._condition(expression, scope, known) for expression in group["filters"]]
        self._loose |= loose
        return f" LEFT JOIN (SELECT {', '.join(chosen)} {source}) {table} ON {' AND '.join(same)}"

    def _minus(self, group: Plan, bound: dict[str, _Column], known: dict[str, _Constant]) -> str:
        """What MINUS takes away: rows that agree with one of the group's, which knows nothing of them."""
        inner: dict[str, _Column] = {}
        source = self._group(group, inner, {})
        shared = inner.keys() & bound.keys()
        if not shared or inner.keys() & known.keys():
            raise _ElsewhereError
        same = " AND ".join(f"{inner[name].id} = {bound[name].id}" for name in sorted(shared))
        return f"NOT EXISTS (SELECT 1 {source} AND {same})"

    def _fixed(self, term: dict[str, Any], known: dict[str, _Constant]) -> _Constant | None:
        """The constant that a term is, None where it is a variable that is to be bound."""
        return self._constants[term["c"]] if "c" in term else known.get(term["v"])

    # Conditions

    def _condition(self, expression: list[Any], bound: dict[str, _Column], known: dict[str, _Constant]) -> str:
        sign, *operands = expression
        if sign in ("and", "or"):
            return f"({f' {sign} '.join(self._condition(one, bound, known) for one in operands)})"
        if sign == "not":
            return f"(NOT {self._condition(operands[0], bound, known)})"
        left, right = operands
        if "text" in left:
            return self._text(sign, left["text"], self._constants[right["c"]], bound, small=left["small"])
        if "lang" in right:
            left, right = right, left
        if "lang" in left:
            return self._language(sign, left["lang"], right, bound, known)
        one, other = self._value(left, bound, known), self._value(right, bound, known)
        if one.kind != other.kind or (sign not in ("=", "!=") and one.kind not in ("number", "date")):
            raise _ElsewhereError
        return f"({one.sql} {sign.replace('!=', '<>')} {other.sql})"

    def _language(
        self, sign: str, name: str, wanted: dict[str, Any], bound: dict[str, _Column], known: dict[str, _Constant]
    ) -> str:
        """A condition on LANG of a variable: which kinds meet it is known."""
        one, constant = bound.get(name), self._fixed(wanted, known) if "lang" not in wanted else None
        if one is None or constant is None or constant.kind != "string" or "\\" in constant.text:
            raise _ElsewhereError
        if not one.kinds or one.kinds & {"iri", "blank", "other"}:
            raise _ElsewhereError
        said = constant.text[1:-1]
        if sign not in ("=", "!=", "matches"):
            raise _ElsewhereError
        fits = _language_matches if sign == "matches" else str.__eq__
        codes = [self._columns.code(kind) for kind in one.kinds if fits(_tag(kind), said)]
        inside = f"{one.k} IN ({', '.join(map(str, codes))})" if codes else "false"
        return f"(NOT {inside})" if sign == "!=" else f"({inside})"

    def _text(self, sign: str, name: str, wanted: _Constant, bound: dict[str, _Column], *, small: bool) -> str:
        """A condition on a text, where it can be looked for in what is written of its term."""
        one = bound.get(name)
        if one is None or not one.kinds or any(kind != "string" and kind[0] != "@" for kind in one.kinds):
            raise _ElsewhereError
        if wanted.kind != "string" or not (_SAME_IN_SMALL if small else _UNESCAPED).fullmatch(wanted.text):
            raise _ElsewhereError
        said = wanted.text[1:-1].replace("'", "''")
        tests = []
        for kind in sorted(one.kinds):
            behind = f'"{_tag(kind) and kind}'
            inside = f"term[2:-{len(behind) + 1}]"
            told = _SMALL.format(_WITHOUT_ESCAPES.format(inside)) if small else _WITHOUT_ESCAPES.format(inside)
            tests.append(f"(ends_with(term, '{behind}') AND {_TEXT_TESTS[sign]}({told}, '{said}'))")
        return f"({one.id} IN (SELECT id FROM term WHERE starts_with(term, '\"') AND ({' OR '.join(tests)})))"

    def _value(self, term: dict[str, Any], bound: dict[str, _Column], known: dict[str, _Constant]) -> _Value:
        """An operand, where all that it may be can be compared without an error."""
        if "year" in term:
            return _Value("number", f"({self._year(term['year'], bound)} * {_SCALE})")
        if "lang" in term:
            raise _ElsewhereError
        if (constant := self._fixed(term, known)) is not None:
            kinds, id_, v = frozenset((constant.kind,)), str(constant.id), str(constant.v)
        elif (day := self._plan["where"]["years"].get(term["v"])) is not None:
            return _Value("number", f"({self._year(day, bound)} * {_SCALE})")
        elif term["v"] in bound:
            one = bound[term["v"]]
            kinds, id_, v = one.kinds, one.id, one.v
        else:
            raise _ElsewhereError
        if kinds and kinds <= _NUMBERS:
            return _Value("number", v)
        if kinds == {"date"}:
            return _Value("date", v)
        if kinds and kinds <= _NODES:
            return _Value("node", id_)
        if kinds == {"string"}:
            return _Value("string", id_)
        raise _ElsewhereError

    def _year(self, name: str, bound: dict[str, _Column]) -> str:
        if name not in bound or bound[name].kinds != {"date"}:
            raise _ElsewhereError
        return f"year(DATE '1970-01-01' + try_cast({bound[name].v} AS INTEGER))"

    # Rows

    def _texts(self, row: Sequence[Any], told: Sequence[_Output]) -> list[str]:
        """The terms of a row; behind them stands, for each sum, whether a decimal is in it."""
        mixed = iter(row[len(told) :])
        found = []
        for value, one in zip(row, told, strict=False):
            if value is None:
                found.append("")  # unbound
            elif one.kind == "id":
                found.append(value)
                if value.startswith("_:"):
                    raise _ElsewhereError  # the rest of the query could not name it
            elif one.kind == "count":
                found.append(f'"{value}"^^<{_XSD}integer>')
            else:
                found.append(_number(value, decimal=next(mixed)))
        return found

    def _direct(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> ox.QuerySolutions:
        """The rows as they are, their columns in the order of the head."""
        plain = self._plan["plain"]
        places = [names.index(source) for _, source in plain]
        head = "\t".join(f"?{name}" for name, _ in plain)
        lines = "".join("\t".join([row[place] for place in places]) + "\n" for row in rows)
        found = ox.parse_query_results(f"{head}\n{lines}", format=ox.QueryResultsFormat.TSV)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def _rest(self, names: Sequence[str], rows: Sequence[Sequence[str]], most: int) -> ox.QuerySolutions:
        """What the engine makes of the rows by the rest of the query."""
        plan = self._plan
        values = "".join(f"({' '.join(cell or 'UNDEF' for cell in row)})" for row in rows)
        having = f"FILTER {plan['having']}" if plan["having"] else ""
        order = f"ORDER BY {plan['order']}" if plan["order"] else ""
        found = _EMPTY.query(
            f"{plan['prologue']}\nSELECT {'DISTINCT ' if plan['distinct'] else ''}{plan['head']}\n"
            f"{{ VALUES ({' '.join(f'?{name}' for name in names)}) {{ {values} }}\n{having}\n}}\n{order}\n"
            f"LIMIT {most} OFFSET {plan['offset']}"
        )
        assert isinstance(found, ox.QuerySolutions)
        return found


def _row(text: str) -> ox.QuerySolution:
    """The only row that a query finds where there are no data."""
    found: Any = _EMPTY.query(text)
    row: ox.QuerySolution = next(found)
    return row


def _number(scaled: int, *, decimal: bool) -> str:
    """A sum of ten thousandths as the engine writes it."""
    if abs(scaled) > _LARGEST:
        raise _ElsewhereError
    whole, rest = divmod(abs(scaled), _SCALE)
    fraction = f".{rest:04}".rstrip("0") if rest else ""
    return f'"{"-" if scaled < 0 else ""}{whole}{fraction}"^^<{_XSD}{"decimal" if decimal else "integer"}>'


def _tag(kind: str) -> str:
    """The language of a kind of literals, nothing of those that have none."""
    return kind[1:] if kind.startswith("@") else ""


def _language_matches(tag: str, wanted: str) -> bool:
    """Whether a language is in a range, as RFC 4647's basic filtering has it."""
    tag, wanted = tag.lower(), wanted.lower()
    return tag != "" if wanted == "*" else tag == wanted or tag.startswith(f"{wanted}-")


def _variables(group: Plan) -> set[str]:
    """The variables of a group's patterns."""
    return {term["v"] for pattern in group["patterns"] for term in pattern if "v" in term}
