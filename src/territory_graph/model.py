"""What a territory is, and what the graph says of one thing, as frozen plain values: no RDF library, no screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from territory_graph.dates import Interval
from territory_graph.tabular import html_table

UNVERIFIED_BELOW = 0.5
"""Confidence under which a statement is shown as not verified."""

_FIRMNESS = ("stated", "editorial", "computed", "implied", "disputed", "inferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What ``territory.toml`` says of a territory, as it is kept with each version: plain values that JSON can hold.

    ``names``, ``descriptions`` and ``keywords`` are by language, days are texts in ISO 8601, ``base`` is that of the
    IRIs. ``default_date`` is the day that is shown first, ``gathered_on`` that up to which facts were gathered, and
    ``elections`` those on which municipal councils, and so those of the bodies that they form, were elected anew.
    ``centre`` is the IRI of the central actor, and ``publisher`` who publishes the data, ``""`` where it is not said.
    """

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    licence: str
    licence_url: str
    base: str
    default_date: str | None
    centre: str | None
    gathered_on: str | None = None
    elections: list[str] = field(default_factory=list)
    publisher: str = ""
    publisher_url: str = ""
    keywords: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing named: its IRI, its label in the reader's language, and the local name of its most precise class."""

    iri: str
    label: str
    kind: str


def best_label(labels: Mapping[str, str], language: str) -> str:
    """The label in the language asked, else in French, else without a tag, else any; empty where there is none."""
    for tag in (language, "fr", ""):
        if tag in labels:
            return labels[tag]
    return next(iter(labels.values()), "")


@dataclass(frozen=True, slots=True)
class Source:
    """A source: its IRI, title, publisher, date (EDTF) and web address; empty where not known."""

    iri: str
    title: str
    publisher: str
    date: str
    address: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a statement is in the graph: the record that says it.

    ``status`` is the local name of the status (``stated``, ``implied``, ``inferred``…); ``confidence`` (0 to 1) is
    about the reading, not about truth; ``locator`` says where in the source; ``description`` retells the fact.
    ``reason`` is why somebody disputes the record, where a contribution does.
    """

    record: str
    sources: tuple[Source, ...]
    locator: str
    status: str
    confidence: float
    description: str
    fact: str
    rule: str
    reason: str = ""

    @property
    def unverified(self) -> bool:
        """Whether the reading is too unsure to be shown without a warning."""
        return self.confidence < UNVERIFIED_BELOW


@dataclass(frozen=True, slots=True)
class Value:
    """One value: a thing, or a text with its datatype (local name) and language."""

    text: str
    thing: Thing | None = None
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A predicate (an IRI), a value, and every record that says so; ``inverse`` when the value is the subject."""

    predicate: str
    label: str
    value: Value
    evidence: tuple[Evidence, ...]
    inverse: bool = False

    @property
    def status(self) -> str:
        """The firmest status among the records."""
        return min((e.status for e in self.evidence), key=_FIRMNESS.index, default="stated")

    @property
    def confidence(self) -> float:
        """How sure the surest reading of it is."""
        return max((e.confidence for e in self.evidence), default=1.0)

    @property
    def unverified(self) -> bool:
        """Whether no record of it is sure enough to be told without its doubt."""
        return self.confidence < UNVERIFIED_BELOW


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a thing: a single statement, or a thing that ties it to others (``about``) with its statements.

    ``bounds`` are statements that sources make of its ``interval`` only: a day by which it had begun, or not ended.
    """

    reason: str
    about: Thing | None
    statements: tuple[Statement, ...]
    interval: Interval
    bounds: tuple[Statement, ...] = ()

    @property
    def label(self) -> str:
        """The name of the thing that it is about; empty of a plain statement."""
        return self.about.label if self.about else ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every record behind the fact, each once, in the order of its statements, those of its bounds last."""
        every = (*self.statements, *self.bounds)
        found = {evidence.record: evidence for statement in every for evidence in statement.evidence}
        return tuple(found.values())

    @property
    def confidence(self) -> float:
        """How sure the least sure of its statements is."""
        return min((statement.confidence for statement in self.statements), default=1.0)

    @property
    def contested(self) -> tuple[str, ...]:
        """Properties to which different sources give different single values."""
        texts: dict[str, set[str]] = {}
        for statement in self.statements:
            if statement.value.thing is None and not statement.value.language:
                texts.setdefault(statement.predicate, set()).add(statement.value.text)
        return tuple(sorted(name for name, values in texts.items() if len(values) > 1))


@dataclass(frozen=True, slots=True, repr=False)
class FactGroup:
    """The facts of a thing that share a reason, such as memberships or agreements."""

    reason: str
    facts: tuple[Fact, ...]

    def __repr__(self) -> str:
        return f"<FactGroup {self.reason}: {len(self.facts):,} facts>"


@dataclass(frozen=True, slots=True, repr=False)
class Entity:
    """Everything that the graph says of one thing, grouped by reason, each statement with its evidence.

    ``labels`` are its names by language; ``classes`` from the most precise to the most general; ``missing`` the
    properties that one expects of its kind and no source gives; ``unread`` says, by reason, how many facts there are
    beyond those that were read.
    """

    thing: Thing
    labels: tuple[tuple[str, str], ...]
    classes: tuple[Thing, ...]
    groups: tuple[FactGroup, ...]
    missing: tuple[str, ...]
    unread: tuple[tuple[str, int], ...] = ()

    @property
    def facts(self) -> Iterator[Fact]:
        """Every fact, group after group."""
        return (fact for group in self.groups for fact in group.facts)

    def __repr__(self) -> str:
        return f"<Entity {self.thing.label} ({self.thing.kind}): {sum(1 for _ in self.facts)} facts>"

    def _repr_html_(self) -> str:
        facts = list(self.facts)
        caption = f"{self.thing.label} ({self.thing.kind}): {len(facts)} facts"
        note = f"Not specified: {', '.join(self.missing)}." if self.missing else ""
        return html_table(caption, ("reason", "fact", "source", "place", "status"), map(_row, facts), len(facts), note)


def _row(fact: Fact) -> tuple[str, ...]:
    """A fact on one line, with the first record that says it."""
    told = "; ".join(f"{statement.label}: {statement.value.text}" for statement in fact.statements)
    if not fact.evidence:
        return fact.reason, told, "", "", ""
    first = fact.evidence[0]
    return fact.reason, told, ", ".join(source.title for source in first.sources), first.locator, first.status


def place_in(source: str, locator: str) -> str:
    """The place in one source, where a locator tells those of several: “one-source : page 3 ; another : § 2”.

    >>> place_in("https://example.org/id/source/b", "a : page 3 ; b : § 2")
    '§ 2'
    """
    places = dict(part.partition(" : ")[::2] for part in locator.split(" ; ") if " : " in part)
    return places.get(source.rpartition("/")[2], locator)
