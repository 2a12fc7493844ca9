"""The facts that likely pairs make, where no pattern and no frame tells of the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from territory_graph import french
from territory_graph.reading.learned.pairs import Pair, Seen, seen
from territory_graph.reading.learned.weighing import chance
from territory_graph.reading.moments import Moment, WrittenSum
from territory_graph.reading.patterns import figures, people, sums
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    doubtful,
    lasting,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing, title
from territory_graph.spelling import folded

_LIKELY = {
    "membership": 0.85,
    "mandate": 0.9,
    "office": 0.8,
    "support": 0.8,
    "beneficiary": 0.4,
    "creation": 0.5,
    "cost": 0.55,
}
"""How likely pairs must be, by relation: those of which more than a quarter of what weights alone told was wrong are told where they are surer."""
_OF_OTHERS = 0.6
_IMPLIED = 0.79
"""No likely fact is surer: it is told as implied."""
_SURE = 0.6
"""Who receives a sum of which somebody likely pays is told where it is no less likely than that."""
_ROLE = re.compile(rf"\b{people.ROLE}")


class _Stretch(PatternMatch):
    """What stands between the things of a pair."""

    def __init__(self, one: Pair, sure: float) -> None:
        self.sentence, self.context, self.weakest = one.seen.sentence, one.seen.context, min(sure, _IMPLIED)
        self._span = one.start, one.end

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the skeleton."""
        return self._span


Likely = tuple[Pair, float]


def ties(sentences: Sequence[Sentence], context: Context) -> Iterator[PatternFact]:
    """The facts of a document that its likely pairs make, the likeliest of a sentence first."""
    for one in seen(sentences, context):
        likely: dict[str, list[Likely]] = defaultdict(list)
        for pair in one.pairs():
            sure = chance(pair)
            if sure >= _LIKELY.get(pair.relation, _OF_OTHERS) and not _is_doubtful(pair):
                likely[pair.relation].append((pair, sure))
        for listed in likely.values():
            listed.sort(key=lambda two: -two[1])
        for relation, make in _MAKERS.items():
            yield from make(likely[relation], context)
        yield from _sums(likely["funder"], likely["beneficiary"], one, context)
        yield from _costs(likely["cost"], context)
        yield from _projects(likely["carrier"], likely["partner"], context)


def _is_doubtful(pair: Pair) -> bool:
    """Whether the clause of a pair denies or supposes what it says, or tells it as to come."""
    sentence = pair.seen.sentence
    span = (pair.start, pair.end) if pair.named else (0, len(sentence.words))
    return doubtful(sentence, *span, whole=True, future=pair.relation in _NOT_TO_COME)


_NOT_TO_COME = ("collaboration", "support", "figure", "mandate")


def _told(context: Context, table: str) -> list[PatternFact]:
    return [draft for draft in context.drafts if draft.table == table]


