"""What the graph says already: a proposal that repeats it makes the document one more source of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from territory_graph.dates import compatible
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.queries.system import system_query
from territory_graph.reading.patterns.grammar import PatternFact
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded
from territory_graph.vocabulary import local

_KINDS = {"agreement": "Agreement", "convention": "Convention", "partnership": "Partnership", "roadmap": "Roadmap"}
_CHANGES = {
    "creation": "Creation",
    "merger": "Merger",
    "renaming": "Renaming",
    "separation": "Separation",
    "closure": "Closure",
}
Fact = Mapping[str, set[str]]


class KnownFacts:
    """The facts of which the known things of a document are a part."""

    def __init__(self, graph: KnowledgeGraph, things: Iterable[Thing]) -> None:
        self._facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        iris = sorted({thing.iri for thing in things if thing.iri})
        for row in graph.rows(system_query("reading-facts", iris)) if iris else ():
            self._facts[str(row["fact"])][local(str(row["property"]))].add(str(row["value"]))

    def repeated(self, draft: PatternFact) -> str | None:
        """The IRI of the fact that says what the draft says, or None."""
        same = _SAME.get(draft.table)
        if same is None:
            return None
        return next((iri for iri, fact in self._facts.items() if same(fact, draft)), None)

    def name_kind(self, thing: Thing, name: str) -> str | None:
        """The kind of a name that a body bears beside its label, where the graph has it as a name of its own."""
        for fact in self._facts.values():
            if thing.iri in fact["nameOf"] and folded(name) in {folded(text) for text in fact["nameText"]}:
                return next((local(kind) for kind in sorted(fact["nameKind"])), None)
        return None

    def post(self, organisation: Thing, role: str) -> str | None:
        """The identifier of the post of that role in a body, where somebody held it."""
        for fact in self._facts.values():
            if organisation.iri in fact["postIn"] and any(local(one) == role for one in fact["role"]):
                return next((local(post) for post in sorted(fact["post"])), None)
        return None


def _iri(draft: PatternFact, name: str) -> str | None:
    value = draft.cells.get(name)
    return value.iri or "" if isinstance(value, Thing) else None


def _iris(draft: PatternFact, *names: str) -> set[str | None]:
    found: set[str | None] = set()
    for name in names:
        value = draft.cells.get(name, ())
        found |= {thing.iri for thing in value if isinstance(thing, Thing)} if isinstance(value, tuple) else set()
    return found


def _agree(fact: Fact, draft: PatternFact, **names: str) -> bool:
    """Whether the dates of both may be the same, as far as both give them."""
    for cell, property_ in names.items():
        said, known = str(draft.cells.get(cell, "")), fact[property_]
        try:
            if said and known and not any(compatible([said, one]) for one in known):
                return False
        except ValueError:
            return False
    return True


def _same_number(one: str, others: Iterable[str]) -> bool:
    try:
        return any(Decimal(one) == Decimal(other) for other in others)
    except InvalidOperation:
        return False


def _same_membership(fact: Fact, draft: PatternFact) -> bool:
    ends = _iri(draft, "member") in fact["member"] and _iri(draft, "organisation") in fact["inOrganisation"]
    return ends and _agree(fact, draft, start="start", end="end")


def _same_mandate(fact: Fact, draft: PatternFact) -> bool:
    held = _iri(draft, "person") in fact["holder"] and _iri(draft, "organisation") in fact["postIn"]
    return (
        held
        and any(local(role) == draft.cells["role"] for role in fact["role"])
        and _agree(fact, draft, start="start", end="end")
    )


def _same_agreement(fact: Fact, draft: PatternFact) -> bool:
    parties = _iris(draft, "parties", "supporters", "supported", "funders", "beneficiaries")
    if amount := str(draft.cells.get("amount", "")):
        joined = fact["committedBy"] | fact["committedTo"]
        return (
            bool(joined)
            and parties <= joined
            and _same_number(amount, fact["amount"])
            and _agree(fact, draft, year="forYear")
        )
    joined = fact["party"] | fact["supporter"] | fact["supported"]
    right = any(local(one) == _KINDS[str(draft.cells["kind"])] for one in fact["type"])
    return right and parties == joined and _agree(fact, draft, start="start", end="end", signed="when", year="forYear")


def _same_event(fact: Fact, draft: PatternFact) -> bool:
    if not fact["when"] or not _agree(fact, draft, when="when"):
        return False
    place = _iri(draft, "place")
    if place and fact["locatedIn"] and place not in fact["locatedIn"]:
        return False
    words = set(folded(str(draft.cells["name"])).split())
    named = any(
        len(words & set(folded(label).split())) * 2 > min(len(words), len(folded(label).split()))
        for label in fact["label"]
    )
    council = draft.cells["kind"] == "council" and any(local(one) == "CouncilMeeting" for one in fact["type"])
    return named or (council and bool(_iris(draft, "organisers") & fact["organisedBy"]))


def _same_office(fact: Fact, draft: PatternFact) -> bool:
    return _iri(draft, "actor") in fact["siteOf"] and _iri(draft, "place") in fact["locatedIn"]


def _same_name(fact: Fact, draft: PatternFact) -> bool:
    return _iri(draft, "actor") in fact["nameOf"] and folded(str(draft.cells["name"])) in {
        folded(text) for text in fact["nameText"]
    }


def _same_figure(fact: Fact, draft: PatternFact) -> bool:
    about = _iri(draft, "about") or _iri(draft, "actor")
    measure = str(draft.cells.get("measure", "nb-membres"))
    value = str(draft.cells.get("value") or draft.cells.get("members"))
    right = about in fact["about"] and any(local(one).startswith(measure) for one in fact["measure"])
    return right and _same_number(value, fact["value"])


def _same_change(fact: Fact, draft: PatternFact) -> bool:
    kind = _CHANGES.get(str(draft.cells["kind"]), "")
    right = any(local(one) == kind for one in fact["type"]) and _agree(fact, draft, when="when")
    return right and bool(_iris(draft, "after") & fact["resultingOrganization"])


def _same_project(fact: Fact, draft: PatternFact) -> bool:
    return (
        False
        if not fact["carriedBy"]
        else bool(_iris(draft, "carried_by"))
        and _iris(draft, "carried_by") <= fact["carriedBy"]
        and _named(fact, draft)
    )


def _named(fact: Fact, draft: PatternFact) -> bool:
    thing = draft.cells["self"]
    return isinstance(thing, Thing) and any(
        folded(label) in thing.names or folded(label) == folded(thing.name) for label in fact["label"]
    )


def _same_collaboration(fact: Fact, draft: PatternFact) -> bool:
    return _iri(draft, "partner") in fact["collaboratesWith"] and bool(_iri(draft, "actor"))


_SAME: dict[str, Callable[[Fact, PatternFact], bool]] = {
    "memberships": _same_membership,
    "mandates": _same_mandate,
    "agreements": _same_agreement,
    "events": _same_event,
    "offices": _same_office,
    "names": _same_name,
    "figures": _same_figure,
    "member_counts": _same_figure,
    "changes": _same_change,
    "projects": _same_project,
    "collaborations": _same_collaboration,
}
