"""The forms of French names: by which words those of bodies begin or end, and what is a name at all.

Each pattern stands on one line: it is read from left to right.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from territory_graph import resources
from territory_graph.spelling import folded

CAPITAL = r"[A-ZÀ-ÖØ-ÝŒ]"
_WORD = rf"(?:{CAPITAL}[\w]*(?:[-'&.]\w+)*|\d+(?=\b))"
_LINK = (
    r"(?:(?:et )?(?:(?:de la|de|du|des)\s|de l'|d')|(?:la|le|les|en|sur|sous|lès|aux|&|-|–|di [ui]|di|of the|of)\s|l')"
)
_OF = r"(?:(?:et )?(?:(?:de la|de|du|des)\s|de l'|d')|en\s)"
_LOWER = r"[a-zà-ÿœ]{3,}(?:-[a-zà-ÿœ]+)*"
_ADJECTIVE = (
    r"[a-zà-ÿ]+(?:ale|al|aux|ales|aise|ais|ois|oise|enne|een|éen|ien|ienne|ique|iques|aine|ain|aire|eure|eur|ime|rin|rine|ables?|ibles?|eux|euse|"
    r"ières?|atif|ative|ifs?)"
)
_GIVEN = rf"(?:{CAPITAL}[\wà-ÿ]+(?:['-]{CAPITAL}?[\wà-ÿ]+)*)"
PERSON = re.compile(
    rf"\b(?:M\.|MM\.|Mme|Mmes|Monsieur|Madame|Mlle|Dr|Me)\s+(?P<name>{_GIVEN}(?: (?:de |du |d'|Le |La )?{_GIVEN}){{1,2}})(?!\w)"
)


@cache
def words() -> dict[str, Any]:
    """The words of ``heads.toml``."""
    with (resources.PACKAGE / "reading" / "heads.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def no_name() -> frozenset[str]:
    """Words that are no name by themselves."""
    return frozenset(words()["none"]["words"])


@cache
def trimmed() -> frozenset[str]:
    """Words with which a run of capitals may begin that are no part of a name."""
    return frozenset(words()["trimmed"]["words"])


@cache
def heads() -> list[tuple[str, str]]:
    """Every word by which names begin, the longest first, with its kind."""
    every = ((word, kind) for kind, listed in words()["kinds"].items() for word in listed)
    return sorted(every, key=lambda one: -len(one[0]))


@cache
def _accented(word: str) -> str:
    """A pattern of a word that lets its letters bear accents or be capitals."""
    letters = {
        "a": "[aàâAÀÂ]",
        "e": "[eéèêëEÉÈÊ]",
        "i": "[iîïIÎ]",
        "o": "[oôOÔ]",
        "u": "[uùûUÙÛ]",
        "c": "[cçCÇ]",
        "'": "'",
        " ": r"\s",
    }
    return "".join(
        letters.get(letter) or (f"[{letter}{letter.upper()}]" if letter.isalpha() else re.escape(letter))
        for letter in word
    )


@cache
def head_pattern() -> re.Pattern[str]:
    """Names by the word that they begin with."""
    listed = "|".join(_accented(head) for head, _ in heads())
    rivers = "|".join(words()["rivers"]["words"])
    lower = rf"(?:(?:{_ADJECTIVE}|{_LINK}{_LOWER})\s)"
    tail = rf"(?:\s(?:{_LINK}{_LOWER}\s){{0,2}}{_LINK}?{_WORD}|\s(?:et|-)\s(?:{rivers})\b|-{_WORD})"
    first = rf"\s{lower}{{0,4}}{_LINK}?{_WORD}"
    return re.compile(rf"\b(?P<head>{listed})(?P<tail>{first}{tail}{{0,6}})")


@cache
def described_pattern() -> re.Pattern[str]:
    """Names of a capital word, words in small letters and a name: “École supérieure textile de Brévonne”."""
    listed = "|".join(
        f"{head[:1].upper()}{_accented(head)[len(_accented(head[:1])) :]}"
        if head[0] not in "eai"
        else f"[{_CAPITALS_OF[head[0]]}]{_accented(head)[len(_accented(head[:1])) :]}"
        for head, _ in heads()
    )
    return re.compile(
        rf"\b(?P<head>{listed}|Grand [Pp]ort)(?P<tail>(?:\s(?:{_OF}|et\s)?{_LOWER}){{1,5}}\s{_OF}?{_WORD}(?:[-\s]{_WORD})*)"
    )


COMMON = re.compile(
    rf"(?:(?<=[Ll]')|(?<=\b[Ll][ae] )|(?<=\b[Ll]es )|(?<=\b[Dd]u )|(?<=\b[Aa]u )|(?<=\b[Aa]ux )|(?<=\b[Dd]es )|(?<=[:–] )|(?<=\n)|(?<=\. ))(?P<name>{CAPITAL}[\wà-ÿ]{{3,}}(?:\s{_ADJECTIVE}s?){{1,2}}\s{_OF}{_WORD}(?:[-\s]{_WORD})*)"
)
"""A name that begins with a common noun in capitals: “le Parc national du Néouvielle”."""
_CAPITALS_OF = {"e": "EÉ", "a": "A", "i": "IÎ"}


@cache
def lower_pattern() -> re.Pattern[str]:
    """Names of bodies in small letters after their first word: “l'Agence départementale d'information sur le logement”."""
    listed = "|".join(_LOWER_NAMED)
    adjective = r"(?:\s[a-zà-ÿ]+(?:ale|al|aux|ales|aise|ais|enne|ien|ienne|ique|iques|ée|aine|ain|in|ine|an|ane|taire|if|ive|elle|el|i[eè]res?|iers?|eux|euse|ine|onne|oise?|aise?|iste|gne|able|breton|normand|picard|flamand|savoyard|catalan)\b)"
    noun = r"(?:\s(?:de|des) (?:moyennes?|hautes?|grande?s?|petite?s?|jeunes|libre|bonne|premi[eè]re?s?) [a-zà-ÿ]{3,}\b|\sdes [a-zà-ÿ]{3,}[sx] [a-zà-ÿ]{3,}s\b(?<! dans)(?<! depuis)(?<! mais)(?<! sous)(?<! puis)|\s(?:de la|de|du|des|sur le|sur la|(?:pour le|pour la)(?! ?(?:p[ée]riode|ann[ée]e|dur[ée]e|mise|r[ée]alisation|compte|construction))|aux|à la|et de la|et du|et des)\s[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]+)?\b|\sd'[a-zà-ÿ]{3,}\b|\s(?:de|pour) l'(?!ann[ée]e|ensemble|instant)[a-zà-ÿ]{3,}\b)"
    more = rf"(?!\spour\b){noun}"  # “l'Office national des forêts pour la gestion…”
    return re.compile(
        rf"(?<!^)(?<![.!?]\s)\b(?P<head>{listed})\b(?:{adjective}{{1,2}}(?:{noun}{adjective}?(?:{more}{adjective}?){{0,2}})?|{noun}{adjective}?(?:{more}{adjective}?){{0,2}})(?:\sà [a-zà-ÿ]+ [a-zà-ÿ]+(?:ive|if|ale|al)s?)?(?![\s-]{CAPITAL})"
    )


_LOWER_NAMED = (
    "Secours", "Foyer", "Amicale", "Ligue", "Harmonie", "Fonds", "Agence", "Chambre", "Fédération", "Banque", "Syndicat mixte", "Syndicat", "Office", "Établissement public", "Comité", "Caisse", "Union", "Centre",
    "Réseau", "Institut", "Observatoire", "Conservatoire", "Groupement", "Association", "Mission", "École", "Collectif", "Coopérative", "Fondation", "Académie", "Société", "Pôle", "Cluster",
    "Club", "Confédération", "Interprofession", "Ressourcerie", "Conseil national", "Service", "Plateforme", "Université", "Laboratoire", "Grand Port", "Alliance",
)  # fmt: skip


@cache
def endings() -> frozenset[str]:
    """Words that names of bodies end with."""
    return frozenset(word for group in words()["after"].values() for word in group)


@cache
def after_pattern() -> re.Pattern[str]:
    """Names by the word that they end with."""
    endings = "|".join(
        _accented(word).replace("[aàâAÀÂ]", "[AÀ]", 1) if word[0] == "a" else word.capitalize()
        for _, group in words()["after"].items()
        for word in group
    )
    endings = (
        endings.replace("Metropole", "M[ée]tropole")
        .replace("Communaute", "Communaut[ée]")
        .replace("Numerique", "Num[ée]rique")
    )
    return re.compile(
        rf"\b(?P<first>{CAPITAL}[\w]+(?:(?:[-\s]|\s(?:de la|du|des|de|en)\s|\sd'|\sde l'){CAPITAL}[\w]+)*)\s(?P<last>{endings})(?:\s{CAPITAL}[\w]+)*\b"
    )


_WORD_OF_NAME = r"(?!(?:fa[çc]on|mani[eè]re|sorte|plus|fait|m[eê]me|nouveau|suite|concert|mai|l'instant|ce|cette|ces|son|sa|ses|leur|leurs|notre|nos|qui|que)\b)[a-zà-ÿœ]{3,}(?:-[a-zà-ÿœ]+)*"
NAMED = re.compile(
    rf"(?:(?<=[Ll]')|(?<=\b[Ll][ae]\s)|(?<=\b[Ll]es\s)|(?<=\b[Dd]u\s)|(?<=\b[Aa]u\s)|(?<=\b[Aa]ux\s)|(?<=\b[Dd]es\s))(?P<name>(?:(?:Haute?|Grande?|Petite?|Vieux|Vieille|Nouvelle?) (?:[a-zà-ÿ]{{3,}}|{CAPITAL}[a-zà-ÿ]{{2,}})|{CAPITAL}[a-zà-ÿ]{{3,}}(?: {CAPITAL}[a-zà-ÿ]{{2,}})?)"
    rf"(?P<rest>(?:\s{_ADJECTIVE}s?){{0,2}}(?:\s(?:et\s)?(?:de la\s|des\s|du\s|de l'|d'|de\s){_WORD_OF_NAME}(?:\s{_ADJECTIVE}s?){{0,2}}){{1,3}}(?:\s{_OF}{_WORD}(?:[-\s]{_WORD})*)?)|{CAPITAL}[a-zà-ÿ]{{3,}}(?:\s{_ADJECTIVE}s?){{1,2}}\s{_OF}{_WORD}(?:[-\s]{_WORD})*"
    rf"|(?:Grande?|Haute?) {CAPITAL}[a-zà-ÿ]{{3,}} {_OF}{_WORD}(?:[-\s]{_WORD})*)(?![\w-])"
)
"""A name that begins with a common noun in capitals after an article: “la Confrérie du cuir”, “le Grand Aquarium de Calvérie”."""
APPOSED = re.compile(
    rf"\b(?:[Ll]e |[Ll]a |[Ll]'|[Uu]ne? |[Dd]u |[Aa]u |[Dd]e l')(?P<noun>fabricant|constructeur|industriel|équipementier|start-up|startup|PME|ETI|éditeur|exploitant|"
    rf"concepteur|fournisseur|entreprise|société|groupe|coopérative|filiale|biotech|jeune pousse|fonderie|usine|distributeur|transporteur)"
    rf"(?:\s(?:d'|de |du |des |en |spécialisée? (?:dans|en) )?(?:l'|la |le |les )?[a-zà-ÿ-]{{3,}}){{0,4}}\s(?P<name>{CAPITAL}[\w&'.-]*\w(?:\s{CAPITAL}[\w&'.-]*\w){{0,3}})"
)
"""A company after the word that says what it is: “le fabricant d'électrolyseurs Hydrolance”."""
CALLED_AFTER = re.compile(
    rf"(?<![\w'-])(?P<name>{CAPITAL}[\w&'.-]*\w(?: {CAPITAL}[\w&'.-]*\w){{0,2}}), (?:un |une |le |la |l')?(?:fabricant|constructeur|industriel|équipementier|start-up|startup|jeune pousse|PME|ETI|éditeur|spécialiste|concepteur|fournisseur|entreprise|société|coopérative|filiale|biotech|fonderie|"
    rf"distributeur|transporteur)\b"
)
"""A company before the word that says what it is: “Voltalys, fabricant de batteries”."""
_DEFINED_AS = frozenset(
    (
        "association", "societe", "entreprise", "cooperative", "cluster", "pole", "pole de competitivite", "reseau", "federation", "fondation", "agence", "technopole", "incubateur", "syndicat mixte", "club",
        "collectif", "groupement", "mutuelle", "start-up", "interprofession", "union", "bureau d'etudes", "cabinet", "ressourcerie", "conservatoire", "observatoire", "mission locale", "etablissement public", "filiere", "scic", "sas", "groupe",
    )
)  # fmt: skip


