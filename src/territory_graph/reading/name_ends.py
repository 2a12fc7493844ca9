"""Where the name of a body begins and ends in a text: its adjectives, what it goes on with after “et”, its initials."""

from __future__ import annotations

import re

from territory_graph.reading.conjugation import AUXILIARIES
from territory_graph.reading.lexicon import verb_forms
from territory_graph.reading.name_forms import (
    CAPITAL,
    cut_at_head,
)
from territory_graph.spelling import folded

ACRONYM = re.compile(rf"\s?\((?P<short>(?=[\d&-]*{CAPITAL}[\d&-]*{CAPITAL})[A-Z0-9À-Ý&-]{{2,10}})\)")

_OWNER = re.compile(r"(?<![\w-])(?!CC |CA |CU |M |LA |LE |LES |DU |DE |DES )[A-Z]{3,6} $")

OF_OLD = re.compile(
    r" (?:d'(?!une?\b|autres?\b|abord\b|ici\b|ailleurs\b)[a-zà-ÿ]{3,}|d(?:e|u|es) (?!fa[çc]on|mani[eè]re|plus|nouveau|suite|concert|moins|quoi|sorte)[a-zà-ÿ]{4,}(?=[.,;:)\n])|pour tou(?:te)?s|commune?|locale?|vivante?|ouverte?|libre|citoyen(?:ne)?|populaire|en (?!partenariat|collaboration|lien|faveur|charge|mati|tant|vue|cours|place|plus|effet|outre|"
    r"janvier|f[ée]vrier|mars|avril|juin|juillet|ao|septembre|octobre|novembre|d[ée]cembre)[a-zà-ÿ]{4,})(?=[ ,.;:)\n]|$)"
)
"""“L'association Chemins d'hier”."""

_ADJECTIVE_AFTER = re.compile(
    r" (?P<word>[a-zà-ÿœ]{2,}(?:ique|al|ale|ais|aise|ois|oise|ien|ienne|ain|aine|if|ive|eux|euse|aire|ier|ière|in|ine|an|ane|el|elle|onne|ime|ante?|ble|iste|ol|ole|asque|esque|sque)s?|[a-zà-ÿœ]*(?:ic|in|on|un|ion|nt)aux"
    r"|verte?|bleue?|blanc|blanche|noire?|rouge|jaune|grise|dorée?|vive|amont|aval|haut|haute|bas|basse|libre|social|sociale|rural|urbain|uni|unie|unies|unis|mixte|mutuel|moderne|nouveau|nouvelle|neuf|neuve|propre|claire?|sauvage|partagée?)s?(?![\w'’-])"
)
"""An adjective after a name in capitals: “le Grand Port maritime”, “de l'Aulne maritime”."""

NO_ADJECTIVE = frozenset(
    (
        "propriétaire", "partenaire", "signataire", "bénéficiaire", "gestionnaire", "locataire", "actionnaire", "mandataire", "titulaire", "attributaire", "destinataire", "prestataire",
        "majoritaire", "minoritaire", "nécessaire", "responsable", "capable", "favorable", "comptable", "ensemble", "compris", "avant", "pendant", "durant", "moyennant", "devant", "maintenant",
        "notamment", "cependant", "autant", "suivant", "concernant", "selon", "sinon", "afin", "enfin", "matin", "fin", "loin", "soin", "terrain", "demain", "prochain", "prochaine", "lendemain", "plein",
        "dirigeant", "adhérent", "adhérente", "courant", "restant", "exploitant", "représentant", "conseille", "demandeur", "janvier", "février", "premier", "première", "dernier", "dernière",
        "membre", "mission", "convention", "gestion", "création", "fondation", "total", "central-", "particulier", "particulière", "entier", "entière", "actuel", "actuelle", "quel", "quelle", "lequel", "laquelle",
        "celle", "appel", "annuel", "annuelle", "mensuel", "seul", "quotidien", "bien", "rien", "moyen", "maintien", "lien", "soutien", "entretien", "fait", "mal", "égal", "principal", "final", "journal",
        "sociétaire", "maire", "salaire", "faire", "affaire", "plaire", "matin", "jardin", "besoin", "juin", "an", "ans", "plan", "bilan", "artisan", "dont", "mais", "jamais", "désormais", "frais",
        "renouvelle", "appelle", "rappelle", "interpelle", "excelle", "relais", "mois", "fois", "trois", "bois", "lois", "choix", "toutefois", "parfois", "quelquefois", "autrefois", "non", "son", "mon", "ton", "bon", "on", "saison", "maison", "raison", "union", "réunion",
    )
)  # fmt: skip
"""Words with the endings of adjectives that are none, or that tell what a body is just now."""

