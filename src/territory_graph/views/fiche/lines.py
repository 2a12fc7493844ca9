"""Lines of a fiche: each fact as it is read, when it held, and after which sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from territory_graph.dates import compatible, is_put_off
from territory_graph.facts.ontology import is_a
from territory_graph.messages import Translator
from territory_graph.model import Fact, Statement, Thing
from territory_graph.views.fiche.facts import bound_of, currency_of, dates_itself, inferred_from_another
from territory_graph.views.fiche.rivals import MAKERS, is_holder
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Told, doubted
from territory_graph.views.wording import (
    Mention,
    before_unit,
    bounded,
    disputed,
    doubt,
    mentions,
    period,
    safe_address,
    sum_period,
    value_text,
)
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a line: its name, its values, and the thing that a value is, where it is one.

    ``clash`` says in words why its values cannot all be true; empty where nothing speaks against it.
    """

    label: str
    values: tuple[tuple[str, Thing | None], ...]
    address: str
    clash: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fiche: what is said, when it held, and after which sources.

    ``head`` is the thing that the line is about (an agreement, a mandate…), or None for a plain property, whose local
    name is ``name``. ``status`` is that of the weakest of its statements, ``doubt`` that of the least sure in words.
    """

    head: Thing | None
    details: tuple[Detail, ...]
    period: str
    status: str
    mentions: tuple[Mention, ...]
    name: str = ""
    doubt: str = ""

    @property
    def clash(self) -> str:
        """Why what it says cannot all be true, in words: sources contradict each other, or name another holder."""
        return next((detail.clash for detail in self.details if detail.clash), "")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a fiche that share a reason."""

    key: str
    title: str
    lines: tuple[Line, ...]


_ONE_VALUE = {"start", "end", "when", "siren", "siret", "amount", "headcount"}
_STATUS_ORDER = ("stated", "editorial", "computed", "implied", "disputed", "inferred")
_SAID_AS_PERIOD = {"start", "end", "when", "date", "attested", "attestedOn", "currency", "forYear"}
_SAID_WITH_OTHERS = {*_SAID_AS_PERIOD, "amountBound"}
_LATEST_FIRST = {"mandates", "events", "figures", "decisions"}
_FIRST = (
    *("holder", "post", "supporter", "supported", "carriedBy"),
    *("amount", "amountScope", "committedBy", "committedTo"),
)


def section_of(
    reason: str,
    facts: tuple[Fact, ...],
    iri: str,
    say: Translator,
    *,
    rivals: frozenset[str] = frozenset(),
    outside: frozenset[str] = frozenset(),
    absent: frozenset[str] = frozenset(),
    day: date | None = None,
) -> Section:
    """The facts of one reason as lines of the fiche of ``iri``: by name, or the latest first where time matters.

    The holders of the mandates among ``rivals`` contradict each other, and the dates of the facts among ``outside``
    contradict those of the thing, as those ``absent`` do who are said to have made it. What is only seen after ``day``
    stands last.
    """
    contested = dict.fromkeys(_contested(facts), say("evidence.contested"))
    latest_first = reason in _LATEST_FIRST
    currency = currency_of(one for fact in facts if fact.about is None for one in fact.statements)
    dated = sorted(facts, key=lambda fact: fact.interval.start or "")
    if latest_first:
        dated = sorted(facts, key=_last_known, reverse=True)
    dated.sort(key=lambda fact: day is not None and fact.interval.only_known_after(day))
    told = (
        (
            _line(
                fact, iri, contested | _contradicted(fact, iri, rivals, say) | _made(fact, absent, say), currency, say
            ),
            fact.about and fact.about.iri in outside,
        )
        for fact in dated
    )
    lines = [replace(line, period=say("fiche.outside", period=line.period)) if apart else line for line, apart in told]
    # By name; where the latest is first, plain properties only, before the linking things as they stand.
    lines.sort(key=lambda line: (True,) if latest_first and line.head else _line_order(line))
    return Section(reason, say(f"reasons.{reason}"), tuple(_joined(lines)))


def _made(fact: Fact, absent: frozenset[str], say: Translator) -> dict[str, str]:
    """Of a plain fact that names one of those ``absent``, that it was not there to make it, or was there already."""
    return {
        one.predicate: say("fiche.already" if one.inverse else "fiche.absent", name=one.value.text)
        for one in fact.statements
        if fact.about is None and local(one.predicate) in MAKERS and one.value.thing and one.value.thing.iri in absent
    }