@cache
def defined_pattern() -> re.Pattern[str]:
    """A name by the words that say what it is: “Arômes & Terroirs est le pôle…”, “Agrotech Durance, bureau d'études”."""
    listed = "|".join(map(_accented, sorted(_DEFINED_AS, key=len, reverse=True)))
    word = rf"{CAPITAL}[\w'’-]*"
    return re.compile(
        rf"(?<![\w'’-])(?<!La )(?<!Le )(?<!Les )(?P<name>(?!(?:La|Le|Les|Une?|Ce|Cette|Notre|Son|Sa) |[LDdl]['’]){word}(?: (?:& |d[eu] |des |d['’]|la |le )?{word}){{0,4}}) ?(?:(?: est| était) (?:aujourd'hui )?(?:une? |le |la |l['’]|notre )(?:[a-zà-ÿ]+ )?|, (?:(?:une? |le |la |l['’])(?:jeune |nouvelle |nouveau )?)?)(?P<head>{listed})(?![\w-])(?! [A-ZÀ-Ý])"
    )


GRAND = re.compile(
    rf"\b(?:[Ll]e |[Dd]u |[Aa]u )?(?P<name>Grand (?!Port|Théâtre|Large|Prix|Palais|Site|Hôtel|Parc|Stade|Débat|Est\b|Ouest\b|Plan|Jury){CAPITAL}[\w]+(?:-{CAPITAL}?\w+)*(?: {CAPITAL}[\w]+)?)"
)
"""An intercommunality by the name that many bear: “le Grand Belvoir”."""

