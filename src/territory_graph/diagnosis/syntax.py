"""Errors that teach: a query's error as a lesson, with its place, what is wrong and what to write instead.

A syntax error is found anew by our own reading of the grammar, which stops at the first token that does not fit. The
engine's place is told only where we find no fault, and its words never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from territory_graph.diagnosis.advice import apart
from territory_graph.diagnosis.expressions import AGGREGATES, FUNCTIONS
from territory_graph.diagnosis.known import KnownTerms
from territory_graph.diagnosis.lesson import Lesson, lesson_at
from territory_graph.diagnosis.mistakes import Mistake, likely
from territory_graph.diagnosis.parser import LARGEST, QueryReader, parse
from territory_graph.diagnosis.reader import Fault, Span
from territory_graph.errors import (
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QueryTimeoutError,
    TerritoryGraphError,
)
from territory_graph.messages import Translator
from territory_graph.store.guard import is_update
from territory_graph.store.tokens import position, readable, tokens

_LONGEST = 60
_UNKNOWN_FUNCTION = re.compile(r"function <(?P<iri>[^<>]+)> is not supported")


def lesson(
    error: TerritoryGraphError, text: str, known: KnownTerms, say: Translator, declared: Mapping[str, str] | None = None
) -> Lesson:
    """The lesson of an error that the query or update ``text`` caused, some prefixes being ``declared`` for it."""
    if not isinstance(error, QueryError):
        return Lesson(say.error(error))
    text = readable(text)
    found = None
    if isinstance(error, QueryTimeoutError | QueryMemoryError):
        found = _why_slow(error, text, say, declared)
    elif (unknown := _UNKNOWN_FUNCTION.search(str(error.fields.get("reason")))) is not None:
        found = _unknown_function(unknown["iri"], text, say, declared)
    elif error.code == "query" or (isinstance(error, QueryRefusedError) and error.rule == "no-query"):
        found = _found_anew(text, known, say, declared)
    return found or _told(error, text, say)


def _why_slow(error: QueryError, text: str, say: Translator, declared: Mapping[str, str] | None) -> Lesson | None:
    """The lesson of a query that was stopped, where patterns without a common variable are the likely cause."""
    try:
        found = next(apart(parse(text, declared), say), None)
    except Fault:
        return None
    return found and replace(found, sentence=say.error(error), hints=(found.sentence, *found.hints))


def _unknown_function(iri: str, text: str, say: Translator, declared: Mapping[str, str] | None) -> Lesson:
    """The lesson of a function that the engine does not have, where it is called."""
    near = get_close_matches(re.split(r"[#/:]", iri)[-1].lower(), (*FUNCTIONS, *AGGREGATES), 1, 0.7)
    hint = say("diagnosis.hints.function", near=near[0].upper()) if near else say("diagnosis.hints.no-function")
    place = _called(iri, text, declared)
    if place is None:
        return Lesson(say("diagnosis.no-such-function", name=f"<{iri}>"), hints=(hint,))
    sentence = say("diagnosis.no-such-function", name=text[place.start : place.end])
    return lesson_at(say, text, place, sentence, (hint,))


def _called(iri: str, text: str, declared: Mapping[str, str] | None) -> Span | None:
    """Where a query calls the function ``iri`` first, by name or IRI; a relative one is completed as that one is."""
    try:
        tree = parse(text, declared)
    except Fault:
        return None
    for name, behind in pairwise(tokens(text)):
        span = Span(name.start, name.end)
        called = name.kind in ("iri", "name") and behind.text == "(" and behind.inside == "expression"
        if called and urljoin(iri, tree.iri(span)) == iri:
            return span
    return None


def _found_anew(text: str, known: KnownTerms, say: Translator, declared: Mapping[str, str] | None) -> Lesson | None:
    """The lesson of the first fault of a query; None for an update, a very large text, and where there is no fault."""
    if len(text) > LARGEST or is_update(text):
        return None
    reader = QueryReader(text, tokens(text))
    reader.prefixes.update(declared or {})
    try:
        reader.query()
    except Fault as fault:
        mistake = likely(fault, reader)
        span = mistake.span if mistake and mistake.span else fault.span
        fields = _fields(fault, span, reader.text, say) | dict(mistake.fields if mistake else {})
        own = mistake is not None and say.has(f"diagnosis.syntax.{mistake.code}")
        code = mistake.code if mistake and own else fault.code
        hints = tuple(_hints(fault, mistake, reader, known, say))
        return lesson_at(say, reader.text, span, say(f"diagnosis.syntax.{code}", **fields), hints)
    return None


def _told(error: QueryError, text: str, say: Translator) -> Lesson:
    """The error's own sentence at the place that it names; for the engine's, a sentence of ours."""
    line, column = error.fields.get("line"), error.fields.get("column")
    if error.code == "query":
        sentence = say("diagnosis.unreadable" if line else "diagnosis.failed")
    else:
        sentence = say.error(error)
    if not line or not column:
        return Lesson(sentence)
    before = text.split("\n")[: line - 1]
    start = min(sum(len(one) + 1 for one in before) + column - 1, len(text))
    word = re.match(r"\w*", text[start:])
    return lesson_at(say, text, Span(start, start + max(len(word[0]) if word else 0, 1)), sentence)


def _fields(fault: Fault, span: Span, text: str, say: Translator) -> dict[str, Any]:
    """What fills the sentence of a fault: what was found, what was expected, and where a bracket was opened."""
    found = text[span.start : span.end]
    fields: dict[str, Any] = {**fault.fields, "text": found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"}
    if "expected" in fields:
        fields["expected"] = say(f"diagnosis.expected.{fields['expected']}")
    if "place" in fields:
        line, column = position(text, fields["place"])
        fields |= {"line": str(line), "column": str(column)}
    return fields


def _hints(
    fault: Fault, mistake: Mistake | None, reader: QueryReader, known: KnownTerms, say: Translator
) -> Iterator[str]:
    if fault.code == "prefix":
        yield _prefix_hint(str(fault.fields["prefix"]), reader.prefixes, known, say)
    elif mistake is not None:
        yield say(f"diagnosis.hints.{mistake.code}", **mistake.fields)
    elif say.has(f"diagnosis.hints.{fault.code}"):
        yield say(f"diagnosis.hints.{fault.code}", **fault.fields)


def _prefix_hint(prefix: str, declared: Mapping[str, str], known: KnownTerms, say: Translator) -> str:
    """How to declare a prefix, with its likely IRI where one is known; or the one that was likely meant."""
    found = known.namespace(prefix)
    if found is None:
        return say("diagnosis.hints.unknown-prefix", prefix=prefix)
    name, iri = found
    if name in declared:
        return say("diagnosis.hints.near-prefix", prefix=prefix, near=name)
    if name == prefix:
        return say("diagnosis.hints.declare", declaration=f"PREFIX {prefix}: <{iri}>")
    return say("diagnosis.hints.declare-near", declaration=f"PREFIX {prefix}: <{iri}>", near=name)
