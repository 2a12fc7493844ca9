"""TriG files read strictly, with the line on which each statement's subject stands.

pyoxigraph parses: it fetches nothing, guesses nothing and names the line of an error. A second, light pass over the
text finds where each subject of each named graph begins, so that a later finding can be traced to its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from territory_graph.causes import Cause, near, of_rdf
from territory_graph.errors import Problem
from territory_graph.ingest.lexical import NUMBERS, STATUSES, misfit, proposal
from territory_graph.terms import text as text_of
from territory_graph.vocabulary import TG, local

Lines = dict[tuple[str, str | None], int]

_TOKEN = re.compile(
    r"""(?P<iri><(?:[^<>"{}|^`\\\s]|\\[uU][0-9A-Fa-f]+)*>)
    | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<comment>\#[^\n]*)
    | (?P<mark>[{}\[\]();,])
    | (?P<word>(?:\\.|[^\s{}\[\]();,<>"'\\\#])+)""",
    re.VERBOSE | re.DOTALL,
)
_UCHAR = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")
_STATUS = ox.NamedNode(str(TG.status))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RdfFile:
    """Statements of one file, the lines where they stand, and what is wrong with the file.

    ``lines`` maps a graph and a subject to the line where the subject first opens a statement of that graph, and a
    graph with ``None`` to the line where the graph opens.
    """

    path: Path
    quads: tuple[ox.Quad, ...] = ()
    lines: Lines = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line_of(self, quad: ox.Quad) -> int | None:
        """The line on which the statement's subject opens in its graph, else that on which the graph does."""
        graph, subject = text_of(quad.graph_name), quad.subject
        name = subject.value if isinstance(subject, ox.NamedNode) else str(subject)  # “_:b” as the file writes it
        return self.lines.get((graph, name), self.lines.get((graph, None)))


def read_trig(path: Path, base: str) -> RdfFile:
    """The statements of a TriG file, relative IRIs resolved under ``base`` unless the file sets its own.

    A byte order mark is reported and read through, to find the other problems.
    """
    content = path.read_bytes()
    if content.startswith(_UTF16):
        return RdfFile(path, problems=(Problem("encoding-mark", path, 1, fields={"encoding": "UTF-16"}),))
    marked = content.startswith(_BOM)
    file = _parsed(path, content.removeprefix(_BOM), base)
    mark = (Problem("encoding-mark", path, 1, fields={"encoding": "BOM"}),) if marked else ()
    return replace(file, problems=mark + file.problems)


def _parsed(path: Path, content: bytes, base: str) -> RdfFile:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return RdfFile(path, problems=(Problem("not-utf8", path, line),))
    try:
        quads = tuple(ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=base))
    except SyntaxError as error:
        return RdfFile(path, problems=(malformed(error, text, path),))
    file = RdfFile(path, quads, subject_lines(text, base))
    # Statements in no named graph would have no source.
    outside = (quad.subject for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph))
    problems = [
        Problem("default-graph", path, file.lines.get(("", subject)), fields={"subject": subject})
        for subject in sorted({subject.value for subject in outside if isinstance(subject, ox.NamedNode)})
    ]
    return replace(file, problems=(*problems, *statement_problems(file)))


def malformed(error: SyntaxError, text: str, name: Path, form: str = "TriG", before: int = 0) -> Problem:
    """What the parser finds wrong with a text that begins ``before`` so many lines of the file ``name``, and where."""
    words = re.sub(r"^.*?columns? \d+(?: and \d+)?:\s*", "", str(error.msg))
    fields = {"format": form, "reason": of_rdf(words)}
    if error.lineno is None:
        return Problem("rdf-meaning", name, fields=fields)
    column = str(error.offset) if error.offset else None
    fields |= {"text": near(text, error.lineno, error.offset)}
    return Problem("rdf-syntax", name, before + error.lineno, column, fields)


def statement_problems(file: RdfFile) -> Iterator[Problem]:
    """What no record may hold, wherever the statements come from: terms without an IRI, literals that do not fit."""
    # Terms that TriG allows and a record cannot hold: each reason once a place.
    unreadable = {(file.line_of(quad), reason): None for quad in file.quads if (reason := _unsupported(quad))}
    for line, reason in unreadable:
        yield Problem("unkept", file.path, line, fields={"reason": reason})
    for quad in file.quads:
        if quad.predicate == _STATUS and isinstance(quad.object, ox.NamedNode):
            word = quad.object.value.rpartition("/")[2]
            if word not in STATUSES:
                fields = {"value": word, "allowed": ", ".join(STATUSES), "nearest": "-"}
                yield Problem("bad-choice", file.path, file.line_of(quad), "status", fields)
        if isinstance(quad.object, ox.Literal):
            value, predicate = quad.object.value, quad.predicate.value
            kind = misfit(predicate, quad.object.datatype.value, value)
            if kind:
                fields = {"value": value} | ({"proposal": proposal(kind, value)} if kind in NUMBERS else {})
                name = local(predicate)
                yield Problem(f"bad-{kind}", file.path, file.line_of(quad), name, fields)


def _unsupported(quad: ox.Quad) -> Cause | None:
    """Why the statement cannot be kept; None where it can.

    What has no IRI can be neither cited nor opened, and its label changes at each reading; rdflib 7 reads no RDF 1.2.
    """
    if any(isinstance(each, ox.BlankNode) for each in (quad.subject, quad.object, quad.graph_name)):
        return Cause("rdf-blank-node")
    if isinstance(quad.object, ox.Triple):
        return Cause("rdf-triple-term")
    if isinstance(quad.object, ox.Literal) and quad.object.direction is not None:
        return Cause("rdf-direction")
    return None


def subject_lines(text: str, base: str) -> Lines:
    """Line on which each subject opens its first statement in each graph; the default graph is ``""``.

    >>> subject_lines("PREFIX a: <http://a/>\\na:g {\\n  a:s a:p 1 .\\n}", "http://b/")[("http://a/g", "http://a/s")]
    3
    """
    lines: Lines = {}
    for graph, subject, line in _LineScanner(text, base).statements():
        lines.setdefault((graph, subject), line)
    return lines


class _LineScanner:
    """Walks the tokens of a TriG text and notes where graphs and statements open."""

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._line = 1
        self._read = 0

    def statements(self) -> Iterator[tuple[str, str | None, int]]:
        """Graph, subject (None where the graph opens) and line, in the order of the text."""
        graph, depth, pending, opening = "", 0, None, True
        tokens = self._tokens()
        for token, line in tokens:
            if token.lower() in {"@prefix", "prefix", "@base", "base"} and opening and depth == 0:
                self._directive(token.lower().lstrip("@"), tokens)
            elif token == "{":
                graph, opening = (pending[0] if pending else ""), True
                yield graph, None, pending[1] if pending else line
                pending = None
            elif token == "}":
                graph, opening, pending = "", True, None
            elif token in "[(":
                depth, opening = depth + 1, False
            elif token in "])":
                depth -= 1
            elif token == "." and depth == 0:
                opening, pending = True, None
            elif opening and depth == 0 and token.upper() != "GRAPH":
                pending, opening = (self._resolve(token), line), False
                yield graph, pending[0], line

    def _tokens(self) -> Iterator[tuple[str, int]]:
        for match in _TOKEN.finditer(self._text):
            self._line += self._text.count("\n", self._read, match.start())
            self._read = match.start()
            if match.lastgroup == "comment":
                continue
            token = match.group()
            if match.lastgroup == "word" and token.endswith(".") and not token.endswith("\\.") and token != ".":
                yield token[:-1], self._line
                yield ".", self._line
            else:
                yield token, self._line

    def _directive(self, name: str, tokens: Iterator[tuple[str, int]]) -> None:
        prefix = next(tokens)[0] if name == "prefix" else ""
        iri = self._resolve(next(tokens)[0])
        if name == "prefix":
            self._prefixes[prefix.removesuffix(":")] = iri
        else:
            self._base = iri

    def _resolve(self, token: str) -> str:
        if token.startswith("<"):
            iri = _UCHAR.sub(lambda match: chr(int(match[1] or match[2], 16)), token[1:-1])
            return urljoin(self._base, iri) if "://" not in iri else iri
        prefix, _, local = token.partition(":")
        return self._prefixes.get(prefix, prefix + ":") + _LOCAL_ESCAPE.sub(r"\1", local)