LOWER_HEADS = frozenset(
    {"communaute de communes", "communaute d'agglomeration", "communaute urbaine", "syndicat mixte", "ville", "commune", "mairie",
     "chambre de commerce et d'industrie", "chambre d'agriculture", "chambre de metiers et de l'artisanat", "office de tourisme",
     "agence de l'eau", "agence d'urbanisme", "agence de developpement", "parc naturel regional", "universite", "departement",
     "conseil departemental", "conseil regional", "region", "pole metropolitain", "mission locale", "etablissement public foncier", "lycee", "college", "hopital", "centre hospitalier",
     "prefecture", "sous-prefecture", "syndicat intercommunal", "office public de l'habitat", "centre social", "caisse d'allocations familiales", "ecole superieure", "iut", "musee", "cooperative",
     "caisse des ecoles", "agglomeration", "petr", "rectorat", "chambre des metiers", "port", "aeroport", "federation departementale", "club d'entreprises"}
)  # fmt: skip
"""Heads that begin a name in small letters too: “la communauté de communes du Vexin”."""


def answering(text: str) -> tuple[int, int] | None:
    """Where the name of who answers stands: after the question for it."""
    found = re.search(
        r"(?im)^[^\n?]{0,25}\b(?:nom|dénomination|raison sociale)\b[^\n?]{0,50}(?:\?|structure|organisation|organisme|association)[ .]*\s+"
        r"(?:(?:>|réponse ?:|r ?:|→)\s*)?(?P<name>[A-ZÀ-Ý][^\n?;]{2,80}?)[ .]*$",
        text,
    )
    return found.span("name") if found else None


