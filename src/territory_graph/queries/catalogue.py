"""The packaged queries: competency questions and projections, with what their headers say.

A query is one ``.rq`` file that runs as it is in any SPARQL tool. It opens with a header of comments::

    # Qui préside et qui seconde un organisme ?                        the title in French, first
    # @en Who chairs a body, and who is its vice-president?            the title in English
    # @user strategist                                                 whom a question is for
    # @subject governance                                              what a question is about, one of SUBJECTS
    # @level easy                                                      easy, medium or hard
    # @measure core                                                    the measure that answers, if one does
    # @projection actors                                               the network that it is taken on
    # @needs a tg:Mandate tg:post                                      what every answer has a statement of
    # @parameter syndicat actor | Le syndicat | The syndicate          name and kind of thing; its label
    # @variable personne Personne | Person                             one a column, in order; its title
    # @unbound lieu date                                               the columns that a row may leave empty
    # Any other comment is a remark to the reader.

The kind of a parameter is one of ``vocabulary.KINDS``, or ``text``. Its working default stands in the query,
on a line of its own: ``VALUES ?syndicat { act:pole-rouen-seine-eure }``. Where a measure answers a question,
the columns are the measure's and the query is the projection's, word for word.

>>> print(packaged_query("05").titles["en"])
Who chairs a metropolitan pole or another body, and who is its vice-president?
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Identifier

from territory_graph import resources
from territory_graph.errors import QueryError, UnknownParameterError, UnknownProjectionError, UnknownQuestionError
from territory_graph.vocabulary import DEFAULT_BASE, IDENTIFIER, KINDS, resource

TEXT = "text"

SUBJECTS = (
    "actors",
    "support",
    "money",
    "agreements",
    "projects",
    "events",
    "governance",
    "sectors",
    "places",
    "network",
    "sources",
)
"""What questions are about, in the order in which a reader meets them."""

_ONCE = {"en", "user", "subject", "level", "measure", "projection", "needs", "unbound"}
_REPEATED = {"parameter", "variable"}
_ENTRY = re.compile(r"# @(\w+) (\S.*)")
_VARIABLE = re.compile(r"(\w+) ([^|]+) \| ([^|]+)")
_PARAMETER = re.compile(r"(\w+) ([\w-]+) \| ([^|]+) \| ([^|]+)")
_PREFIX = re.compile(r"^PREFIX (\w*): <([^>]*)>$", re.MULTILINE)
_STEM = re.compile(r"(?P<number>\d+)-.+")

# IRIREF of SPARQL 1.1 §19.8 with the schemes that name things: “act:lsn” is a prefixed name, not an IRI.
_ABSOLUTE_IRI = re.compile(r'(?:urn:|[A-Za-z][A-Za-z0-9+.-]*://)[^\x00-\x20<>"{}|^`\\\ud800-\udfff]+')

# ECHAR of SPARQL 1.1 §19.7. Engines may decode \uXXXX before they read the grammar (§19.2), and rdflib takes
# eight digits if it can: a “u” after a backslash is written as its code point, in eight digits. rdflib also
# turns a bare tab into spaces.
_ESCAPES = {
    "\\u": r"\\\U00000075",
    "\\U": r"\\\U00000055",
    "\\": r"\\",
    '"': r"\"",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
}
_ESCAPED = re.compile(r'\\[uU]|[\\"\n\r\t]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer: its variable, its title by language, and whether a row may leave it empty."""

    name: str
    labels: Mapping[str, str]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about: its kind is a kind of resource or ``text``.

    ``default`` is the term that the file names, under ``DEFAULT_BASE``.
    """

    name: str
    kind: str
    labels: Mapping[str, str]
    default: Identifier


@dataclass(frozen=True, slots=True)
class PackagedQuery:
    """One ``.rq`` file: what its header says, and its query without the header.

    A projection has the number 0 and neither ``user``, ``subject`` nor ``level``. ``measure`` and ``projection`` are
    None unless a measure on a network answers the question. ``needed`` are the IRIs of classes, properties and named
    things of which each answer has a statement; a projection says none. ``text`` runs as it is, on ``DEFAULT_BASE``.
    """

    name: str
    number: int
    titles: Mapping[str, str]
    user: str
    subject: str
    level: str
    measure: str | None
    projection: str | None
    needed: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str

    @property
    def dated(self) -> bool:
        """Whether it can be asked of a day: its query has a line for it, or a measure of the actors answers."""
        of_actors = self.measure is not None and (self.projection or "actors") == "actors"
        return of_actors or bool(_values_line("day").search(self.text))

    def needs(self, base: str = DEFAULT_BASE) -> frozenset[str]:
        """What each answer has a statement of, by IRI, on a graph whose resources lie under ``{base}id/``."""
        return frozenset(iri.replace(f"{DEFAULT_BASE}id/", f"{base}id/") for iri in self.needed)

    def on(self, day: date) -> PackagedQuery:
        """The same question of a day: what no date excludes then; without, it finds what holds at any time.

        Raises:
            UnknownParameterError: it cannot be asked of a day.
        """
        if not self.dated:
            raise UnknownParameterError(question=self.name, name="day", known="none")
        return self if self.measure else replace(self, text=with_value(self.text, "day", Literal(day).n3()))

    def sparql(self, base: str = DEFAULT_BASE, **values: Identifier | str) -> str:
        """The query to run on a graph whose resources lie under ``{base}id/``, about the given values.

        A parameter without a value keeps its default. The value of a ``text`` parameter is a plain string;
        that of any other is an absolute IRI, or an identifier such as ``actor/lsn``, under ``{base}id/``.

        Raises:
            UnknownParameterError: the query has no parameter of that name.
            QueryError: the base or a value cannot be written in a query as the term that it should be.

        >>> query = packaged_query("14").sparql(acteur="actor/lsn")
        >>> "VALUES ?acteur { <https://w3id.org/territory-graph/id/actor/lsn> }" in query
        True
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        text = self.text.replace(f"{DEFAULT_BASE}id/", f"{_absolute(base)}id/")
        for name, value in values.items():
            if name not in known:
                raise UnknownParameterError(question=self.name, name=name, known=", ".join(known) or "none")
            text = with_value(text, name, _term(known[name].kind, value, base))
        return text


