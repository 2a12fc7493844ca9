"""Names in a text: those that the graph knows, present, former, short or misspelt, and those that look like names.

A name that is not known and does not say what it is (“Minalogic”, “Saint-Aubin”) is left open: what is said of it tells
whether it is a body, a place or a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading.capitals import NOUNS_TOO, capitalised, does, first_words, halls, national, titled_persons
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
    again_pattern,
    answering,
    counted_pattern,
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
from territory_graph.reading.things import Thing, Things
from territory_graph.spelling import edits, folded, scan_form
from territory_graph.store.name_index import Named

MOST_WORDS = 12
_LONGEST_NAME = 100
_HEAD = 400
"""So many letters are the head of a document."""
_SHORTEST_SLIP = 7
_LONG_WORD = 4
_AHEAD = 250
_BORN = re.compile(
    r"(?s)\b[Ff]usion.*\b(?:née?|naissance à|form(?:er|ant|era|eront)|cré(?:er|ant)|deven(?:ir|ant)|sous le nom (?:de|du)|s'appell?er\w*) ?(?:d['’])?(?:le |la |les |l['’])?$"
)
"""What stands before the name of the body that a merger makes."""
_NEW_BODY = re.compile(
    r"(?:\b[Ll]e |\b[Ll]a |\b[Ll]['’]|\b[Dd]u |\b[Aa]u )(?P<word>nouve(?:lle|l|au) (?:ensemble|structure|entité|organisme|syndicat|pôle|établissement|collectivité|association)|ensemble(?= (?:[a-zà-ÿ]{4,}e|[a-zà-ÿ]{3,}ra|est|a)\b))(?![\w-])"
)
_NEAR = 3
_TOKEN = re.compile(r"[^\W_]+")
_WITHIN = re.compile(r"(?:\s?[-–&/]\s?|['.]?\s?|, )")
_ANY_COMPANY = ("societe", "entreprise", "etablissement", "structure")
_MUNICIPAL = ("commune", "ville", "municipalite")
_SPEAKS = re.compile(
    r"(?:»|”)?,? (?:a |se )?(?:raconte|déclare|explique|souligne|rappelle|confie|résume|précise|indique|ajoute|estime|assure|sourit|répond|note|juge|prévient|insiste|plaide|tempère|affirme|annonce|commente|conclut|martèle|observe|déclaré|expliqué|souligné|rappelé|confié|précisé|indiqué|ajouté|assuré|affirmé|lancé|répliqué|réjouit|félicite) $"
)
"""What stands before the name of a person who speaks."""
_SHORT_FOR = {
    "cci": "(?:cci|chambre de commerce)",
    "cma": "(?:cma|chambre de metiers)",
    "agglo": "agglo(?:meration)?",
    "interco": "intercommunalite",
    "departement": "departement",
    "metropole": "metropole",
}
_IN_OFFICE = re.compile(
    r",\s(?:la |le |l'|son |sa |notre |leur )?(?:nouveau |nouvelle |ancien |ancienne |premier |première |[a-zà-ÿ]+ième )?(?:directeur|directrice|président|présidente|maire|vice-président|vice-présidente|adjoint|adjointe|conseill[eè]re?|députée?|"
    r"sénateur|sénatrice|préfet|préfète|sous-préfet|sous-préfète|secrétaire|trésori[eè]re?|chef|cheffe|responsable|gérante?|fondateur|fondatrice|proviseure?|recteur|rectrice|"
    r"vice-présidente?s|adjointe?s|ingénieure?|chercheur|chercheuse|déléguée?|élue?|chargée?|dirigeante?|agriculteur|agricultrice|professeure?|doyenne?|commissaire|rapporteure?)\b"
)
"""What stands after the name of a person."""
_BOTH_IN_OFFICE = re.compile(
    r"\set [A-ZÀ-Ý][\w’'-]+ [A-ZÀ-Ý][\w’' -]{2,30},\s(?:les )?(?:vice-présidente?s|adjointe?s|conseill[eè]re?s)\b"
)
_LED_BY = re.compile(
    r"(?:\b(?:de|du|des|à|au|aux|en|par|pour|avec|chez|sur|dans)(?: la| le| les)?|\b(?:de |à )?l['’]|\bd['’]) ?$",
    re.IGNORECASE,
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


class Names:
    """Finds names in the text of one document, and keeps what they name."""

    def __init__(self, graph: KnowledgeGraph, things: Things, day: str | None) -> None:
        self._graph = graph
        self.things = things
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
        self._heads = {folded(line) for line in text[:_HEAD].splitlines() if line.strip()}
        self._mastheads = {folded(match[1]) for match in MASTHEAD.finditer(text[:_HEAD])}
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
        for mention in self._again(text, taken):
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

    def _again(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Bodies that are meant and not named: “le syndicat”, “l'agence”, and organs such as “le conseil”."""
        for match in again_pattern().finditer(text):
            if match["organ"]:
                yield Mention(match.start("organ"), match.end(), "C", match["organ"])
                continue
            word = re.sub(r"\s", " ", without_accents(match["word"]))
            if any(one.start == match.end() + 1 or one.start <= match.start("word") < one.end for one in found):
                continue
            kinds = words()["again"].get(word)
            just = self._ending(text, found, match.start()) if word in _ANY_COMPANY else None
            if thing := (just, 0.9) if just else self._meant_by(text, found, match, word, kinds):
                yield Mention(
                    match.start("word"),
                    match.end(),
                    "A",
                    match["word"],
                    {"actor": thing[0]},
                    thing[0].kind,
                    thing[1],
                )

        yield from self._by_first_word(text, found)
        yield from self._merged(text, found)
        for match in counted_pattern().finditer(text):
            ahead = [
                self.actor(one) for one in found if one.end <= match.start() and one.slot in "AB" and one.weak == 1
            ]
            bodies = list(dict.fromkeys(thing for thing in ahead if thing and thing.kind == "epci"))
            if len(bodies) == {"deux": 2, "trois": 3}[match["count"].lower()]:
                place = match.span("word")
                yield Mention(*place, "A", match["word"], {"actor": bodies[0]}, "epci", 0.85, tuple(bodies))

    def _merged(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """The body of which several make one, meant by “le nouvel ensemble” after it is named."""
        born = next(
            (one for one in found if one.slot in "AU" and one.weak == 1 and _BORN.search(text[max(0, one.start - _AHEAD) : one.start])), None
        )  # fmt: skip
        thing = self.actor(born) if born else None
        for match in _NEW_BODY.finditer(text, born.end) if born and thing else ():
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                assert thing is not None
                yield Mention(*match.span("word"), "A", match["word"], {"actor": thing}, thing.kind, 0.9)

    def _by_first_word(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Bodies that are meant by the first word of their name: “la biscuiterie”, of the Biscuiterie Carrel."""
        called: dict[str, dict[str, Mention]] = {}
        for one in found:
            first, _, rest = one.text.partition(" ")
            body = one.slot in "AU" and one.weak == 1 and ("actor" in one.things or not one.things)
            if body and rest and len(first) > _LONG_WORD and first[0].isupper():
                called.setdefault(first.lower(), {}).setdefault(folded(one.text), one)
        words_meant = {word: next(iter(those.values())) for word, those in called.items() if len(those) == 1}
        if not words_meant:
            return
        for other in found:
            said = words_meant.get(other.text.lower())
            led = text[max(0, other.start - 3) : other.start].lower() in ("la ", "le ")
            if said and led and other.slot == "U" and not other.things and said.start < other.start:
                other.slot, other.text, other.kind = said.slot, said.text, said.kind  # “la Fabrik”, of Fabrik Mawina
        listed = "|".join(map(re.escape, words_meant))
        for match in re.finditer(
            rf"(?<![\w-])(?:[Ll][ea] |[Ll]['’]|[Cc]e(?:tte|t)? |[Dd]u |[Aa]u |[Nn]otre )(?P<word>{listed})(?![\w'’-])(?! (?:de |du |des |d['’])?(?:la |l['’])?[A-ZÀ-Ý])",
            text,
        ):
            one = words_meant[match["word"]]
            within = any(other.start <= match.start("word") < other.end for other in found)
            if one.start < match.start() and not within and (thing := self.actor(one)):
                yield Mention(*match.span("word"), "A", match["word"], {"actor": thing}, thing.kind, 0.9)

    def _meant_by(
        self, text: str, found: list[Mention], match: re.Match[str], word: str, kinds: list[str] | None
    ) -> tuple[Thing, float] | None:
        """The body that “l'entreprise” means, and how sure that is: one called so, else one of the kind, before it.

        Of several it is that of which the text speaks all along, else the last.
        """
        before = [one for one in found if one.end <= match.start() and one.weak == 1]
        bodies = [(thing, one) for one in before if one.slot in "AB" and (thing := self.actor(one))]
        named = [
            thing
            for thing, _ in bodies
            if any(re.search(rf"\b{_SHORT_FOR.get(word, word)}(?!s\b)", name) for name in thing.names)
        ] or [thing for thing, one in bodies if _called(text, one, match["word"])]
        if not named and word in _MUNICIPAL:
            named = [
                thing
                for thing, _ in bodies
                if any(re.match(r"(?:ville|commune|mairie) d", name) for name in thing.names)
            ]
        if len(set(map(id, named))) > 1 and (
            whose := next((thing for thing in named if self._heads & thing.names), None)
        ):
            return whose, 0.85  # “la commune” of its own minutes, be another named before
        if (
            not named
            and match[0].lower().startswith(("ce ", "cet ", "cette "))
            and (last := self._just_named(before, kinds))
        ):
            return last, 0.85  # “Née en 2021, cette association…”
        things = named
        if (
            not things
            and kinds
            and (
                own := next(
                    (
                        one
                        for one in found
                        if (
                            folded(one.text) in self._heads
                            and (one.slot == "A" or (one.slot == "U" and " " in one.text))
                        )
                        or (folded(one.text) in self._mastheads and one.slot in "AU")
                    ),
                    None,
                )
            )
        ):
            thing = self.actor(own)  # whose name stands alone at the head
            if thing is not None and (thing.kind in kinds or (thing.kind == "actor" and "company" not in kinds)):
                return thing, 0.85
        if (not things or word in ("societe", "entreprise")) and kinds:
            doers = [
                (thing, one)
                for one in before
                if one.slot == "U"
                and "company" in kinds
                and does(text, one.end, one.text)
                and not _LED_BY.search(text[max(0, one.start - 12) : one.start])
                and not _SPEAKS.search(text[max(0, one.start - 20) : one.start])
                and (thing := self.actor(one))
            ]
            both = sorted([*bodies, *doers], key=lambda pair: pair[1].start)
            things = [thing for thing, one in both if thing.kind in kinds or one.slot == "U" or thing in named]
        if not things and word in _MUNICIPAL:
            head = [
                one
                for one in found
                if one.slot in "UPB" and one.start < _HEAD and one.kind != "venue" and text.count(one.text) > 1
            ]
            town = self.commune(head[0]) if head and re.search(r"\bmaire\b", text) else None
            return (town, 0.85) if town else None
        if not things:
            return None
        every = [thing for one in found if one.weak == 1 and one.slot in "ABU" and (thing := self._told(one))]
        often = Counter(map(id, every))
        last = things[-1]
        most = max(things, key=lambda thing: often[id(thing)])
        several = len({id(thing) for thing in things}) > 1
        clear = often[id(most)] >= 2 * often[id(last)] and most is not last
        return (most if clear else last), (0.9 if not several or clear else 0.7)

    def _ending(self, text: str, found: list[Mention], start: int) -> Thing | None:
        """The body with which the sentence before ends: “… a été confiée aux Autocars Pellissier. L'entreprise…”."""
        before = (one for one in found if one.end <= start and one.weak == 1)
        last = max(before, key=lambda one: one.end, default=None)
        if (
            last is None
            or text[last.end : start].strip(" »\n") != "."
            or not re.search(
                r"\b(?:aux?|par|avec|chez|deven\w+|baptisée?)(?: la| le| les| l['’])? ?$",
                text[max(0, last.start - 12) : last.start],
            )
        ):
            return None
        thing = self.actor(last) if last.slot in "AU" else None
        return thing if thing is not None and not thing.public else None

    def _just_named(self, before: list[Mention], kinds: list[str] | None) -> Thing | None:
        """The body named last that “cette association” may mean: one of its kinds, or of unknown sort."""
        for one in reversed(before[-_NEAR:]):
            thing = self.actor(one) if one.slot in "AU" and (one.slot == "A" or " " in one.text) else None
            if thing is not None and (thing.kind == "actor" or thing.kind in (kinds or ())):
                return thing
        return None

    def _told(self, mention: Mention) -> Thing | None:
        """The body that a mention names, where one was made already."""
        if "actor" in mention.things:
            return mention.things["actor"]
        return self.things.made("actor", mention.text)

    def actor(self, mention: Mention) -> Thing | None:
        """The body that a mention names; one that is not known is made."""
        if "actor" in mention.things:
            return mention.things["actor"]
        if mention.slot == "U" and (town := self.things.town(mention.text)) is not None:
            return town
        if mention.slot == "A" or (mention.slot == "U" and not mention.things and mention.kind != "venue"):
            return self.things.new("actor", mention.text, mention.kind, (mention.start, mention.end))
        return None

    def commune(self, mention: Mention) -> Thing | None:
        """The municipality that a mention names by its place: as a public body."""
        if "actor" in mention.things:
            return mention.things["actor"]
        if mention.slot not in "PBU" or mention.kind == "venue":
            return None
        name = mention.text
        for written in (f"Commune de {name}", f"Ville de {name}", f"Commune d'{name}", f"Ville d'{name}", name):
            for one in self._graph.named([folded(written)]).get(folded(written), []):
                if "Actor" in one.classes.split():
                    return self.things.known(one.iri, one.label, kind_of(one.classes))
        if "place" in mention.things and (identifier := mention.things["place"].iri):
            known = identifier.replace("/place/", "/actor/commune-")
            if self._graph.named([folded(name)]) and self.things._taken(known):
                return self.things.known(known, name, "public-body")
        elided = "Commune d'" if folded(name)[:1] in "aeiouh" and not name.startswith("H") else "Commune de "
        elided, name = ("Commune du ", name[3:]) if name.startswith("Le ") else (elided, name)
        thing = self.things.new("actor", f"{elided}{name}", "public-body", (mention.start, mention.end))
        thing.names.add(folded(mention.text))
        return thing

    def place(self, mention: Mention, *, hall: bool = False) -> Thing | None:
        """The place that a mention names; one that is not known is made: a municipality, or a venue by its word.

        ``hall`` is whether the words before it tell a building: “au Quartz”.
        """
        if "place" in mention.things:
            return mention.things["place"]
        if mention.slot != "U":
            return None
        plain = folded(mention.text)
        venue = any(plain.startswith(word) for word in words()["venues"]["words"])
        kind = "venue" if venue or hall or mention.kind == "venue" else "commune"
        return self.things.new("place", mention.text, kind, (mention.start, mention.end))

    def person(self, mention: Mention) -> Thing | None:
        """The person that a mention names; a name of one word is none."""
        if "person" in mention.things:
            return mention.things["person"]
        if mention.slot not in "NU" or len(mention.text.split()) < 2:
            return None
        return self.things.new("person", mention.text, "person", (mention.start, mention.end))


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


def _called(text: str, mention: Mention, word: str) -> bool:
    """Whether the words beside a name say that it is such a body: “la coopérative Lin Neuf”, “Lin Neuf, coopérative de…”."""
    before, after = text[max(0, mention.start - 45) : mention.start], text[mention.end : mention.end + 45]
    said = f"(?i:{re.escape(word)})"
    if re.match(rf"{said}\b", text[mention.start : mention.end]):
        return True
    return re.search(rf"\b{said}\b(?: [a-zà-ÿ'-]+){{0,3}} $", before) is not None or (
        re.match(rf",? (?:\([^)]*\),? )?(?:une? )?(?:jeune )?{said}\b(?! [A-ZÀ-Ý])", after, re.IGNORECASE) is not None
    )


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
