"""Proposing facts: what the patterns find in a document, as rows, told from what the graph knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from territory_graph.ingest import schema
from territory_graph.ingest.schema import Row
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading import spacy_names
from territory_graph.reading.document import Document
from territory_graph.reading.known import KnownFacts
from territory_graph.reading.mending import mended, scanned
from territory_graph.reading.model import asked, drafts_of
from territory_graph.reading.moments import Moment, WrittenSum, day_of, moments_of, sums_of
from territory_graph.reading.names import Mention, Names, does
from territory_graph.reading.patterns import (
    agreements,
    changes,
    contracts,
    costs,
    events,
    figures,
    labels,
    lexical,
    memberships,
    offices,
    people,
    projects,
    signatures,
    staff,
    sums,
    tables,
)
from territory_graph.reading.patterns.grammar import Context, PatternFact
from territory_graph.reading.proposed import Kind, Proposed, Reading, key_of
from territory_graph.reading.sentences import Sentence, Slot, sentence_of
from territory_graph.reading.things import Thing, Things, slug
from territory_graph.reading.traced import Traced
from territory_graph.settings import Model
from territory_graph.spelling import folded
from territory_graph.vocabulary import resource

_FAMILIES = (
    tables.find,
    lexical.find,
    labels.find,
    agreements.find,
    memberships.find,
    changes.find,
    offices.find,
    figures.find,
    staff.find,
    events.find,
    people.find,
    signatures.find,
    projects.find,
    costs.find,
)
_REPORT = re.compile(r"\b(?:rapport|bilan|retrospective|compte rendu|releve|retour sur)\b")
_DECIDED = re.compile(
    r"\b(?:compte rendu|proces-verbal|deliberations?|releve d[e' ]|(?:principales )?decisions|ordre du jour|extrait du registre|commission permanente|seance)\b|C\d+ du D\d"
)
_ASKS = re.compile(r"(?:qui|quels?|quelles?|avec qui|combien|ou|comment)\b[^.?]{2,60}\?\s*$")
"""A heading that asks: “Qui la finance ?”."""
_WE = re.compile(r"\b(?:nous|notre|nos)\b", re.IGNORECASE)
_OWN_WORDS = re.compile(r"[«“][^»”]*[»”]")
_HIDDEN = "\x1a"


def propose(
    document: Document,
    graph: KnowledgeGraph,
    *,
    source: str = "",
    rejected: Set[str] = frozenset(),
    model: Model | None = None,
) -> Reading:
    """The facts that a document may state, those of a key in ``rejected`` left out.

    ``source`` is the identifier of the document among the sources, where it has one; else one is made of its title. A
    ``model`` may read it too: the text is sent to it, and what patterns found as well is theirs.
    """
    text = mended(document.text, document.passages)
    day = day_of(text.text)
    things = Things(graph.base, lambda iri: _is_known(graph, iri))
    names = Names(graph, things, day)
    context = Context(names, day, origin=text.span, length=len(text.text))
    sentences = _sentences(document, text, names)
    context.report = any(_REPORT.search(sentence.words) for sentence in sentences[:3])
    context.decides = any(_DECIDED.search(sentence.words) for sentence in sentences[:8])
    organs = (
        slot.text
        for sentence in sentences[:14]
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.slot == "C" and " " in slot.text
    )
    context.organ = next((" ".join(organ.split()).lower() for organ in organs), "")
    context.speaks = bool(re.search(r"\b(?:nous|notre|nos|je|mon)\b", _OWN_WORDS.sub(" ", text.text), re.IGNORECASE))
    context.issuer = names.author or _issuer(sentences, names)
    whole = contracts.contract(sentences, document.text, context)
    context.parties = tuple(whole.listed("parties")) if whole else ()
    for sentence in sentences:
        for find in _FAMILIES:
            for draft in find(sentence, context):
                draft.start, draft.end = text.span(draft.start, draft.end)
                context.drafts.append(draft)
        events.completed(sentence, context)
        told = any(draft.kind == "project" and draft.locator == sentence.locator for draft in context.drafts[-6:])
        context.since_project = 0 if told else context.since_project + 1
        context.before = sentence
        if (
            sentence.words.rstrip().endswith(":")
            or _ASKS.match(sentence.words)
            or (not sums.is_row(sentence) and sentence.locator[0] in "TH" and not re.search(r": ?M\d", sentence.words))
        ):
            context.lead = sentence.words
        elif not sums.is_row(sentence) and context.table is None:
            context.lead = ""
    if whole is not None:
        context.drafts = [
            draft
            for draft in context.drafts
            if not (draft.kind == "agreement" and draft.cells.get("parties") == whole.cells["parties"])
        ]
        context.drafts.insert(0, whole)
    answer = asked(text.text, model) if model else []
    for draft in drafts_of(answer or (), sentences, context):
        draft.start, draft.end = text.span(draft.start, draft.end)
        context.drafts.append(draft)
    written = _Writer(document, graph, context, source or _source_id(document, day, graph))
    found = written.proposals(
        _sound(context),
        [slot for sentence in sentences for slot in sentence.slots.values() if isinstance(slot, Mention)],
    )
    kept = [one for one in found if one.key not in rejected]
    notes = [*sorted(context.withheld), *(("scanned",) if scanned(document.text) else ()), *spacy_names.notes()]
    if answer is None:
        notes.append("no-model")
    if not _is_french(document.text):
        notes.append("not-french")
    return Reading(written.source, tuple(kept), tuple(notes), len(found) - len(kept))


_SMALL = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "et",
        "en",
        "un",
        "une",
        "au",
        "aux",
        "dans",
        "pour",
        "par",
        "sur",
        "est",
        "que",
        "qui",
        "avec",
        "ce",
        "cette",
        "son",
        "sa",
        "ses",
        "il",
        "elle",
        "ont",
    ]
)


def _is_french(text: str) -> bool:
    """Whether about as many small words are French as in French prose; a few words tell nothing."""
    told = folded(text[:20_000]).split()
    return len(told) < 60 or sum(word in _SMALL for word in told) > 0.12 * len(told)


def _is_known(graph: KnowledgeGraph, iri: str) -> bool:
    return len(graph.rows(f"SELECT ?p WHERE {{ <{iri}> ?p ?o }} LIMIT 1")) > 0


def _sentences(document: Document, text: Traced, names: Names) -> list[Sentence]:
    """The sentences of the document, each with its names, dates and sums."""
    moments, sums = moments_of(text.text), sums_of(text.text)
    sums = [one for one in sums if not any(m.start <= one.start < m.end for m in moments)]
    moments = [one for one in moments if not any(s.start <= one.start < s.end for s in sums)]
    bare = list(text.text)
    hidden: list[Moment | WrittenSum] = [*moments, *sums]
    for one in hidden:
        bare[one.start : one.end] = _HIDDEN * (one.end - one.start)
    masked = "".join(bare)
    mentions = names.mentions(masked, spacy_names.people(text.text))
    slots: list[Slot] = sorted([*hidden, *mentions], key=lambda one: one.start)
    topics = _topics(document, text, mentions)
    masthead = _masthead(text.text, mentions) or _first_headed(text.text, mentions)
    author = _author(text.text, mentions, names)
    if masthead is not None and (author is None or not _signs(text.text, author)):
        author = names.actor(masthead)
    whole = author if masthead is not None else names.actor(topics[0]) if topics else None
    if author is None and len(_WE.findall(_OWN_WORDS.sub(" ", text.text))) > 1:
        named = [folded(one.text) for one in mentions if one.weak == 1]
        author = whole if topics and (topics[0].start < _TOP or named.count(folded(topics[0].text)) > 2) else None
    names.author = author
    found: list[Sentence] = []
    at, section = 0, None
    for passage in document.passages:
        start = at
        while at < len(text.text) and text.starts[at] < passage.end:
            at += 1
        end = at
        while at < len(text.text) and text.text[at] == "\n":
            at += 1
        words = text.text[start:end]
        labelled = _LABEL.search(words) is not None
        topic = section if labelled or passage.locator[0] == "P" else _headed(words, start, mentions, names)
        section, topic = topic, topic or whole
        for line in re.finditer(r"[^\n]+", words):
            found.append(
                sentence_of(
                    text,
                    (start + line.start(), start + line.end()),
                    slots,
                    names,
                    locator=passage.locator,
                    before=found[-1] if found else None,
                    topic=topic,
                    author=author,
                )
            )
    return found


_TOP = 200
"""So many letters are the head of a document."""
_ABOUT = re.compile(r"(?:^|\n)\s*(?:à|À) propos (?:de la |de l'|du |des |de |d')", re.IGNORECASE)


_TO_YOU = re.compile(
    r"\bvous (?:propose|invite|convie|remercie|informe|prie|adresse|souhaite|attend|donne|accueille|annonce)(?:nt|ra|ront)?\b"
)
"""What the body that speaks does: “l'association vous invite”."""


