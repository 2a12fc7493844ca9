"""Why something is refused, told in the reader's language whatever found it.

What a library or the system says is looked up among the things that it is known to say: each has a sentence of ours,
with its remedy. What is not known is quoted, and told to be its words.
"""

from __future__ import annotations

import errno
import re
import socket
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Self

from territory_graph import resources


class Cause(str):
    """Why something is refused: a text in English, and the key of its sentence under ``causes`` in ``messages``.

    As a text it stands in any error, is sent and compared.

    >>> Cause("file-missing", file="data.nq")
    'data.nq is missing'
    """

    code: str
    fields: Mapping[str, Any]

    def __new__(cls, code: str, **fields: Any) -> Self:
        """The cause of that code, whose ``fields`` fill its sentence."""
        cause = super().__new__(cls, _english()[code].format_map(fields))
        cause.code, cause.fields = code, fields
        return cause

    def __reduce__(self) -> tuple[Any, ...]:
        """How it goes to another process."""
        return _again, (self.code, dict(self.fields))


def _again(code: str, fields: Mapping[str, Any]) -> Cause:
    return Cause(code, **fields)


@cache
def _english() -> Mapping[str, str]:
    with (resources.LOCALES / "en.toml").open("rb") as file:
        sentences: Mapping[str, str] = tomllib.load(file)["causes"]
        return sentences


_LONGEST, _SHOWN = 200, 40
_Known = tuple[tuple[str, str], ...]

_TOML: _Known = (
    (r"Expected '=' after a key", "toml-equals"),
    (r"Invalid (?:initial character for a key part|statement)", "toml-key"),
    (r"Expected newline or end of document", "toml-line"),
    (r"Unterminated string|Illegal character '\\[nr]|Expected ['\"]{2,}", "toml-quote"),
    (r"(?:Found invalid|Illegal) character", "toml-character"),
    (r"Cannot (?:declare|overwrite|redefine|mutate)|Duplicate inline table key", "toml-twice"),
    (r"Expected '\]\]?' at the end", "toml-section"),
    (r"Unclosed (?:array|inline table)", "toml-unclosed"),
    (r"Unescaped|Invalid hex|Escaped character", "toml-backslash"),
    (r"Invalid date", "toml-day"),
    (r"Invalid value", "toml-value"),
)
_XML: _Known = (
    (r"no element found|unclosed (?:token|CDATA)|partial character", "xml-end"),
    (r"mismatched tag", "xml-tag"),
    (r"junk after document element", "xml-junk"),
    (r"undefined entity", "xml-entity"),
    (r"unbound prefix", "xml-prefix"),
    (r"duplicate attribute", "xml-attribute"),
    (r"not at start of (?:external )?entity", "xml-declaration"),
    (r"encoding", "xml-encoding"),
    (r"invalid character number", "xml-character"),
    (r"not well-formed|syntax error", "xml-token"),
)
_JSON: _Known = (
    (r"Expecting ',' delimiter", "json-comma"),
    (r"Expecting ':' delimiter", "json-colon"),
    (r"Expecting property name|Illegal trailing comma", "json-name"),
    (r"Expecting value", "json-value"),
    (r"Extra data", "json-extra"),
    (r"Unterminated string", "json-quote"),
    (r"Invalid control character", "json-character"),
    (r"Invalid \\", "json-backslash"),
)
_RDF: _Known = (
    (r"prefix (?P<prefix>\S*:) has not been declared", "rdf-prefix"),
    (r"dot is expected|'\}' or a '\.'|followed by a dot", "rdf-dot"),
    (r"Unexpected end of file", "rdf-unclosed"),
    (r"Unexpected char:", "json-value"),
    (r"Unexpected end", "rdf-end"),
    (r"Line jumps", "rdf-text"),
    (r"PREFIX|BASE", "rdf-declaration"),
    (r"rdf:\w*ID value", "xml-id"),
    (r"namespaces are required", "xml-namespace"),
    (r"Unexpected text", "xml-text"),
    (r"element tag name", "xml-name"),
    (r"(?P<key>@\w+) value must be a string$", "jsonld-string"),
    (r"Term definition value", "jsonld-term"),
    (r"subject", "rdf-subject"),
    (r"predicate", "rdf-predicate"),
    (r"object", "rdf-object"),
    (r"after \^\^", "rdf-datatype"),
    (r"end with a '\]'", "rdf-bracket"),
    (r"language|subtag", "rdf-language"),
    (r"escape|hexadecimal|unicode", "rdf-escape"),
    (r"exponent|decimal|number", "rdf-number"),
    (r"IRI|scheme|in host|port", "rdf-iri"),
)
_FILE: _Known = (
    (r"end-of-stream|ended before|[Uu]nexpected end|incomplete or truncated|cut short", "file-cut"),
    (r"not a zip file", "file-zip"),
    (r"is encrypted|password required", "file-locked"),
    (r"CRC|checksum|decompressing|invalid (?:distance|block|code|stored|literal|header)", "file-checksum"),
    (r"UTF-?8|codec can't decode", "file-utf8"),
    (r"Expected (?P<expected>\d+) columns, got (?P<found>\d+)", "file-columns"),
    (r"There is no item named '(?P<name>[^']*)'", "archive-other"),
)
_ENGINE: _Known = (
    (r"function (?P<name><[^<>]*>) is not supported", "engine-function"),
    (r"[Tt]he graph (?P<graph><[^<>]*>) does not exist", "engine-no-graph"),
    (r"[Tt]he graph (?P<graph><[^<>]*>) already exists", "engine-graph-exists"),
)
_ARGUMENT: _Known = (
    (r"^missing", "argument-missing"),
    (r"^int_", "argument-integer"),
    (r"^float_|^decimal_", "argument-number"),
    (r"^string_", "argument-text"),
    (r"^bool_", "argument-truth"),
    (r"^(?:list|tuple|set)_", "argument-list"),
    (r"^(?:dict|model)_", "argument-object"),
)
_USAGE: _Known = (
    (r"^unrecognized arguments: (?P<text>.*)", "usage-unknown"),
    (r"^the following arguments are required: (?P<text>.*)", "usage-missing"),
    (r"^argument (?P<name>.*?): invalid choice: (?P<text>.*?) \(choose from (?P<known>.*)\)", "usage-choice"),
    (r"^argument (?P<name>.*?): expected ", "usage-value"),
    (r"^argument (?P<name>.*?): not allowed with argument (?P<text>.*)", "usage-both"),
    (r"^argument (?P<name>.*?): invalid int value: (?P<text>.*)", "usage-integer"),
    (r"^ambiguous option: (?P<name>.*?) could match (?P<known>.*)", "usage-ambiguous"),
)
_SYSTEM = {
    errno.ENOENT: "no-file",
    errno.EACCES: "no-right",
    errno.EPERM: "no-right",
    errno.EISDIR: "is-folder",
    errno.ENOTDIR: "is-no-folder",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "read-only",
    errno.ENAMETOOLONG: "long-name",
    errno.EMFILE: "too-many-open",
    errno.ENFILE: "too-many-open",
    errno.EEXIST: "is-there",
    errno.EIO: "disk-fault",
    errno.EADDRINUSE: "address-used",
    errno.ECONNREFUSED: "nothing-listens",
    errno.EHOSTUNREACH: "no-way",
    errno.ENETUNREACH: "no-way",
    errno.ECONNRESET: "half-answer",
    errno.ETIMEDOUT: "late",
}


