"""Clauses of a skeleton, each told with its subject and in plain tenses, so that a pattern is written once.

“A1, créé en D2, héberge 86 entreprises et emploie 14 personnes” becomes “…, A1 heberge… A1 emploie…”; “vient de rejoindre”
becomes “a rejoint”. What was put in stands for the words at its place.
"""

from __future__ import annotations

import re

from territory_graph.reading.traced import Traced

_PARTICIPLES = {
    "rejoindre": "rejoint", "ouvrir": "ouvert", "obtenir": "obtenu", "recevoir": "recu", "accueillir": "accueilli", "elire": "elu",
    "conclure": "conclu", "etablir": "etabli", "unir": "uni", "reunir": "reuni", "choisir": "choisi", "investir": "investi",
    "percevoir": "percu", "devenir": "devenu", "convenir": "convenu", "soutenir": "soutenu", "reconduire": "reconduit",
}  # fmt: skip
_JUST = re.compile(
    r"\b(?:vient|viennent|venait|venaient) (?:tout juste |aussi )?(?:de |d')(?!etre\b)(?P<verb>s'|se )?(?P<inf>[a-z]+(?:er|ir|re))\b"
)
_PLEASED = re.compile(
    r"\b(?:est|sont) (?:[a-z]+ )?(?:fieres?|fiers?|heureux|heureuses?|ravie?s?|enchantee?s?) (?:de |d')(?:avoir|annoncer avoir) (?=[a-z])"
)
_WE = (
    (re.compile(r"(?:^|(?<=[ ,;:]))nous (?:avons|venons d'avoir) "), "{we} a "),
    (re.compile(r"(?:^|(?<=[ ,;:]))nous sommes "), "{we} est "),
    (re.compile(r"(?:^|(?<=[ ,;:]))nous en sommes "), "{we} en est "),
)
_WE_VERB = re.compile(r"(?:^|(?<=[ ,;:]))nous (?P<object>(?:l'|le |la |les |y |en )?)(?P<stem>[a-z]{3,})ons\b")
_COUNTED = re.compile(
    r"(?<! a )(?<! en )(?P<who>[AU]\d+) \((?P<about>(?:environ |plus de |pres de |quelque )?)(?P<count>\d[\d ]*) (?P<unit>salaries|agents|collaborateurs|adherents|membres|communes|habitants)\)"
)
_IS = re.compile(r"(?P<who>[AU]\d+),? (?:c'est|ce sont) (?=(?:aujourd'hui )?\d)")
_VERBS = (
    r"(?:(?:a|ont|est|sont) (?:ete |egalement |aussi )?[a-z]+(?:e|es|ee|ees|i|is|ie|it|u|us|ue|ert)(?= )|en (?:est|sont) |emploie|compte|regroupe|rassemble|reunit|federe|heberge|dispose|possede|adhere|rejoint|"
    r"organise|accueille|soutient|finance|accompagne|collabore|travaille|coopere|porte|pilote|coordonne|beneficie|recoit|percoit|attribue|accorde|verse|"
    r"alloue|octroie|apporte|consacre|mobilise|investit|ouvre|inaugure|lance|signe|contribue|participe|gere|exerce|siege|devient|prend le nom|s'installe|s'engage|s'appelle|fonctionne|s'appuie|revendique|occupe|est)(?:nt)?(?= )"
)
_TURNS = (
    (
        re.compile(
            r"\b(?:ne |n')(?P<en>en )?(?P<verb>(?:(?:a|ont|est|sont) )?[a-z]+) (?:plus )?que (?=M\d|\d|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt)\b)"
        ),
        r"\g<verb> ",
    ),
    (re.compile(r"\b(?P<pre>les|des|aux|entre) communes (?:de |du |d')(?=[A]\d)"), r"\g<pre> "),
    (re.compile(r"(?<=\bles )(?P<one>A\d+)(?P<more>(?:, A\d+)*) et (?:de |d')(?=A\d)"), r"\g<one>\g<more> et "),
    (re.compile(r"\bquant (?:a|au|aux) (?:la |l'|le )?(?P<who>[ABU]\d+), (?:elles?|ils?) "), r"\g<who> "),
    (
        re.compile(
            r"^(?P<title>(?:[-•–▪*] ?)?[UQJ]\d+(?: D\d+)?) ?: (?=(?:une?|le|la|notre|l') ?(?:[a-z]+ ){0,2}?(?:projet|programme|demarche|operation|plateforme|chantier|dispositif|action|demonstrateur|experimentation|initiative)\b)"
        ),
        r"\g<title>, ",
    ),
    (re.compile(r"\bl'une? et l'autre\b"), "les parties"),
    (re.compile(r"\ba effet d[ue]\b"), "a compter du"),
    (
        re.compile(
            r"\((?:un |une |soit |dont )?(?:(?:pret|subvention|aide|avance|apport)(?: [a-z]+)? (?:de |d'))?(?=M\d)"
        ),
        "(",
    ),
    (re.compile(r"\bfait (?:vivre|travailler)\b"), "emploie"),
    (re.compile(r"\bfont (?:vivre|travailler)\b"), "emploient"),
)
"""Turns of phrase, each with what it means."""
_BESIDE = re.compile(
    r",(?P<when> (?:(?:en|le|au|ce|des|des le|depuis|depuis le|fin|debut|mi-|courant|a compter du|a partir du|a partir de|a partir d') ?)[DS]\d+|(?: depuis| des) [DS]\d+| en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)| (?:au debut|a la fin|au cours|debut|fin|au milieu) (?:du mois|de l'annee|de l'ete|de l'hiver|du printemps|de l'automne|de la semaine)),(?= )"
)
"""A date between commas: “adhésion, en D0, à A1”."""
_AND = re.compile(
    rf"(?P<link>,? (?:et|puis|mais) |, )(?:(?:desormais|aujourd'hui|actuellement|depuis D\d+,?) )?(?={_VERBS})"
)
_LEADING = re.compile(
    r"^(?:[-•–▪*] )?(?:[a-z]+(?:ee?|ees|ue|ie|is|us) [^;:.,]{0,60}, |[^,;:.ABCUPNMQJ]{0,40}, |[a-z]+ ?: )?(?:l'|la |le |les )?(?:(?:(?!projet|programme|operation|dispositif|chantier|convention|charte|accord|campus|salon|forum|budget)[a-z]+ ){1,2})?(?P<who>[AUC]\d+)(?= |,)"
)
_OTHER = re.compile(r"(?P<who>[ABUCN]\d+)(?=,? (?:qui )?(?:a|ont|est|sont|[a-z]+(?:nt|e|it|ent|oit|ert)) )")


