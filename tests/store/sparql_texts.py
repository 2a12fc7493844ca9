"""Valid SPARQL 1.1 as hypothesis strategies, from the grammar: names and texts are full of words that are keywords.

Every text is one that Oxigraph reads: where it keeps less than the grammar (two points in a local name, letters beyond
the basic plane), so do these.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

PROLOGUE = (
    "BASE <http://base.example/> # <\nPREFIX : <http://a.example/> PREFIX ex: <http://b.example/x#>\n"
    "PREFIX service: <http://c.example/> prefix #'\nload: <http://d.example/> PREFIX filter.x-1: <http://e.example/>\n"
)
_ODD = ("service", "SERVICE", "load", "LOAD", "a", "true", "select", "filter", "b1", "é", "x_y")
_DEEPEST = 1
_NAMES = st.sampled_from(_ODD)


def _nested(
    base: st.SearchStrategy[str], larger: Callable[[st.SearchStrategy[str]], st.SearchStrategy[str]], depth: int = 2
) -> st.SearchStrategy[str]:
    """What is made of the base, and of what is made of it: quicker than a recursive strategy, which is built anew."""
    return base if depth == 0 else st.one_of(base, larger(_nested(base, larger, depth - 1)))


def _spaced(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The parts with space or comments between them."""
    gaps = st.sampled_from((" ", "\n", "\t", " # SERVICE <x> { ' \" \\\r\n", " #\n"))
    pieces = st.tuples(*(st.tuples(part, gaps) for part in parts))
    return pieces.map(lambda found: "".join(text + gap for text, gap in found))


