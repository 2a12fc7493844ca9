"""Bodies that a text means and does not name: “le syndicat”, “l'agence”, “la biscuiterie”, “le nouvel ensemble”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from territory_graph.reading.capitals import does
from territory_graph.reading.mentions import Mention
from territory_graph.reading.name_forms import again_pattern, counted_pattern, without_accents, words
from territory_graph.reading.named_things import NamedThings
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

HEAD = 400
"""So many letters are the head of a document."""
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
_LED_BY = re.compile(
    r"(?:\b(?:de|du|des|à|au|aux|en|par|pour|avec|chez|sur|dans)(?: la| le| les)?|\b(?:de |à )?l['’]|\bd['’]) ?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """What a text means by words that name nothing; ``found`` are its names, to which more may be added meanwhile.

    ``heads`` are the lines of the head of the document, ``mastheads`` those that tell whose it is.
    """

    named: NamedThings
    text: str
    found: list[Mention]
    heads: set[str]
    mastheads: set[str]

    def mentions(self) -> Iterator[Mention]:
        """Bodies that are meant, and organs such as “le conseil”."""
        text, found = self.text, self.found
        for match in again_pattern().finditer(text):
            if match["organ"]:
                yield Mention(match.start("organ"), match.end(), "C", match["organ"])
                continue
            word = re.sub(r"\s", " ", without_accents(match["word"]))
            if any(one.start == match.end() + 1 or one.start <= match.start("word") < one.end for one in found):
                continue
            kinds = words()["again"].get(word)
            just = self._ending(match.start()) if word in _ANY_COMPANY else None
            if thing := (just, 0.9) if just else self._meant_by(match, word, kinds):
                yield Mention(
                    match.start("word"),
                    match.end(),
                    "A",
                    match["word"],
                    {"actor": thing[0]},
                    thing[0].kind,
                    thing[1],
                )

        yield from self._by_first_word()
        yield from self._merged()
        for match in counted_pattern().finditer(text):
            ahead = [
                self.named.actor(one)
                for one in found
                if one.end <= match.start() and one.slot in "AB" and one.weak == 1
            ]
            bodies = list(dict.fromkeys(thing for thing in ahead if thing and thing.kind == "epci"))
            if len(bodies) == {"deux": 2, "trois": 3}[match["count"].lower()]:
                place = match.span("word")
                yield Mention(*place, "A", match["word"], {"actor": bodies[0]}, "epci", 0.85, tuple(bodies))

    def _merged(self) -> Iterator[Mention]:
        """The body of which several make one, meant by “le nouvel ensemble” after it is named."""
        text, found = self.text, self.found
        born = next(
            (one for one in found if one.slot in "AU" and one.weak == 1 and _BORN.search(text[max(0, one.start - _AHEAD) : one.start])), None
        )  # fmt: skip
        thing = self.named.actor(born) if born else None
        for match in _NEW_BODY.finditer(text, born.end) if born and thing else ():
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                assert thing is not None
                yield Mention(*match.span("word"), "A", match["word"], {"actor": thing}, thing.kind, 0.9)

    def _by_first_word(self) -> Iterator[Mention]:
        """Bodies that are meant by the first word of their name: “la biscuiterie”, of the Biscuiterie Carrel."""
        text, found = self.text, self.found
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
            if one.start < match.start() and not within and (thing := self.named.actor(one)):
                yield Mention(*match.span("word"), "A", match["word"], {"actor": thing}, thing.kind, 0.9)

    def _meant_by(self, match: re.Match[str], word: str, kinds: list[str] | None) -> tuple[Thing, float] | None:
        """The body that “l'entreprise” means, and how sure that is: one called so, else one of the kind, before it.

        Of several it is that of which the text speaks all along, else the last.
        """
        text, found = self.text, self.found
        before = [one for one in found if one.end <= match.start() and one.weak == 1]
        bodies = [(thing, one) for one in before if one.slot in "AB" and (thing := self.named.actor(one))]
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
            whose := next((thing for thing in named if self.heads & thing.names), None)
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
                            folded(one.text) in self.heads
                            and (one.slot == "A" or (one.slot == "U" and " " in one.text))
                        )
                        or (folded(one.text) in self.mastheads and one.slot in "AU")
                    ),
                    None,
                )
            )
        ):
            thing = self.named.actor(own)  # whose name stands alone at the head
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
                and (thing := self.named.actor(one))
            ]
            both = sorted([*bodies, *doers], key=lambda pair: pair[1].start)
            things = [thing for thing, one in both if thing.kind in kinds or one.slot == "U" or thing in named]
        if not things and word in _MUNICIPAL:
            head = [
                one
                for one in found
                if one.slot in "UPB" and one.start < HEAD and one.kind != "venue" and text.count(one.text) > 1
            ]
            town = self.named.commune(head[0]) if head and re.search(r"\bmaire\b", text) else None
            return (town, 0.85) if town else None
        if not things:
            return None
        every = [thing for one in found if one.weak == 1 and one.slot in "ABU" and (thing := self.named.told(one))]
        often = Counter(map(id, every))
        last = things[-1]
        most = max(things, key=lambda thing: often[id(thing)])
        several = len({id(thing) for thing in things}) > 1
        clear = often[id(most)] >= 2 * often[id(last)] and most is not last
        return (most if clear else last), (0.9 if not several or clear else 0.7)

    def _ending(self, start: int) -> Thing | None:
        """The body with which the sentence before ends: “… a été confiée aux Autocars Pellissier. L'entreprise…”."""
        text = self.text
        before = (one for one in self.found if one.end <= start and one.weak == 1)
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
        thing = self.named.actor(last) if last.slot in "AU" else None
        return thing if thing is not None and not thing.public else None

    def _just_named(self, before: list[Mention], kinds: list[str] | None) -> Thing | None:
        """The body named last that “cette association” may mean: one of its kinds, or of unknown sort."""
        for one in reversed(before[-_NEAR:]):
            thing = self.named.actor(one) if one.slot in "AU" and (one.slot == "A" or " " in one.text) else None
            if thing is not None and (thing.kind == "actor" or thing.kind in (kinds or ())):
                return thing
        return None


def _called(text: str, mention: Mention, word: str) -> bool:
    """Whether the words beside a name say that it is such a body: “la coopérative Lin Neuf”, “Lin Neuf, coopérative de…”."""
    before, after = text[max(0, mention.start - 45) : mention.start], text[mention.end : mention.end + 45]
    said = f"(?i:{re.escape(word)})"
    if re.match(rf"{said}\b", text[mention.start : mention.end]):
        return True
    return re.search(rf"\b{said}\b(?: [a-zà-ÿ'-]+){{0,3}} $", before) is not None or (
        re.match(rf",? (?:\([^)]*\),? )?(?:une? )?(?:jeune )?{said}\b(?! [A-ZÀ-Ý])", after, re.IGNORECASE) is not None
    )
