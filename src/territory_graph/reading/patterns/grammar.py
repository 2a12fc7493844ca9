"""What patterns are written with: slots, lists of bodies, fillers; and what makes a sentence no statement of a fact.

In a pattern ``<A:one>`` is a body, ``<LIST:all>`` one or several, ``<P:…>`` a place, ``<PLACES:…>`` several, ``<N:…>`` a person,
``<D:…>`` a date, ``<M:…>`` a sum, ``<T:…>`` a title or a name; ``<G>`` some words without a name or a sum, ``<X>`` some words
with names, ``<APP>`` an apposition between commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment, WrittenSum
from territory_graph.reading.names import Names
from territory_graph.reading.proposed import Kind
from territory_graph.reading.sentences import Sentence, Title
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_EPITHET = (
    r"(?:(?:association|interprofession|institut|laboratoire|start-up|pme|fabricant|bailleur|operateur|lycee|centre|office|federation|societe|cluster|pole de competitivite|reseau|pole|syndicat mixte|filiere|groupe|entreprise|commune de|commune d'|"
    r"ville de|communes de|start-up|technopole|structure|regie|cooperative|fondation|federation|societe publique locale|etablissement|agence|collectivites?|partenaires?|bureau d'etudes|cabinet|ecole|commission) (?:[a-z]+(?:ier|iere|ique|al|ale|el|elle|ois|ais|ien|if) )?)?"
)
_DET = rf"(?:(?:a|avec|de|par|entre|pour|chez) )?(?:l'|la |le |les |d'|du |des |au |aux |de la |de l'|a la |a l'|leur |son |sa |ses |votre |notre )*(?:deux |trois )?{_EPITHET}"
_BETWEEN = r"(?:, (?:et |ainsi que |puis )?| et | ainsi que | & )"
_SLOTS = {"A": "[ABUC]", "P": "[PBU]", "N": "[NU]", "D": "D", "S": "S", "M": "M", "T": "[QUJ]", "C": "C"}
_FIRST = 4
"""A list at the head of a pattern does what its verb says; elsewhere it ends before a body that has a verb of its own."""
_DOES = r"(?!\d)(?! (?:y |en |lui |leur |nous |l'|s')?(?:a|ont|est|sont|avait|avaient|etait|etaient) )"
_MACRO = re.compile(r"<(?P<letter>[A-Z]+)(?::(?P<name>\w+))?>")


def _expanded(macro: re.Match[str]) -> str:
    letter, name = macro["letter"], macro["name"]
    match letter:
        case "G":
            return r"(?:[^.;:ABCUPNMQJ]{0,90}?)"
        case "X":
            return r"(?:[^.;:]{0,120}?)"
        case "APP":
            return r"(?:, [^,;:.]{1,140},| \([^()]{1,80}\)|,? qui)?"
        case "DET":
            return _DET
        case "OF":
            return rf"(?:de la |de l'|de |du |des |d'){_EPITHET}"
        case "LIST":
            verb = "" if macro.start() < _FIRST or macro.string[: macro.start()].endswith("entre ") else _DOES
            more = _DET.replace("(?:a|avec|de|par|entre|pour|chez)", "(?:a|de|par)", 1)
            return rf"(?P<{name}>{_DET}[ABUC]\d+(?:{_BETWEEN}{more}[ABU]\d+{verb})*)"
        case "PLACES":
            return rf"(?P<{name}>[PBU]\d+(?:{_BETWEEN}(?:a |au |aux )?[PBU]\d+)*)"
        case "T":
            return rf"(?P<{name}>[QUJ]\d+)(?P<{name}_year> D\d+)?"
        case _:
            return rf"(?P<{name}>{_SLOTS[letter]}\d+)"


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern with its slots and fillers written out."""
    return re.compile(_MACRO.sub(_expanded, text.replace("\n", "")))


