"""How a result is cited: what was asked of which data, with the hashes that let a reader check it, and when.

The address of a citation holds the query, the version of the data and the hash of the answer: it tells whether the same
is found again, as ``territory-graph reproduce`` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from territory_graph.errors import CitationError
from territory_graph.messages import Translator
from territory_graph.store.manifest import Manifest
from territory_graph.views.permalink import address_of, query_of

CITE = "cite"
"""Where a citation leads, under the address of a site."""
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_VERSION = re.compile(r"\bversion\W{0,9}([0-9a-f]{16})\b")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_SPECIAL = re.compile(r"[\\{}%&#_$~^]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says of a result: hashes of the query and of the answer, its address, and the day it was asked.

    ``size`` says how much was found, in words; ``stable`` is false where equal data may give another hash.
    """

    query_hash: str
    result_hash: str
    size: str
    address: str
    asked_on: date
    stable: bool


def citation(cited: Cited, data: Manifest, say: Translator) -> str:
    """The citation as a text to paste."""
    told = say(
        "sparql.cite.text",
        name=name_of(data, say),
        size=cited.size,
        version=data.version,
        built=say.day(data.built_on),
        query=cited.query_hash,
        result=cited.result_hash,
        day=say.day(cited.asked_on),
        licence=data.licence,
    )
    address = f" {cited.address}" if cited.address else ""
    return f"{told}{address}" if cited.stable else f"{told}{address} {say('sparql.cite.unstable')}"


def bibtex(cited: Cited, data: Manifest, say: Translator) -> str:
    """The citation as a BibTeX entry; characters that TeX reads as commands are escaped."""
    fields = {
        "title": say("sparql.cite.title", name=name_of(data, say)),
        "year": f"{data.built_on.year}",
        "version": data.version,
        "note": say("sparql.cite.note", size=cited.size, query=cited.query_hash, result=cited.result_hash),
        "urldate": cited.asked_on.isoformat(),
    }
    lines = [f"  {name} = {{{_tex(value)}}},\n" for name, value in fields.items()]
    if cited.address:
        lines.append(f"  url = {{{_encoded(cited.address)}}},\n")
    return f"@misc{{{data.slug}-{cited.result_hash[:8]},\n{''.join(lines)}}}\n"


def dataset_citation(data: Manifest, address: str, say: Translator) -> str:
    """How a version of the whole data is cited, as a text to paste."""
    key = "dataset.citation-published" if data.publisher else "dataset.citation"
    fields = {"name": name_of(data, say), "version": data.version, "day": say.day(data.built_on)}
    return say(key, publisher=data.publisher, licence=data.licence, address=address, **fields)


def dataset_bibtex(data: Manifest, address: str, say: Translator) -> str:
    """The citation of a version of the whole data as a BibTeX entry."""
    fields = {
        **({"author": f"{{{data.publisher}}}"} if data.publisher else {}),
        "title": name_of(data, say),
        "year": f"{data.built_on.year}",
        "version": data.version,
        "note": data.licence,
    }
    lines = [f"  {name} = {{{_tex(value) if name != 'author' else value}}},\n" for name, value in fields.items()]
    return f"@misc{{{data.slug}-{data.version[:8]},\n{''.join(lines)}  url = {{{_encoded(address)}}},\n}}\n"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a citation refers to: a query, the version that it was asked of, and the hash of its answer.

    ``rows`` is how many rows or triples the answer was cut at, None where it was whole; ``site`` is the address of
    the site where it was asked, which ends with a slash.
    """

    query: str
    version: str
    result_hash: str
    rows: int | None
    site: str


def reference_address(reference: Reference) -> str:
    """The address that a citation gives.

    Raises:
        QueryTooLongError: no address can hold the query.
    """
    cut = {"rows": str(reference.rows)} if reference.rows is not None else {}
    fields = {"version": reference.version, "sha256": reference.result_hash, **cut, **address_of(reference.query)}
    return f"{reference.site}{CITE}?{urlencode(fields)}"


def read_reference(text: str) -> Reference:
    """What a citation refers to, be it a text, a BibTeX entry or an address alone.

    Version and hash are those of the address; where it has none, as the workbench's own, those of the text around it.

    Raises:
        CitationError: the query, the version or the hash is missing.
        BrokenLinkError: the address is broken.
    """
    found = next((one for one in _ADDRESS.findall(text) if "query=" in one or "z=" in one), "").rstrip(".,;)")
    place, _, asked = found.partition("?")
    fields = dict(parse_qsl(asked, max_num_fields=20)) if asked.count("&") < 20 else {}
    version, hashes = _VERSION.search(text), _HASH.findall(text.replace(found, "") if found else text)
    query = query_of(fields)
    told = {
        "query": query,
        "version": fields.get("version") or (version[1] if version else None),
        "sha256": fields.get("sha256") or (hashes[-1] if hashes else None),
    }
    missing = [name for name, value in told.items() if not value]
    if missing or query is None:
        raise CitationError(missing=", ".join(missing))
    rows = fields.get("rows", "")
    site = place[: place.rfind("/") + 1]
    cut = int(rows) if re.fullmatch("[1-9][0-9]{0,5}", rows) else None
    return Reference(query, str(told["version"]), str(told["sha256"]), cut, site)


def name_of(data: Manifest, say: Translator) -> str:
    """The territory's name in the reader's language."""
    return data.names.get(say.language) or data.names["fr"]


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), " ".join(text.split()))


def _encoded(address: str) -> str:
    """An address in a ``url`` field is taken word for word: only braces would end it."""
    return address.replace("{", "%7B").replace("}", "%7D")