@cache
def packaged_queries() -> tuple[PackagedQuery, ...]:
    """The competency questions, by number.

    Raises:
        QueryError: a header is malformed; the message names the file.
    """
    return tuple(read_query(path) for path in sorted(resources.QUERIES.glob("*.rq")))


@cache
def projections() -> tuple[PackagedQuery, ...]:
    """The queries whose rows are the ties of a network, by name.

    Raises:
        QueryError: a header is malformed; the message names the file.
    """
    return tuple(read_query(path) for path in sorted((resources.QUERIES / "projections").glob("*.rq")))


def packaged_query(name: str | int) -> PackagedQuery:
    """The competency question of that name or number: ``01-acteurs``, ``acteurs``, ``01`` or ``1``.

    Raises:
        UnknownQuestionError: there is no such question; the nearest names are given.

    >>> packaged_query("acteurs").number
    1
    """
    known = {alias: query for query in packaged_queries() for alias in _aliases(query)}
    return _find(str(name), known, UnknownQuestionError)


def projection_query(name: str) -> PackagedQuery:
    """The projection of that name.

    Raises:
        UnknownProjectionError: there is no such projection; the nearest names are given.

    >>> [column.name for column in projection_query("governance").columns]
    ['source', 'target', 'role']
    """
    return _find(str(name), {query.name: query for query in projections()}, UnknownProjectionError)