def _author(text: str, mentions: Sequence[Mention], names: Names) -> Thing | None:
    """Who speaks in a document: the body that signs it, that it is “about”, or that its first line names alone."""
    named = [one for one in mentions if one.slot in "AU" and one.weak == 1]
    for one in reversed(named):
        line = text[text.rfind("\n", 0, one.start) + 1 : (text + "\n").find("\n", one.end)]
        if one.slot == "A" and len(text) - one.end < 120 and line.strip(" .,") == one.text:
            return names.actor(one)
    for one in named:
        if _ABOUT.search(text[max(0, one.start - 30) : one.start]):
            return names.actor(one)
    domains = {match[1].lower() for match in re.finditer(r"@([\w-]+)\.", text)}
    for one in named:
        if slug(one.text) in domains and not one.things.keys() - {"actor"}:
            return names.actor(one)
    own = [one for one in named if one.slot == "A" and one.start < _TOP]
    if own and re.search(r"\b(?:nous|notre|nos)\b", _OWN_WORDS.sub(" ", text), re.IGNORECASE):
        return names.actor(own[0])
    for one in named:
        stop = re.search(r"[.\n]", text[one.end :])
        says = text[one.end : one.end + (stop.start() if stop else 200)]
        if one.slot == "A" and _TO_YOU.search(says) and "\n" not in text[one.start - 1 : one.start].strip(" "):
            return names.actor(one)
    first = next((one for one in own if one.start < _TOP), None)
    if first and _ABOVE.match(folded(first.text)):
        below = next(
            (
                one
                for one in own
                if text[first.end : one.start].strip(" ") == "\n" * len(text[first.end : one.start].strip(" "))
            ),
            None,
        )
        first = below or first  # “DÉPARTEMENT DU VELAY”, above the commune whose minutes these are
    line = text[: first.start].rpartition("\n")[2] if first else "-"
    return (
        names.actor(first)
        if first and not line.strip() and text[first.end : first.end + 2].strip(" ") in ("", "\n", "\n\n")
        else None
    )