def _memberships(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for pair, sure in likely:
        for member in pair.one:
            for whole in pair.other:
                told = [{draft.cells["member"], draft.cells["organisation"]} for draft in _told(context, "memberships")]
                if member is not whole and {member, whole} not in told:
                    found = _Stretch(pair, sure)
                    cells = lasting(dates_near(found, reach=20))
                    yield found.draft(
                        "membership", "memberships", member=member, organisation=whole, role="membre", **cells
                    )


def _supports(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for pair, sure in likely:
        some, others = pair.one, pair.other
        told = [set(draft.listed("supporters", "supported", "funders")) for draft in _told(context, "agreements")]
        if not any({*some, *others} <= one for one in told):
            name = title("Soutien", some, others)
            yield _Stretch(pair, sure).draft(
                "support", "agreements", kind="partnership", name=name, supporters=some, supported=others
            )


def _collaborations(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for pair, sure in likely:
        told = [
            {*draft.listed("parties"), *(thing for thing in draft.cells.values() if isinstance(thing, Thing))}
            for draft in (*_told(context, "collaborations"), *_told(context, "agreements"))
        ]
        if not any({*pair.one, *pair.other} <= one for one in told):
            yield _Stretch(pair, sure).draft(
                "collaboration", "collaborations", actor=pair.one[0], partner=pair.other[0]
            )


def _offices(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    placed = set()
    for pair, sure in likely:
        place = context.names.place(pair.seen.slot(pair.anchor))  # type: ignore[arg-type]
        actor = pair.other[0]
        told = [(draft.cells["actor"], draft.cells["place"]) for draft in _told(context, "offices")]
        held = [draft.cells.get("place") for draft in _told(context, "events")]
        if place is None or place in held or pair.anchor in placed or folded(place.name) in actor.names:
            continue
        placed.add(pair.anchor)
        if (actor, place) not in told:
            name = f"Implantation {french.after('de', actor.name)} {french.after('à', place.name)}"
            yield _Stretch(pair, sure).draft("office", "offices", kind="site", actor=actor, name=name, place=place)


def _mandates(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for pair, sure in likely:
        slot, words = pair.seen.slot(pair.anchor), pair.seen.sentence.words
        who, where = context.names.person(slot), pair.other[0]  # type: ignore[arg-type]
        roles = sorted(
            _ROLE.finditer(words), key=lambda match: max(pair.start - match.end(), match.start() - pair.end, 0)
        )
        if who is None or not roles:
            continue
        role = people.role_of(roles[0]["role"])
        told = {(draft.cells["person"], draft.cells["organisation"]) for draft in _told(context, "mandates")}
        if (
            people.is_past(words[: roles[0].start()])
            or (who, where) in told
            or (role == "maire") != (where.kind == "public-body" and people.is_town(where))
        ):
            continue
        if not where.public:
            context.withheld.add("private-office")
            continue
        found = _Stretch(pair, sure)
        yield people.row_of(found, context, who, role, where, words[slice(*found.span)], sure=sure)


def _creations(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for pair, sure in likely:
        body, moment = pair.other[0], pair.seen.slot(pair.anchor)
        changes = _told(context, "changes")
        told = [thing for draft in changes for thing in draft.listed("after")]
        dated = {draft.cells["when"] for draft in changes if draft.locator == pair.seen.sentence.locator}
        if isinstance(moment, Moment) and body not in told and moment.first not in dated:
            yield _Stretch(pair, sure).draft(
                "change", "changes", kind="creation", name=f"Création {french.after('de', body.name)}", when=moment.first, after=(body,)
            )  # fmt: skip


def _figures(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    counted = set()
    for pair, sure in likely:
        match, about = pair.seen.counts[pair.anchor], pair.other[0]
        number, measure = figures.number_of(match["number"]), figures.unit_measure(match["unit"])
        told = {
            (draft.cells.get("measure", "nb-membres"), draft.cells.get("value", draft.cells.get("members")))
            for draft in (*_told(context, "figures"), *_told(context, "member_counts"))
        }
        if pair.seen.of_others(pair.other):
            continue
        if pair.anchor not in counted and (measure, number) not in told:
            counted.add(pair.anchor)
            yield figures.row_of(_Stretch(pair, sure), context, about, match["unit"], number, match["about"] or "")


def _budgets(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    told = {draft.cells.get("value", draft.cells.get("amount")) for draft in context.drafts}
    for pair, sure in likely[:1]:
        slot, about = pair.seen.slot(pair.anchor), pair.other[0]
        if isinstance(slot, WrittenSum) and slot.amount not in told:
            yield _Stretch(pair, sure).draft(
                "figure", "figures", about=about, name=f"Budget {french.after('de', about.name)}", measure="budget", value=slot.amount, unit="euros"
            )  # fmt: skip


_FIRST_SAID = re.compile(r"\b(?:initialement|d'abord|au depart|a l'origine)\b[^,;]{0,30}$")
"""Before a cost that another has replaced."""
_ASKED = re.compile(r"\b(?:demand|sollicit|reclam)[a-z]*\b[^;]*$")


def _costs(likely: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    """What something costs of which no project is told: a figure of the body of which the text speaks."""
    told = {draft.cells.get("value", draft.cells.get("amount")) for draft in context.drafts}
    for pair, sure in likely:
        slot, sentence = pair.seen.slot(pair.anchor), pair.seen.sentence
        about = sentence.subject or sentence.topic or context.names.author or context.issuer
        ahead = sentence.words[: max(0, sentence.words.find(pair.anchor))]
        if sums.is_not_given(ahead) or _FIRST_SAID.search(ahead):
            continue  # a budget, a debt
        if about is not None and isinstance(slot, WrittenSum) and slot.amount not in told:
            found = _Stretch(pair, sure)
            found._span = 0, pair.end
            yield found.draft(
                "figure", "figures", about=about, name=f"Coût d'une opération {french.after('de', about.name)}", measure="cout", value=slot.amount, unit="euros"
            )  # fmt: skip


def _sums(
    funders: Sequence[Likely], beneficiaries: Sequence[Likely], one: Seen, context: Context
) -> Iterator[PatternFact]:
    """One sum for each that is written, of all who likely give or receive it; half of one that is told is completed."""
    for draft in context.drafts:
        if draft.kind == "sum" and draft.locator == one.sentence.locator and draft.cells.get("amount"):
            _completed(draft, funders, beneficiaries)
    told = {draft.cells.get("value", draft.cells.get("amount")) for draft in context.drafts}
    for name in one.at:
        slot = one.slot(name)
        some = [pair for pair in funders if pair[0].anchor == name]
        ahead = one.sentence.words[: one.words[one.at[name]].start]
        if (
            not isinstance(slot, WrittenSum)
            or slot.amount in told
            or not some
            or (one.sentence.locator, slot.amount) in context.unclear
        ):
            continue
        if sums.is_not_given(ahead) or _ASKED.search(ahead) or sums.is_each(one.sentence.words, name):
            continue
        paying = dict.fromkeys(thing for pair, _ in some for thing in pair.other)
        given = [two for two in beneficiaries if two[0].anchor == name and not set(two[0].other) & set(paying)]
        given = [two for two in given if two[1] >= _SURE] or given[:1]
        receiving = dict.fromkeys(thing for pair, _ in given for thing in pair.other if thing not in paying)
        if not receiving:
            continue  # half of a sum is mostly another
        found = _Stretch(some[0][0], min(sure for _, sure in some))
        found._span = min(pair.start for pair, _ in (*some, *given)), max(pair.end for pair, _ in (*some, *given))
        yield sums.draft_of(found, name, tuple(paying), tuple(receiving))


def _completed(draft: PatternFact, funders: Sequence[Likely], beneficiaries: Sequence[Likely]) -> None:
    """Gives a sum the likeliest of those who pay or receive it, where the sentence was read without them."""
    sides = {"funders": funders, "beneficiaries": beneficiaries}
    told = draft.listed(*sides)
    for side, other in (("funders", "beneficiaries"), ("beneficiaries", "funders")):
        likely = [
            (thing, sure)
            for pair, sure in sides[side]
            if getattr(pair.seen.slot(pair.anchor), "amount", "") == draft.cells["amount"]
            for thing in pair.other
            if thing not in told
        ]
        if likely and draft.listed(other) and not draft.listed(side):
            thing, sure = likely[0]
            draft.cells[side] = (thing,)
            draft.cells |= sums.sides(tuple(draft.listed("funders")), tuple(draft.listed("beneficiaries")))
            draft.confidence = round(min(draft.confidence, sure), 2)
            draft.status = "implied"


def _projects(carriers: Sequence[Likely], partners: Sequence[Likely], context: Context) -> Iterator[PatternFact]:
    for anchor in dict.fromkeys(pair.anchor for pair, _ in carriers):
        some = [two for two in carriers if two[0].anchor == anchor]
        slot = some[0][0].seen.slot(anchor)
        text = " ".join(getattr(slot, "text", "").split())
        told = [folded(str(draft.cells.get("name", ""))) for draft in _told(context, "projects")]
        if (
            not text
            or any(folded(text) in one or one in folded(text) for one in told if one)
            or context.names.things.made("actor", text)
        ):
            continue
        carrying = dict.fromkeys(thing for pair, _ in some for thing in pair.other)
        helping = [two for two in partners if two[0].anchor == anchor]
        others = dict.fromkeys(thing for pair, _ in helping for thing in pair.other if thing not in carrying)
        found = _Stretch(some[0][0], min(sure for _, sure in some))
        thing = context.names.things.new("project", text, "project", found.span)
        yield found.draft(
            "project", "projects", kind="project", self=thing, name=text, carried_by=tuple(carrying), involves=tuple(others)
        )  # fmt: skip


_MAKERS = {
    "membership": _memberships,
    "support": _supports,
    "collaboration": _collaborations,
    "office": _offices,
    "mandate": _mandates,
    "creation": _creations,
    "figure": _figures,
    "budget": _budgets,
}
