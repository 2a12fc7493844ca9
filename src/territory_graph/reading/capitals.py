"""Names by their capitals alone: persons after a title, halls, and runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from territory_graph.reading.conjugation import AUXILIARIES
from territory_graph.reading.lexicon import verb_forms
from territory_graph.reading.mentions import Mention
from territory_graph.reading.name_ends import (
    NO_ADJECTIVE,
    NO_PART,
    with_adjectives,
)
from territory_graph.reading.name_forms import (
    CAPITALS,
    PERSON,
    again_pattern,
    cut_at_head,
    heads,
    is_line,
    no_name,
    trimmed,
    words,
)
from territory_graph.spelling import folded


def titled_persons(text: str) -> Iterator[Mention]:
    """Persons after “M.”, “Mme” and the like."""
    for match in PERSON.finditer(text):
        yield Mention(match.start(), match.end("name"), "N", match["name"])


def halls(text: str) -> Iterator[Mention]:
    """Halls and buildings by their word: “le Parc des expositions de Rouen”."""
    for match in CAPITALS.finditer(text):
        if match["venue"]:
            town = _OF_TOWN.match(text, match.end()) if not _OF_TOWN.search(match["venue"]) else None
            end = town.end() if town and cut_at_head(town[0]) == town[0] else match.end()
            yield Mention(match.start(), end, "U", text[match.start() : end] if town else match["venue"], kind="venue")


_OF_TOWN = re.compile(r" (?:de |du |d['’])(?=[A-ZÀ-Ý])[\w'’]+(?:-[\w'’]+)*(?! [A-ZÀ-Ý])")
"""What tells the town of a hall: “la salle Jean-Moulin de Vernay”."""


def capitalised(text: str) -> Iterator[Mention]:
    """Runs of capitalised words, which may name something; the first word of a sentence alone does not."""
    for match in CAPITALS.finditer(text):
        if match["venue"]:
            continue
        start, end = match.span("plain")
        pieces = match["plain"].split(" ")
        first = re.search(r"(?:^|[^\w\s,;'’()»\"]\s*|\n)$", text[max(0, start - 3) : start]) is not None
        while len(pieces) > 1 and (folded(pieces[0]) in trimmed() or not folded(pieces[0])):
            if (
                pieces[0] in ("Les", "Le", "La")
                and pieces[1][:1].isupper()
                and (
                    (not first and pieces[0] == "Les")
                    or _within(text, " ".join(pieces))
                    or (_BODY_AFTER.match(text, end) and not _within(text, " ".join([pieces[0].lower(), *pieces[1:]])))
                )
            ):
                break  # “une aide à Les Marées”
            start += len(pieces.pop(0)) + 1
        while pieces and (folded(pieces[-1]) in no_name() or re.fullmatch(r"\d+", pieces[-1])):
            end -= len(pieces.pop()) + 1
        if not pieces:
            continue
        name = text[start:end].strip()
        if (
            len(name) < 3
            or not name[0].isupper()
            or folded(name) in words()["again"]
            or no_name().issuperset(folded(name).split())
            or is_line(text, start, end)
        ):
            continue
        if common := re.match(r"[LDQ]'[a-zà-ÿ-]+ (?=[A-ZÀ-ÝŒ])", name):
            start, name = start + common.end(), name[common.end() :]
        if re.search(r"-(?:vous|nous|ils?|elles?|on|ce)$", name):
            continue  # “Envisagez-vous”
        if re.match(r"[LDQ]'[a-zà-ÿ]|[CJNSMT]'[aàeéèêiouyh]", name):
            continue  # an article and a common noun: “L'inauguration de la Maison”
        if re.match(r"[LD]'(?=[A-ZÀ-Ý])", name):
            start, name = start + 2, name[2:]
            if again_pattern().match(text, start - 2):
                continue  # “L'Union”, named in full elsewhere
        initial = re.search(r"(?:^|[.!?:\n•–-]\s*|«\s*)$", text[max(0, start - 3) : start]) is not None
        if (
            initial
            and not re.search(r"(?im)^(?:>|r[ée]ponse ?:|r ?:) *$", text[max(0, start - 12) : start])
            and " " not in name
            and "-" not in name
            and not name.isupper()
            and not does(text, start + len(name), name)
        ):
            continue
        if name.isupper() and " " in name and len(name) > 12:
            continue  # a line in capitals
        end = (
            with_adjectives(text, start + len(name)) if " " in name and folded(name).split()[0] in first_words() else 0
        )
        if " " not in name and "-" not in name:
            end = _longer(text, start, start + len(name))
        if end > start + len(name):
            name = " ".join(text[start:end].split())
        yield Mention(start, max(end, start + len(name)), "U", name)


_BODY_AFTER = re.compile(
    r",\s(?:une? |la |le |l')?(?:jeune |petite? )?(?:association|soci[ée]t[ée]|coop[ée]rative|entreprise|start-up|collectif|club|SAS|SARL|SCIC|SCOP|EURL|fondation|f[ée]d[ée]ration|cluster|r[ée]seau|PME|fabricant|compagnie|ressourcerie|tiers-lieu|mutuelle)\b"
)
"""What says after a name that it is that of a body: “La Seconde Planche, association…”."""


@cache
def national() -> re.Pattern[str]:
    """Bodies of the nation, as they are written."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words()['national']['words'])})(?![\w-]| [A-ZÀ-Ý])")


