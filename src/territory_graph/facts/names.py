"""What things were called on a day: one rule for every screen, file and program."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from territory_graph.dates import Interval, bounds_if_any
from territory_graph.facts.change_events import ChangeEvent, read_change_events
from territory_graph.facts.lives import read_lives
from territory_graph.facts.ontology import class_labels, is_a
from territory_graph.facts.statements import Said, read_statements
from territory_graph.facts.things import read_labels, read_things
from territory_graph.model import Entity, Fact, Statement, Thing
from territory_graph.queries.system import system_query
from territory_graph.settings import LANGUAGES
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

FORMER = ("former-acronym", "former")
"""Kinds of name that a thing no longer bears, the one preferred first."""


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name that a thing bears or bore: the text, the kind of name (``official``, ``former``…), and when."""

    iri: str
    text: str
    kind: str
    interval: Interval


def read_names(select: Select, iris: Iterable[str]) -> dict[str, tuple[NameUse, ...]]:
    """Every use of a name by each thing, in order of beginning.

    A former name that began, and whose end no source gives, ends with the thing's next renaming.
    """
    found: dict[str, list[NameUse]] = defaultdict(list)
    wanted = sorted(set(iris))
    for row in select(system_query("name-uses", wanted)) if wanted else ():
        start, end = (str(row[name]) if row[name] is not None else None for name in ("start", "end"))
        try:
            interval = Interval.of(start, end)
        except ValueError:
            continue  # a date that is none says nothing of days
        found[str(row["thing"])].append(NameUse(str(row["use"]), str(row["text"]), local(str(row["kind"])), interval))
    renamed = _renamings(select) if any(_open(use) for each in found.values() for use in each) else {}
    return {iri: tuple(_closed(use, renamed.get(iri, ())) for use in uses) for iri, uses in found.items()}


