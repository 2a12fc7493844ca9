"""Common mistakes: what a person who wrote this very likely meant.

Each rule looks at a fault and at the tokens around it, and answers the code of a hint with its fields, or nothing.
Rules are asked in order; the first that answers also gives the sentence where ``[diagnosis.syntax]`` has one of its
code.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from territory_graph.diagnosis.expressions import AGGREGATES, FUNCTIONS
from territory_graph.diagnosis.reader import Fault, Reader, Span
from territory_graph.store.cursor import BRACKETS
from territory_graph.store.guard import FORMS
from territory_graph.store.tokens import Token

_QUOTES = "“”„‟«»‹›‘’‚′″"
_OPERATORS = {"and": "&&", "or": "||", "not": "!", "is": "="}
_COMPARED = ("=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/")
_KEYWORDS: Mapping[str, Collection[str]] = {
    "form": (*FORMS, "prefix", "base"),
    "pattern": ("filter", "optional", "union", "minus", "graph", "bind", "values", "service", "select"),
    "modifier": ("group", "having", "order", "limit", "offset", "values"),
    "where": ("where", "from"),
    "by": ("by",),
    "exists": ("exists",),
    "as": ("as",),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was likely meant: the code of its sentence, its fields, and the stretch to mark where it is another."""

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A fault with the tokens around it."""

    fault: Fault
    reader: Reader

    @property
    def expected(self) -> str:
        """What should stand there."""
        return str(self.fault.fields.get("expected", ""))

    def token(self, distance: int = 0) -> Token:
        """The token at fault, or one that stands before (negative) or behind it."""
        number = self.fault.at + distance
        return self.reader.tokens[number] if 0 <= number < len(self.reader.tokens) else Token("end", "", 0)

    def word(self, distance: int = 0) -> str:
        """Its text in small letters if it is a word."""
        token = self.token(distance)
        return token.text.lower() if token.kind == "word" else ""

    def adjoins(self, distance: int = 0) -> bool:
        """Whether the token touches the one before it."""
        return self.fault.at + distance > 0 and self.token(distance - 1).end == self.token(distance).start

    def is_at(self, *expected: str) -> bool:
        """Whether a token was found where one of these should stand."""
        return self.fault.code == "unexpected" and self.expected in expected


def likely(fault: Fault, reader: Reader) -> Mistake | None:
    """The mistake that was likely made, if a rule knows it."""
    site = Site(fault, reader)
    return next((mistake for rule in _RULES if (mistake := rule(site)) is not None), None)


def _characters(site: Site) -> Mistake | None:
    token = site.token()
    if token.text in _QUOTES and token.text:
        return Mistake("quotes", {"found": token.text})
    if len(token.text) == 1 and token.text != " " and unicodedata.category(token.text) in ("Zs", "Cf"):
        return Mistake("space")
    quoted = site.token(-1).text.startswith("'") and site.token(-1).kind == "string"
    if site.adjoins() and quoted and token.text not in ("@", "^", "^^"):
        return Mistake("apostrophe", span=site.fault.span)
    if token.text in ('"', "'"):
        return Mistake("open-string", {"quote": token.text})
    return None


def _comment(site: Site) -> Mistake | None:
    """What other languages begin a comment with."""
    sign = f"{site.token().text}{site.token(1).text}"
    adjoined = sign in ("--", "//", "/*") and site.adjoins(1)
    return Mistake("comment", {"sign": sign}) if adjoined and not site.is_at("property", "object") else None


def _broken_iri(site: Site) -> Mistake | None:
    found = re.match(r"<[^>\n]*>", site.reader.text[site.token().start :])
    if site.token().text != "<" or found is None or not re.match(r"<(?:[a-z]+:|\S*/)", found[0]):
        return None
    return Mistake("broken-iri", span=Span(site.token().start, site.token().start + len(found[0])))


def _bare_iri(site: Site) -> Mistake | None:
    found = re.match(r"[A-Za-z]+://[^\s<>\"{}|^`]*", site.reader.text[site.token().start :])
    if found is None:
        return None
    return Mistake("bare-iri", {"iri": found[0]}, Span(site.token().start, site.token().start + len(found[0])))


def _operators(site: Site) -> Mistake | None:
    token, before = site.token(), site.token(-1)
    if token.text == "=" and before.text in ("=", "!=", "<=", ">="):
        return Mistake("double-equals", span=Span(before.start, token.end))
    if before.text == "<" and token.text == ">" and site.adjoins():
        return Mistake("not-equal", span=Span(before.start, token.end))
    if site.is_at("exists") and not site.word():
        return Mistake("word-operator", {"word": before.text, "operator": "!"})
    return _word_operators(site) if site.is_at("operator", "comma", "closing", "as", "operand") else None


def _word_operators(site: Site) -> Mistake | None:
    written = site.token().text
    if site.word() in _OPERATORS or written in ("&", "|"):
        operator = _OPERATORS.get(site.word(), written * 2)
        return Mistake("word-operator", {"word": written, "operator": operator})
    if site.word() in ("null", "none", "nil"):
        return Mistake("null", {"word": written})
    return Mistake("like", {"word": written}) if site.word() in ("like", "ilike", "matches", "contains") else None


def _between_groups(site: Site) -> Mistake | None:
    if site.is_at("pattern") and site.word() in ("or", "union"):
        return Mistake("union")
    if site.is_at("pattern") and site.token(-1).text == ")" and site.token().text in _COMPARED:
        return Mistake("early-bracket")
    return None


def _projection(site: Site) -> Mistake | None:
    if not site.is_at("projection", "where", "as"):
        return None
    if site.token().text == "," and site.expected != "as":
        return Mistake("comma")
    called = site.token(1).text == "(" or site.token().text == "("
    if called and site.expected != "as" and site.word() in (*AGGREGATES, *FUNCTIONS):
        return Mistake("as", {"call": f"{site.token().text.upper()}(…)", "name": "?n"})
    if site.expected == "as" and site.token().text == ")":
        # What stands in brackets without a name: a variable needs neither.
        opener = site.reader.opened[-1] if site.reader.opened else 0
        written = site.reader.text[site.reader.tokens[opener].end : site.token().start].strip()
        short = "\n" not in written and len(written) <= 40
        if short and re.fullmatch(r"[?$]\w+", written):
            return Mistake("bracketed-variable", {"name": written})
        return Mistake("as", {"call": written if short else "…", "name": "?n"})
    return None


def _sql(site: Site) -> Mistake | None:
    bare = site.token().kind == "word" and site.word() not in _KEYWORDS["where"]
    if site.is_at("dataset") and bare:
        return Mistake("sql")
    if site.is_at("projection") and bare and site.word() not in (*AGGREGATES, *FUNCTIONS):
        return Mistake("sql")
    return None


def _braces(site: Site) -> Mistake | None:
    if site.is_at("group", "where") and site.token().kind in ("variable", "iri", "name", "blank", "string"):
        return Mistake("braces", {"before": site.token(-1).text})
    return None


def _compared(site: Site) -> Mistake | None:
    """A property whose value is compared where it should be given a variable."""
    sign = site.token().text
    return Mistake("compared", {"sign": sign}) if site.is_at("object") and sign in _COMPARED[:6] else None


def _named(site: Site) -> Mistake | None:
    if site.is_at("variable") and site.token().kind in ("word", "name"):
        return Mistake("variable-mark", {"name": site.token().text.strip(":")})
    if site.is_at("property", "object") and site.token().text == "-" and site.adjoins():
        return Mistake("hyphen", {"name": site.token(-1).text})
    if site.is_at("property", "object", "term", "pattern") and site.token().kind == "word":
        return Mistake("bare-word", {"word": site.token().text}) if not _spelled(site) else None
    if site.is_at("property") and site.token().kind in ("string", "number"):
        return Mistake("literal-property")
    return None


def _behind(site: Site) -> Mistake | None:
    """What stands behind the end of the query, or in the wrong order there."""
    if not site.is_at("modifier"):
        return None
    word, text = site.word(), site.token().text
    if word in ("group", "having", "order"):
        return Mistake("order", {"word": word.upper()})
    if text == "}":
        return Mistake("extra-brace")
    if text == ";" or word in FORMS:
        return Mistake("two-queries")
    if word in _KEYWORDS["pattern"] or site.token().kind in ("variable", "name", "iri"):
        return Mistake("outside")
    return None


def _prologue(site: Site) -> Mistake | None:
    if not site.is_at("form"):
        return None
    if site.token().text.lower() in ("@prefix", "@base"):
        return Mistake("turtle", {"word": site.token().text[1:].upper()})
    if site.token().text == "." and site.fault.at:
        return Mistake("prefix-point")
    return None


def _shapes(site: Site) -> Mistake | None:
    if site.is_at("bracketed") and site.word(-1) in ("asc", "desc"):
        name = site.token().text if site.token().kind == "variable" else "?x"
        return Mistake("ordering-brackets", {"word": site.token(-1).text.upper(), "name": name})
    if site.is_at("constraint"):
        return Mistake("filter-brackets", {"word": site.token(-1).text.upper()})
    if site.is_at("separator") and site.token().text == ",":
        return Mistake("group-concat")
    if site.fault.code == "missing-point" and site.token().text == "-" and site.adjoins():
        return Mistake("date")
    if site.is_at("operator", "comma") and site.token().kind == site.token(-1).kind == "number":
        return Mistake("thousands", {"number": f"{site.token(-1).text}{site.token().text}"})
    return None


def _commented(site: Site) -> Mistake | None:
    """A bracket that would close what is open stands in a comment."""
    if site.fault.code != "unclosed":
        return None
    closer = BRACKETS[str(site.fault.fields["opener"])]
    tokens = site.reader.tokens
    for token, after in pairwise(tokens):
        gap = site.reader.text[token.end : after.start]
        place = gap.find(closer, gap.find("#")) if "#" in gap else -1
        if place >= 0:
            start = token.end + place
            return Mistake("commented", {"closer": closer}, Span(start, start + 1))
    return None


def _function(site: Site) -> Mistake | None:
    word = site.word()
    if not (word and site.token(1).text == "(" and site.is_at("operand", "constraint", "operator", "comma")):
        return None
    near = difflib.get_close_matches(word, (*FUNCTIONS, *AGGREGATES), 1, 0.7)
    fields = {"word": site.token().text, "near": near[0].upper() if near else ""}
    return Mistake("function" if near else "no-function", fields)


def _keyword(site: Site) -> Mistake | None:
    near = _spelled(site)
    return Mistake("keyword", {"word": site.token().text, "near": near.upper()}) if near else None


def _spelled(site: Site) -> str:
    """The keyword that a misspelled word likely is."""
    word = site.word()
    wanted = _KEYWORDS.get(site.expected, ()) if site.fault.code == "unexpected" else ()
    if site.expected in ("projection", "where"):
        wanted = (*wanted, "where", "distinct")
    near = difflib.get_close_matches(word, wanted, 1, 0.7) if word and word not in wanted else []
    return near[0] if near else ""


_RULES: tuple[Callable[[Site], Mistake | None], ...] = (
    _characters,
    _comment,
    _broken_iri,
    _bare_iri,
    _operators,
    _between_groups,
    _commented,
    _function,
    _projection,
    _sql,
    _keyword,
    _braces,
    _shapes,
    _compared,
    _named,
    _behind,
    _prologue,
)