def read_query(path: Path) -> PackagedQuery:
    """The packaged query of one ``.rq`` file: a competency question when its name begins with a number.

    Raises:
        QueryError: the header is malformed; the message names the file.
    """
    try:
        return _query(path.stem, path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise QueryError(reason=f"{path.name}: {error}") from error


def _query(name: str, source: str) -> PackagedQuery:
    # the header's lines, and the query, which begins at its first prefix
    header, prefix, query = source.partition("\nPREFIX ")
    lines = header.splitlines()
    if not (prefix and lines) or not all(line.startswith("# ") for line in lines) or lines[0].startswith("# @"):
        raise ValueError("expected a title, other comments that begin with “# ”, then the prefixes")
    comments, text = lines, f"{prefix}{query}".strip() + "\n"
    entries = _entries(comments[1:])
    stem = _STEM.fullmatch(name)
    needs = _required(entries, "needs").split() if stem else ()
    return PackagedQuery(
        name=name,
        number=int(stem["number"]) if stem else 0,
        titles={"fr": comments[0].removeprefix("# "), "en": _required(entries, "en")},
        user=_required(entries, "user") if stem else "",
        subject=_subject(entries) if stem else "",
        level=_required(entries, "level") if stem else "",
        measure=_single(entries, "measure"),
        projection=_single(entries, "projection"),
        needed=tuple(str(RDF.type if need == "a" else _prefixed(need, text)) for need in needs),
        parameters=tuple(_parameter(entry, text) for entry in entries["parameter"]),
        columns=_columns(entries["variable"], _single(entries, "unbound") or ""),
        text=text,
    )


def _entries(comments: list[str]) -> defaultdict[str, list[str]]:
    entries: defaultdict[str, list[str]] = defaultdict(list)
    for line in comments:
        if line.startswith("# @"):
            key, value = _fields(_ENTRY, line)
            if key not in _REPEATED | _ONCE or (key in entries and key in _ONCE):
                raise ValueError(f"“@{key}” is no key of a header, or stands twice")
            entries[key].append(value)
    return entries


def _fields(pattern: re.Pattern[str], entry: str) -> tuple[str, ...]:
    found = pattern.fullmatch(entry)
    if found is None:
        raise ValueError(f"“{entry}” has not the form that the header asks for")
    return found.groups()


def _single(entries: Mapping[str, list[str]], key: str) -> str | None:
    return entries[key][0] if key in entries else None


def _required(entries: Mapping[str, list[str]], key: str) -> str:
    if key not in entries:
        raise ValueError(f"“# @{key} …” is missing")
    return entries[key][0]


def _subject(entries: Mapping[str, list[str]]) -> str:
    subject = _required(entries, "subject")
    if subject not in SUBJECTS:
        raise ValueError(f"“@subject {subject}” is none of {', '.join(SUBJECTS)}")
    return subject


def _columns(entries: list[str], unbound: str) -> tuple[Column, ...]:
    fields = [_fields(_VARIABLE, entry) for entry in entries]
    optional = set(unbound.split())
    if not fields or not optional <= {name for name, _, _ in fields}:
        raise ValueError("“# @variable …” is missing, or “@unbound” names another variable")
    return tuple(Column(name, {"fr": fr, "en": en}, optional=name in optional) for name, fr, en in fields)


def _parameter(entry: str, text: str) -> Parameter:
    name, kind, fr, en = _fields(_PARAMETER, entry)
    terms = [found["term"] for found in _values_line(name).finditer(text)]
    if len(terms) != 1:
        raise ValueError(f"expected one line “VALUES ?{name} {{ … }}”, found {len(terms)}")
    default = Literal(terms[0][1:-1]) if terms[0].startswith('"') else _prefixed(terms[0], text)
    if kind not in {TEXT, *KINDS.values()} or isinstance(default, Literal) != (kind == TEXT):
        raise ValueError(f"the parameter “{name}” is of no known kind, or its default is of another: “{kind}”")
    return Parameter(name, kind, {"fr": fr, "en": en}, default)


def _prefixed(name: str, text: str) -> URIRef:
    prefix, _, local = name.partition(":")
    namespaces = dict(_PREFIX.findall(text))
    if prefix not in namespaces:
        raise ValueError(f"“{name}” begins with no prefix of the query")
    return URIRef(namespaces[prefix] + local)


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(?P<opening> *VALUES \?{name} \{{) (?P<term>.+) \}}$", re.MULTILINE)


def with_value(text: str, name: str, term: str) -> str:
    """A query whose line ``VALUES ?name { … }`` holds another term."""
    return _values_line(name).sub(lambda line: f"{line['opening']} {term} }}", text)


def _term(kind: str, value: Identifier | str, base: str) -> str:
    if kind == TEXT:
        if isinstance(value, Identifier) and value not in (
            Literal(str(value)),
            Literal(str(value), datatype=XSD.string),
        ):
            raise QueryError(reason=f"{value.n3()} is no plain string")
        if _SURROGATE.search(value):
            raise QueryError(reason=f"{value!r} holds half a character")
        return f'"{_ESCAPED.sub(lambda found: _ESCAPES[found[0]], str(value))}"'
    if isinstance(value, Identifier) and not isinstance(value, URIRef):
        raise QueryError(reason=f"{value.n3()} is no IRI")
    local = not isinstance(value, URIRef) and IDENTIFIER.fullmatch(value)
    return f"<{resource(base, value) if local else _absolute(value)}>"


def _absolute(iri: str) -> str:
    if not _ABSOLUTE_IRI.fullmatch(iri):
        raise QueryError(reason=f"{iri!r} is neither an absolute IRI nor an identifier as actor/lsn")
    return str(iri)


def _aliases(query: PackagedQuery) -> set[str]:
    number, _, slug = query.name.partition("-")
    return {query.name, slug, number, str(query.number)}


def _find(name: str, queries: Mapping[str, PackagedQuery], absent: type[UnknownQuestionError]) -> PackagedQuery:
    if name not in queries:
        names = {query.name for query in queries.values()}
        nearest = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0)
        raise absent(name=name, nearest=", ".join(nearest))
    return queries[name]