def read_names_said(select: Select, iris: Iterable[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The records that give each thing a name or an identifier, by the thing and the text."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    wanted = sorted(set(iris))
    for row in select(system_query("names-said", wanted)) if wanted else ():
        found[str(row["thing"]), str(row["text"])].append(str(row["record"]))
    return {key: tuple(records) for key, records in found.items()}


def read_forebears(
    select: Select, ends: Iterable[str], tied: Interval, events: Collection[ChangeEvent]
) -> tuple[str, ...]:
    """Whom an end of a tie followed under the same name, and who may have been there by the last day left to the tie.

    A body that was founded before one of its founders was born may have been so by an earlier body of that name.
    ``events`` are all those that changed things.
    """
    assert tied.last is not None
    followed = {end: _followed(events, end) for end in ends}
    names = read_names(select, {iri for end, before in followed.items() for iri in (end, *before)})
    lives = read_lives(select, {iri for before in followed.values() for iri in before})

    def called(iri: str) -> set[str]:
        return {use.text for use in names.get(iri, ())}

    return tuple(
        sorted(
            iri
            for end, before in followed.items()
            for iri in before
            if called(end) & called(iri) and lives[iri].holds_on(tied.last)
        )
    )


def _followed(events: Collection[ChangeEvent], iri: str) -> frozenset[str]:
    """All that became a thing, one after another, by the changes that sources tell."""
    found, new = frozenset[str](), {iri}
    while new:
        found |= new
        new = {one for event in events if new & set(event.after) for one in event.before} - found
    return found - {iri}


@dataclass(frozen=True, slots=True)
class NamedAfter:
    """Whom the name of a thing may name, and the date, or the year, of a figure, a search, a roadmap."""

    bodies: tuple[str, ...] = ()
    dated: Interval = field(default_factory=Interval)


def read_named_after(select: Select, iris: Iterable[str]) -> dict[str, NamedAfter]:
    """Whom the name of each thing may name: the bodies of a post, a site, an agreement, a territory, a figure…"""
    bodies: dict[str, dict[str, None]] = defaultdict(dict)
    dates: dict[str, set[str]] = defaultdict(set)
    wanted = sorted(set(iris))
    for row in select(system_query("named-after", wanted)) if wanted else ():
        bodies[str(row["thing"])][str(row["body"])] = None
        if row["date"] is not None:
            dates[str(row["thing"])].add(str(row["date"]))
    return {
        iri: NamedAfter(tuple(found), Interval.widest({"date": dates[iri]} if iri in dates else {}))
        for iri, found in bodies.items()
    }


@dataclass(frozen=True, slots=True)
class WordsInFull:
    """What names leave out: the body of each post whose name names none, the two ends of each mandate without one.

    ``posts`` have their names and bodies; among them are those of such mandates.

    ``roles`` are posts whose name is that of their role in another language, each with the role in this one.
    ``figures`` are those with a name in another language only, each with its measure and what it is about, where the
    measure has one in this; so is a mandate with such a name one without, where its post has one. ``own_names`` are
    those of figures beside which others of the same measure and thing are called otherwise, but for their numbers.
    ``about`` are the bodies of such mandates and figures that have a name in another language.
    """

    posts: Mapping[str, tuple[str, str]]
    roles: Mapping[str, str]
    mandates: Mapping[str, tuple[Thing, str]]
    figures: Mapping[str, tuple[Thing, str]]
    own_names: Mapping[str, str]
    about: Mapping[str, str]


def read_words_in_full(select: Select, things: Iterable[Thing], language: str) -> WordsInFull:
    """What the names of those among the things leave out that are posts or mandates, in labels of the language."""
    posts = {thing.iri: thing for thing in things if thing.kind == "Post"}
    unnamed = class_labels().get("Mandate", {}).values()  # what a mandate without a name is called
    ended = {thing.iri: thing for thing in things if thing.kind in _ENDS}
    foreign = _named_otherwise(select, ended.values(), language)
    nameless = [
        iri for iri, thing in ended.items() if iri in foreign or (thing.kind == "Mandate" and thing.label in unnamed)
    ]
    said = read_statements(select, [*posts, *nameless])
    ends = {iri: _things_named(each) for iri, each in said.items()}
    held_in = {named["post"] for iri in nameless if "post" in (named := ends[iri])} - posts.keys()
    posts |= read_things(select, held_in, language)  # a mandate is called after its post
    ends |= {iri: _things_named(each) for iri, each in read_statements(select, held_in).items()}
    met = read_things(select, {iri for each in ends.values() for iri in each.values()}, language)
    untranslated = _named_otherwise(select, met.values(), language)
    bodies = {iri: met[ends[iri]["postIn"]].label for iri in posts if "postIn" in ends.get(iri, {})}
    held = {iri: ends[iri]["role"] for iri in bodies if "role" in ends[iri]}
    elsewhere = [read_things(select, held.values(), other) for other in LANGUAGES if other != language]
    roles = {
        iri: met[role].label
        for iri, role in held.items()
        if any(_begins(posts[iri].label, named[role].label) for named in elsewhere)
        and not _begins(posts[iri].label, met[role].label)
    }
    mandates, figures = (
        {
            iri: (met[ends[iri][first]], met[ends[iri][second]].label)
            for iri in nameless
            if ended[iri].kind == kind
            and {first, second} <= ends[iri].keys()
            and (iri not in foreign or ends[iri][first] not in untranslated or ends[iri][first] in roles)
        }
        for kind, (first, second) in _ENDS.items()
    )
    return WordsInFull(
        {
            iri: (posts[iri].label, body)
            for iri, body in bodies.items()
            if iri in roles or not _names_body(posts[iri].label, body)
        },
        roles,
        mandates,
        figures,
        _own_names(select, {iri: ended[iri].label for iri in figures}),
        _about({iri: ends[iri] for iri in (*mandates, *figures) if iri in foreign}, select),
    )


def _things_named(said: Said) -> dict[str, str]:
    """The things that statements name, by the local name of the property."""
    return {local(name): term.value for name, term in said if term.kind == "iri"}


def _about(ends: Mapping[str, Mapping[str, str]], select: Select) -> dict[str, str]:
    """The bodies of things by the ends that they name: what a figure is about, that of the post of a mandate."""
    posts = read_statements(select, {named["post"] for named in ends.values() if "post" in named})
    bodies = {iri: term.value for iri, said in posts.items() for name, term in said if local(name) == "postIn"}
    found = {iri: named.get("about") or bodies.get(named.get("post", "")) for iri, named in ends.items()}
    return {iri: body for iri, body in found.items() if body}


def _own_names(select: Select, figures: Mapping[str, str]) -> dict[str, str]:
    """The names of figures that measure and thing do not tell from others: “attendus” is no number of members."""
    beside = defaultdict[str, set[str]](set)
    for row in select(system_query("figures-beside", figures)) if figures else ():
        beside[str(row["thing"])].add(re.sub(r"\d+", "", str(row["name"])))
    return {iri: name for iri, name in figures.items() if len(beside[iri]) > 1}


_ENDS = {"Mandate": ("post", "holder"), "Figure": ("measure", "about")}
"""What things of a kind are called after, where they have no name in a language."""


def _named_otherwise(select: Select, things: Iterable[Thing], language: str) -> frozenset[str]:
    """The things that are called in the first language of the interface alone, where that is another."""
    if language == LANGUAGES[0]:
        return frozenset()
    labels = read_labels(select, [thing.iri for thing in things])
    return frozenset(iri for iri, named in labels.items() if LANGUAGES[0] in named and language not in named)


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells an actor from others of its name, each empty where one of these has it too, or no source gives it."""

    place: str
    start: str
    end: str
    siren: str


def read_namesakes(select: Select, things: Iterable[Thing], language: str) -> dict[str, Apart]:
    """The actors among things that have the label of another, each with what no other of them has.

    The place is the department of its territory, else where it has a site, or is active. Each is empty where no source
    gives it, or gives several, or where another of the name has it too.
    """
    actors = [thing.iri for thing in things if is_a(thing.kind, "Actor")]
    others: dict[str, set[str]] = defaultdict(set)
    said: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in ("start", "end", "siren")}
    for row in select(system_query("namesakes", actors)) if actors else ():
        one, other = str(row["thing"]), str(row["other"])
        others[one].add(other)
        for name in said:
            said[name][one].add(str(row[name] or ""))
            said[name][other].add(str(row[f"other_{name}"] or ""))
    if not others:
        return {}
    rows = [tuple(map(str, row.values())) for row in select(system_query("namesakes-places", sorted(said["start"])))]
    named = read_things(select, {place for _, _, place in rows}, language)
    where: dict[str, dict[str, set[str]]] = {"active": {}, "seat": {}, "own": {}}
    for iri, relation, place in rows:
        if relation != "own" or is_a(named[place].kind, "Department"):
            where[relation].setdefault(iri, set()).add(named[place].label)
    places = where["active"] | where["seat"] | where["own"]

    def alone(values: Mapping[str, set[str]], iri: str) -> str:
        own = values.get(iri, set())
        rivals = set[str]().union(*(values.get(other, set()) for other in others[iri]))
        return "" if len(own) > 1 or own & rivals else "".join(own)

    return {iri: Apart(alone(places, iri), *(alone(said[name], iri) for name in said)) for iri in others}


def _begins(name: str, role: str) -> bool:
    """Whether a name begins with the word of a role.

    >>> _begins("Maire de Rouen", "Maire"), _begins("Mairesse", "Maire")
    (True, False)
    """
    return f"{name.casefold()} ".startswith(f"{role.casefold()} ")


def _names_body(post: str, body: str) -> bool:
    """Whether the name of a post, but for its first word, holds a word of its body's name that is no common one."""
    _, *words = re.findall(r"\w+", post.casefold()) or [""]
    proper = {word.casefold() for word in re.findall(r"\w+", body) if word[:1].isupper() and len(word) > 1}
    return bool(proper & set(words))


def renamed(entity: Entity, things: Mapping[str, Thing]) -> Entity:
    """What is said of a thing, with everything in it called as ``things`` have it."""

    def thing(one: Thing | None) -> Thing | None:
        return one and replace(one, label=things.get(one.iri, one).label)

    def statement(one: Statement) -> Statement:
        met = one.value.thing
        return replace(one, value=replace(one.value, text=things[met.iri].label, thing=thing(met))) if met else one

    def fact(one: Fact) -> Fact:
        statements, bounds = (tuple(map(statement, each)) for each in (one.statements, one.bounds))
        return replace(one, about=thing(one.about), statements=statements, bounds=bounds)

    groups = tuple(replace(group, facts=tuple(map(fact, group.facts))) for group in entity.groups)
    return replace(entity, thing=things.get(entity.thing.iri, entity.thing), groups=groups)


def things_in(entity: Entity) -> frozenset[str]:
    """Everything that is named where a thing is described."""
    met = {entity.thing.iri}
    for fact in entity.facts:
        met |= {fact.about.iri} if fact.about else set()
        met |= {one.value.thing.iri for one in (*fact.statements, *fact.bounds) if one.value.thing}
    return frozenset(met)


@dataclass(frozen=True, slots=True)
class Borne:
    """What things are called in rows that are each of a day: ``things`` as of now, ``uses`` the names that they bore.

    ``day`` is the one shown; None shows all dates.
    """

    things: Mapping[str, Thing]
    uses: Mapping[str, tuple[NameUse, ...]]
    day: date | None

    def on(self, iri: str, row: date | None) -> Thing:
        """The thing by its name on the last day on which a row may have begun, up to the day shown; else on that."""
        when = min((day for day in (row, self.day) if day), default=None)
        name = name_on(self.uses.get(iri, ()), when) if when else ""
        return replace(self.things[iri], label=name) if name else self.things[iri]


def name_on(uses: Iterable[NameUse], day: date) -> str:
    """The former name borne on a day; nothing where the present one was already, or where none is known."""
    known = tuple(uses)
    present = [use for use in known if use.kind == "official" and use.interval.end is None]
    if any(use.interval.start and use.interval.holds_on(day) for use in present):
        return ""
    borne = [
        use
        for use in known
        if use.kind in (*FORMER, "official") and use.interval.end is not None and use.interval.holds_on(day)
    ]
    # The same words before and after a change of legal person are no other name.
    if {use.text for use in borne} & {use.text for use in present}:
        return ""
    order = (*FORMER, "official")
    return min(borne, key=lambda use: (order.index(use.kind), use.text)).text if borne else ""


def _open(use: NameUse) -> bool:
    return use.kind in FORMER and use.interval.start is not None and use.interval.end is None


def _closed(use: NameUse, renamed: Iterable[date]) -> NameUse:
    """A former name that began, ended by the first renaming after that."""
    begun = use.interval.start_latest
    if not _open(use) or begun is None:
        return use
    after = min((day for day in renamed if day > begun), default=None)
    if after is None:
        return use
    return replace(use, interval=Interval.of(use.interval.start, (after - timedelta(days=1)).isoformat()))


def _renamings(select: Select) -> Mapping[str, list[date]]:
    """The first day of every known renaming of a thing; one of “about 2015” is taken to be of 2015."""
    found: dict[str, list[date]] = defaultdict(list)
    for event in read_change_events(select):
        day, _ = bounds_if_any((event.interval.start or "").rstrip("~?"))
        if day and "Renaming" in event.classes:
            for iri in event.before:
                found[iri].append(day)
    return found