_FUNCTION_WORD = frozenset(
    ("le", "la", "les", "un", "une", "de", "du", "des", "à", "au", "aux", "en", "et", "ou", "par", "pour", "sur", "sous", "avec", "sans", "chez", "vers", "entre", "dans", "depuis", "dès", "lors", "selon", "qui", "que", "dont",
     "où", "si", "mais", "car", "donc", "puis", "ainsi", "comme", "ne", "se", "ce", "cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs", "notre", "nos", "votre", "vos", "y", "lui", "elle", "il", "ils", "elles", "on", "nous", "vous",
     "hier", "demain", "tout", "toute", "tous", "toutes", "bien", "même", "aussi", "déjà", "encore", "enfin", "ensuite", "alors", "ici", "là", "toujours", "seul", "seule", "plus", "moins", "très", "trop", "contre", "jusque", "afin", "via",
     "pendant", "durant", "avant", "après", "outre", "sauf", "hors", "voire", "soit", "quant", "quand", "lorsque", "tandis", "pourtant", "désormais", "aujourd", "jamais", "pas", "chaque", "plusieurs", "quelque", "aucun", "aucune", "autre", "autres")
)  # fmt: skip
"""Words in small letters that end a name."""


def _longer(text: str, start: int, end: int) -> int:
    """Where a name of one word in capitals after an article ends: “la Clinique mutualiste des Salins”."""
    if not re.search(
        r"(?:\b(?:associations?|sociétés?|coopératives?|entreprises?|compagnies?|collectifs?) |\b[Ll][ae] |\b[Ll]es |\b[Dd]u |\b[Aa]ux? |[Ll]['’]|\b[Dd]es )$",
        text[max(0, start - 14) : start],
    ):
        return end
    name = folded(text[start:end])
    if (
        name in words()["again"]
        or name in no_name()
        or name in words()["organs"]["words"]
        or re.search(r"(?:^|[.!?:\n•–-] ?)[LDA]\w{0,2}['’ ]$", text[max(0, start - 7) : start])
    ):
        return end
    at = end
    for _ in range(2):
        more = re.match(r" ([a-zà-ÿœ]{4,})(?![\w'’-])", text[at:])
        if (
            more is None
            or more[1] in _FUNCTION_WORD
            or more[1] in NO_PART
            or more[1] in NO_ADJECTIVE
            or more[1].endswith(("ment", "é", "ée", "és", "ées"))
            or more[1] in verb_forms()
            or more[1] in AUXILIARIES
        ):
            break
        at += more.end()
    if at > end and (
        of := re.match(r" (?:de la |de l'|du |des |de |d')[A-ZÀ-Ý][\w]+(?:[- ][A-ZÀ-Ý][\w]+)*", text[at:])
    ):
        at += of.end()
    return at


@cache
def first_words() -> frozenset[str]:
    """The first words of names of bodies, after which a further name may end with an adjective."""
    return frozenset(head.split()[0] for head, _ in heads()) | {
        "inter",
        "territoire",
        "terres",
        "office",
        "maison",
        "grand",
    }


NOUNS_TOO = frozenset(
    (
        "vivre",
        "lire",
        "porte",
        "forme",
        "pêche",
        "offre",
        "marche",
        "lutte",
        "voile",
        "commande",
        "vente",
        "cultive",
        "soude",
        "livre",
        "lire",
        "montagne",
        "compagne",
    )
)
"""Nouns that are forms of verbs as well."""


def _within(text: str, name: str) -> bool:
    """Whether a name with its article stands within a sentence of the text: “baptisée Les Trois Alaric”."""
    return re.search(rf"(?<=[a-zà-ÿ,] ){re.escape(name)}(?![\w-])", text) is not None


_NO_DOER = frozenset(
    [
        "certains",
        "certaines",
        "beaucoup",
        "ceci",
        "cela",
        "rien",
        "personne",
        "chacun",
        "chacune",
        "aucun",
        "aucune",
        "nul",
        "nulle",
        "celui",
        "celle",
        "ceux",
        "celles",
        "ça",
        "voici",
        "voilà",
        "seul",
        "seule",
        "autre",
        "autres",
        "quiconque",
        "quelques-uns",
    ]
)


def does(text: str, end: int, name: str) -> bool:
    """Whether a word with which a sentence begins does something: “Minalogic soutient…”."""
    if name.lower() in _NO_DOER or len(name) < 4 or name.lower() in verb_forms():
        return False
    if re.search(r"[a-zà-ÿ][A-ZÀ-Ý]", name):
        return True  # “EurobioSud”
    if re.match(
        r", (?:qui|que|qu'|dont|cré[ée]|créée|fondée?|née?|installée?|basée?|présidée?)\b", text[end : end + 20]
    ):
        return name.lower() not in ("président", "présidente", "maire")
    after = re.match(r" (?:s'|se |n'|ne |y |en |lui )?([a-zà-ÿœ]+)\b", text[end : end + 40])
    if after is None:
        return False
    moods = {mood for found in verb_forms().get(after[1], {}).values() for mood in found}
    return after[1] in ("a", "est", "avait", "était", "sera", "aura") or (
        bool(moods & {"present", "past", "future"}) and after[1] not in AUXILIARIES and not after[1].endswith("ent")
    )