def without_accents(text: str) -> str:
    """Small letters without accents, apostrophes and hyphens kept."""
    return re.sub(r"[^\w' -]", " ", "".join(_letter(letter) for letter in text.lower())).strip()


@cache
def _letter(letter: str) -> str:
    return folded(letter) or letter


def cut_at_head(tail: str) -> str:
    """The rest of a name up to where another begins: “et de la Banque des Territoires” is no part of it."""
    for link in re.finditer(r"\s(?:et|-|–)\s(?:de la |de l'|du |des |d'|la |le |les |l')?", tail):
        after = without_accents(tail[link.end() :])
        next_word = tail[link.end() :].split(maxsplit=1)[:1]
        if "et" not in link[0] and next_word and folded(next_word[0]) in no_name():
            return tail[: link.start()]
        if any(after == head or after.startswith((f"{head} ", f"{head}-")) for head, _ in heads()):
            return tail[: link.start()]
    return tail.rstrip()


CAPITALS = re.compile(
    rf"(?<![\w'-])(?P<venue>(?:[Ss]alle|[Pp]alais|[Pp]arc|[Hh]ôtel|[Hh]alle|[Tt]héâtre|[Ee]space|[Mm]aison|[Cc]entre|[Cc]entre de congrès)\s(?:(?:des|du|de la|de l'|de|d')\s?{_LOWER}\s?)?(?:(?:des|du|de la|de l'|de|d')\s?{_LOWER}\s)?(?:(?:de|du|des|de la|de l'|d')\s?)?{_WORD}(?:[-\s]{_WORD})*)"
    rf"|(?:(?<![\w'])|(?<=\bqu')|(?<=\bQu')|(?<=\blorsqu')|(?<=\bpuisqu'))(?:l'|d')?(?P<plain>{CAPITAL}[\wà-ÿ]*(?:[-.'@]{CAPITAL}?[\wà-ÿ]+)*(?:(?: | & |-| (?:de la|de l'|de|du|des|d'|la|le|en|sur|of the|of|di [ui]|di) ?)(?:{CAPITAL}[\wà-ÿ]*(?:[-']{CAPITAL}?[\wà-ÿ]+)*|\d{{4}}(?=\s[»]|\b)))*(?:\s\d\.\d(?![\d%]))?)"
)


