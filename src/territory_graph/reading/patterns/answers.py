"""Answers of a questionnaire: what each says is told by the question above it, of the body that answers.

“Où sont vos locaux ?” makes of “Arcassac” an office; a question of what is wished or feared makes nothing of its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from territory_graph import french
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment, WrittenSum
from territory_graph.reading.patterns import figures, sums
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, doubtful
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_NUMBERED = re.compile(r"^(?:question|q) ?n?°? ?\d+ ?[.:)–-]")
_REPLY = re.compile(r"^(?:[>→»–—-] ?|(?:reponse|r|a) ?\d* ?[:.] ?)+")
_ORDINAL = re.compile(r"\s*\d+ ?[.)]?\s*")
_YOURS = re.compile(r"\b(?:vous|votre|vos)\b|^(?:question|q) ?n?°? ?\d")
_FEWEST = 4
"""So many questions with answers make a questionnaire."""
_ASKS = (
    ("", r"\benvisag|\bsouhait|\bpourri|\bprevoyez|\b(?:comptez|allez|voulez|pensez|aimeriez)[ -]vous|\bprojetez|\bsi vous\b|\battend"),
    ("name", r"\b(?:nom|denomination|raison sociale|intitule)\b"),
    ("acronym", r"\b(?:sigle|acronyme)\b"),
    ("creation", r"\b(?:creation|creee?s?|exist(?:e|ez|ence)|fond(?:ee?|ation)|naissance|nee?s?)\b"),
    ("count", r"\b(?:combien|nombre|effectifs?|taille)\b|\bsalaries\b"),
    ("money", r"\bfinanc|\bsubvention|\bsoutien|\bressources\b|\brecettes\b"),
    ("agreement", r"\b(?:conventions?|accords?|partenariats?|signe)\b"),
    ("membership", r"\b(?:reseaux?|federations?|membres? (?:de|d')|adhere[zr]|affilie|appartenez)\b"),
    ("office", r"\b(?:ou|siege|locaux|adresse|implant|situe|bureaux)"),
    ("project", r"\bprojets?\b"),
    ("collaboration", r"\b(?:avec qui|collabor|partenaires?)\b"),
)  # fmt: skip
"""What a question asks, by its words: the first that fits."""
_NO = re.compile(
    r"^(?:non|aucune?|neant|sans objet|rien|personne|pas )\b|\bferm|\brefus|\bdit non\b|\brien (?:de|avec|n')|\babouti|\bdiscussion|\bdemande"
)
_UNITS = (("adherents", r"\b(?:adherents|membres|adhesions)\b"), ("salaries", r"\b(?:salaries|agents|employes|equipe|effectifs?|combien etes)\b"))  # fmt: skip


def is_question(words: str) -> bool:
    """Whether a line asks: it ends with a question mark, or is numbered as a question."""
    return words.rstrip().endswith("?") or _NUMBERED.match(words) is not None


def is_questionnaire(sentences: Sequence[Sentence]) -> bool:
    """Whether most of a document is questions, each with its answer below."""
    asks = [is_question(sentence.words) for sentence in sentences]
    answered = sum(one and not other for one, other in pairwise(asks))
    to_whom = sum(is_question(one.words) and _YOURS.search(one.words) is not None for one in sentences)
    return answered >= _FEWEST and 3 * answered > len(sentences) and to_whom > 1


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The facts of an answer; a question is kept for the lines below it."""
    if is_question(sentence.words):
        context.question = next((kind for kind, words in _ASKS if re.search(words, sentence.words)), None)
        context.asked = sentence.words
        return
    one = context.names.author or sentence.topic
    if not context.question or one is None or _ORDINAL.fullmatch(sentence.words):
        return
    begins = _REPLY.match(sentence.words)
    start = begins.end() if begins else 0
    for piece in re.finditer(r"[^.;]+", sentence.words[start:]):
        first, last = piece.start() + start, piece.end() + start
        said = piece[0].strip()
        if _NO.search(said) or doubtful(sentence, first, last, whole=True):
            continue
        match = re.compile(r"(?s).*").match(sentence.words, first, last)
        assert match
        yield from _Answer(PatternMatch(sentence, match, context), one).facts(context.question, context.asked)


