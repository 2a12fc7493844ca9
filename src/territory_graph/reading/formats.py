"""The text of a document: which format a file is in, and what its reader finds in it.

Everything is bounded before it is unpacked: bytes, pages, what archives hold, letters of text. Macros, formulas,
pictures, attachments and addresses are never looked at, and nothing is fetched.
"""

from __future__ import annotations

import email
import email.policy
import io
import logging
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import charset_normalizer
from defusedxml.ElementTree import iterparse
from pypdf import PdfReader
from pypdf.errors import DependencyError

from territory_graph.errors import InputError, Problem

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is told once, in words
Format = Literal["text", "pdf", "docx", "odt", "html", "eml"]

MOST_BYTES = 25 << 20
MOST_PAGES = 400
MOST_UNPACKED = 60 << 20
MOST_RATIO = 200
LONGEST_TEXT = 300_000
MOST_SECONDS = 60.0
_LEAST_TEXT = 20
_LEAST_ON_A_PAGE = 20


def text_of(name: str, content: bytes) -> tuple[Format, str]:
    """The format of a file, by its first bytes and its name, and its text.

    Raises:
        InputError: it is too large, of a format that is not read, encrypted, damaged, without text, or in a script that
            is not read.
    """
    if len(content) > MOST_BYTES:
        raise _refused("read-too-large", name, size=round(len(content) / (1 << 20)), limit=MOST_BYTES >> 20)
    if not content.strip():
        raise _refused("read-no-text", name)
    try:
        kind, read = _reader(name, content)
        found = read(name, content)
    except InputError:
        raise
    except Exception as error:  # what libraries raise on damaged or very old files is of many classes
        raise _refused("read-damaged", name) from error
    text = unicodedata.normalize("NFC", found.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    text = _UNSEEN.sub("", text)
    if len(text) > LONGEST_TEXT:
        raise _refused("read-too-long", name, length=len(text), limit=LONGEST_TEXT)
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _LEAST_TEXT:
        raise _refused("read-no-text", name)
    latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        raise _refused("read-other-script", name)
    return kind, text.strip("\n")


_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _refused(code: str, name: str, **fields: Any) -> InputError:
    return InputError([Problem(code, Path(name), fields=fields)])


def _reader(name: str, content: bytes) -> tuple[Format, Callable[[str, bytes], str]]:
    ending = Path(name).suffix.lower()
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf", _pdf
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
        if "word/document.xml" in names:
            return "docx", _docx
        if "content.xml" in names:
            return "odt", _odt
        raise _refused("read-format", name)
    if content.startswith(
        (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
    ):
        raise _refused("read-format", name)
    if ending in {".pdf", ".docx", ".odt"}:
        raise _refused("read-damaged", name)
    if ending == ".eml":
        return "eml", _eml
    if ending in {".html", ".htm", ".xhtml"} or re.match(rb"\s*(?:<!doctype html|<html)", content[:200], re.IGNORECASE):
        return "html", _html
    if ending in {"", ".txt", ".text", ".md"}:
        return "text", _txt
    raise _refused("read-format", name)


def _pdf(name: str, content: bytes) -> str:
    begun = time.monotonic()
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refused("read-encrypted", name)
        if len(reader.pages) > MOST_PAGES:
            raise _refused("read-too-many-pages", name, pages=len(reader.pages), limit=MOST_PAGES)
        for page in reader.pages:
            pages.append(_page(page.extract_text()))
            if sum(map(len, pages)) > LONGEST_TEXT:
                break
            if time.monotonic() - begun > MOST_SECONDS:
                raise _refused("read-too-slow", name, seconds=round(MOST_SECONDS))
    except DependencyError as error:  # what encrypts it needs a package that is not installed
        raise _refused("read-encrypted", name) from error
    if sum(len(page.strip()) for page in pages) < _LEAST_ON_A_PAGE * max(1, len(pages)):
        raise _refused("read-scan", name)
    # A sentence may go on over the end of a page.
    text = ""
    for one in pages:
        goes_on = bool(text) and not text.rstrip().endswith((".", "!", "?", ":", "»")) and one.lstrip()[:1].islower()
        text = f"{text.rstrip()}\n{one.lstrip()}" if goes_on else f"{text}\n\n{one}"
    return text


def _page(text: str) -> str:
    """The lines of a page without its number."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(
        line
        for line in lines
        if not re.fullmatch(r"\s*(?:page )?\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?\s*", line, re.IGNORECASE)
    )


def _members(name: str, content: bytes, wanted: str) -> bytes:
    """One file of an archive, whose sizes were looked at before it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(wanted)
        if entry.flag_bits & 1:
            raise _refused("read-encrypted", name)
        if entry.file_size > MOST_UNPACKED or entry.file_size > MOST_RATIO * max(entry.compress_size, 1024):
            raise _refused("read-bomb", name)
        with archive.open(entry) as file:
            found = file.read(MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise _refused("read-bomb", name)
    return found


def _docx(name: str, content: bytes) -> str:
    marks = {"p": "\n\n", "br": "\n", "cr": "\n", "tab": " "}
    return _xml_text(
        _members(name, content, "word/document.xml"),
        texts={"t"},
        marks=marks,
        left_out={"delText", "instrText", "del"},
    )


def _odt(name: str, content: bytes) -> str:
    manifest = _members(name, content, "META-INF/manifest.xml") if b"META-INF/manifest.xml" in content else b""
    if b"encryption-data" in manifest:
        raise _refused("read-encrypted", name)
    marks = {"p": "\n\n", "h": "\n\n", "line-break": "\n", "tab": " ", "s": " "}
    return _xml_text(
        _members(name, content, "content.xml"),
        texts={"p", "h", "span", "a"},
        marks=marks,
        left_out={"tracked-changes", "annotation", "scripts"},
    )


def _xml_text(content: bytes, *, texts: set[str], marks: dict[str, str], left_out: set[str]) -> str:
    """The text of an XML file: that of some elements, with what others stand for; entities are refused."""
    pieces: list[str] = []
    rows: list[list[int]] = []  # of each row that is open, where its cells begin among the pieces
    outside = 0
    odf = "span" in texts
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if tag in left_out:
            outside += 1 if event == "start" else -1
        elif tag in {"tr", "table-row"}:
            if event == "start":
                rows.append([])
            elif rows:
                _close_row(pieces, rows.pop())
        elif tag in {"tc", "table-cell"} and event == "start" and rows:
            rows[-1].append(len(pieces))
        elif event == "end" and not outside:
            if tag in marks:
                pieces.append(marks[tag])
            elif tag in texts and not odf:
                pieces.append(element.text or "")
            if odf and tag in {"p", "h"}:
                pieces[-1:] = ["".join(_inline(element)), marks[tag]]
        if event == "end" and tag in {"p", "h"} and not (odf and outside):
            element.clear()
    return re.sub(r"[ \t]+\n", "\n", "".join(pieces))


def _close_row(pieces: list[str], cells: list[int]) -> None:
    """Writes the cells of a row of a table on one line, as “a | b”; a row of one cell is its paragraphs."""
    if len(cells) < 2:
        return
    written = [
        " ".join("".join(pieces[start:end]).split())
        for start, end in zip(cells, [*cells[1:], len(pieces)], strict=True)
    ]
    before = pieces[max(0, cells[0] - 2) : cells[0]]
    if len(before) == 2 and before[0].startswith("| ") and before[1].endswith("\n\n"):
        pieces[cells[0] - 1] = "\n"
    pieces[cells[0] :] = [f"| {' | '.join(written)} |", "\n\n"]


def _inline(element: Any) -> Iterator[str]:
    """The text within an ODF paragraph, in order; notes and remarks are left out."""
    yield element.text or ""
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag in {"line-break", "tab", "s"}:
            yield "\n" if tag == "line-break" else " "
        elif tag not in {"annotation", "note"}:
            yield from _inline(child)
        yield child.tail or ""


class _Page(HTMLParser):
    """The text of an HTML page, a paragraph for each block."""

    _BLOCKS = frozenset(
        [
            "p",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "tr",
            "section",
            "article",
            "main",
            "header",
            "blockquote",
            "table",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "figcaption",
            "address",
            "pre",
            "hr",
        ]
    )
    _LEFT_OUT = frozenset(
        [
            "script",
            "style",
            "noscript",
            "template",
            "svg",
            "head",
            "nav",
            "footer",
            "form",
            "button",
            "select",
            "textarea",
            "iframe",
            "object",
        ]
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._outside: list[str] = []
        self._in_cell = False

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Passes over “<![…>”, of whatever kind, as browsers do; Python's own refuses those that it does not know."""
        del report
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a block, or what is left out."""
        del attrs
        if tag in self._LEFT_OUT:
            self._outside.append(tag)
        elif not self._outside and tag in ("td", "th"):
            self.pieces.append(" | ")
            self._in_cell = True
        elif not self._outside and self._in_cell and tag not in ("tr", "table"):
            self.pieces.append(" ")
        elif not self._outside:
            self.pieces.append(
                "\n• " if tag == "li" else "\n" if tag in ("br", "tr") else "\n\n" if tag in self._BLOCKS else ""
            )

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        if tag in self._outside:
            while self._outside.pop() != tag:
                pass
        elif tag in ("td", "th"):
            self._in_cell = False
        elif not self._outside and tag == "tr":
            self.pieces.append(" |\n")
        elif not self._outside and tag in self._BLOCKS and not self._in_cell:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keeps words."""
        if not self._outside:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _html(name: str, content: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:2048])
    encoding = declared[1].decode("ascii", "replace") if declared else ""
    return _page_text(_decoded(name, content, encoding))


def _page_text(markup: str) -> str:
    page = _Page()
    page.feed(markup)
    page.close()
    return re.sub(r" *\n *", "\n", re.sub(r"\n\s*\n+", "\n\n", "".join(page.pieces)))


def _eml(name: str, content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise _refused("read-no-text", name)
    raw = body.get_payload(decode=True)
    text = _decoded(name, raw if isinstance(raw, bytes) else b"", str(body.get_content_charset() or ""))
    if body.get_content_type() == "text/html":
        text = _page_text(text)
    return f"{message.get('subject', '')}\n\n{text}"


def _txt(name: str, content: bytes) -> str:
    return _decoded(name, content, "")


def _decoded(name: str, content: bytes, declared: str) -> str:
    """A text in the encoding that it declares, in UTF-8, else in the one that its letters tell."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    mark = next((encoding for beginning, encoding in marks.items() if content.startswith(beginning)), "")
    for encoding in (mark, declared, "utf-8"):
        try:
            if encoding:
                return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\x00" in content[:4096]:
        raise _refused("read-format", name)
    best = charset_normalizer.from_bytes(
        content[:200_000], cp_isolation=["cp1252", "mac_roman", "cp850", "iso8859_15"]
    ).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")