def is_line(text: str, start: int, end: int) -> bool:
    """Whether the words are a line in capitals: a heading, not a name."""
    return (
        text[start:end].isupper()
        and text[start - 2 : start] in ("", "\n\n")
        and text[end : end + 2].strip(" ") in ("", "\n\n")
    )


@cache
def counted_pattern() -> re.Pattern[str]:
    """Several bodies meant at once: “les deux EPCI”."""
    listed = "|".join(_accented(word) for word in words()["counted"]["words"])
    return re.compile(rf"\b(?:[Ll]es|[Dd]es|[Aa]ux) (?P<count>deux|trois) (?P<word>{listed})\b(?! [A-ZÀ-Ý:])")


_SAID_OF_BODIES = (
    "structure",
    "organisme",
    "bailleur",
    "constructeur",
    "laboratoire",
    "hopital",
    "festival",
    "papeterie",
    "usine",
    "enseigne",
    "industriel",
    "editeur",
    "equipementier",
    "operateur",
    "pme",
    "centre",
)
"""Words that mean a body again where the text calls it so beside its name."""


@cache
def again_pattern() -> re.Pattern[str]:
    """Bodies and their organs that are meant and not named."""
    listed, organs = (
        "|".join(map(_accented, sorted(some, key=len, reverse=True)))
        for some in (
            {*words()["again"], *(head for head, _ in heads() if " " not in head and len(head) > 4), *_SAID_OF_BODIES},
            words()["organs"]["words"],
        )
    )
    return re.compile(
        rf"(?<![\w-])(?:[Ll][ea] (?:nouveau |nouvelle |jeune )?|[Ll]'|[Dd]u (?:nouveau )?|[Aa]u (?:nouveau )?|[Cc]e |[Cc]ette |[Cc]et |[Ll]eur |[Ss]on |[Dd]e l')(?:(?P<organ>{organs})(?![\w'-])|(?P<word>{listed})(?![\w'-])(?! (?:de |du |des |d')?(?:la |l')?[A-ZÀ-Ý])(?! [a-zà-ÿ]+(?:ique|ois|oise|ais|aise|ien|ienne|ain|aine|sque) [A-ZÀ-Ý]))"
    )