def told_simply(skeleton: Traced, we: str) -> Traced:
    """The skeleton without turns that only tell when or how gladly; ``we`` is the slot of who speaks, or empty."""
    if we:
        for turn, by in _WE:
            skeleton = skeleton.sub(turn, by.format(we=we))
        skeleton = skeleton.sub(_WE_VERB, lambda match: f"{we} {match['object']}{_third(match['stem'])}")
    for turn, by in _TURNS:
        skeleton = skeleton.sub(turn, lambda match, by=by: match.expand(by))  # type: ignore[misc]
    skeleton = skeleton.sub(_BESIDE, lambda match: match["when"])
    skeleton = skeleton.sub(_JUST, _done).sub(_PLEASED, "a ")
    return skeleton.sub(_COUNTED, _employs).sub(_IS, lambda match: f"{match['who']} compte ")


def _done(match: re.Match[str]) -> str:
    infinitive = match["inf"]
    if infinitive.endswith("er"):
        participle = infinitive[:-1]
    elif infinitive in _PARTICIPLES:
        participle = _PARTICIPLES[infinitive]
    else:
        return match[0]
    return f"s'est {participle}" if match["verb"] else f"a {participle}"


def _third(stem: str) -> str:
    if stem.endswith("ge"):
        stem = stem[:-1]  # “nous emménageons”
    return f"{stem[:-1]}ient" if stem.endswith("oy") else f"{stem}ent"


def _employs(match: re.Match[str]) -> str:
    verb = "emploie" if match["unit"] in ("salaries", "agents", "collaborateurs") else "compte"
    return f"{match['who']} {verb} {match['about']}{match['count']} {match['unit']}"


def with_subjects(skeleton: Traced, text: str) -> Traced:
    """The skeleton with the subject before each further verb of it; ``text`` tells “porte” from “porté”.

    A verb after “et” within a relative clause has the body before “qui” for its subject; one whose clause names another
    body or a person as a subject is left as it is.
    """
    first = _LEADING.search(skeleton.text)
    if first is None:
        return skeleton
    who, begins = first["who"], first.end()

    alone = len(set(re.findall(r"[AB]\d+", skeleton.text.partition(";")[0]))) == 1
    if alone and ";" in skeleton.text and who[0] == "A":
        skeleton = skeleton.sub(re.compile(r"(?<=; )(?:elle|il)(?= )"), who)
    pieces, last = Traced("", (), ()), 0
    for match in _AND.finditer(skeleton.text):
        doer = _doer(skeleton, match, who, begins, text)
        if doer:
            at = skeleton.span(match.end(), match.end() + 1)[0]
            put = f" et puis {doer} "
            pieces = pieces + skeleton[last : match.start()] + Traced(put, (at,) * len(put), (at,) * len(put))
            last = match.end()
    return pieces + skeleton[last:]


def _doer(skeleton: Traced, match: re.Match[str], who: str, begins: int, text: str) -> str:
    """The slot of the body that does what a further verb says, or nothing."""
    verb = re.match(_VERBS, skeleton.text[match.end() :])
    last = match.end() + len(verb[0]) - 1 if verb else match.end()
    if match.start() < begins or text[skeleton.starts[last]] in "éÉ":
        return ""
    ahead = skeleton.text[begins : match.start()]
    relative = re.search(r"(?:(?P<of>[ABU]\d+),? )?\b(?P<who>qui|dont|ou|que) (?!.*\b(?:qui|dont|que) )", ahead)
    if relative and match["link"] != ", ":
        of = relative["of"] or (who if relative.start() <= 2 else "")
        return of if relative["who"] == "qui" else ""
    if re.search(r"[;:]", ahead) or (not relative and _done_by_another(ahead)):
        return ""
    return who


def _done_by_another(words: str) -> bool:
    """Whether another body or person does something between the subject and its further verb."""
    return any(
        re.search(r"(?:^|, | et | que )(?:l'|la |le |les )?(?:[a-z]+ )?$", words[: other.start()])
        for other in _OTHER.finditer(words)
    )
