"""A graph sent by somebody, in a format of RDF, read strictly: nothing is fetched, guessed or repaired.

pyoxigraph parses. Two formats are looked at first: RDF/XML for what its entities would become, JSON-LD for keys that
are given twice, of which a parser keeps one without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox

from territory_graph.causes import near, of_json, of_xml
from territory_graph.errors import Problem
from territory_graph.ingest.rdf import RdfFile, malformed, statement_problems, subject_lines

LONGEST_ENTITY = 64 * 1024
"""Characters that one entity of an XML file may stand for, those within it included."""
DEEPEST = 1_000
"""Elements of XML, objects and arrays of JSON that may be open at once: the time to read more grows with the square."""
MOST_TERMS = 100
"""Triple terms of RDF 1.2 (“<<”) that are read only to be refused: their nesting ends the parser's process."""
_DEEPEST_ENTITY = 32
_LONGEST_INTEGER = 21
_LONGEST_NUMBER = 400  # no double has as many digits before and after its point
_LONGEST_SHOWN = 80
_LEAST_BUDGET = 1024 * 1024
_BUDGET_FACTOR = 10

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_BOM = b"\xef\xbb\xbf"
_REFERENCE = re.compile(r"&([^#;&\s][^;&\s]*);")
_JSON_TOKEN = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*")\s*: | "(?:[^"\\]|\\.)*" | (?P<number>-?\d[\d.eE+-]*) | [{}\[\]]""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_OPENINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("HTML", re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)),
    ("RDF/XML", re.compile(r"\s*<(?:\?xml|rdf:RDF|!DOCTYPE)\b")),
    ("JSON-LD", re.compile(r"\s*(?:\{|\[\s*[{\]])")),
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of RDF that may be sent: its name, its parser, and what is looked at before and after parsing."""

    name: str
    parser: ox.RdfFormat
    before: Callable[[str, Path], Iterator[Problem]] = lambda _text, _name: iter(())
    after: Callable[[str, Path], Iterator[Problem]] = lambda _text, _name: iter(())
    has_lines: bool = False


def read_payload(content: bytes, media_type: str, base: str, name: Path) -> RdfFile:
    """The triples of ``content``, in the default graph, relative IRIs resolved against ``base``.

    ``name`` is what problems call the content. A file with problems is not to be used.

    Raises:
        KeyError: the media type is none of ``FORMATS``.
    """
    file = _parsed(content, FORMATS[media_type], base, name)
    elsewhere = {str(quad.graph_name): None for quad in file.quads if not isinstance(quad.graph_name, ox.DefaultGraph)}
    others = [Problem("other-graph", name, fields={"graph": graph.strip("<>")}) for graph in elsewhere]
    return replace(file, problems=(*others, *file.problems, *statement_problems(file)))


def read_dataset(content: bytes, media_type: str, base: str, name: Path) -> RdfFile:
    """The statements of ``content`` in whatever graphs, as ``read_payload`` else; what has no IRI is given one.

    A blank node becomes ``.well-known/genid/`` of ``base`` (RDF 1.1 Concepts, section 3.5), numbered in the order of
    the file.

    Raises:
        KeyError: the media type is none of ``DATASETS``.
    """
    file = _parsed(content, DATASETS[media_type], base, name)
    file = replace(file, quads=tuple(_with_iris(file.quads, f"{base}.well-known/genid/{name.stem}-")))
    return replace(file, problems=(*file.problems, *statement_problems(file)))


def _with_iris(quads: Iterable[ox.Quad], prefix: str) -> Iterator[ox.Quad]:
    """The statements with an IRI in the place of each blank node."""
    numbers: dict[ox.BlankNode, int] = {}

    def named(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(f"{prefix}{numbers.setdefault(term, len(numbers) + 1)}")
        return term

    for quad in quads:
        yield ox.Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))


def _parsed(content: bytes, form: Format, base: str, name: Path) -> RdfFile:
    """What a parser makes of the content, and what is lost by it or stands in its way."""
    mark = _MARKS.get(content[:2])
    if mark:
        return RdfFile(name, problems=(Problem("encoding-mark", name, 1, fields={"encoding": mark}),))
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return RdfFile(name, problems=(Problem("not-utf8", name, line),))
    problems = tuple(form.before(text, name))
    if problems:
        return RdfFile(name, problems=problems)
    try:
        quads = tuple(ox.parse(text, format=form.parser, base_iri=base))
    except SyntaxError as error:
        lost = () if error.lineno else form.after(text, name)  # it may be why, and knows its line
        return RdfFile(name, problems=(*lost, _syntax_problem(error, text, form, name)))
    lines = subject_lines(text, base) if form.has_lines else {}
    return RdfFile(name, quads, lines, tuple(form.after(text, name)))


def _syntax_problem(error: SyntaxError, text: str, form: Format, name: Path) -> Problem:
    if "LoadDocumentCallback" in str(error):
        return Problem("remote-context", name)
    other = _format_of(text, form.name)
    if other != form.name:
        return Problem("other-format", name, 1, fields={"format": form.name, "found": other})
    if form.parser == ox.RdfFormat.JSON_LD and (found := _malformed_json(text, name)) is not None:
        return found
    return malformed(error, text, name, form.name)


def _malformed_json(text: str, name: Path) -> Problem | None:
    """What is wrong with a text that is no JSON, as Python's own reader finds it."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return json_problem(error, name)
    except RecursionError:
        pass
    return None


def json_problem(error: json.JSONDecodeError, name: Path) -> Problem:
    """What is wrong with a text of JSON, and where."""
    fields = {"format": "JSON", "reason": of_json(error), "text": near(error.doc, error.lineno, error.colno)}
    return Problem("rdf-syntax", name, error.lineno, str(error.colno), fields)


def _format_of(text: str, said: str) -> str:
    """The format that a text begins as, else the one that it is said to be of."""
    return next((found for found, opening in _OPENINGS if opening.match(text)), said)


class _XmlError(Exception):
    """Ends the reading of an XML file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _XmlReader:
    """Reads XML for its form alone: no entity from elsewhere, none that grows, and the line of what is malformed."""

    def __init__(self, name: Path, size: int) -> None:
        self._name = name
        self._budget = max(_LEAST_BUDGET, _BUDGET_FACTOR * size)
        self._depth = 0
        self._entities: dict[str, str] = {}
        self._lengths: dict[str, int] = {}
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.EndDoctypeDeclHandler = self._measure
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def problems(self, text: str) -> Iterator[Problem]:
        """What is wrong, with its line: one problem at most."""
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            column = error.offset + 1
            fields = {"reason": of_xml(expat.ErrorString(error.code)), "text": near(text, error.lineno, column)}
            yield Problem("rdf-syntax", self._name, error.lineno, str(column), fields | {"format": "RDF/XML"})
        except _XmlError as error:
            yield error.problem

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() != "UTF-8":
            raise _XmlError(Problem("not-utf8", self._name, self._line))

    def _doctype(self, _root: str, system: str | None, public: str | None, _inside: bool) -> None:
        if system or public:
            raise _XmlError(Problem("xml-outside", self._name, self._line))

    def _entity(self, name: str, parameter: bool, value: str | None, *_outside: object) -> None:
        if parameter or value is None:
            raise _XmlError(Problem("xml-outside", self._name, self._line))
        self._entities.setdefault(name, value)

    def _measure(self) -> None:
        for name in self._entities:
            self._length(name, ())

    def _length(self, name: str, within: tuple[str, ...]) -> int:
        """Characters that an entity stands for, those of the entities in it included."""
        if name in within or len(within) > _DEEPEST_ENTITY:
            raise self._growing()
        if name not in self._lengths:
            value = self._entities.get(name, "")
            inner = (self._length(found, (*within, name)) for found in _REFERENCE.findall(value))
            self._lengths[name] = len(value) + sum(inner)
        if self._lengths[name] > LONGEST_ENTITY:
            raise self._growing()
        return self._lengths[name]

    def _start(self, _name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _XmlError(Problem("too-deep", self._name, self._line))
        self._spend(sum(map(len, attributes.values())))

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _characters(self, text: str) -> None:
        self._spend(len(text))

    def _spend(self, characters: int) -> None:
        self._budget -= characters
        if self._budget < 0:
            raise self._growing()

    def _growing(self) -> _XmlError:
        return _XmlError(Problem("xml-entities", self._name, self._line))


def _xml_problems(text: str, name: Path) -> Iterator[Problem]:
    other = _format_of(text, "RDF/XML")
    if other != "RDF/XML":
        yield Problem("other-format", name, 1, fields={"format": "RDF/XML", "found": other})
    else:
        yield from _XmlReader(name, len(text)).problems(text)


def _term_problems(text: str, name: Path) -> Iterator[Problem]:
    if text.count("<<") > MOST_TERMS:
        yield Problem("too-deep", name)


def _json_problems(text: str, name: Path) -> Iterator[Problem]:
    """What is lost without a word in JSON: keys given twice, digits, deep nesting. The first only, with its place."""
    problem, at = next(_lost(text), (None, 0))
    if problem is not None:
        line, start = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
        yield replace(problem, file=name, line=line, column=str(at - start + 1))


def _lost(text: str) -> Iterator[tuple[Problem, int]]:
    """Each of these problems, and where its token begins. A text that is not JSON may be told of one that is none."""
    keys: list[set[str]] = []  # of each object or array that is open
    for token in _JSON_TOKEN.finditer(text):
        found, at = token.group(), token.start()
        if found in "{[":
            keys.append(set())
            if len(keys) > DEEPEST:
                yield Problem("too-deep", Path()), at
                return
        elif found in "}]":
            del keys[-1:]
        elif token["key"]:
            key = json.loads(token["key"]) if "\\" in found else token["key"][1:-1]
            if keys and key in keys[-1]:
                yield Problem("json-key", Path(), fields={"key": token["key"][1:-1][:_LONGEST_SHOWN]}), at
            elif keys:
                keys[-1].add(key)
        elif token["number"] and not _is_held(found):
            yield Problem("json-number", Path(), fields={"value": found[:_LONGEST_SHOWN]}), at


def _is_held(number: str) -> bool:
    """Whether no digit is lost. From 10²¹ on, JSON-LD makes a double of an integer (JSON-LD 1.1 API, section 8.6)."""
    if number.lstrip("-").isdecimal() and len(number.lstrip("-")) <= _LONGEST_INTEGER:
        return True
    try:
        return len(number) <= _LONGEST_NUMBER and Decimal(number) == Decimal(repr(float(number)))
    except InvalidOperation:  # its exponent has a score of digits
        return False


TURTLE = "text/turtle"
FORMATS: dict[str, Format] = {
    TURTLE: Format("Turtle", ox.RdfFormat.TURTLE, before=_term_problems, has_lines=True),
    "application/n-triples": Format("N-Triples", ox.RdfFormat.N_TRIPLES, before=_term_problems, has_lines=True),
    "application/rdf+xml": Format("RDF/XML", ox.RdfFormat.RDF_XML, before=_xml_problems),
    "application/ld+json": Format("JSON-LD", ox.RdfFormat.JSON_LD, after=_json_problems),
}
"""Formats that may be sent, by media type."""
DATASETS = FORMATS | {
    "application/trig": Format("TriG", ox.RdfFormat.TRIG, before=_term_problems, has_lines=True),
    "application/n-quads": Format("N-Quads", ox.RdfFormat.N_QUADS, before=_term_problems, has_lines=True),
}
"""Those, and formats that hold several graphs."""
_EXTENSIONS = {".trig": "application/trig", ".nq": "application/n-quads"}
_EXTENSIONS |= {".nt": "application/n-triples", ".rdf": "application/rdf+xml", ".owl": "application/rdf+xml"}
_EXTENSIONS |= {".xml": "application/rdf+xml", ".jsonld": "application/ld+json", ".json": "application/ld+json"}


def media_type_of(path: Path) -> str:
    """The media type that a file's name tells: Turtle where it tells none.

    >>> media_type_of(Path("graph.jsonld")), media_type_of(Path("-"))
    ('application/ld+json', 'text/turtle')
    """
    return _EXTENSIONS.get(path.suffix.lower(), TURTLE)
