"""What things are called, now and on a day: each name is read once for all who ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from territory_graph.dates import Interval
from territory_graph.facts.lives import read_lives
from territory_graph.facts.names import (
    FORMER,
    Apart,
    Borne,
    NamedAfter,
    NameUse,
    name_on,
    read_named_after,
    read_names,
    read_namesakes,
    read_words_in_full,
)
from territory_graph.facts.things import read_things
from territory_graph.given import iris_of
from territory_graph.messages import Translator, translator
from territory_graph.model import Thing
from territory_graph.once import Kept
from territory_graph.settings import LANGUAGES
from territory_graph.spelling import bears
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

Value = TypeVar("Value")


class Called:
    """The names of the things of a graph, which ``select`` is asked for.

    Of a part of a graph, the ``whole`` is asked who else bears a name.
    """

    def __init__(self, select: Select, whole: Select | None = None) -> None:
        self._select, self._whole = select, whole or select
        self._things = {language: Kept[Thing]() for language in LANGUAGES}
        self._uses = Kept[tuple[NameUse, ...]]()
        self._named_after = Kept[NamedAfter]()
        self._lives = Kept[Interval]()

    def things(self, iris: Iterable[str], language: str, day: date | None = None) -> dict[str, Thing]:
        """Each IRI with its label, or what it was called on ``day``, and its most precise class."""
        found = self._now(iris, language)
        return self._then(found, language, day) if day else found

    def borne(self, things: Mapping[str, Thing], day: date | None) -> Borne:
        """What the things were called on the day of any row, up to the ``day`` that is shown."""
        return Borne(things, self._names_of(things), day)

    def renamed(self, iris: Iterable[str], language: str, day: date) -> dict[tuple[str, str], str]:
        """What those were called on a day that were called otherwise than now, by the thing and its present label."""
        then = self.things(iris, language, day)
        now = self._now(then, language)
        return {(iri, now[iri].label): thing.label for iri, thing in then.items() if thing.label != now[iri].label}

    def _now(self, iris: Iterable[str], language: str) -> dict[str, Thing]:
        """The things by their names of now, as ``WordsInFull`` completes them."""
        say = translator(language)

        def read(missing: set[str]) -> dict[str, Thing]:
            found = read_things(self._select, iris_of(missing), language)
            words = read_words_in_full(self._select, found.values(), language)
            posts = {
                iri: say("names.post", post=words.roles.get(iri, label), body=body)
                for iri, (label, body) in words.posts.items()
            }
            mandates = {
                iri: say("names.mandate", post=posts.get(post.iri, post.label), holder=holder)
                for iri, (post, holder) in words.mandates.items()
            }
            namesakes = {
                iri: say("names.namesake", name=found[iri].label, mark=_mark(iri, apart, say))
                for iri, apart in read_namesakes(self._whole, found.values(), language).items()
            }
            figures = {
                iri: say("names.figure_named", measure=measure.label, about=about, name=words.own_names[iri])
                if iri in words.own_names
                else say("names.figure", measure=measure.label, about=about)
                for iri, (measure, about) in words.figures.items()
            }
            former = self._borne_in(found, words.about)
            then = {
                iri: say("names.then", label=label, name=former[iri])
                for iri, label in (mandates | figures).items()
                if iri in former and not bears(label, former[iri])
            }
            told = posts | mandates | figures | namesakes | then
            return found | {iri: replace(found[iri], label=label) for iri, label in told.items() if iri in found}

        return self._things[language].of(iris, read)

    def _borne_in(self, things: Mapping[str, Thing], about: Mapping[str, str]) -> dict[str, str]:
        """The former name of a body that the own name of a thing ``about`` it holds: a figure of the CREA in 2012.

        None of what lasted longer than that name.
        """
        uses = self._names_of(about.values())
        lives = self._lives.of(about, lambda missing: read_lives(self._select, missing))
        found = {}
        for iri, body in about.items():
            borne = [use for use in uses.get(body, ()) if use.kind in FORMER and bears(things[iri].label, use.text)]
            until = min((use.interval.end_latest for use in borne if use.interval.end_latest), default=date.max)
            if borne and (lives[iri].last or date.min) <= until:
                found[iri] = borne[0].text
        return found

    def _then(self, things: dict[str, Thing], language: str, day: date) -> dict[str, Thing]:
        """The things as they were called on a day; those that begin or take place later, as on that of their own."""
        former = self._former(things, day)
        other = things.keys() - former.keys()
        after = self._named_after.of(other, self._read_named_after)
        bodies = self._former({body for named in after.values() for body in named.bodies}, day)
        present = self._now(bodies, language)
        say = translator(language)
        called, concerned = dict(former), [iri for iri, named in after.items() if bodies.keys() & set(named.bodies)]
        lives = self._lives.of(concerned, lambda missing: read_lives(self._select, missing))
        for iri in concerned:
            life = lives[iri] if lives[iri].first else after[iri].dated
            later = life.first is not None and life.first > day
            borne = self._former_throughout(after[iri].bodies, life) if later else bodies
            for body in after[iri].bodies:
                label, now = called.get(iri, things[iri].label), present[body].label if body in present else ""
                if now and body in borne and bears(label, now) and not bears(label, borne[body]):
                    called[iri] = say("names.then", label=label, name=borne[body])
        return things | {iri: replace(things[iri], label=label) for iri, label in called.items()}

    def _former_throughout(self, iris: Iterable[str], life: Interval) -> dict[str, str]:
        """What those things were called on every day on which something may have begun, if otherwise than now."""
        first, last = (self._former(iris, day) if day else {} for day in (life.first, life.start_latest or life.first))
        return {iri: name for iri, name in first.items() if last.get(iri) == name}

    def _read_named_after(self, iris: Iterable[str]) -> dict[str, NamedAfter]:
        found = read_named_after(self._select, iris)
        return {iri: found.get(iri, NamedAfter()) for iri in iris}

    def _former(self, iris: Iterable[str], day: date) -> dict[str, str]:
        """What those things were called on a day that were called otherwise than now."""
        borne = {iri: name_on(uses, day) for iri, uses in self._names_of(iris).items()}
        return {iri: name for iri, name in borne.items() if name}

    def _names_of(self, iris: Iterable[str]) -> dict[str, tuple[NameUse, ...]]:
        return self._uses.of(iris, lambda missing: _each(missing, read_names(self._select, missing)))


def _mark(iri: str, apart: Apart, say: Translator) -> str:
    """What tells an actor from another of its name: where it is, when it began or ended, else a number of its own."""
    if apart.place:
        return apart.place
    if apart.start:
        return say("dates.from", start=say.edtf(apart.start))
    if apart.end:
        return say("dates.until", end=say.edtf(apart.end))
    return f"SIREN {apart.siren}" if apart.siren else local(iri)


def _each(iris: Iterable[str], found: Mapping[str, tuple[Value, ...]]) -> dict[str, tuple[Value, ...]]:
    """What was found of each thing: of some nothing, which is worth keeping too."""
    return {iri: found.get(iri, ()) for iri in iris}