_NO_VERB = r"(?:vrai|portrait|retrait|attrait|trait|extrait|contrat|opera|camera|etc|fera)"
_NEGATED = re.compile(
    r"\b(?:ne|n')\s?[^.;]{0,60}?\b(?:pas|plus|jamais|aucune?|ni|nullement|guere|rien)\b|\b(?:aucune?|sans|ni)\s[^.;,]{0,40}$|\b(?:aucune?|nulle?)\b"
)
_CONDITIONAL = re.compile(r"\b(?!vrai|portrait|retrait|attrait|trait|extrait|distrait|souhait)[a-z]+(?:rait|raient)\b")
_FUTURE = re.compile(
    r"\b(?!opera\b|camera\b|aura\b(?= ete))[a-z]+(?:[aeiuy]ra|dra|tra|vra|ura|[aeiuy]ront|dront|tront|vront|uront)\b"
    r"|\b(?:va|vont|doit|doivent|devrait) (?!bien\b)(?:etre |se |s'|le |la )?[a-z]+(?:er|ir|re|oir)\b|\bprochainement\b|\ba venir\b"
)
_HYPOTHESIS = re.compile(
    r"(?:^|[,;:] ?|\b(?:meme|comme|que|sait|savoir|ignore|demande) )(?:si |s'ils? )|\ben cas de\b|\bsous reserve\b|\ba condition\b|\benvisag|\bsouhait|\bprevoi(?!t un (?:budget|financement|montant)\b)|\bprojett|\ba l'etude\b"
    r"|\beventuel|\bhypothe|\bautorise[esz]* [^.;]{0,40}\ba (?:signer|conclure|solliciter)|\bsollicit|\bdemand(?:e|ent|ait|ant|er) (?:d|son |sa |leur |a )|(?<!sur )\bpropos(?:e|ent|er|ition) d"
    r"|\brefus|\brejet|\brenonc|\bannul|\babandonn|\breport[ee]|\bdement|\bfaute de\b|\bcandidat|\bvoudr|\baimer|\besper|\bpourr|\bprojet de (?:convention|charte|accord|protocole|contrat|fusion)"
    r"|\bimagin(?:ons|ez)\b|\bil faut\b|\bcroi(?:t|ent) [a-z ]{0,20}?qu|\b(?:vot[a-z]+|voix|prononc[a-z]+) contre\b|\bs'oppos|\bperdu|\bavant de\b|\bafin de\b|\bnegoci|\bdiscut|\breflechi|\betudie\b|\bveut\b|\bveulent\b|\bserait|(?<!laureat de l')(?<!laureate de l')(?<!laureats de l')(?<!cadre de l')(?<!laureat d'un )(?<!laureate d'un )(?<!cadre d'un )(?<!l')\bappel a\b|\bmodele de\b"
)
_CLAUSE = re.compile(r"[;:]|,? mais |,? tandis que |,? alors que |, or |,? cependant |,? toutefois | \(|\)|»,? ")


def doubtful(
    sentence: Sentence, start: int, end: int, *, whole: bool = False, future: bool = True, alone: bool = False
) -> bool:
    """Whether what a stretch of a sentence says is denied, supposed, or to come: it is no fact.

    ``alone`` is whether it stands beside what the sentence says: “demande de A1, membre de A2”.

    ``whole`` looks at the clause around it, for words that hold no verb of their own.
    """
    words = sentence.words
    stops = [0, *(stop.end() for stop in _CLAUSE.finditer(words) if stop.end() <= start)]
    first = stops[-1]
    after = next((stop.start() for stop in _CLAUSE.finditer(words) if stop.start() >= end), len(words))
    said = words[start:end]
    ahead = "" if alone else words[first:start]
    clause = words[first:after] if whole else said
    if words.rstrip().endswith("?") or _HYPOTHESIS.search(ahead + said) or (whole and _HYPOTHESIS.search(clause)):
        return True
    near = ahead[-25:] + said
    if _NEGATED.search(clause if whole else near) or _NEGATED.search(ahead[-40:]) or _CONDITIONAL.search(clause):
        return True
    return future and bool(_FUTURE.search(clause))


