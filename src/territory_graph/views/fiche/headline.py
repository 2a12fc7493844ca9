"""One sentence that says what a thing is, computed from its facts: kind, place, time, and who is tied to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from territory_graph.dates import Interval, bounds, bounds_if_any, compatible, is_put_off, most_precise
from territory_graph.facts.agreements import is_outvoted
from territory_graph.facts.announced import FATES, is_off
from territory_graph.facts.ontology import is_a
from territory_graph.french import Listing
from territory_graph.messages import Translator
from territory_graph.model import Fact, Thing
from territory_graph.views.fiche.facts import Facts, bound_of, by_time, currency_of, ends, fate_of, text_of
from territory_graph.views.fiche.lines import all_disputed, inferred
from territory_graph.views.telling import doubted, enumerated, plain
from territory_graph.views.wording import (
    amount_text,
    bounded,
    disputed,
    in_its_language,
    period,
    put_off,
    standing,
    with_standing,
    with_unit,
    with_votes,
    worded,
)
from territory_graph.vocabulary import local

MOST_NAMED = 3
Clauses = tuple[list[str], list[str]]
"""What follows the kind in the first sentence, and the sentences after it."""


def headline(facts: Facts, towns: tuple[str, ...], say: Translator) -> str:
    """What the thing is, in one or two short sentences; ``towns`` are where its offices are.

    Only what a source says is told: a kind of fact that none gives leaves no trace, nor what is not verified.
    """
    facts = replace(facts, sure=True, towns=towns)
    kind = facts.entity.thing.kind
    tell = next((tell for name, tell in _TELLERS.items() if is_a(kind, name)), None)
    clauses, sentences = tell(facts, say) if tell else ([], [_gathered(facts, say)])
    first = ", ".join(part for part in (_kind(facts), *clauses) if part)
    own = [one for fact in facts.stated() if fact.about is None for one in fact.statements if not one.inverse]
    contested = say("fiche.disputed") if all_disputed(own) else ""
    return " ".join(f"{text}." for text in (first, *sentences, contested) if text)


def listed(names: Iterable[str], say: Translator, most: int = MOST_NAMED, beyond: int = 0) -> Listing:
    """Names as a sentence lists them: all of few, the first of many and how many more, ``beyond`` not among them."""
    found = list(dict.fromkeys(names))
    left = len(found[most:]) + beyond if len(found) + beyond > most + 1 else 0
    return enumerated(found[:most] if left else found, say, left)


def _labels(things: Iterable[Thing]) -> list[str]:
    return [thing.label for thing in things]


def _named(facts: Facts, name: str, say: Translator) -> list[str]:
    """The things of a property by name, each with how it is known where no record states it."""
    said = [
        one
        for fact in facts.stated()
        for one in fact.statements
        if fact.about is None and local(one.predicate) == name and not one.inverse
    ]
    return [
        with_standing(thing.label, (one.status for one in said if one.value.thing == thing), say)
        for thing in facts.things(name)
    ]


def _own_statuses(facts: Facts, name: str, text: str) -> list[str]:
    """The statuses of the records that give a value to a property of the thing."""
    own = (one for fact in facts.stated() if fact.about is None for one in fact.statements if not one.inverse)
    return [one.status for one in own if local(one.predicate) == name and one.value.text == text]


def _own_texts(facts: Facts, name: str, words: Callable[[str], str], say: Translator) -> list[str]:
    """Each value of a property in words, with how it is known where no record states it."""
    return [with_standing(words(text), _own_statuses(facts, name, text), say) for text in facts.texts(name)]


def _of(fact: Fact, thing: Thing, say: Translator) -> str:
    """A thing that a fact names, as disputed where something of the fact is."""
    contested = any(one.status == "disputed" for one in fact.statements)
    return disputed(thing.label, say) if contested else thing.label


def _is_implied(facts: Facts, fact: Fact, thing: Thing) -> bool:
    """Whether no record states that a fact names a thing, and some lets it be read; or that it had begun by the day."""
    named = [one.status for one in fact.statements if one.value.thing == thing]
    begun = [one.status for one in (*fact.statements, *fact.bounds) if local(one.predicate) == "start"]
    seen, _ = bounds_if_any(fact.interval.last_attested)
    unseen = facts.day is not None and seen is not None and facts.day < seen
    return standing(named) == "implied" or (unseen and standing(begun) == "implied")


def _during(name: str, when: str, say: Translator) -> str:
    """A name and, in brackets, when it held or what it is more precisely; the name alone where that is not known."""
    return say("fiche.during", name=name, period=when) if when else name


def _lasting(facts: Facts, say: Translator) -> str:
    """From when, and to when: every date that sources give, for they may contradict each other."""
    dates = dict[str, tuple[str, ...]]()
    for name in ("start", "end"):  # of dates that differ in precision only, the most precise
        texts = facts.texts(name)
        dates[name] = (most_precise(texts),) if len(texts) > 1 and compatible(texts) else texts
    start, end = (Listing.of([say.edtf(text) for text in texts], say("list.or").join) for texts in dates.values())
    if start and end:
        told = say("dates.from-to", start=start, end=end)
    else:
        until = say("fiche.until", day=end) if end else ""
        told = say("fiche.exists", day=start, kind=_kind(facts)) if start else until
    clash = [say("evidence.contested")] if any(len(texts) > 1 for texts in dates.values()) else []
    if Interval.widest({name: texts for name, texts in dates.items() if texts}).inverted:
        clash = [say("dates.inverted")]
    implied = [
        name
        for name, texts in dates.items()
        if any(standing(_own_statuses(facts, name, text)) == "implied" for text in texts)
    ]
    both = len(implied) == sum(map(bool, dates.values()))
    clash += [say("status.implied") if both else say(f"fiche.implied.{name}") for name in implied[:1]]
    if clash:
        told = say("dates.contested", dates=told, contradiction=say("list.semicolon").join(clash))
    return ", ".join(filter(None, ("" if start else _begun_between(facts, say), told)))


def _begun_between(facts: Facts, say: Translator) -> str:
    """Between which days it began, where sources let no more be read; else nothing."""
    first, last = facts.life.start_earliest, facts.life.start_latest
    if not (first and last) or facts.life.inverted or facts.life.dated:
        return ""
    told = say("dates.between", first=say.day(first), last=say.day(last))
    return say("dates.contested", dates=told, contradiction=say("status.implied"))


def _day(facts: Facts, say: Translator) -> str:
    dates = say("list.or").join(say.edtf(text) for text in facts.texts("when"))
    bounded_only = facts.life.dated and not facts.life.start
    return dates or (bounded_only and period(facts.life, say)) or say("list.or").join(facts.texts("forYear"))


def _sentence(key: str, names: Iterable[str], say: Translator, beyond: int = 0, kind: str = "") -> str:
    """A sentence about names; ``kind`` is the noun with which its words agree."""
    found = list(dict.fromkeys(names))
    told = listed(found, say, beyond=beyond)
    return say(f"fiche.says.{key}", names=told, count=len(found) + beyond, kind=kind) if found else ""


def _kind(facts: Facts) -> str:
    return facts.entity.classes[0].label if facts.entity.classes else ""


_SIDES = (
    ("inOrganisation", "member", "members"),
    ("supported", "supporter", "supporters"),
    ("supporter", "supported", "supports"),
)
"""The role of a body in what ties it, the role of the others, and the sentence that tells of them."""
_KEYS = tuple(key for _, _, key in _SIDES)
_BEFORE, _LATER = "_before", "_later"
_BODIES = tuple(f"{key}{when}" for key in _KEYS for when in ("", _BEFORE, _LATER))
_ORDINARY = "membre"
"""The role of a member of whom nothing more is said."""


def _actor(facts: Facts, say: Translator) -> Clauses:
    """Sectors and towns, then members and supporters: those of the day, those before it and those known later only."""
    told: dict[str, dict[tuple[str, str], str]] = {key: {} for key in _BODIES}  # as told, by label and IRI
    seen: dict[str, list[str]] = {key: [] for key in _BODIES}
    implied = dict.fromkeys(_BODIES, frozenset[tuple[str, str]]())
    for fact in by_time(facts.linked("Partnership", "Membership")):
        for role, other, key in _SIDES:
            for thing in facts.others(fact, other) if facts.is_in(fact, role) else ():
                if {thing.iri, facts.iri} & facts.unborn:
                    continue  # it is tied to nobody yet
                group = key + (_BEFORE if facts.is_past(fact, thing) else _LATER if facts.is_later(fact) else "")
                told[group][thing.label, thing.iri] = _other(fact, thing, key, say, past=group.endswith(_BEFORE))
                seen[group] += [fact.interval.last_attested] if fact.interval.last_attested else []
                implied[group] |= {(thing.label, thing.iri)} if _is_implied(facts, fact, thing) else set()
    for key in _KEYS:  # who followed another under its name is there still
        there = {label for label, _ in told[key]}
        told[f"{key}{_BEFORE}"] = {one: name for one, name in told[f"{key}{_BEFORE}"].items() if one[0] not in there}
    beyond = {"members": facts.unread("members")}
    sectors = _named(facts, "hasSector", say)
    bodies = {
        key: _read_between(
            _sentence(key, _counted(told[key].values(), facts, say), say, beyond.get(key, 0)),
            len(implied[key] & told[key].keys()),
            len(told[key]) + beyond.get(key, 0),
            say,
        )
        for key in _BODIES
    }
    for key in _KEYS:
        last = max(seen[key], key=bounds, default=None)
        seen_last = say.edtf(last) if facts.day and last and bounds(last)[1] < facts.day else ""
        if bodies[key] and seen_last and seen_last not in bodies[key]:
            bodies[key] = say("fiche.says.last_seen", sentence=bodies[key], day=seen_last)
    listed_as = next((key for key in ("members", "members_later") if told[key]), "")
    partial = _partial(facts, len(told[listed_as]) + beyond["members"], say) if listed_as else ""
    sentences = [part for key in _BODIES for part in (bodies[key], partial if key == listed_as else "")]
    sentences.append(_followed(facts, say))
    return (
        [
            _sentence("sectors", sectors, say),
            _sentence("towns", facts.towns, say, kind=_kind(facts)),
            _lasting(facts, say),
        ],
        sentences,
    )


def _followed(facts: Facts, say: Translator) -> str:
    """Who followed a body that changes brought to its end, each with when; what is only to come, or later, is not."""
    names = dict[str, None]()
    for fact in by_time(facts.linked("ChangeEvent")):
        after = facts.others(fact, "resultingOrganization")
        goes_on = facts.is_in(fact, "resultingOrganization")
        if not facts.is_in(fact, "originalOrganization") or goes_on or facts.is_later(fact):
            continue
        implied = [thing for thing in after if _is_implied(facts, fact, thing)]
        for thing in after:
            when = (period(fact.interval, say), say("status.implied") if thing in implied else "")
            names[_during(_of(fact, thing, say), say("list.semicolon").join(filter(None, when)), say)] = None
    return _sentence("followed", names, say)


def _read_between(sentence: str, implied: int, count: int, say: Translator) -> str:
    """A sentence on bodies, with how many of them no record states, but lets read."""
    if not sentence or not implied:
        return sentence
    doubt = say("status.implied") if implied == count else say("fiche.implied.some", count=implied)
    return say("telling.doubted", sentence=sentence, doubt=doubt)


def _counted(names: Iterable[str], facts: Facts, say: Translator) -> Iterable[str]:
    """Names of bodies; where several of a day bear one, how many do. Of no day, they may have followed each other."""
    many = Counter(names)
    if facts.day is None:
        return many
    return [say("fiche.namesakes", name=name, count=count) if count > 1 else name for name, count in many.items()]


def _other(fact: Fact, thing: Thing, key: str, say: Translator, *, past: bool) -> str:
    """Who else a tie names: a member in another role than that of member is told in its own, a supporter with when."""
    name, held = _of(fact, thing, say), fact.interval
    if key == "supporters":
        if held.start and not (past or held.end or held.last or held.dated):  # “since” says that it goes on
            return say("fiche.since", name=name, day=say.edtf(held.start))
        return _during(name, period(held, say), say)
    roles = [role.label for role in ends(fact, "role") if local(role.iri) != _ORDINARY] if key == "members" else []
    return _during(name, ", ".join(f"{role[:1].lower()}{role[1:]}" for role in roles), say)


def _partial(facts: Facts, known: int, say: Translator) -> str:
    """That the members listed are a part, where a source counts more: the latest count up to the day, as it says it.

    A count is “more than 300”, or a forecast, in the remark that a record makes on it.
    """
    last = facts.day.isoformat() if facts.day else "9999"
    measure = "nb-communes" if is_a(facts.entity.thing.kind, "Epci") else "nb-membres"
    counts = [
        fact
        for fact in facts.linked("Figure")
        if _measures(fact, measure) and (fact.interval.start or "") <= last and text_of(fact, "value").isdecimal()
    ]
    latest = max(counts, key=lambda fact: fact.interval.start or "", default=None)
    if latest is None or int(text_of(latest, "value")) <= known:
        return ""
    total = _figure(latest, say)
    told = doubted(say("fiche.says.partial", known=known, total=total), latest.confidence, say)
    remark = next((one.value for one in latest.statements if local(one.predicate) == "note"), None)
    note = in_its_language(plain(remark.text).rstrip("."), say, remark.language) if remark else ""
    return say("fiche.says.partial_noted", sentence=told, note=note) if note else told


def _in_office(facts: Facts, name: str, key: str, say: Translator) -> list[str]:
    """The posts or the holders of mandates; those only attested or planned after the day in a sentence of their own."""
    told: dict[str, list[str]] = {key: [], f"{key}{_LATER}": []}
    for fact in by_time(facts.linked("Mandate")):
        group = f"{key}{_LATER}" if facts.is_later(fact) else key
        told[group] += [_held(facts, fact, one, say) for one in ends(fact, name)]
    return [_sentence(group, names, say) for group, names in told.items()]


def _held(facts: Facts, mandate: Fact, named: Thing, say: Translator) -> str:
    """The post or the holder that a mandate names, with when; what follows from another holder, or names one, is said.

    Who is only known to have begun is told from when, and when last seen: nothing says that it goes on.
    """
    implied = say("status.implied") if _is_implied(facts, mandate, named) else ""
    when = say("list.semicolon").join(filter(None, (period(mandate.interval, say), implied)))
    told = _during(_of(mandate, named, say), when, say)
    clash = say("fiche.rival") if mandate.about and mandate.about.iri in facts.rivals else ""
    return inferred(told, mandate, say, clash)


def _site(facts: Facts, say: Translator) -> Clauses:
    staff = [text for fact in facts.linked("StaffAssignment") if (text := text_of(fact, "headcount"))]
    return (
        [_sentence("of", _named(facts, "siteOf", say), say), _sentence("at", facts.towns, say), _lasting(facts, say)],
        [_sentence("staff", staff, say)],
    )


def _initiative(facts: Facts, say: Translator) -> Clauses:
    carriers = _named(facts, "carriedBy", say)
    involved = zip(facts.things("involves"), _named(facts, "involves", say), strict=True)
    partners = [name for thing, name in involved if thing not in facts.things("carriedBy")]
    return (
        [
            _sentence("carried", carriers, say, kind=_kind(facts)),
            _sentence("at", _named(facts, "locatedIn", say), say),
            _lasting(facts, say),
        ],
        [_sentence("with", partners, say), _gathered(facts, say)],
    )


def _agreement(facts: Facts, say: Translator) -> Clauses:
    sums = [
        _read_between(shared_sum(fact, say), len(amounts) if standing(amounts) == "implied" else 0, len(amounts), say)
        for fact in facts.linked("Commitment")
        if (amounts := [one.status for one in fact.statements if local(one.predicate) == "amount"])
    ]
    signed = [
        with_standing(say.edtf(text), _own_statuses(facts, "when", text), say)
        for text in facts.texts("when")
        if text not in facts.texts("start")
    ]
    year = "" if facts.texts("when") or facts.texts("start") else _day(facts, say)
    giving, taking = (listed(_named(facts, name, say), say) for name in ("supporter", "supported"))
    support = say("fiche.says.support", giving=giving, taking=taking) if giving and taking else ""
    between = _sentence("parties" if support else "between", _named(facts, "party", say), say)
    return (
        [support, between, *_until_ended(facts, say), _sentence("signed", signed, say), year],
        [*_other_agreements(facts, say), _sentence("sums", sums, say)],
    )


def _until_ended(facts: Facts, say: Translator) -> tuple[str, str]:
    """From when and to when, and by when another agreement ended it before that."""
    lasting = _lasting(facts, say)
    found = [one.interval for one in facts.linked("Agreement") if facts.is_in(one, "terminates")]
    ending = (one.start_latest for one in found if not one.dated)
    by = min((day for day in ending if day), default=None)
    ends = [first for text in facts.texts("end") if (first := bounds_if_any(text)[0])]
    if by is None or any(first <= by for first in ends):
        return lasting, ""
    return say("fiche.at_first", period=lasting) if ends else lasting, say("fiche.ended_by", day=say.day(by))


def _other_agreements(facts: Facts, say: Translator) -> Iterator[str]:
    """Which agreements it renews, changes or ends, and which do so to it."""
    for name in ("renews", "amends", "terminates"):
        yield _sentence(name, _named(facts, name, say), say)
        others = [
            _during(fact.about.label, period(fact.interval, say), say)
            for fact in by_time(facts.linked("Agreement"))
            if fact.about and facts.is_in(fact, name)
        ]
        yield _sentence(f"{name}_it", others, say)


RECEIVES = ("committedTo", "beneficiary")
"""The properties that name who receives a sum."""


def shared_sum(fact: Fact, say: Translator) -> str:
    """A sum that several receive is told with how many they are: it is never that of one of them.

    Where sources give several, each is told.
    """
    amounts = [one for one in fact.statements if local(one.predicate) == "amount"]
    given = {one.value.text: bound_of(fact, one) for one in amounts}
    firm = {one.value.text for one in amounts if one.status != "disputed"}
    sums, currency = sorted(given, key=Decimal), currency_of(fact.statements)
    count = len({thing for name in RECEIVES for thing in ends(fact, name)})
    told = say("list.or").join(
        words if text in firm else disputed(words, say)
        for text in sums
        for words in [bounded(amount_text(text, currency, say), given[text], say)]
    )
    told = say("dates.contested", dates=told, contradiction=say("evidence.contested")) if len(sums) > 1 else told
    whole = text_of(fact, "amountScope") != "share" and count > 1
    return whole_sum(told, count, say) if whole else told


def whole_sum(told: str, count: int, say: Translator) -> str:
    """A sum in words that ``count`` receive together, which no source shares out."""
    return say("fiche.during", name=told, period=say("fiche.global", count=count))


def _paid(facts: Facts, by: str, key: str, kinds: Iterable[str], say: Translator) -> list[str]:
    """Of a sum, the amounts that sources give, who pays it and as what, and when; what it is where nobody is known."""
    currency = currency_of(one for fact in facts.stated() for one in fact.statements)
    bound = next((local(each.iri) for each in facts.things("amountBound")), "")
    sums = _own_texts(facts, "amount", lambda text: bounded(amount_text(text, currency, say), bound, say), say)
    payers, kind = _named(facts, by, say), _kinds_of_sum(kinds, say)
    paying = kind or _sentence(key, payers, say)
    if kind and payers:
        paying = say("fiche.says.of_kind", kind=kind, names=listed(payers, say))
    return [say("list.or").join(sums), paying, _day(facts, say)]


def _commitment(facts: Facts, say: Translator) -> Clauses:
    recipients = _named(facts, "committedTo", say)
    shared = facts.texts("amountScope") == ("global",) and len(recipients) > 1
    return _paid(facts, "committedBy", "committed", facts.texts("amountKind"), say), [
        _sentence("to", recipients, say),
        say("fiche.says.whole", count=len(recipients)) if shared else "",
        _sentence("covers", _named(facts, "coversAgreement", say), say),
    ]


def _funding(facts: Facts, say: Translator) -> Clauses:
    kinds = (local(kind.iri) for kind in facts.things("fundingKind"))
    return _paid(facts, "fundedBy", "funded", kinds, say), [
        _sentence("recipients", _named(facts, "beneficiary", say), say),
        _sentence("to", _named(facts, "fundingFor", say), say),
    ]


def _figure_itself(facts: Facts, say: Translator) -> Clauses:
    """A figure by its own statements: its numbers with their unit, what they measure, of what, and when."""
    unit = next((worded(one, "unit", say) for one in facts.values("unit")), "")
    bound = next((local(each.iri) for each in facts.things("amountBound")), "")
    numbers = [
        with_standing(
            bounded(with_unit(worded(one, "value", say), one.text, unit, say), bound, say),
            _own_statuses(facts, "value", one.text),
            say,
        )
        for one in facts.values("value")
    ]
    measures = _named(facts, "measure", say)
    when = say("list.or").join(say.edtf(text) for text in facts.texts("date"))
    return [*measures, say("list.or").join(numbers), when], [_sentence("about", _named(facts, "about", say), say)]


def kind_of_sum(fact: Fact, say: Translator) -> str:
    """What a sum is where it is not committed: announced, voted, paid, lent, a ceiling; empty where it is.

    A funding of which no source says what it is is only that.
    """
    codes = [one.value.text for one in fact.statements if local(one.predicate) == "amountKind"]
    kinds = [*codes, *(local(kind.iri) for kind in ends(fact, "fundingKind"))]
    plain_funding = not kinds and fact.about is not None and fact.about.kind == "Funding"
    return _kinds_of_sum(["funding"] if plain_funding else kinds, say)


def _kinds_of_sum(codes: Iterable[str], say: Translator) -> str:
    found = sorted(set(codes))
    return "" if found == ["commitment"] else say("list.or").join(say(f"codes.amountKind.{code}") for code in found)


def _event(facts: Facts, say: Translator) -> Clauses:
    states = {local(state.iri) for state in facts.things("state")}
    became = fate_of(one for fact in facts.stated() if fact.about is None for one in fact.statements)
    told = say(f"fiche.fates.{became}", kind=_kind(facts)) if became else say("fiche.held") if states & FATES else ""
    previous = facts.texts("previousDate")
    days = tuple(day for day in facts.texts("when") if not is_put_off(day, previous))
    lasted = facts.texts("end")
    several = len(days) == len(lasted) == 1 and days[0] < lasted[0]  # one first day, and one last after it
    when = say("dates.from-to", start=say.edtf(days[0]), end=say.edtf(lasted[0])) if several else ""
    dated = [with_standing(say.edtf(day), _own_statuses(facts, "when", day), say) for day in days]
    when = put_off(when or say("list.or").join(dated) or say("agenda.no_date"), previous, say)
    online = say("agenda.online") if facts.things("attendance") else ""
    return (
        [when if days or previous else "", _sentence("at", _named(facts, "locatedIn", say), say), online],
        [_sentence("organisers", _doers(facts, "organisedBy", say), say), told],
    )


def _doers(facts: Facts, role: str, say: Translator) -> list[str]:
    """Who organises an event or takes a decision by name; of whom dates say that they did not exist then, so."""
    names = zip(facts.things(role), _named(facts, role, say), strict=True)
    return [say("fiche.absent", name=name) if thing.iri in facts.absent else name for thing, name in names]


_VOTES = ("votesFor", "votesAgainst")


def _decision(facts: Facts, say: Translator) -> Clauses:
    adopts, outvoted = _sentence("adopts", _named(facts, "adopts", say), say), is_outvoted(*map(facts.texts, _VOTES))
    return (
        [_sentence("taken", _doers(facts, "takenBy", say), say), _day(facts, say)],
        [adopts and with_votes(adopts, say) if outvoted else adopts],
    )


def _change(facts: Facts, say: Translator) -> Clauses:
    before, after = facts.things("originalOrganization"), facts.things("resultingOrganization")
    start, end = (listed(_named(facts, name, say), say) for name in ("fromPlace", "toPlace"))
    moved = say("fiche.says.moved", start=start, end=end) if start and end else ""
    if set(before) <= set(after) and (before or facts.entity.thing.kind == "Move"):  # the same goes on
        return [moved, _day(facts, say)], [_sentence("concerns", _labels(after), say)]
    return [_day(facts, say)], [_sentence("before", _labels(before), say), _sentence("after", _labels(after), say)]


def _place(facts: Facts, say: Translator) -> Clauses:
    inhabitants = [_figure(fact, say) for fact in facts.linked("Figure") if _measures(fact, "population")]
    within = _named(facts, "within", say) or _named(facts, "locatedIn", say)
    return [_sentence("within", within, say)], [*inhabitants, _gathered(facts, say)]


def _measures(fact: Fact, name: str) -> bool:
    return any(name in thing.iri for thing in ends(fact, "measure"))


def _figure(fact: Fact, say: Translator) -> str:
    number = next(one for one in fact.statements if one.predicate.endswith("#value"))
    unit = next((worded(one.value, "unit", say) for one in fact.statements if one.predicate.endswith("#unit")), "")
    words = with_unit(worded(number.value, "value", say), number.value.text, unit, say)
    told = with_standing(bounded(words, bound_of(fact, number), say), [number.status], say)
    return say("fiche.during", name=told, period=period(fact.interval, say)) if fact.interval.start else told


def _source(facts: Facts, say: Translator) -> Clauses:
    records = len(facts.things("source", inverse=True))
    issued = [say.edtf(text) for text in facts.texts("issued")]
    return [*facts.texts("publisher"), *issued], [say("fiche.says.records", count=records) if records else ""]


_GATHERED = (("Actor", "actors"), ("Initiative", "projects"), ("Event", "events"), ("Agreement", "agreements"))


def _gathered(facts: Facts, say: Translator) -> str:
    """What is tied to a sector, a theme or a place, counted by kind; an event that was cancelled does not count.

    What is tied to a narrower sector or theme is not among them.
    """
    found = {one.iri: one for one in facts.occupants}
    statuses: dict[str, set[str]] = {iri: {"stated"} for iri in found}
    by_then = {iri: iri not in facts.later for iri in found}
    for fact in facts.stated():
        subjects = [one.value.thing for one in fact.statements if one.inverse and one.value.thing]
        if not is_off((fate_of(fact.statements),)):
            for one in [fact.about] if fact.about else subjects:
                found[one.iri] = one
                statuses.setdefault(one.iri, set()).update(each.status for each in fact.statements)
                unseen = facts.day is not None and fact.interval.only_known_after(facts.day)
                by_then[one.iri] = by_then.get(one.iri, False) or not unseen
    counts = {name: sum(is_a(one.kind, kind) for one in found.values()) for kind, name in _GATHERED}
    told = [say(f"fiche.count.{name}", count=count) for name, count in counts.items() if count]
    if not told:
        return ""
    counted = [iri for iri, one in found.items() if any(is_a(one.kind, kind) for kind, _ in _GATHERED)]
    known = Counter(standing(statuses[iri]) for iri in counted)
    doubts = {
        "later": sum(not by_then[iri] for iri in counted),
        "some": known["implied"],
        "disputed": known["disputed"],
    }
    doubt = say("list.semicolon").join(
        say(f"fiche.implied.{key}", count=count) for key, count in doubts.items() if count
    )
    narrower = facts.things("narrower") or facts.things("broader", inverse=True)
    key = "gathered_some" if facts.entity.unread else "gathered_directly" if narrower else "gathered"
    words = say(f"fiche.says.{key}", names=listed(told, say, most=4), count=sum(counts.values()))
    return say("telling.doubted", sentence=words, doubt=doubt) if doubt else words


_TELLERS: dict[str, Callable[[Facts, Translator], Clauses]] = {
    "Actor": _actor,
    "Person": lambda facts, say: ([], _in_office(facts, "post", "posts", say)),
    "Post": lambda facts, say: (
        [_sentence("in", _named(facts, "postIn", say), say)],
        _in_office(facts, "holder", "holders", say),
    ),
    "Mandate": lambda facts, say: (
        [*_named(facts, "holder", say), *_named(facts, "post", say), _lasting(facts, say)],
        [],
    ),
    "Membership": lambda facts, say: (
        [
            *_named(facts, "member", say),
            _sentence("in", _named(facts, "inOrganisation", say), say),
            _lasting(facts, say),
        ],
        [],
    ),
    "NameUse": lambda facts, say: (
        [*facts.texts("nameText"), _sentence("of", _named(facts, "nameOf", say), say), _lasting(facts, say)],
        [],
    ),
    "Site": _site,
    "Initiative": _initiative,
    "Agreement": _agreement,
    "Commitment": _commitment,
    "Funding": _funding,
    "Shareholding": lambda facts, say: (
        [_sentence("held_by", _named(facts, "shareholder", say), say), _lasting(facts, say)],
        [_sentence("share_of", _named(facts, "shareOf", say), say)],
    ),
    "Figure": _figure_itself,
    "Event": _event,
    "Decision": _decision,
    "ChangeEvent": _change,
    "AnnouncedChange": _change,
    "Place": _place,
    "Source": _source,
}
