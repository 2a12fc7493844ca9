"""TriG files read strictly, with the line on which each statement's subject stands.

pyoxigraph parses: it fetches nothing, guesses nothing and names the line of an error. A second, light pass over the
text finds where each subject of each named graph begins, so that a later finding can be traced to its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from territory_graph.errors import Problem
from territory_graph.terms import text as text_of

Lines = dict[tuple[str, str | None], int]

_TOKEN = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<comment>\#[^\n]*)
    | (?P<mark>[{}\[\]();,])
    | (?P<word>[^\s{}\[\]();,<>"'#]+)""",
    re.VERBOSE | re.DOTALL,
)
_ENCODING_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\xef\xbb\xbf": "BOM"}


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


def read_trig(path: Path, base: str) -> RdfFile:
    """The statements of a TriG file, relative IRIs resolved under ``base`` unless the file sets its own."""
    content = path.read_bytes()
    for mark, name in _ENCODING_MARKS.items():
        if content.startswith(mark):
            return RdfFile(path, problems=(Problem("encoding-mark", path, 1, fields={"encoding": name}),))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return RdfFile(path, problems=(Problem("not-utf8", path, line),))
    try:
        quads = tuple(ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=base))
    except SyntaxError as error:
        position = str(error.offset) if error.offset else None
        reason = re.sub(r"^.*?columns? \d+(?: and \d+)?:\s*", "", str(error.msg))
        return RdfFile(path, problems=(Problem("syntax", path, error.lineno, position, {"reason": reason}),))
    lines = subject_lines(text, base)
    return RdfFile(path, quads, lines, tuple(_outside_records(path, quads, lines)))


def _outside_records(path: Path, quads: tuple[ox.Quad, ...], lines: Lines) -> Iterator[Problem]:
    """Statements in no named graph: they would have no source."""
    subjects = {text_of(quad.subject) for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)}
    for subject in sorted(subjects):
        yield Problem("default-graph", path, lines.get(("", subject)), fields={"subject": subject})


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
            if match.lastgroup == "word" and token.endswith(".") and token != ".":
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
            return urljoin(self._base, token[1:-1]) if "://" not in token else token[1:-1]
        prefix, _, local = token.partition(":")
        return self._prefixes.get(prefix, prefix + ":") + local