def _contradicted(fact: Fact, iri: str, rivals: frozenset[str], say: Translator) -> dict[str, str]:
    """Properties of a fact whose values cannot all be true, each with why: each value has its own source.

    Who holds a post is contradicted by another holder, whom one and the same source may name; on the holder's own page,
    which post that is.
    """
    rival = (fact.about.iri if fact.about else iri) in rivals
    own = any(one.value.thing and one.value.thing.iri == iri for one in fact.statements if is_holder(one.predicate))
    named = "post" if own else "holder"
    held = (one.predicate for one in fact.statements if rival and local(one.predicate) == named)
    return dict.fromkeys(held, say("fiche.rival")) | dict.fromkeys(fact.contested, say("evidence.contested"))


def _last_known(fact: Fact) -> tuple[bool, date, str]:
    """What may last stands before what has ended; then the day on which it was last heard of."""
    interval = fact.interval
    return interval.end_latest is None, interval.heard or interval.start_earliest or date.min, interval.start or ""


def called(name: str, label: str, say: Translator) -> str:
    """A property as the reader says it: by a wording of the interface, else by the ontology's label."""
    key = f"properties.{name}"
    return say(key) if say.has(key) else label


def _contested(facts: tuple[Fact, ...]) -> set[str]:
    """Predicates of one value at most to which plain facts give values that cannot all be true.

    A day from which sources say that something is put off is none of its days.
    """
    said: dict[str, set[str]] = {}
    plain_ones = [one for fact in facts if fact.about is None for one in fact.statements]
    previous = [one.value.text for one in plain_ones if local(one.predicate) == "previousDate"]
    for one in plain_ones:
        name, text = local(one.predicate), one.value.text
        if name in _ONE_VALUE and not (name == "when" and is_put_off(text, previous)):
            said.setdefault(one.predicate, set()).add(text)
    return {name for name, values in said.items() if len(values) > 1 and not compatible(values)}