NO_PART = frozenset(
    (
        "qui",
        "que",
        "dont",
        "avec",
        "dans",
        "par",
        "est",
        "sont",
        "ont",
        "mais",
        "soit",
        "ainsi",
        "chez",
        "sous",
        "depuis",
        "selon",
        "puis",
        "avait",
        "sera",
        "fut",
        "lors",
        "été",
        "entre",
        "vers",
        "afin",
        "où",
        "dit",
        "projet",
        "programme",
        "conduite",
        "réunion",
        "séance",
        "maire",
        "président",
        "présidente",
    )
)
"""Words in small letters that stand in no name of a body."""

IN_TOWN = re.compile(
    r"\s(?:du|de la|de l'|des|au|à la|aux)\s(?=(?:Syndicat|Communaut|Pôle|Parc|SIVOM|Agence|Établissement|Office|Société|Pays|Grand )\w*)"
)


def without_verbs(tail: str) -> str:
    """The rest of a name up to a verb: not “… Rhône-Vallon en prendra 30”."""
    for word in _SMALL_WORD.finditer(tail):
        if word[1] in verb_forms() and word[1].endswith(_ENDS_OF_VERBS) and not word[1].endswith("ment"):
            return tail[: word.start()]
    return tail


_SMALL_WORD = re.compile(r" (?:(?:en|y|lui|leur|se|s'|l'|n'|ne|la|le|les) ?)?(?<![\w'])([a-zà-ÿœ]{3,})(?![\w'-])")
_ENDS_OF_VERBS = ("ra", "ront", "ait", "aient", "ent")


def with_adjectives(text: str, end: int) -> int:
    """Where a name ends with the adjectives in small letters that follow it: “Conseil culturel des Flandres maritimes”."""
    begun = end
    while found := _ADJECTIVE_AFTER.match(text, end):
        word = found["word"]
        if word in NO_ADJECTIVE or word in NO_PART or word in verb_forms() or word in AUXILIARIES:
            break
        end = found.end()
    more = OF_PLACE.match(text, end) if end > begun else None  # “Communes forestières du Sud”
    return more.end() if more else end


OF_PLACE = re.compile(r" (?:de la |de l['’]|du |des |de |d['’])[A-ZÀ-Ý]\w+(?:[- ][A-ZÀ-Ý]\w+)*")
"""What tells the place or the theme of a body: “de l'Arvanne”."""


GRAND_SITE = re.compile(rf" [a-zà-ÿ]{{3,}}{OF_PLACE.pattern}")
"""What “du Grand” goes on with: “site d'Alisu”."""


def stands_for(short: str, name: str) -> bool:
    """Whether a short name may be that of a longer one: its letters stand in it in that order.

    >>> stands_for("POE", "Pôle Océan Énergies"), stands_for("DETR", "État")
    (True, False)
    """
    letters = iter(folded(name))
    return all(letter in letters for letter in folded(short) if letter.isalpha())


def begins_at(text: str, match: re.Match[str]) -> int:
    """Where a name begins: before its head in “SNCF Réseau”."""
    start = match.start()
    owner = _OWNER.search(text[max(0, start - 12) : start]) if match["head"][0].isupper() else None
    return start - len(owner[0]) if owner else start


_MORE = re.compile(
    rf" et (?:(?:de la |de l'|du |des |de |d'|la |le |les |l'))?{CAPITAL}[\w]+(?:[- ](?:(?:de la|de l'|du|des|de|d'|la|le|les|l'|sur|en|et) ?)?{CAPITAL}\w+)*"
)

_ONE_VERB = re.compile(
    r" (?:n'|ne |s'|se |y |lui |nous )?(?:a|est|fait|faisait|avait|était|sera|aura|[a-zà-ÿ]{3,}(?:ait|era|ira))\b"
)


