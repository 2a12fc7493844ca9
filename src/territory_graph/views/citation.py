"""How a result is cited: what was asked of which data, with the hashes that let a reader check it, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from territory_graph.messages import Translator
from territory_graph.store.folder import Manifest

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


def name_of(data: Manifest, say: Translator) -> str:
    """The territory's name in the reader's language."""
    return data.names.get(say.language) or data.names["fr"]


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), " ".join(text.split()))


def _encoded(address: str) -> str:
    """An address in a ``url`` field is taken word for word: only braces would end it."""
    return address.replace("{", "%7B").replace("}", "%7D")