@dataclass(slots=True)
class PatternFact:
    """A fact as a pattern read it: cells that hold things, not yet their identifiers."""

    kind: Kind
    table: str
    cells: dict[str, str | Thing | tuple[Thing, ...]]
    start: int
    end: int
    locator: str
    status: Literal["stated", "implied"] = "stated"
    confidence: float = 0.95
    by: Literal["patterns", "model"] = "patterns"

    def listed(self, *names: str) -> list[Thing]:
        """The things in cells that hold several."""
        values = (self.cells.get(name) for name in names)
        return [thing for value in values if isinstance(value, tuple) for thing in value]


@dataclass(slots=True)
class Invited:
    """An event to which readers are invited, whose title and day stand on the lines that follow."""

    noun: str
    organisers: tuple[Thing, ...]
    name: str = ""
    lines: int = 0


@dataclass(slots=True)
class Context:
    """What patterns share: the names of the document, its date, who issued it, and what was read so far.

    ``billed`` is the event that a heading names, whose day stands on a line that follows.

    ``since_project`` counts the sentences since the last that told of a project.

    ``organ`` is the assembly that the head of a document names, ``length`` how long its text is.

    ``merging`` are the bodies of which the sentence before says that they merged, and when.

    ``before`` is the sentence before; ``table`` is what the heads of the table say in which the sentence is a row.

    ``signing`` is the office that a line tells alone, of whom the next line may name, and ``signer`` the person whom one
    names alone, with the locator.

    ``spoken_of`` is the project named last: its name, whether it is a programme, and where.

    ``joined`` is the body of which a lead says that those of the list below it are its members.

    ``heading`` are the words of the heading above.

    ``question`` is what the last question of a questionnaire asks (empty: of what nothing is told; None: of what any
    pattern may tell), ``asked`` its words.

    ``report`` tells a document of what was done, ``decides`` one of what an assembly decided, ``speaks`` one that says “nous” of who issued it, ``lead`` are the
    words above a list, ``parties`` those of the convention that the document is, ``told_sums`` the slots of sums of the sentence of which the lexicon told a fact, ``half_told`` those whose giver or receiver is only meant, ``unclear`` all such of the document by passage and amount.
    """

    names: Names
    day: str | None
    issuer: Thing | None = None
    drafts: list[PatternFact] = field(default_factory=list)
    withheld: set[str] = field(default_factory=set)
    lead: str = ""
    origin: Callable[[int, int], tuple[int, int]] = lambda start, end: (start, end)
    supporter: tuple[Thing, str] | None = None
    merging: tuple[tuple[Thing, ...], str] | None = None
    renamed: list[tuple[Thing, str]] = field(default_factory=list)
    headed: tuple[str, str] | None = None
    invited: Invited | None = None
    billed: tuple[str, int] | None = None
    before: Sentence | None = None
    table: Any = None
    signing: tuple[str, Thing | None] | None = None
    signer: tuple[Thing, str] | None = None
    joined: Thing | None = None
    spoken_of: tuple[str, bool, str] | None = None
    length: int = 0
    organ: str = ""
    since_project: int = 99
    told_sums: set[str] = field(default_factory=set)
    half_told: set[str] = field(default_factory=set)
    unclear: set[tuple[str, str]] = field(default_factory=set)
    report: bool = False
    parties: tuple[Thing, ...] = ()
    decides: bool = False
    speaks: bool = False
    heading: str = ""
    question: str | None = None
    asked: str = ""

    def edge(self, at: int) -> bool:
        """Whether a place in the mended text is in the head or at the foot of the document."""
        return at < _HEAD or self.length - at < _HEAD


_HEAD = 300


_LED = re.compile(r"\b(?:par|avec|selon|chez|dans|a) (?:la |le |les |l'|m\. |mme )?$")
_NO_BODY = re.compile(
    r"\b(?:projets?|programmes?|dispositif|operation|chantier|salon|forum|festival|congres|plan|label|zone|quartier|rue|place|avenue|boulevard|loi|"
    r"appel a projets) (?:de la |de l'|du |des |de |d')?$"
)
"""Words before a name that no body bears."""


_WHOSE_ORGAN = {
    "regional": r"region|conseil regional|collectivite",
    "departementale?": r"departement|conseil departemental|collectivite",
    "municipal": r"ville|commune|mairie",
    "syndical": r".*\b(?:syndicat|petr|pole|pays|parc)\b",
}
"""Whose an organ is by its name, as that of the body begins."""


