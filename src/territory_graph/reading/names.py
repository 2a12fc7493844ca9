"""Names in a text: those that the graph knows, present, former, short or misspelt, and those that look like names.

A name that is not known and does not say what it is (“Minalogic”, “Saint-Aubin”) is left open: what is said of it tells
whether it is a body, a place or a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading.capitals import NOUNS_TOO, capitalised, first_words, halls, national, titled_persons
from territory_graph.reading.lexicon import verb_forms
from territory_graph.reading.mentions import Mention, by_sort, kind_of, slot_of
from territory_graph.reading.name_ends import (
    ACRONYM,
    GRAND_SITE,
    IN_TOWN,
    NO_ADJECTIVE,
    NO_PART,
    OF_OLD,
    OF_PLACE,
    and_more,
    begins_at,
    one_name,
    stands_for,
    with_adjectives,
    without_verbs,
)
from territory_graph.reading.name_forms import (
    APPOSED,
    CALLED_AFTER,
    CAPITAL,
    COMMON,
    GRAND,
    LOWER_HEADS,
    NAMED,
    after_pattern,
    answering,
    cut_at_head,
    defined_pattern,
    described_pattern,
    endings,
    head_pattern,
    heads,
    lower_pattern,
    no_name,
    without_accents,
    words,
)
from territory_graph.reading.named_things import NamedThings
from territory_graph.reading.said_again import HEAD, SaidAgain
from territory_graph.reading.things import Thing, Things
from territory_graph.spelling import edits, folded, scan_form
from territory_graph.store.name_index import Named

MOST_WORDS = 12
_LONGEST_NAME = 100
_SHORTEST_SLIP = 7
_TOKEN = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"(?:\s?[-–&/]\s?|['.]?\s?|, )")
_IN_OFFICE = re.compile(
    r",\s(?:la |le |l'|son |sa |notre |leur )?(?:nouveau |nouvelle |ancien |ancienne |premier |première |[a-zà-ÿ]+ième )?(?:directeur|directrice|président|présidente|maire|vice-président|vice-présidente|adjoint|adjointe|conseill[eè]re?|députée?|"
    r"sénateur|sénatrice|préfet|préfète|sous-préfet|sous-préfète|secrétaire|trésori[eè]re?|chef|cheffe|responsable|gérante?|fondateur|fondatrice|proviseure?|recteur|rectrice|"
    r"vice-présidente?s|adjointe?s|ingénieure?|chercheur|chercheuse|déléguée?|élue?|chargée?|dirigeante?|agriculteur|agricultrice|professeure?|doyenne?|commissaire|rapporteure?)\b"
)
"""What stands after the name of a person."""
_BOTH_IN_OFFICE = re.compile(
    r"\set [A-ZÀ-Ý][\w’'-]+ [A-ZÀ-Ý][\w’' -]{2,30},\s(?:les )?(?:vice-présidente?s|adjointe?s|conseill[eè]re?s)\b"
)
_CONTRACTED = re.compile(r"\b[aAdD]u $")
_HENCE = re.compile(
    r"ci-après\s+(?:dénommée?s?|désignée?s?|appelée?s?|nommée?s?)?\s*[:,]?\s*[«\"“]\s*(?P<alias>[^»\"”]{2,60}?)\s*[»\"”]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:le |la |les |l')", re.IGNORECASE)


MASTHEAD = re.compile(
    r"(?im)^[ #]*(?P<name>[^\n–—|:]{3,60}?)\s*[–—|:]\s*(?:la |le |les |l'|notre )?(?:assemblée|rapport|bilan|compte rendu|compte-rendu|lettre|bulletin|actualités?|relevé|infolettre|newsletter|procès-verbal|conseil d'administration|journal|brèves)\b"
)
"""Whose a document is, in the line with which it begins: “Digivaux – Assemblée générale”."""


class Names(NamedThings):
    """Finds names in the text of one document, and keeps what they name."""

    def __init__(self, graph: KnowledgeGraph, things: Things, day: str | None) -> None:
        super().__init__(graph, things)
        self._day = date.fromisoformat(day) if day else None
        self._aliases: dict[str, Thing] = {}
        self._no_alias: set[int] = set()
        self._bodies: set[str] = set()
        self._meant: dict[str, Thing | None] = {}
        self._heads: set[str] = set()
        self._mastheads: set[str] = set()
        self.author: Thing | None = None
        self.turns = False

    def mentions(self, text: str, people: Iterable[tuple[int, int]] = ()) -> list[Mention]:
        """Every name in a mended text, in order, none within another.

        ``people`` are stretches that spaCy takes for persons.
        """
        self._heads = {folded(line) for line in text[:HEAD].splitlines() if line.strip()}
        self._mastheads = {folded(match[1]) for match in MASTHEAD.finditer(text[:HEAD])}
        known, persons = list(self._known(text)), list(people)
        found = self._once(text, known, persons)
        if self._learn(text, found):
            found = self._once(text, known, persons)
        return found

    def _once(self, text: str, known: list[Mention], people: list[tuple[int, int]]) -> list[Mention]:
        taken: list[Mention] = []
        used = bytearray(len(text))  # which letters belong to a name already

        def free(start: int, end: int) -> bool:
            if any(used[start:end]):
                return False
            used[start:end] = b"\x01" * (end - start)
            return True

        candidates = [
            *known,
            *self._answering(text),
            *self._by_alias(text),
            *titled_persons(text),
            *self._headed(text),
            *halls(text),
        ]
        candidates = [
            one
            for one in candidates
            if not any(
                one.text.startswith((f"{alias} pour ", f"{alias} dans ", f"{alias} sur ")) for alias in self._aliases
            )
        ]
        for mention in sorted(candidates, key=lambda one: (-(one.end - one.start), one.start)):
            if free(mention.start, mention.end):
                taken.append(mention)
        named = {folded(one.text) for one in taken if one.slot == "A"}
        for start, end in people:
            body = folded(text[start:end]) in named  # “l'entreprise Filatures Colbert”, said elsewhere
            if not body and text[start:end].count(" ") in (1, 2, 3) and free(start, end):
                taken.append(Mention(start, end, "N", text[start:end]))
        for mention in capitalised(text):
            if mention.text in self._bodies:
                mention.slot = "A"
            if free(mention.start, mention.end):
                taken.append(self._near(mention))
        for mention in SaidAgain(self, text, taken, self._heads, self._mastheads).mentions():
            if free(mention.start, mention.end):
                taken.append(mention)
        taken += self._alone(text, taken, free)
        for one in taken:
            if (
                one.slot == "U"
                and not one.things
                and one.text.count(" ") in (1, 2)
                and (_IN_OFFICE.match(text, one.end) or _BOTH_IN_OFFICE.match(text, one.end))
            ):
                one.slot = "N"
        _settle(taken)
        return sorted(taken, key=lambda one: one.start)

    def _answering(self, text: str) -> Iterator[Mention]:
        """The name of the body that answers a questionnaire, with its article: “La Manufacture Vive”."""
        span = answering(text)
        name = text[slice(*span)] if span else ""
        if re.match(r"(?:La|Le|Les) [A-ZÀ-Ý]", name) and not self._graph.named([folded(name)]):
            for match in re.finditer(re.escape(name), text):
                yield self._bodily(*match.span(), name, "actor")

    def _alone(self, text: str, found: list[Mention], free: Callable[[int, int], bool]) -> list[Mention]:
        """Names of one word at the beginning of a sentence, where a capital tells nothing: those found elsewhere."""
        words_found = {
            one.text: (one.slot, one.kind)
            for one in found
            if one.slot in "AU" and not one.things and " " not in one.text and len(one.text) > 3
        }
        places = (
            (match.span(), name)
            for name in words_found
            for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        )
        return [
            Mention(*span, words_found[name][0], name, kind=words_found[name][1])
            for span, name in places
            if free(*span)
        ]

    def _known(self, text: str) -> Iterator[Mention]:
        """Names that the graph knows, the longest where several begin at a word."""
        tokens = list(_TOKEN.finditer(text))
        spans: dict[tuple[int, int], str] = {}
        contracted: dict[tuple[int, int], str] = {}  # “au Vaudreuil” is at Le Vaudreuil
        for first, token in enumerate(tokens):
            for last in range(first, min(first + MOST_WORDS, len(tokens))):
                if last > first and not _WITHIN.fullmatch(text, tokens[last - 1].end(), tokens[last].start()):
                    break
                piece = text[token.start() : tokens[last].end()]
                if piece[0].isupper() or (last > first and any(letter.isupper() for letter in piece)):
                    spans[token.start(), tokens[last].end()] = folded(piece)
                    if first == last and _CONTRACTED.search(text[max(0, token.start() - 4) : token.start()]):
                        contracted[token.start(), tokens[last].end()] = f"le {folded(piece)}"
        named = self._graph.named([*spans.values(), *contracted.values()])
        spans |= {span: form for span, form in contracted.items() if form in named}
        taken = 0
        for (start, end), form in sorted(spans.items(), key=lambda one: (one[0][0], -one[0][1])):
            if start >= taken and form in named and (mention := self._mention(text, start, end, named[form])):
                taken = end
                yield mention

    def _mention(self, text: str, start: int, end: int, named: list[Named]) -> Mention | None:
        """What a known name is in this text; None where a common word is written like an acronym or like a name."""
        written = text[start:end]
        if written.islower() or folded(written) in no_name():
            return None
        short = [one for one in named if one.text.isupper() and " " not in one.text]
        if short and len(written) <= 6 and not written.isupper():
            named = [one for one in named if one not in short]
        sorts = self._sorts(named, written)
        slot = slot_of(sorts)
        return Mention(start, end, slot, written, sorts) if slot else None

    def _sorts(self, named: list[Named], written: str) -> dict[str, Thing]:
        """The known things that bear a name, one of each sort."""
        sorts: dict[str, Thing] = {}
        for sort, group in by_sort(named, self._graph.base).items():
            chosen = self._at_that_time(group)
            thing = self.things.known(chosen.iri, chosen.label, kind_of(chosen.classes))
            if thing:
                thing.names.add(folded(written))
                sorts.setdefault(sort, thing)
        return sorts

    def _at_that_time(self, group: list[Named]) -> Named:
        """Of things with one name, that which existed when the document was written, the first of several."""
        if len({one.iri for one in group}) > 1:
            lives = read_lives(self._graph.rows, [one.iri for one in group])
            day = self._day or date.max
            group = [one for one in group if one.iri not in lives or may_exist(lives[one.iri], day)] or group
        return next((one for one in group if one.reason != "former name"), group[0])

    def _by_alias(self, text: str) -> Iterator[Mention]:
        for alias, thing in self._aliases.items():
            for match in re.finditer(rf"(?<!\w){re.escape(alias)}(?!\w)", text):
                slot = slot_of({thing.sort: thing})
                if slot and match.start() not in self._no_alias:
                    yield Mention(match.start(), match.end(), slot, match[0], {thing.sort: thing}, thing.kind)

    def _headed(self, text: str) -> Iterator[Mention]:
        """Names of bodies, by the word that they begin or end with."""
        before = set(words()["before"]["words"])
        at = 0
        while match := head_pattern().search(text, at):
            head = re.sub(r"\s", " ", without_accents(match["head"]))
            start, end = begins_at(text, match), match.end()
            kind = next(kind for name, kind in heads() if name == head)
            cut = cut_at_head(match["tail"] + text[end : end + 25])
            tail = cut if len(cut) < len(match["tail"]) else cut_at_head(match["tail"])
            tail = without_verbs(tail)
            if head in ("commune", "ville", "mairie"):
                tail = IN_TOWN.split(tail, maxsplit=1)[0]  # “le retrait de la commune de Cosnes du Syndicat mixte…”
            if "\n" in tail and text[start : match.start("tail") + tail.index("\n")].isupper():
                tail = tail[: tail.index("\n")]  # a letterhead: each line in capitals is a name of its own
            tail += and_more(text, match.start(), match.start("tail") + len(tail)) or one_name(text, match, tail)
            end = at = match.start("tail") + len(tail)
            if (
                match["head"][0].isupper()
                and head in endings()
                and re.search(rf"(?<!\w)(?!(?:La|Le|Les|Une?|Cette|Notre|Votre) ){CAPITAL}[\w-]+ $", text[:start][-30:])
            ):
                continue
            longer = with_adjectives(text, end)
            one_word = " " not in re.sub(r"^(?:Les?|La) ", "", tail.strip())
            if longer == end and head in before and one_word and (old := OF_OLD.match(text, end)):
                longer = old.end()
            elif longer == end and tail.endswith((" Grand", " Grande")) and (site := GRAND_SITE.match(text, end)):
                longer = site.end()
            tail, end = tail + text[end:longer], longer
            at = end
            name = text[start:end]
            direct = re.fullmatch(rf"\s{CAPITAL}.*", tail, re.DOTALL) is not None
            lowered = match["head"][0].islower() or head in _LEGAL or text[start : start + len(match["head"])].isupper()
            if (
                head in before
                and lowered
                and direct
                and not re.match(r"\s(?:DES|DU|DE|D')\b", tail)
                and not _with_head(text, match["head"], tail)
            ):
                name = tail.strip()
            if not any(letter.isupper() for letter in tail) or without_accents(name) in words()["again"]:
                continue
            if match["head"][0].islower() and not direct and head not in LOWER_HEADS:
                continue
            name = " ".join(name.split())
            yield self._bodily(start, end, name[0].upper() + name[1:], kind)
        yield from self._lowered(text)
        for match in described_pattern().finditer(text):
            lowered = re.findall(r"(?<![\w'])[a-zà-ÿœ]{2,}", match["tail"])
            if not any(word in verb_forms() or word in NO_PART for word in lowered):
                head = re.sub(r"\s", " ", without_accents(match["head"]))
                kind = next((kind for name, kind in heads() if name == head), "public-body")
                end = match.start("tail") + len(cut_at_head(match["tail"]))
                if any(letter.isupper() for letter in text[match.start("tail") : end]):
                    yield self._bodily(match.start(), end, " ".join(text[match.start() : end].split()), kind)
        for match in after_pattern().finditer(text):
            last = without_accents(match["last"])
            kind = next(kind for kind, group in words()["after"].items() if last in group)
            if folded(match["first"].split()[0]) not in no_name():
                yield self._bodily(match.start(), match.end(), " ".join(match[0].split()), kind)

        for match in COMMON.finditer(text):
            if folded(match["name"].split()[0]) not in no_name():
                yield self._near(Mention(*match.span("name"), "U", match["name"]))
        for match in national().finditer(text):
            yield self._bodily(*match.span(), match[0], "public-body")
        for match in CALLED_AFTER.finditer(text):
            if folded(match["name"]) not in no_name():
                yield self._bodily(*match.span("name"), match["name"], "company")
        for match in NAMED.finditer(text):
            lowered = re.findall(r"(?<![\w'])[a-zà-ÿœ]{3,}", match["rest"] or "")
            ahead = text[: match.start()]
            if (
                folded(match["name"].split()[0]) in no_name() | set(words()["organs"]["words"])
                or any(word in NO_PART or (word in verb_forms() and word not in NOUNS_TOO) for word in lowered)
                or re.search(r"(?:^|[.!?:•–\n-]\s*)(?:L'|La |Le |Les |Du |Au |Aux |Des )$", ahead[-8:])
            ):
                continue
            yield self._near(Mention(*match.span("name"), "U", " ".join(match["name"].split())))
        for match in APPOSED.finditer(text):
            if folded(match["name"]) not in no_name():
                yield self._bodily(*match.span("name"), match["name"], "company")
        for match in GRAND.finditer(text):
            yield self._bodily(*match.span("name"), match["name"], "epci")
        for match in defined_pattern().finditer(text):
            head = re.sub(r"\s", " ", without_accents(match["head"]))
            if re.search(r"[A-ZÀ-Ý][\w'’-]* $", text[max(0, match.start() - 30) : match.start()]):
                continue  # “La Seconde Planche, association”
            if folded(match["name"]).split()[0] not in no_name() | {*words()["again"], *(name for name, _ in heads())}:
                kind = next((kind for name, kind in heads() if name == head), "actor")
                yield self._bodily(*match.span("name"), " ".join(match["name"].split()), kind)
        for match in TOWNS.finditer(text):
            for town in re.finditer(rf"{_TOWN}", match["towns"]):
                start = match.start("towns") + town.start()
                mention = Mention(start, start + len(town[0]), "U", town[0])
                mention.things = {"actor": thing} if (thing := self.commune(mention)) else {}
                mention.slot, mention.kind = "A", "public-body"
                yield mention

    def _lowered(self, text: str) -> Iterator[Mention]:
        """Names of bodies in small letters after their first word; a committee is an organ."""
        for match in lower_pattern().finditer(text):
            head = without_accents(match["head"])
            if folded(match[0]) in words()["organs"]["words"] or re.match(r"\s?:", text[match.end() : match.end() + 2]):
                continue
            if any(word in NO_ADJECTIVE for word in match[0].split()[1:2]):
                continue  # “le Syndicat renouvelle”
            kind = next((kind for name, kind in heads() if name == head or name.startswith(f"{head} ")), "actor")
            more = OF_PLACE.match(text, match.end())
            end = more.end() if more else match.end()
            yield self._bodily(match.start(), end, " ".join(text[match.start() : end].split()), kind)

    def _bodily(self, start: int, end: int, name: str, kind: str) -> Mention:
        """A mention of a body by its name, known under another spelling or unknown."""
        form = folded(name)
        if known := self._graph.named([form]).get(form):  # “l'association Lin Neuf” is Lin Neuf
            sorts = self._sorts(known, name)
            if "actor" in sorts:
                return Mention(start, end, slot_of(sorts), name, sorts)
        if thing := self.things.begun(name):
            return Mention(start, end, "A", name, {"actor": thing}, thing.kind, 0.9)
        return self._near(Mention(start, end, "A", name, kind=kind))

    def _near(self, mention: Mention) -> Mention:
        """The mention of a known thing where its name is one scan or one slip away, else as it is."""
        if mention.text not in self._meant:
            self._meant[mention.text] = self._nearest(mention.text) if 6 <= len(mention.text) <= _LONGEST_NAME else None
        thing = self._meant[mention.text]
        slot = slot_of({thing.sort: thing}) if thing else ""
        if thing is None or not slot:
            return mention
        return Mention(mention.start, mention.end, slot, mention.text, {thing.sort: thing}, thing.kind, 0.9)

    def _nearest(self, name: str) -> Thing | None:
        """The thing whose name is one scan or one slip away."""
        plain, scan = folded(name), scan_form(name)
        for hit in self._graph.search(name, limit=3):
            other = folded(hit.matched)
            slip = plain[:1] == other[:1] and edits(plain, other, 1) <= 1
            same = slip and len(plain) >= _SHORTEST_SLIP and re.findall(r"\d+", plain) == re.findall(r"\d+", other)
            if hit.why == "near spelling" and (same or scan_form(hit.matched) == scan):
                thing = self.things.known(hit.iri, hit.label, kind_of(hit.kind))
                if thing:
                    thing.names.add(plain)
                    return thing
        return None

    def _learn(self, text: str, found: list[Mention]) -> bool:
        """Keeps the short names that the text gives to what it names: acronyms in brackets, and “ci-après”."""
        known = len(self._aliases)
        for mention in found:
            if mention.slot not in "ABU" or mention.weak < 1:
                continue
            short = ACRONYM.match(text, mention.end)
            if mention.slot == "U" and short and " " in mention.text and stands_for(short["short"], mention.text):
                mention.slot = "A"
                self._bodies.add(mention.text)
            thing = self.actor(mention) if mention.slot in "AB" else None
            if thing is None:
                continue
            if short and stands_for(short["short"], mention.text) and folded(short["short"]) not in thing.names:
                self._aliases[short["short"]] = thing
        told = 0
        for hence in _HENCE.finditer(text):
            before = [one for one in found if one.end <= hence.start() and one.slot in "AU" and one.weak == 1]
            if not before:
                continue
            paragraph = text.rfind("\n\n", 0, hence.start())
            first = next((one for one in before if one.start > max(paragraph, told)), before[-1])
            told = hence.end()
            thing = self.actor(first)
            if thing is not None:
                self._aliases[_ARTICLE.sub("", hence["alias"].strip(), count=1)] = thing
                self._no_alias.add(
                    hence.start("alias") + len(hence["alias"]) - len(_ARTICLE.sub("", hence["alias"], count=1))
                )
        return len(self._aliases) > known


_TOWN = r"[A-ZÀ-Ý][\w]+(?:(?:-| (?:de |du |des |d'|sur |en |la |le |les )?)(?:[A-ZÀ-Ý]\w+|(?:de|du|des|la|le|les|sur|en|sous|l[eè]s)(?=-))|['’](?=[A-ZÀ-Ý])\w+|-d['’]\w+)*"
TOWNS = re.compile(
    rf"\b(?:[Ll]es|[Dd]es|[Aa]ux|deux|trois|quatre|cinq|entre) communes (?:de |du |d['’])(?P<towns>{_TOWN}(?:, (?:de |du |d['’])?{_TOWN})*(?: et (?:de |du |d['’])?{_TOWN})?)"
)
"""Several towns at once: “les communes de Cosnes, de Vitry et de Lens”."""


_LEGAL = frozenset(
    (
        "sem",
        "sas",
        "sarl",
        "spl",
        "scic",
        "societe d'economie mixte",
        "societe publique locale",
        "societe anonyme",
        "societe par actions simplifiee",
    )
)
"""Forms of companies, which are said before a name and are no part of it."""


def _with_head(text: str, head: str, tail: str) -> bool:
    """Whether the text writes a name with its head as a part of it: “Technopôle Odyssée”, within a line."""
    written = f"{head[:1].upper()}{head[1:].lower()}{tail.rstrip()}"
    if without_accents(head) in _LEGAL:
        return False
    return re.search(rf"(?<![.!?] )(?<!\n){re.escape(written)}(?!\w)", text) is not None and not head.isupper()


_IN_FULL = {
    "cci": "chambre de commerce et d industrie",
    "cma": "chambre de metiers et de l artisanat",
    "cc": "communaute de communes",
    "ca": "communaute d agglomeration",
    "cu": "communaute urbaine",
}


def _settle(taken: list[Mention]) -> None:
    """Names that others of the text explain: organs, bodies named in full elsewhere, and names that are those of bodies."""
    organs = frozenset(words()["organs"]["words"])
    for one in taken:
        if one.slot in "AU" and not one.things and folded(one.text) in organs:
            one.slot = "C"  # “Comité syndical”, at the head of a report
    bodies = {folded(one.text): one for one in taken if one.slot == "A" and not one.things}
    for one in taken:
        form = folded(one.text)
        short, _, rest = form.partition(" ")
        full = bodies.get(f"{_IN_FULL.get(short, short)} {rest}")
        if one.slot == "A" and not one.things and short in _IN_FULL and full:
            one.text, one.kind = full.text, full.kind  # “la CCI du Velay” of a text that names it in full
            continue
        if one.slot == "A" and not one.things and " " in form:
            longer = [
                text for text in bodies if text.startswith(f"{form} ") or text.endswith((f" du {form}", f" de {form}"))
            ]
            if len(longer) == 1:  # “la Mission locale”, “le Grand Lac” of a text that names it in full
                one.text, one.kind = bodies[longer[0]].text, bodies[longer[0]].kind
        elif (
            one.slot == "U"
            and not one.things
            and form not in bodies
            and (" " in form or "-" in one.text)
            and len(form) > 7
        ):
            fuller = {
                folded(other.text): other
                for other in taken
                if other.slot in "AU" and folded(other.text).startswith(f"{form} ")
            }
            if len(fuller) == 1:  # “la Scène nationale” of a text that names it in full
                named = next(iter(fuller.values()))
                one.slot, one.text, one.kind, one.things = named.slot, named.text, named.kind, named.things
        elif one.slot == "U" and form in bodies:
            one.slot, one.kind = "A", bodies[form].kind
        elif one.slot in "AU" and not one.things and form in first_words():
            longer = [text for text in bodies if text.startswith(f"{form} ")]
            if len(longer) == 1:  # “la Laiterie” of a text that names it in full
                one.slot, one.text, one.kind = "A", bodies[longer[0]].text, bodies[longer[0]].kind