_AND_COMPANY = re.compile(r" et (?:Compagnie|Cie|Fils|Filles|Frères|Associés)(?!\w)")
_ONE_PARTY = re.compile(r",[^\n]{0,400}?\bci-après (?:dénommée?|désignée?|appelée?|nommée?) ")


def _is_one_party(text: str, start: int, end: int) -> bool:
    """Whether a paragraph of a contract names one party from its start on: “L'association A et B, ci-après dénommée…”."""
    ahead = text[text.rfind("\n", 0, start) + 1 : start]
    return (
        re.fullmatch(r"(?:et |d'une part,? |d'autre part,? |entre )*(?:la |le |l['’])?", ahead, re.IGNORECASE)
        is not None
        and _ONE_PARTY.match(text, end) is not None
    )


def one_name(text: str, match: re.Match[str], tail: str) -> str:
    """What “l'association Rail” goes on with after “et”: a name beside it would have an article."""
    end = match.start("tail") + len(tail)
    if company := _AND_COMPANY.match(text, end):
        return company[0]
    more = re.match(rf" et {CAPITAL}\w+(?:[- ]{CAPITAL}\w+)*", text[end : end + 40])
    single = match["head"].lower() in ("association", "société", "fondation", "compagnie") and re.match(
        rf"\s{CAPITAL}\w+$", tail
    )
    if not (more and single) or re.search(r"\b(?:entre|avec|à|par) (?:la |l['’])?$", text[: match.start()][-12:]):
        return ""
    return (
        more[0]
        if cut_at_head(more[0]) == more[0] and not re.match(r" ?,? (?:ont|sont)\b", text[end + len(more[0]) :])
        else ""
    )


def _does_one(text: str, end: int) -> bool:
    """Whether what follows is the verb of one body: “Terre et Sel apporte”."""
    after = re.match(r" ([a-zà-ÿ]{3,})\b", text[end : end + 30])
    moods = {mood for found in verb_forms().get(after[1], {}).values() for mood in found} if after else set()
    one = after is not None and "present" in moods and not after[1].endswith("ent")
    return _ONE_VERB.match(text, end) is not None or one


def and_more(text: str, start: int, end: int) -> str:
    """What a name goes on with after “et”, where the text shows that it is one name: “Terres d'Aubrac et Truyère”.

    It stands so twice, on a line of its own, or before its initials in brackets.
    """
    more = _MORE.match(text, end)
    if more is None or cut_at_head(more[0]) != more[0]:
        return ""
    whole = text[start : more.end()]
    rest = re.sub(r"^(?:de la |de l'|du |des |de |d'|la |le |les |l')", "", more[0][4:])
    if _does_one(text, more.end()) and not re.search(r"\bentre (?:la |le |l')?$", text[:start][-12:]):
        return more[0]  # “la Communauté d'agglomération Plaine et Carnelle entre…”
    epci = re.match(
        r"(?i:communaut[ée] (?:de communes|d'agglom[ée]ration|urbaine)|pays|parc naturel r[ée]gional) (?=[A-ZÀ-Ý])",
        text[start : start + 40],
    )
    several = re.match(
        r",? (?:[a-zà-ÿ']+ ){0,2}?(?:ont|sont|[a-zà-ÿ]+(?:ent|ront))\b", text[more.end() : more.end() + 40]
    )
    direct = re.match(rf" et {CAPITAL}", more[0]) is not None
    if (
        epci
        and direct
        and not several
        and not re.search(r"\bentre (?:la |le |l')?$", text[:start][-12:])
        and not re.search(rf"(?<!et ){re.escape(more[0][4:])}", text)
    ):
        return more[0]  # one that is named beside another has an article
    apart = re.search(rf"(?<!et )(?<!et la )(?<!et du )(?<!et l'){re.escape(rest)}(?! (?:en|de|du) )", text)
    if apart is None and text.count(whole) == text.count(text[start:end]) > 1:
        return more[0]
    for place in re.finditer(re.escape(whole), text):
        alone = text[: place.start()][-2:] in ("", "\n\n") and text[place.end() : place.end() + 1] in ("", "\n")
        short = ACRONYM.match(text, place.end())
        party = direct and _is_one_party(text, *place.span())
        if alone or party or (short and stands_for(short["short"], whole) and more[0][4] in short["short"]):
            return more[0]
    return ""