def has_organ(body: Thing, organ: str) -> bool:
    """Whether an organ may be that of a body: “conseil régional” is none of a town."""
    whose = next((names for word, names in _WHOSE_ORGAN.items() if re.search(rf"\b{word}\b", organ)), "")
    return not whose or any(re.match(whose, name) for name in body.names)


class PatternMatch:
    """A match of a pattern in a sentence, and the things in its slots."""

    def __init__(self, sentence: Sentence, match: re.Match[str], context: Context) -> None:
        self.sentence, self.match, self.context = sentence, match, context
        self.weakest = 1.0

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the skeleton."""
        return self.match.span()

    def has(self, name: str) -> bool:
        """Whether that part of the pattern was found."""
        return name in self.match.re.groupindex and self.match[name] is not None

    def actor(self, name: str) -> Thing | None:
        """The body in a slot; an organ stands for who issued the document."""
        return self.actor_in(self.match[name]) if self.has(name) else None

    def is_doer(self, name: str) -> bool:
        """Whether the body in a slot does what its verb says: not “a partnership between X and this body began”."""
        ahead = _CLAUSE.split(self.sentence.words[: self.match.start(name)])[-1]
        return not re.search(
            rf"\b(?:de|du|des|d'|avec|par|entre|pour|chez) ?(?:la |le |les |l')?{_EPITHET}$|\bentre [^,]*$", ahead
        )

    def actors(self, name: str) -> tuple[Thing, ...]:
        """The bodies of a list, each once."""
        if not self.has(name):
            return ()
        slots = re.findall(r"[ABUC]\d+", self.match[name])
        ahead = self.sentence.words[: self.match.start(name)]
        if len(slots) > 1 and self.match.start(name) == self.match.start() and _LED.search(ahead):
            slots = slots[1:]  # “Présidé par X, le Département consacre…”
        found = (
            thing
            for slot in slots
            for thing in (getattr(self.sentence.slots[slot], "all", ()) or (self.actor_in(slot),))
        )
        return tuple(dict.fromkeys(thing for thing in found if thing))

    def actor_in(self, slot: str) -> Thing | None:
        """The body that a slot of the sentence names; None where it names another thing."""
        mention = self.sentence.slots[slot]
        if not isinstance(mention, Mention):
            return None
        if mention.slot == "C":
            self.weakest = min(self.weakest, 0.9)
            issuer = self.context.issuer
            return issuer if issuer and has_organ(issuer, folded(mention.text)) else None
        if mention.slot == "U" and _NO_BODY.search(self.sentence.words.partition(slot)[0]):
            return None
        self.weakest = min(self.weakest, mention.weak, 0.9 if mention.slot == "U" else 1)
        return self.context.names.actor(mention) or self.context.names.commune(mention)

    def mention(self, name: str) -> Mention:
        """The mention in a slot."""
        found = self.sentence.slots[self.match[name]]
        assert isinstance(found, Mention)
        return found

    def place(self, name: str) -> Thing | None:
        """The place in a slot."""
        return self.context.names.place(self.mention(name)) if self.has(name) else None

    def places(self, name: str) -> tuple[Thing, ...]:
        """The places of a list."""
        slots = [self.sentence.slots[slot] for slot in re.findall(r"[PBU]\d+", self.match[name])]
        found = (self.context.names.place(slot) for slot in slots if isinstance(slot, Mention))
        return tuple(thing for thing in found if thing)

    def person(self, name: str) -> Thing | None:
        """The person in a slot."""
        return self.context.names.person(self.mention(name))

    def amount(self, name: str) -> str:
        """The sum in a slot."""
        found = self.sentence.slots[self.match[name]]
        assert isinstance(found, WrittenSum)
        return found.amount

    def title(self, name: str) -> str:
        """The title or the name in a slot."""
        found = self.sentence.slots[self.match[name]]
        year = self.sentence.written(*self.match.span(f"{name}_year")) if self.has(f"{name}_year") else ""
        return f"{found.text}{year}" if isinstance(found, Mention | Title) else ""

    def moment(self, name: str) -> Moment | None:
        """The date in a slot."""
        found = self.sentence.slots[self.match[name]] if self.has(name) else None
        return found if isinstance(found, Moment) else None

    def draft(
        self,
        kind: Kind,
        table: str,
        /,
        *,
        implied: bool = False,
        confidence: float = 0.95,
        **cells: str | Thing | tuple[Thing, ...],
    ) -> PatternFact:
        """The fact, quoted from the beginning to the end of the match."""
        start, end = self.sentence.skeleton.span(*self.span)
        spoken = self.sentence.spoken(*self.span)
        sure = round(min(confidence, confidence * self.weakest, 0.7 if spoken else 1), 2)
        status: Literal["stated", "implied"] = "implied" if implied or spoken or self.weakest < 0.8 else "stated"
        return PatternFact(
            kind,
            table,
            {name: cell for name, cell in cells.items() if cell},
            start,
            end,
            self.sentence.locator,
            status,
            sure,
        )


def matches(
    sentence: Sentence, context: Context, patterns: Sequence[str], *, whole: bool = False, future: bool = True
) -> Iterator[PatternMatch]:
    """Every match of the patterns that states something."""
    for text in patterns:
        for match in pattern(text).finditer(sentence.words):
            if not doubtful(sentence, *match.span(), whole=whole, future=future):
                yield PatternMatch(sentence, match, context)


_ON = re.compile(r"(?:\ble|\ben|\bfin|\bdebut|\bmi-|\bau|\bdu|\bce|\bdes le|\bdate du|^)\s?$")
_FROM = re.compile(
    r"(?:depuis(?: le| debut| fin)?|a (?:partir|compter) (?:de|du|d')|des(?: le)?|prend effet (?:le|au)|effectif(?:ve)? (?:depuis|au)?(?: le)?)\s?$"
)
_UNTIL = re.compile(r"(?:jusqu'(?:au|en|a)(?: fin| debut)?|expire le|prend fin (?:le|en)|s'acheve (?:le|en))\s?$")


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates near a match, by what the words before them say: on a day, from, until."""

    on: Moment | None = None
    since: Moment | None = None
    until: Moment | None = None
    period: Moment | None = None