class _Answer:
    """A piece of an answer, of the body ``one``."""

    def __init__(self, found: PatternMatch, one: Thing) -> None:
        self.found, self.one = found, one
        self.words = found.match[0]
        self.slots = re.findall(r"[A-Z]\d+", self.words)

    def facts(self, kind: str, asked: str) -> Iterator[PatternFact]:
        """What the piece says where that kind of thing was asked."""
        match kind:
            case "acronym":
                yield from self.acronym()
            case "creation" if moment := self._moment():
                name = f"Création {french.after('de', self.one.name)}"
                yield self.found.draft("change", "changes", kind="creation", name=name, when=moment.first, after=(self.one,))  # fmt: skip
            case "count":
                yield from self.counts(asked)
            case "money":
                yield from self.sums()
            case "agreement":
                yield from self.agreements()
            case "membership":
                for number, whole in enumerate(self._bodies()):
                    yield self.found.draft(
                        "membership", "memberships", member=self.one, organisation=whole, role="membre", **self._since(number)
                    )  # fmt: skip
            case "office":
                yield from self.offices()
            case "project":
                yield from self.project()
            case "collaboration":
                for other in self._bodies():
                    yield self.found.draft("collaboration", "collaborations", actor=self.one, partner=other)

    def acronym(self) -> Iterator[PatternFact]:
        """The short name."""
        written = self.found.sentence.written(*self.found.span).strip(" .>")
        if written.isupper() and folded(written) not in self.one.names:
            self.one.names.add(folded(written))
            yield self.found.draft("name", "names", actor=self.one, name=written, kind="short")

    def counts(self, asked: str) -> Iterator[PatternFact]:
        """Numbers, each with its unit, or with that of the question."""
        own = list(re.finditer(rf"{figures.COUNT} (?P<unit>{figures.UNIT})(?![a-z])", self.words))
        for match in own:
            yield figures.figure_of(
                self.found, self.found.context, self.one, match["unit"], figures.number_of(match["number"])
            )
        unit = next((unit for unit, words in _UNITS if re.search(words, asked)), "")
        bare = re.match(r"\s*(\d{1,3}(?: \d{3})*|\d+)(?![\d/])", self.words)
        if not own and unit and bare:
            yield figures.figure_of(self.found, self.found.context, self.one, unit, figures.number_of(bare[1]))

    def sums(self) -> Iterator[PatternFact]:
        """Each sum with the body named beside it."""
        for match in re.finditer(r"(?P<who>[ABU]\d+)[^A-Z]{0,12}(?P<sum>M\d+)|(?P<sum2>M\d+)[^A-Z]{0,12}(?P<who2>[ABU]\d+)", self.words):  # fmt: skip
            body, slot = self.found.actor_in(match["who"] or match["who2"]), match["sum"] or match["sum2"]
            if body and body is not self.one and isinstance(self.found.sentence.slots[slot], WrittenSum):
                yield sums.draft_of(self.found, slot, (body,), (self.one,))

    def agreements(self) -> Iterator[PatternFact]:
        """An agreement with each body named, on the day named."""
        for other in self._bodies():
            moment = self._moment()
            cells: dict[str, Any] = {"signed": moment.first} if moment else {}
            until = re.search(r"(?:echeance|jusqu'(?:au|en)|terme)[^.;A-Z]{0,8}(D\d+)", self.words)
            if until:
                cells["end"] = getattr(self.found.sentence.slots[until[1]], "first", "")
            yield self.found.draft(
                "agreement", "agreements", kind="agreement", name=f"Accord {self.one.name} — {other.name}", parties=(self.one, other), **cells
            )  # fmt: skip

    def offices(self) -> Iterator[PatternFact]:
        """An office at each town named."""
        for slot in [slot for slot in self.slots if slot[0] in "PBU"]:
            mention = self.found.sentence.slots[slot]
            place = self.found.context.names.place(mention) if isinstance(mention, Mention) else None
            street = re.search(rf"\b(?:rue|avenue|boulevard|place|quai|chemin|route)\b[^,]*{slot}", self.words)
            if place is None or street or folded(place.name) in self.one.names:
                continue
            name = f"Bureau {french.after('de', self.one.name)} {french.after('à', place.name)}"
            moment = self._moment()
            start: dict[str, Any] = {"start": moment.first} if moment else {}
            yield self.found.draft("office", "offices", kind="office", actor=self.one, name=name, place=place, **start)

    def project(self) -> Iterator[PatternFact]:
        """A project by the name with which the piece begins, carried by who answers, with the bodies named after."""
        if not self.slots or self.slots[0][0] not in "UQJ" or self.words.strip().find(self.slots[0]) > 3:
            return
        text = " ".join(getattr(self.found.sentence.slots[self.slots[0]], "text", "").split())
        whose = re.search(r"\b(?:porte|pilote|conduit|coordonne|anime)e? par\b", self.words)
        others = tuple(one for one in self._bodies()[1:] if one is not self.one)
        if text and not whose:
            thing = self.found.context.names.things.new("project", text, "project", self.found.span)
            yield self.found.draft(
                "project", "projects", kind="project", self=thing, name=text, carried_by=(self.one,), involves=others
            )

    def _bodies(self) -> list[Thing]:
        found = (self.found.actor_in(slot) for slot in self.slots if slot[0] in "ABU")
        return [one for one in dict.fromkeys(found) if one and one is not self.one]

    def _moment(self) -> Moment | None:
        found = (self.found.sentence.slots[slot] for slot in self.slots if slot[0] in "DS")
        return next((one for one in found if isinstance(one, Moment)), None)

    def _since(self, number: int) -> dict[str, Any]:
        """Since when: the only date after “depuis”, or as many as bodies, in order."""
        dates = [slot for slot in self.slots if slot[0] == "D"]
        if "depuis" not in self.words or len(dates) not in (1, len(self._bodies())):
            return {}
        after = self.words.find(dates[0])
        alone = len(dates) == 1 and len(self._bodies()) > 1
        last = [slot for slot in self.slots if slot[0] in "ABU"][-1]
        if alone and not self.words.find(last) < after:
            return {}
        moment = self.found.sentence.slots[dates[0 if len(dates) == 1 else number]]
        return {"start": moment.first} if isinstance(moment, Moment) else {}