def of_kind(kind: str) -> Cause | str:
    """What a thing is that a cell names, by the kind of its identifier: “an actor”; the kind where it is any."""
    return Cause(f"a-{kind}") if f"a-{kind}" in _english() else kind


def of_damage(file: str, kind: str) -> Cause:
    """What is wrong with a file of a version: it is missing, extra, changed or unreadable."""
    return Cause(f"file-{kind}", file=file)


def quoted(words: str) -> Cause:
    """The words of a library, told to be its own."""
    told = " ".join(words.split())
    return Cause("quoted", words=told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…")


def _meant(words: str, known: _Known) -> Cause:
    """The first cause that the words are known to mean, else the words, quoted."""
    for pattern, code in known:
        if found := re.search(pattern, words):
            return Cause(code, **found.groupdict())
    return quoted(words)


def of_toml(error: tomllib.TOMLDecodeError) -> Cause:
    """What is wrong with a text of TOML."""
    return _meant(str(error), _TOML)


def of_xml(words: str) -> Cause:
    """What is wrong with a text of XML, as Expat says it."""
    return _meant(words, _XML)


def of_json(error: ValueError) -> Cause:
    """What is wrong with a text of JSON."""
    return _meant(str(error), _JSON)


def of_rdf(words: str) -> Cause:
    """What is wrong with a text of RDF, as the parser says it without the place."""
    return _meant(words, _RDF)


def of_engine(error: Exception) -> Cause:
    """Why the engine does not do what an update asks."""
    return _meant(str(error), _ENGINE)


def of_usage(message: str) -> Cause:
    """What ``argparse`` finds wrong with a command line."""
    return _meant(message, _USAGE)


def of_argument(kind: str, words: str) -> Cause:
    """Why a tool does not take an argument, by the kind of error that Pydantic names, and its words."""
    found = next((code for pattern, code in _ARGUMENT if re.search(pattern, kind)), None)
    return Cause(found) if found else quoted(words)


def of_file(error: Exception) -> Cause:
    """Why a file cannot be read, as the system or what unpacks it says."""
    if isinstance(error, OSError) and (error.errno or not str(error)):
        return of_system(error)
    return _meant(str(error) or type(error).__name__, _FILE)


def of_system(error: OSError) -> Cause:
    """Why the system does not do what it is asked."""
    if isinstance(error, socket.gaierror):
        return Cause("no-host")
    code = "late" if isinstance(error, TimeoutError) else _SYSTEM.get(error.errno or 0)
    return Cause(code) if code else quoted(error.strerror or str(error) or type(error).__name__)


def near(text: str, line: int | None, column: int | None = None) -> str:
    """What stands at a place of a text, or before it where nothing does: of the last line where there is no place.

    >>> near("a = 1\\nb 2", 2, 3), near("a = 1\\nb =\\n", None)
    ('2', 'b =')
    """
    lines = text.splitlines()[:line]
    row = next(filter(str.strip, reversed(lines)), "")
    found = row[column - 1 :].strip() if column and line == len(lines) and row is lines[-1] else ""
    return found[:_SHOWN] or row.strip()[-_SHOWN:] or "…"