def dates_near(found: PatternMatch, *, reach: int = 60, not_after: str = "") -> Dates:
    """The dates in a match, before it in the sentence, or within ``reach`` letters after it, the nearest of each sort.

    A date after one of the words ``not_after`` is of something else.
    """
    words = found.sentence.words
    start, end = found.span
    chosen: dict[str, tuple[int, Moment]] = {}
    for match in re.finditer(r"[DS]\d+", words):
        moment = found.sentence.slots[match[0]]
        if not isinstance(moment, Moment) or match.start() > end + reach:
            continue
        between = (
            words[end : match.start()]
            if match.start() > end
            else words[match.end() : start]
            if match.end() < start
            else ""
        )
        if re.search(r"[;:]| mais | et [^,]{0,30}(?:a|ont|est) ", between) or (
            match.end() < start and match.start() > 45 and "," in between and len(between) > 60
        ):
            continue
        far = max(match.start() - end, start - match.end(), 0)
        before = words[max(0, match.start() - 30) : match.start()]
        if not_after and re.search(rf"\b{not_after} (?:en|le|de|du|a|au|depuis) ?$", before):
            continue
        sort = (
            "period"
            if moment.last
            else "until"
            if _UNTIL.search(before)
            else "since"
            if _FROM.search(before)
            else "on"
            if _ON.search(before)
            else ""
        )
        if sort and (sort not in chosen or far < chosen[sort][0]):
            chosen[sort] = (far, moment)
    return Dates(**{sort: moment for sort, (_, moment) in chosen.items()})


def lasting(dates: Dates) -> dict[str, Any]:
    """The cells ``start`` and ``end`` that dates give to what lasts."""
    cells = {}
    if dates.period and dates.period.last:
        cells = {"start": dates.period.first, "end": dates.period.last}
    if dates.since:
        cells["start"] = dates.since.first
    if dates.until:
        cells["end"] = dates.until.first
    return cells