def _line_order(line: Line) -> tuple[object, ...]:
    label = line.details[0].label if line.details and line.head is None else ""
    text = line.head.label if line.head else line.details[0].values[0][0]
    return line.head is not None, _place(line.name), alphabetical(label), alphabetical(text)


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Plain properties that say several values on the same evidence become one line."""
    for _, group in groupby(
        lines,
        key=lambda line: (
            line.head,
            line.details[0].label if line.details else "",
            line.period,
            line.mentions,
        ),
    ):
        first, *others = group
        if first.head is not None:
            yield from (first, *others)
            continue
        values = tuple(value for line in (first, *others) for value in line.details[0].values)
        yield replace(first, details=(replace(first.details[0], values=values),))


def _line(fact: Fact, iri: str, contested: Mapping[str, str], currency: str, say: Translator) -> Line:
    head, details = fact.about, _details(fact, iri, contested, currency, say)
    if head and head.kind == "Membership":
        head, details = _membership(fact, head, details, iri, say)
    if fact.about and is_a(fact.about.kind, "Commitment", "Funding"):
        when = sum_period(fact.interval, say, own=dates_itself(fact))
    else:  # what follows of a mandate from another that is seen in its post is said to follow
        when = inferred(period(fact.interval, say), fact, say)
    return Line(
        head=head,
        details=details,
        period=when,
        status=weakest(fact),
        mentions=mentions(fact.evidence, say),
        name=local(fact.statements[0].predicate) if fact.about is None else "",
        doubt=doubt(fact.confidence, say),
    )


def inferred(told: str, fact: Fact, say: Translator, clash: str = "") -> str:
    """Words on a mandate, with which of its dates follow from another seen in its post, and what contradicts it."""
    follows = (say(f"fiche.inferred.{name}") for name in inferred_from_another(fact))
    doubts = say("list.semicolon").join(filter(None, (*follows, clash)))
    return say("telling.doubted", sentence=told, doubt=doubts) if doubts else told


def weakest(fact: Fact) -> str:
    """The status of the weakest statement of a fact or of its time; what a rule adds to sources makes it no weaker."""
    said = [one.status for one in (*fact.statements, *fact.bounds) if one.status != "inferred"]
    return max(said or [one.status for one in fact.statements], key=_STATUS_ORDER.index, default="stated")


def told_fact(fact: Fact, words: str, say: Translator) -> Told:
    """A sentence of a fact with its doubt, every source of it, and the status of the weakest of what it rests on.

    What somebody disputes is said to be disputed, whole or in part, where the words do not say so.
    """
    iri = fact.about.iri if fact.about else ""
    words = doubted(words, fact.confidence, say)
    contested = say("status.disputed")
    if weakest(fact) == "disputed" and contested not in words:
        words = (
            disputed(words, say)
            if all_disputed(fact.statements)
            else say("telling.doubted", sentence=words, doubt=say("fiche.partly", status=contested))
        )
    return Told(iri, words, mentions(fact.evidence, say), weakest(fact))


def all_disputed(statements: Iterable[Statement]) -> bool:
    """Whether somebody disputes every record of some statements, what rules infer aside."""
    said = [one.status for one in statements if one.status != "inferred"]
    return bool(said) and set(said) == {"disputed"}


def _membership(
    fact: Fact, head: Thing, details: tuple[Detail, ...], iri: str, say: Translator
) -> tuple[Thing, tuple[Detail, ...]]:
    """A membership by the name of the other side, for it has none of its own; and which side that is."""
    named = {local(one.predicate): one.value.thing for one in fact.statements if one.value.thing}
    for side, opposite in (("member", "inOrganisation"), ("inOrganisation", "member")):
        other, itself = named.get(side), named.get(opposite)
        if other and itself and itself.iri == iri != other.iri:
            rest = tuple(detail for detail in details if (other.label, other) not in detail.values)
            return other, (Detail("", ((say(f"fiche.side.{side}"), None),), ""), *rest)
    return head, details


def _details(fact: Fact, iri: str, contested: Mapping[str, str], currency: str, say: Translator) -> tuple[Detail, ...]:
    """The properties of a fact, each with all its values, those that a reader looks for first.

    A linking thing's dates are told as its period, and the thing whose fiche it is goes without saying where it is
    alone in its role: a list of several holds it too.
    """
    if fact.reason == "figures" and fact.about is not None:
        return _figure(fact, say)
    grouped: dict[tuple[str, bool], list[Statement]] = {}
    spoken = {one.predicate for one in fact.statements if one.value.language == say.language}
    for statement in fact.statements:
        if statement.predicate in spoken and statement.value.language not in ("", say.language):
            continue  # the reader's language says the same property
        if fact.about is None or local(statement.predicate) not in _SAID_WITH_OTHERS:
            grouped.setdefault((statement.predicate, statement.inverse), []).append(statement)
    if fact.about is not None:
        grouped = {
            key: said
            for key, said in grouped.items()
            if not all(one.value.thing and one.value.thing.iri == iri for one in said)
        }
    currency = currency_of(fact.statements) if fact.about is not None else currency
    found = sorted(grouped.items(), key=lambda item: _place(local(item[0][0])))
    return tuple(_detail(statements, fact, contested, currency, say) for _, statements in found)


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST) + (name == "note")


def _detail(found: list[Statement], fact: Fact, contested: Mapping[str, str], currency: str, say: Translator) -> Detail:
    """A property with its values in words, each after its sources where these contradict each other."""
    name, cited = found[0].predicate, fact.about is not None and found[0].predicate in contested
    values: list[tuple[str, Thing | None]] = []
    for one in found:
        text = value_text(one, say, currency)
        text = _according(one, text, say) if cited else text  # sources contradict each other: each value after its own
        text = bounded(text, bound_of(fact, one), say) if local(name) == "amount" else text
        values.append((text, one.value.thing))
    # A sum that several receive stays one sum, whoever reads the fiche of one of them.
    recipients = {one.value.text for one in fact.statements if local(one.predicate) == "committedTo"}
    if local(name) == "amountScope" and len(recipients) > 1 and {one.value.text for one in found} == {"global"}:
        values = [(say("fiche.global", count=len(recipients)), None)]
    return Detail(
        label=_property_label(found[0], say),
        values=tuple(values),
        address=next(
            (safe_address(s.value.thing.iri) for s in found if s.value.thing and name.endswith(("/homepage", "/page"))),
            "",
        ),
        clash=contested.get(name, ""),
    )


def _according(statement: Statement, text: str, say: Translator) -> str:
    titles = dict.fromkeys(source.title for one in statement.evidence for source in one.sources)
    return say("fiche.according-to", value=text, sources=", ".join(titles))


def _figure(fact: Fact, say: Translator) -> tuple[Detail, ...]:
    """A cited figure as it is read: its measure, then value and unit together, then what is noted of it."""
    said: dict[str, list[Statement]] = {}
    for statement in fact.statements:
        said.setdefault(local(statement.predicate), []).append(statement)
    unit = value_text(said["unit"][0], say) if "unit" in said else ""
    measure = said["measure"][0].value.text if "measure" in said else _property_label(said["value"][0], say)
    contested = "value" in [local(name) for name in fact.contested]
    values = []
    for value in said.get("value", ()):
        text = bounded(before_unit(value_text(value, say), unit, say), bound_of(fact, value), say)
        values.append((_according(value, text, say) if contested else text, None))
    notes = tuple((value_text(note, say), None) for note in said.get("note", ()))
    figure = Detail(measure, tuple(values), "", say("evidence.contested") if contested else "")
    return (figure, Detail(_property_label(said["note"][0], say), notes, "")) if notes else (figure,)


def _property_label(statement: Statement, say: Translator) -> str:
    """The property as a reader says it, read from the other side where the thing is the value."""
    name = local(statement.predicate)
    if statement.inverse:
        key = f"inverse.{name}"
        return say(key) if say.has(key) else say("fiche.inverse", label=statement.label)
    return called(name, statement.label, say)