def _word(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from((text, text.lower(), text.title()))


def _some(part: st.SearchStrategy[str], least: int = 0, most: int = 3, by: str = " ") -> st.SearchStrategy[str]:
    return st.lists(part, min_size=least, max_size=most).map(by.join)


def _calls(name: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(_word(name), *arguments).map(lambda found: f"{found[0]}({', '.join(found[1:])})")


_iri_parts = st.sampled_from(
    (*_ODD, ")", "(", "_service", "?b)SERVICE", "#", "/", "'", "&&?c", ";", ",", "%20", "\\u00e9")
)
iris = st.one_of(
    _some(_iri_parts, 0, 4, "").filter(lambda text: text.count("#") < 2).map("<http://e/{}>".format),
    _some(_NAMES, 0, 2, "/").map("<{}>".format),
)
_local_parts = st.sampled_from((*_ODD, "\\,", "\\'", "\\#", "%3C", ":", "-", "0"))
locals_ = _some(_local_parts, 0, 3, "").map(lambda text: text.lstrip("-"))
_dotted = st.tuples(locals_, st.sampled_from(("", "", ".", "..")), _NAMES).map(
    lambda found: found[0] + found[1] + found[2] if found[0] else found[2]
)
names = st.tuples(st.sampled_from(("", "ex", "service", "load", "filter.x-1")), st.one_of(locals_, _dotted)).map(
    ":".join
)
iri = st.one_of(iris, names)
variables = st.tuples(st.sampled_from("?$"), _NAMES).map("".join)
_escapes = st.sampled_from(("\\t", "\\b", "\\n", "\\r", "\\f", '\\"', "\\'", "\\\\", "\\u00E9", "\\U0001F600"))
_contents = st.sampled_from((*_ODD, " ", "} SERVICE <http://x> {", "#", "<", ">", "; LOAD <x>", "{", "(", "\U0001f600"))
_plain = _some(st.one_of(_escapes, _contents), 0, 4, "")
_long = _some(st.one_of(_escapes, _contents, st.sampled_from(("\n", "\r", " ' ", ' " ', " '' ", ' "" '))), 0, 4, "")
texts = st.one_of(
    _plain.map("'{}'".format), _plain.map('"{}"'.format), _long.map("'''{}'''".format), _long.map('"""{}"""'.format)
)
_languages = st.sampled_from(("@fr", "@en-GB", "@service", "@fr-load"))
literals = st.one_of(texts, st.tuples(texts, _languages).map("".join), st.tuples(texts, iri).map("^^".join))
numbers = st.sampled_from(("0", "1", "12.5", ".5", "1e3", "1.e-2", ".5E+1", "-1", "+2", "-0.5", "+1e0", "-.5e1"))
values = st.one_of(iri, literals, numbers, _word("true").map(str.lower), st.just("false"))
_terms = st.one_of(variables, values)
_anonymous = st.sampled_from(("[]", "[ ]", "()"))


def _expressions(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions; EXISTS takes one of ``groups``."""

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        joined = st.tuples(inner, st.sampled_from(("||", "&&", "+", "-", "*", "/")), inner).map(" ".join)
        glued = st.tuples(variables, st.sampled_from(("<", "<=", ">", "=", "!=")), variables).map("".join)
        compared = st.tuples(inner, st.sampled_from(("=", "!=", "<", ">", "<=", ">=")), inner).map(" ".join)
        members = st.tuples(inner, _word("IN"), _some(inner, 0, 3, ",")).map(lambda it: f"{it[0]} {it[1]} ({it[2]})")
        return st.one_of(
            *(part.map("({})".format) for part in (joined, compared, glued, members)),
            inner.map("!{}".format).map("({})".format),
            _calls("STR", inner),
            _calls("IF", inner, inner, inner),
            _calls("REGEX", inner, texts),
            _calls("SUBSTR", inner, numbers),
            _some(inner, 0, 3, ",").map("COALESCE({})".format),
            st.tuples(iris, _some(inner, 0, 2, ",")).map(lambda it: f"<http://f{it[0][1:]}({it[1]})"),
            st.tuples(_word("NOT EXISTS"), groups).map(" ".join).map("({})".format),
        )

    return _nested(st.one_of(variables, literals, numbers, names), larger)


_step = st.one_of(iri, st.just("a"))
_negated = st.lists(st.one_of(iri, iri.map("^{}".format)), min_size=1, max_size=3).map("|".join).map("!({})".format)
paths = _nested(
    st.one_of(_step, _negated),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("/".join).map("({})".format),
        st.tuples(inner, inner).map(" | ".join).map("({})".format),
        inner.map("(^{})".format),
        st.tuples(inner, st.sampled_from("*+?")).map("".join).map("({})".format),
    ),
)
_properties = st.one_of(variables, iri, st.just("a"), paths)


def _nodes(properties: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _nested(
        st.one_of(_terms, _anonymous),
        lambda inner: st.one_of(
            _some(inner, 1, 3).map("({})".format),
            st.tuples(properties, inner).map(" ".join).map("[ {} ]".format),
        ),
    )


def _triples(properties: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Triple patterns with “;” and “,”; a subject in brackets may stand alone."""
    nodes = _nodes(properties)
    objects = _some(nodes, 1, 2, " , ")
    said = st.tuples(properties, objects).map(" ".join)
    whole = st.tuples(_terms, _some(said, 1, 3, " ; ")).map(" ".join)
    alone = st.tuples(properties, nodes).map(" ".join).map("[ {} ]".format)
    return _some(st.one_of(whole, alone), 1, 3, " . ")


def _data() -> st.SearchStrategy[str]:
    cell = st.one_of(values, _word("UNDEF"))
    one = st.tuples(_word("VALUES"), variables, _some(cell, 0, 4)).map(lambda it: f"{it[0]} {it[1]} {{ {it[2]} }}")
    row = st.tuples(cell, cell).map(" ".join).map("({})".format)
    several = st.tuples(_word("VALUES"), _some(row, 0, 3)).map(lambda it: f"{it[0]} (?one ?two) {{ {it[1]} }}")
    return st.one_of(one, several)


def _groups(depth: int) -> st.SearchStrategy[str]:
    """Group graph patterns with at most so many others inside one another."""
    inner = _groups(depth - 1) if depth else st.sampled_from(("{ }", "{ ?s ?p service:o }"))
    expressions = _expressions(inner)
    called = st.tuples(iris, expressions).map(lambda it: f"<http://f{it[0][1:]}({it[1]})")
    others = st.one_of(
        inner,
        st.tuples(inner, _word("UNION"), inner).map(" ".join),
        st.tuples(st.one_of(_word("OPTIONAL"), _word("MINUS"), _word("FILTER EXISTS")), inner).map(" ".join),
        st.tuples(_word("GRAPH"), st.one_of(variables, iri), inner).map(" ".join),
        st.tuples(_word("FILTER"), st.one_of(expressions.map("({})".format), called)).map(" ".join),
        _data(),
        _selects(inner).map("{{ {} }}".format),
    )
    parts = st.lists(st.one_of(_triples(_properties), others), max_size=3)
    bound = st.one_of(st.just(""), expressions.map(" BIND({} AS ?bound)".format)) if depth == _DEEPEST else st.just("")
    return st.builds(_group, parts, st.sampled_from((" ", " . ")), bound)


def _group(parts: list[str], points: str, bound: str) -> str:
    return "{ " + _between(parts, points) + bound + " }"


def _between(parts: list[str], points: str) -> str:
    """The parts of a group; between two blocks of triple patterns there is a point."""
    text = ""
    for part in parts:
        text += (points if text and not text.endswith(("{", ".")) else " ") + part
    return text


def _selects(groups: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    expressions = _expressions(groups)
    projected = st.one_of(
        st.just("*"),
        st.lists(variables, min_size=1, max_size=2, unique_by=lambda text: text[1:]).map(" ".join),
        expressions.map("({} AS ?made)".format),
    )
    ordered = st.one_of(variables, expressions.map("DESC({})".format), expressions.map("({})".format))
    return st.one_of(
        _spaced(
            _word("SELECT"),
            st.sampled_from(("", "DISTINCT", "reduced")),
            projected,
            st.sampled_from(("", "WHERE")),
            groups,
            st.one_of(st.just(""), _some(ordered, 1, 2).map("ORDER BY {}".format)),
            st.sampled_from(("", "LIMIT 3", "OFFSET 1", "LIMIT 100 OFFSET 0", "offset 1 limit 7", "LIMIT 007")),
            st.one_of(st.just(""), _data()),
        ),
        _spaced(
            _word("SELECT"),
            st.just("?service (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?load; SEPARATOR=' SERVICE ') AS ?all)"),
            groups,
            st.just("GROUP BY ?service HAVING(COUNT(*)<3)"),
            st.sampled_from(("", "LIMIT 2")),
        ),
    )


_datasets = _some(st.tuples(st.sampled_from(("FROM", "from named")), iri).map(" ".join), 0, 2)
_whole = _groups(_DEEPEST)
_template = _triples(st.one_of(variables, iri, st.just("a"))).map("{{ {} }}".format)
selects = st.tuples(st.just(PROLOGUE), _selects(_whole)).map("".join)
queries = st.tuples(
    st.just(PROLOGUE),
    st.one_of(
        _selects(_whole),
        _spaced(_word("ASK"), _datasets, _whole),
        _spaced(_word("CONSTRUCT"), _template, _datasets, _word("WHERE"), _whole),
        _spaced(_word("DESCRIBE"), _some(st.one_of(variables, iri), 1, 2), _datasets, _whole),
        _spaced(_word("DESCRIBE"), _some(iri, 1, 2)),
    ),
).map("".join)
groups = _whole

_ground = st.tuples(iri, iri, values).map(" ".join)
_quads = st.one_of(_some(_ground, 1, 2, " . "), st.tuples(iri, _ground).map(lambda it: f"GRAPH {it[0]} {{ {it[1]} }}"))
_operations = st.one_of(
    _spaced(st.sampled_from(("INSERT DATA", "delete data")), _quads.map("{{ {} }}".format)),
    _spaced(st.sampled_from(("CLEAR SILENT GRAPH", "DROP SILENT GRAPH", "CREATE SILENT GRAPH")), iri),
    st.sampled_from(("CLEAR ALL", "DROP DEFAULT", "clear named")),
    _spaced(st.sampled_from(("COPY SILENT", "MOVE SILENT GRAPH", "ADD SILENT")), iri, _word("TO"), iri),
    _spaced(
        st.one_of(st.just(""), iri.map("WITH {}".format)),
        _ground.map("DELETE {{ {} }}".format),
        _ground.map("INSERT {{ {} }}".format),
        st.one_of(st.just(""), iri.map("USING {}".format), iri.map("USING NAMED {}".format)),
        _word("WHERE"),
        _whole,
    ),
)
updates = st.tuples(st.just(PROLOGUE), _some(_operations, 0, 3, " ; ")).map("".join)