def _masthead(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The body that a line at the head names alone, be it in capitals, and that the text goes on to speak of."""
    lines = {folded(line) for line in text[: 2 * _TOP].splitlines() if 2 < len(line.strip()) < _SHORT_HEADING}
    named = [one for one in mentions if one.slot in "AU" and one.weak == 1 and not one.things.keys() - {"actor"}]
    often = Counter(folded(one.text) for one in named)
    for one in named:
        said = often[folded(one.text)] > (1 if one.slot == "A" else _OFTEN)
        if said and folded(one.text) in lines and one.kind != "venue" and not _ABOVE.match(folded(one.text)):
            return one
    return None


_OFTEN = 2
_ABOVE = re.compile(r"(?:departement|region|republique|prefecture|etat)\b")
"""What may stand at the head of minutes above the body whose they are."""


def _signs(text: str, author: Thing) -> bool:
    """Whether the end of the document names who speaks: it is theirs, whatever stands above."""
    return any(name in folded(text[-2 * _TOP :]) for name in author.names)


def _first_headed(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The name of who speaks, with which a line at the head begins: “Lin Neuf, la filière qui pousse”."""
    if len(_WE.findall(_OWN_WORDS.sub(" ", text))) < _OFTEN:
        return None
    for one in (mention for mention in mentions if mention.slot in "AU" and mention.weak == 1):
        begins = (
            one.start < 2 * _TOP
            and not _ABOVE.match(folded(one.text))
            and text[: one.start].rpartition("\n")[2].strip(" #") == ""
        )
        if (
            begins
            and re.match(r" ?(?:[,:–—|]|\n)", text[one.end :])
            and text.count(one.text) > 2
            and not one.things.keys() - {"actor"}
        ):
            return one
    return None


_LABEL = re.compile(r"^[-•–▪*]|\s?[:|]\s|\d")
"""What tells a line of a sheet from a heading."""
_SHORT_HEADING = 60


def _headed(text: str, start: int, mentions: Sequence[Mention], names: Names) -> Thing | None:
    """The one body that a heading names, of which its section speaks: “L'AIF en bref”."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text)
    if len(text) > _SHORT_HEADING:
        return None
    found = {
        id(thing): thing
        for one in mentions
        if start <= one.start < start + len(text) and one.slot == "A" and (thing := names.actor(one))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _topics(document: Document, text: Traced, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of the body of which the document speaks: that of its headings, else the most named one."""
    bodies_named = [mention for mention in mentions if mention.slot == "A" and mention.weak == 1]
    first = next((passage.start for passage in document.passages if passage.locator.startswith("P")), 0)
    headed = [mention for mention in bodies_named if text.starts[mention.start] < first]
    if headed:
        return headed
    often = Counter(folded(mention.text) for mention in bodies_named)
    doing = [
        mention
        for mention in mentions
        if mention.slot == "U" and not mention.things and does(text.text, mention.end, mention.text)
    ]
    for name, times in Counter(folded(mention.text) for mention in doing).items():
        if times > max(_OFTEN, *often.values(), 0):
            return [mention for mention in doing if folded(mention.text) == name]
    return sorted(bodies_named, key=lambda mention: -often[folded(mention.text)])


def _issuer(sentences: Sequence[Sentence], names: Names) -> Thing | None:
    """Who issued the document: the first public body that it names, else the first body."""
    named = [
        slot
        for sentence in sentences[:12]
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.slot == "A" and slot.weak >= 0.9
    ]
    bodies_named = [thing for thing in map(names.actor, named) if thing]
    heads = [
        thing
        for sentence in sentences[:4]
        if sentence.locator[0] in "TH" and re.fullmatch(r"A\d+", sentence.words.strip())
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.start != slot.end and (thing := names.actor(slot))
    ]
    if len(heads) > 1 and _ABOVE.match(folded(heads[0].name)):
        return heads[1]
    return next((thing for thing in bodies_named if thing.public), bodies_named[0] if bodies_named else None)


def _source_id(document: Document, day: str | None, graph: KnowledgeGraph) -> str:
    wanted = slug(" ".join(document.title.split()[:8]))[:50].strip("-")
    wanted = f"{wanted}-{day}" if day else wanted
    number, free = 1, wanted
    while _is_known(graph, str(resource(graph.base, f"source/{free}"))):
        number += 1
        free = f"{wanted}-{number}"
    return free


def _sound(context: Context) -> list[PatternFact]:
    """The drafts without those in which a person or a place was taken for a body, and without those said twice."""
    people_named = {
        folded(thing.name) for draft in context.drafts if isinstance(thing := draft.cells.get("person"), Thing)
    }
    places = {folded(thing.name) for draft in context.drafts if isinstance(thing := draft.cells.get("place"), Thing)}
    kept: list[PatternFact] = []
    for draft in context.drafts:
        bodies_in = [
            one
            for value in draft.cells.values()
            for one in (value if isinstance(value, tuple) else (value,))
            if isinstance(one, Thing) and one.sort == "actor"
        ]
        unsure = {folded(one.name) for one in bodies_in if one.iri is None and one.kind == "actor"}
        if unsure & (people_named | places) or not draft.cells:
            continue
        same = next((one for one in kept if _says(one, draft)), None)
        if same is None:
            kept.append(draft)
        else:
            same.cells = {**draft.cells, **same.cells}
    return kept


_IDENTITY = {
    "memberships": ("member", "organisation"),
    "collaborations": ("actor", "partner"),
    "names": ("actor", "name"),
    "changes": ("kind", "after"),
    "offices": ("actor", "place"),
    "member_counts": ("actor",),
    "figures": ("about", "measure", "value"),
    "mandates": ("person", "organisation", "role"),
    "projects": ("self",),
    "events": ("when", "name"),
    "agreements": ("kind", "parties", "supporters", "supported", "amount", "signed", "year"),
}
"""The cells that make two rows of a table the same fact, told twice."""


def _says(one: PatternFact, other: PatternFact) -> bool:
    if one.table != other.table:
        return False
    if all(_plain(one.cells.get(name)) == _plain(other.cells.get(name)) for name in _IDENTITY[one.table]):
        return True
    if one.table == "events":  # its title and its text name it differently
        a, b = set(folded(str(one.cells["name"])).split()), set(folded(str(other.cells["name"])).split())
        return one.cells["when"] == other.cells["when"] and (a <= b or b <= a)
    if one.table == "agreements" and not (one.cells.get("amount") or other.cells.get("amount")):
        parties = [set(draft.listed("parties", "supporters", "supported")) for draft in (one, other)]
        dates = [
            {draft.cells[name] for name in ("signed", "start", "end", "year") if name in draft.cells}
            for draft in (one, other)
        ]
        return (
            parties[0] == parties[1]
            and one.cells["kind"] == other.cells["kind"]
            and (not dates[0] or not dates[1] or bool(dates[0] & dates[1]))
        )
    return False


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return frozenset(map(id, value))
    return id(value) if isinstance(value, Thing) else folded(str(value)) if value else ""


class _Writer:
    """Writes drafts as rows: identifiers for new things, those of the graph for known ones."""

    def __init__(self, document: Document, graph: KnowledgeGraph, context: Context, source: str) -> None:
        self._document, self._graph, self._context, self._source = document, graph, context, source
        self._needs: dict[tuple[str, str], Proposed] = {}
        self._used: set[str] = set()
        cells = {"id": source, "title": document.title, "date": context.day or ""}
        self.source = Row("sources", {name: cell for name, cell in cells.items() if cell})

    def proposals(self, drafts: Sequence[PatternFact], mentions: Sequence[Mention]) -> list[Proposed]:
        """One proposal a draft, each after those of the new things that it names, in the order of the text."""
        named = [thing for mention in mentions if (thing := mention.things.get("actor"))]
        known = KnownFacts(self._graph, {*named, *(thing for draft in drafts for thing in _things(draft))})
        made: list[Proposed] = []
        projects: dict[int, str] = {}
        drafts = [*drafts, *self._names_used(mentions, drafts, known)]
        for draft in sorted(drafts, key=lambda one: (one.start, one.end)):
            needs = [
                self._needed(thing, draft)
                for thing in _things(draft)
                if thing.iri is None and thing.sort not in ("project", "programme")
            ]
            needs += self._words(draft)
            made += [one for one in needs if one not in made]
            about = draft.cells.get("about")
            of_project = [projects[id(about)]] if id(about) in projects else []
            made.append(self._proposed(draft, known, [*(one.key for one in needs), *of_project]))
            if draft.table == "projects":
                projects[id(draft.cells["self"])] = made[-1].key
        return made

    def _names_used(
        self, mentions: Sequence[Mention], drafts: Sequence[PatternFact], known: KnownFacts
    ) -> Iterator[PatternFact]:
        """Names that the graph has of a body beside its label, and which the document uses: one more source of each."""
        told = {
            (id(draft.cells.get("actor")), folded(str(draft.cells.get("name"))))
            for draft in drafts
            if draft.table == "names"
        }
        for mention in mentions:
            thing = mention.things.get("actor")
            if thing is None or thing.iri is None or mention.weak < 1 or (id(thing), folded(mention.text)) in told:
                continue
            if folded(mention.text) != folded(thing.name) and (kind := known.name_kind(thing, mention.text)):
                told.add((id(thing), folded(mention.text)))
                start, end = self._context.origin(mention.start, mention.end)
                locator = self._document.passage_at(start).locator
                cells: dict[str, str | Thing | tuple[Thing, ...]] = {"actor": thing, "name": mention.text, "kind": kind}
                yield PatternFact("name", "names", cells, start, end, locator)

    def _proposed(self, draft: PatternFact, known: KnownFacts, needs: list[str]) -> Proposed:
        cells = {name: _cell(name, value, draft.table) for name, value in draft.cells.items() if name != "self"}
        repeated = known.repeated(draft)
        kind = _path(draft.table)
        own = repeated.removeprefix(f"{self._graph.base}id/{kind}/") if repeated else ""
        if cells.get("post") == "@post":
            organisation = draft.cells["organisation"]
            assert isinstance(organisation, Thing)
            post = known.post(organisation, cells["role"])
            cells |= {
                "post": post or f"{organisation.id}-{cells['role']}",
                "post_name": "" if post else cells["post_name"],
            }
        if cells.get("part_of") == "@agreement":
            before = [one for one in self._made_agreements if one.start <= draft.start]
            cells["part_of"] = before[-1].row.cells["id"] if before else ""
            needs = [*needs, *([before[-1].key] if before else [])]
        thing = draft.cells.get("self")
        if isinstance(thing, Thing):
            cells["id"] = thing.id
        elif "id" in {column.name for column in schema.tables()[draft.table].columns}:
            cells["id"] = (
                own if own and "/" not in own and ":" not in own else self._free(kind, _identifier(draft, cells))
            )
            if repeated and draft.table != "names":
                cells["name"] = "" if draft.table not in ("figures", "changes") else cells.get("name", "")
        return self._finished(draft.kind, Row(draft.table, cells), draft, repeated, tuple(needs))

    _made_agreements: list[Proposed]

    def _finished(
        self, kind: Kind, row: Row, draft: PatternFact, known: str | None, needs: tuple[str, ...]
    ) -> Proposed:
        cells = dict(row.cells)
        if not schema.tables()[row.table].editorial:
            cells |= {
                "source": self._source,
                "locator": draft.locator,
                "status": draft.status,
                "confidence": f"{draft.confidence:g}",
            }
        row = Row(row.table, {name: cell for name, cell in cells.items() if cell})
        start, end = draft.start, draft.end
        passage = self._document.passage_at(start).locator
        found = Proposed(
            key_of(self._document.digest, row),
            kind,
            row,
            passage,
            start,
            end,
            self._document.text[start:end],
            known,
            needs,
            draft.by,
        )
        if kind == "agreement":
            self.__dict__.setdefault("_made_agreements", []).append(found)
        return found

    def _free(self, kind: str, wanted: str) -> str:
        """An identifier that nothing of the graph and no row before has."""
        number, free = 1, wanted
        while f"{kind}/{free}" in self._used or _is_known(
            self._graph, str(resource(self._graph.base, f"{kind}/{free}"))
        ):
            number += 1
            free = f"{wanted}-{number}"
        self._used.add(f"{kind}/{free}")
        return free

    def _needed(self, thing: Thing, draft: PatternFact) -> Proposed:
        """The row of a new thing."""
        key = (thing.sort, thing.id)
        if key not in self._needs:
            start, end = self._context.origin(thing.start, thing.end) if thing.end else (draft.start, draft.end)
            cells = {"id": thing.id, "kind": thing.kind, "name": thing.name}
            own = replace(
                draft,
                start=start,
                end=end,
                locator=self._document.passage_at(start).locator,
                status="stated",
                confidence=0.9,
            )
            kind: Kind = "place" if thing.sort == "place" else "actor"
            self._needs[key] = self._finished(
                kind, Row("places" if kind == "place" else "actors", cells), own, None, ()
            )
        return self._needs[key]

    def _words(self, draft: PatternFact) -> list[Proposed]:
        """The rows of words that no list of the graph has yet: a role, a measure."""
        found = []
        for scheme in ("role", "measure"):
            word = draft.cells.get(scheme)
            if isinstance(word, str) and not _is_known(
                self._graph, str(resource(self._graph.base, f"{scheme}/{word}"))
            ):
                if (scheme, word) not in self._needs:
                    row = Row(
                        "concepts",
                        {
                            "scheme": scheme,
                            "id": word,
                            "label_fr": _LABELS.get(word, word.replace("-", " ").capitalize()),
                        },
                    )
                    self._needs[scheme, word] = self._finished("concept", row, draft, None, ())
                found.append(self._needs[scheme, word])
        return found


_LABELS = {
    "president": "Président",
    "vice-president": "Vice-président",
    "premier-vice-president": "Premier vice-président",
    "nb-communes": "Nombre de communes",
    "nb-membres": "Nombre de membres",
    "nb-intercommunalites": "Nombre d'intercommunalités",
    "etudiants": "Étudiants",
}
"""Words of lists whose labels are not their identifiers."""
_PATHS = {"offices": "site", "member_counts": "figure"}


def _path(table: str) -> str:
    """The folder of the IRIs of what a table describes."""
    return _PATHS.get(table, table.removesuffix("s"))


def _things(draft: PatternFact) -> Iterator[Thing]:
    for name, value in draft.cells.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Thing) and name not in ("self", "person"):
                yield one


def _cell(name: str, value: str | Thing | tuple[Thing, ...], table: str) -> str:
    if isinstance(value, tuple):
        return ";".join(dict.fromkeys(thing.id for thing in value))
    if isinstance(value, Thing):
        return f"{value.sort}/{value.id}" if schema.tables()[table].column(name).kind == "ref" else value.id
    return value


def _identifier(draft: PatternFact, cells: dict[str, str]) -> str:
    """An identifier made of what the row is about."""
    about = (cells.get("about") or f"actor/{cells.get('actor', '')}").partition("/")[2]
    parts: dict[str, tuple[str, ...]] = {
        "memberships": ("member", "organisation"),
        "mandates": ("person", "role", "organisation"),
        "offices": ("actor", "place"),
    }
    if draft.table in parts:
        return "-".join(cells[name] for name in parts[draft.table])
    if draft.table in ("figures", "member_counts"):
        return "-".join(filter(None, (about, cells.get("measure", "nb-membres"), cells.get("date"))))
    name = slug(cells.get("name", draft.table))[:60].strip("-")
    return {"names": f"{about}-{name}", "events": f"{name}-{cells.get('when', '')}"}.get(draft.table, name)
