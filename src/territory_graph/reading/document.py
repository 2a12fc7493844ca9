"""A document as it is read: its text, and the passages that a source is cited by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from territory_graph.reading.formats import Format, text_of
from territory_graph.reading.passages import Passage, passages_of


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its text, cut into passages.

    ``digest`` is the SHA-256 of the text, whatever file it came in. ``title`` is its first heading, or its name.
    """

    name: str
    kind: Format
    text: str
    passages: tuple[Passage, ...]
    digest: str
    title: str

    def passage_at(self, offset: int) -> Passage:
        """The passage in which a character of the text lies, or the last before it."""
        before = [passage for passage in self.passages if passage.start <= offset]
        return before[-1] if before else self.passages[0]


def read_document(name: str, content: bytes) -> Document:
    """The document in a file called ``name``, or pasted as text under a name that ends in ``.txt``.

    Raises:
        InputError: it is too large, encrypted, cut off, without text, in another script, or of a format not read.
    """
    kind, text = text_of(name, content)
    passages = passages_of(text)
    heading = next((passage for passage in passages if passage.locator == "T"), None)
    title = " ".join(text[heading.start : heading.end].split()) if heading else name
    return Document(name, kind, text, passages, hashlib.sha256(text.encode()).hexdigest(), title)
