"""What a language model reads in a document, where the operator names one: asked over an OpenAI-compatible address.

Off unless ``TERRITORY_GRAPH_MODEL_URL`` is set. What it answers is held to the same checks as what patterns find, and
more: words that it quotes must stand in the text, every name and every sum of a fact in the words quoted, and no quoted
sentence may be denied, supposed or to come. A fact that a model alone reads is “implied”, never “stated”.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from territory_graph import resources
from territory_graph.dates import bounds
from territory_graph.reading.patterns.grammar import Context, PatternFact, doubtful
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing, title
from territory_graph.settings import Model
from territory_graph.spelling import folded

_LOG = logging.getLogger(__name__)
MOST_ASKED = 40_000
MOST_ANSWERED = 1 << 20
SECONDS = 90
_SURE = 0.6


@cache
def _prompt() -> str:
    return (resources.PACKAGE / "reading" / "prompt.txt").read_text(encoding="utf-8")


class _NoRedirect(HTTPRedirectHandler):
    """The key goes to the address that the operator named, and nowhere else."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Follows nothing."""
        del args, more


def asked(text: str, model: Model) -> list[Mapping[str, Any]] | None:
    """What a model says of a text; None where it cannot be asked or does not answer as it should."""
    messages = [{"role": "system", "content": _prompt()}, {"role": "user", "content": text[:MOST_ASKED]}]
    body = {"model": model.name, "messages": messages, "temperature": 0, "response_format": {"type": "json_object"}}
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {model.key}"} if model.key else {})}
    request = Request(f"{model.url.rstrip('/')}/chat/completions", json.dumps(body).encode(), headers)
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            content = answer.read(MOST_ANSWERED + 1)
        said = json.loads(content)["choices"][0]["message"]["content"]
        facts = json.loads(re.sub(r"^```(?:json)?|```$", "", said.strip()))["facts"]
    except (URLError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        _LOG.warning("the model at %s was not understood: %s", urlsplit(model.url).hostname, type(error).__name__)
        return None
    return (
        [fact for fact in facts if isinstance(fact, Mapping)]
        if isinstance(facts, Sequence) and not isinstance(facts, str)
        else None
    )


def drafts_of(
    facts: Sequence[Mapping[str, Any]], sentences: Sequence[Sentence], context: Context
) -> Iterator[PatternFact]:
    """The facts of a model that pass the checks."""
    for fact in facts[:200]:
        quote = fact.get("quote")
        found = _place(quote, sentences) if isinstance(quote, str) and quote.strip() else None
        if found is None:
            continue
        sentence, start, end = found
        if doubtful(sentence, 0, len(sentence.words), whole=True):
            continue
        reader = _Reader(sentence.text[start:end], sentence, context)
        made = _MAKERS.get(str(fact.get("kind")), _nothing)(reader, fact)
        if made is not None:
            kind, table, cells = made
            told = {name: cell for name, cell in cells.items() if cell}
            yield PatternFact(kind, table, told, start, end, sentence.locator, "implied", _SURE, "model")


def _place(quote: str, sentences: Sequence[Sentence]) -> tuple[Sentence, int, int] | None:
    """The sentence that holds the quoted words, and where they stand in the mended text."""
    wanted = re.compile(r"\s+".join(map(re.escape, quote.replace("’", "'").split())))
    for sentence in sentences:
        first, last = sentence.skeleton.span(0, len(sentence.words))
        if match := wanted.search(sentence.text, first, last):
            return sentence, match.start(), match.end()
    return None


class _Reader:
    """Reads the fields of a fact, each of which must be in the words quoted."""

    def __init__(self, quote: str, sentence: Sentence, context: Context) -> None:
        self.quote, self.sentence, self.context = quote, sentence, context

    def thing(self, name: Any, sort: str = "actor") -> Thing | None:
        """The thing of that name, which stands in the quotation."""
        if not isinstance(name, str) or len(folded(name)) < 3 or folded(name) not in folded(self.quote):
            return None
        for slot in self.sentence.slots.values():
            if folded(getattr(slot, "text", "")) == folded(name) and hasattr(slot, "slot"):
                names = self.context.names
                return {"actor": names.actor, "place": names.place, "person": names.person}[sort](slot)  # type: ignore[arg-type]
        return None

    def things(self, names: Any) -> tuple[Thing, ...]:
        """Several bodies: none where one of them is not there."""
        found = [self.thing(name) for name in names] if isinstance(names, list) else []
        return tuple(dict.fromkeys(thing for thing in found if thing)) if all(found) else ()

    def date(self, text: Any) -> str:
        """A date whose year is in the quotation; else nothing."""
        try:
            bounds(str(text))
        except ValueError:
            return ""
        return str(text) if str(text)[:4] in self.quote else ""


Made = tuple[Any, str, dict[str, Any]] | None


def _nothing(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    del reader, fact
    return None


def _membership(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    member, whole = reader.thing(fact.get("member")), reader.thing(fact.get("organisation"))
    cells = {
        "member": member,
        "organisation": whole,
        "role": "membre",
        "start": reader.date(fact.get("start")),
        "end": reader.date(fact.get("end")),
    }
    return ("membership", "memberships", cells) if member and whole and member is not whole else None


def _agreement(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    parties = reader.things(fact.get("parties"))
    amount = re.sub(r"\D", "", str(fact.get("amount") or ""))
    if len(parties) < 2 or (amount and amount not in re.sub(r"\D", "", reader.quote)):
        return None
    cells: dict[str, Any] = {name: reader.date(fact.get(name)) for name in ("signed", "start", "end")}
    cells |= {"kind": "agreement", "name": f"Accord {' — '.join(one.name for one in parties)}", "parties": parties}
    return (
        "sum" if amount else "agreement",
        "agreements",
        cells | {"amount": amount, "amount_scope": "global" if amount else ""},
    )


def _support(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    some, others = reader.things(fact.get("supporters")), reader.things(fact.get("supported"))
    cells = {
        "kind": "partnership",
        "name": title("Soutien", some, others),
        "supporters": some,
        "supported": others,
    }
    return ("support", "agreements", cells) if some and others and not set(some) & set(others) else None


def _mandate(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    person, where, role = (
        reader.thing(fact.get("person"), "person"),
        reader.thing(fact.get("organisation")),
        fact.get("role"),
    )
    if not (person and where and where.public and role in ("president", "vice-president", "maire")):
        return None
    cells = {
        "name": f"{person.name}, {where.name}",
        "person": person,
        "person_name": "" if person.iri else person.name,
        "post": "@post",
    }
    return (
        "mandate",
        "mandates",
        cells | {"post_name": f"{role.capitalize()}, {where.name}", "organisation": where, "role": role},
    )


def _event(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    name, when = fact.get("name"), reader.date(fact.get("when"))
    there = isinstance(name, str) and folded(name) and folded(name) in folded(reader.quote)
    return (
        (
            "event",
            "events",
            {"kind": "event", "name": name, "when": when, "place": reader.thing(fact.get("place"), "place")},
        )
        if there and when
        else None
    )


def _office(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    actor, place = reader.thing(fact.get("actor")), reader.thing(fact.get("place"), "place")
    return (
        ("office", "offices", {"kind": "site", "actor": actor, "name": title(actor.name, (), [place]), "place": place})
        if actor and place
        else None
    )


def _project(reader: _Reader, fact: Mapping[str, Any]) -> Made:
    name, carried = fact.get("name"), reader.things(fact.get("carried_by"))
    if not carried or not isinstance(name, str) or not folded(name) or folded(name) not in folded(reader.quote):
        return None
    thing = reader.context.names.things.new("project", name, "project", (0, 0))
    return "project", "projects", {"kind": "project", "self": thing, "name": name, "carried_by": carried}


_MAKERS = {
    "membership": _membership,
    "agreement": _agreement,
    "support": _support,
    "mandate": _mandate,
    "event": _event,
    "office": _office,
    "project": _project,
}
