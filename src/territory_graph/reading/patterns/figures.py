"""Numbers of bodies: members, staff, inhabitants, budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from territory_graph import french
from territory_graph.reading.numerals import NUMERALS, SEVERAL
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.things import Thing

_UNITS = {
    "communes": ("nb-communes", "communes"), "habitants": ("population", "habitants"), "adherents": ("nb-membres", "adhérents"),
    "membres": ("nb-membres", "membres"), "entreprises adherentes": ("nb-membres", "entreprises adhérentes"),
    "entreprises membres": ("nb-membres", "entreprises membres"), "societaires": ("nb-membres", "sociétaires"), "salaries": ("effectif", "salariés"), "agents": ("effectif", "agents"), "permanents": ("effectif", "permanents"), "employes": ("effectif", "employés"),
    "producteurs": ("nb-membres", "producteurs"), "communes membres": ("nb-communes", "communes membres"), "structures adherentes": ("nb-membres", "structures adhérentes"),
    "adherentes": ("nb-membres", "adhérents"), "collaborateurs": ("effectif", "collaborateurs"), "emplois": ("emplois", "emplois"), "etudiants": ("etudiants", "étudiants"),
    "entreprises": ("nb-membres", "entreprises"), "intercommunalites": ("nb-intercommunalites", "intercommunalités"), "personnes": ("effectif", "personnes"),
    "etp": ("effectif", "équivalents temps plein"), "equivalents temps plein": ("effectif", "équivalents temps plein"), "equivalent temps plein": ("effectif", "équivalents temps plein"),
    "structures": ("nb-membres", "structures"), "structures membres": ("nb-membres", "structures membres"), "organismes": ("nb-membres", "organismes"), "organisations": ("nb-membres", "organisations"),
    "organismes adherents": ("nb-membres", "organismes adhérents"), "organismes membres": ("nb-membres", "organismes membres"), "associations membres": ("nb-membres", "associations membres"), "associations adherentes": ("nb-membres", "associations adhérentes"),
    "etablissements membres": ("nb-membres", "établissements membres"), "societes membres": ("nb-membres", "sociétés membres"), "societes adherentes": ("nb-membres", "sociétés adhérentes"),
}  # fmt: skip
_GATHERABLE = frozenset(("entreprises", "structures", "organismes", "organisations"))
"""Units that number the members of a body only where its verb says that it gathers them."""
UNIT = "|".join(sorted(set(_UNITS) - _GATHERABLE, key=len, reverse=True))
ABOUT_NUMBER = r"(?:plus de |pres de |environ |quelque |au moins |moins de )"
COUNT = rf"(?P<about>{ABOUT_NUMBER})?(?P<number>\d{{1,3}}(?: \d{{3}})+|\d+|(?<=[ ,'])(?:{'|'.join(SEVERAL)}))"
FIGURES = (
    rf"<A:one>(?:<APP>|,|) (?:qui )?(?:compte|regroupe|rassemble|reunit|federe|represente|totalise|dessert|emploie|salarie|fait travailler|a|associe|comptait|comprend|accueille)(?:nt)? (?:aujourd'hui |actuellement |desormais )?{COUNT} (?:[a-z]+ (?=adherent|membre))?(?P<unit>{UNIT})",
    rf"(?<!\()<A:one> ?[–,] ?{COUNT} (?P<unit>salaries|agents|collaborateurs|adherents)\b(?P<staff>)",
    *(rf"<A:one> ?: (?:[^,.;:ABUM]{{1,40}},? ){{{n}}}(?:et )?{COUNT} (?P<unit>{UNIT})\b(?P<staff>)" for n in range(4)),
    rf"^(?:l'|notre |son |leur )equipe (?:compte|reunit|est composee de|rassemble) {COUNT} (?P<unit>{UNIT})(?P<label>)",
    rf"<A:one><APP>(?: qui)? (?:compte|regroupe|emploie|federe|reunit|rassemble)(?:nt)? [^.;:ABUM]{{0,70}}?(?:,| et|,? ainsi que) (?:ses )?{COUNT} (?P<unit>{UNIT})(?P<more>)",
    rf"(?:^|et puis )<A:one>[^.;:]{{0,90}}? (?:et|,) ses {COUNT} (?P<unit>{UNIT})",
    rf"<A:one>[^.;:ABU]{{0,60}}? (?:ses|leurs) {COUNT} (?P<unit>communes|adherents|membres|salaries|agents)(?: membres| adherentes?)?(?! de)",
    rf"<A:one><APP> (?:a |vient de )?(?:franchi|franchit|depasse|atteint|passe) (?:le cap|la barre|le seuil)(?: symbolique)? (?P<past>des ){COUNT} (?P<unit>{UNIT})",
    rf"<A:one><APP> (?:compte|s'appuie|dispose|repose|fonctionne|reunit)[a-z]* (?:sur |d'|de |avec )?une equipe (?:de |d'){COUNT} (?P<unit>{UNIT})",
    rf"^(?:[-•–▪*] ?)?une equipe (?:de |d'){COUNT} (?P<unit>{UNIT})(?P<label>)",
    rf"^(?:[-•–▪*] )?(?:(?P<what>effectifs?|population|adherents|membres|communes membres|nombre d'adherents|nombre de membres|nombre de communes)[^.;:ABUM]{{0,40}}) ?: ?{COUNT}(?: (?P<unit>{UNIT}))?(?P<label>)",
    rf"^(?:(?P<its>l')|son |leur )?effectif (?:total )?(?:est (?:aujourd'hui )?de|s'eleve a|atteint|compte) {COUNT} (?P<unit>{UNIT})(?P<his>)",
    rf"(?:equipe|effectifs?)[^.;:A-Z]{{0,40}} pass[a-z]+ de [a-z0-9]+ a {COUNT} (?P<unit>{UNIT})(?P<label>)",
    rf"<A:one>[^.;:ABU]{{0,60}}? dont les {COUNT} (?P<unit>agents|salaries|collaborateurs|employes)(?P<staff>)",
    rf"(?:ses|les|leurs) {COUNT} (?P<unit>{UNIT}) (?:de|du|de l'|d') ?(?:la |l')?<A:one>",
)
BUDGETS = (
    r"^(?:[-•–▪*] )?budget[^.;:ABUM]{0,40} ?: ?<M:sum>(?P<label>)",
    r"(?:^|, )(?:son|le) budget<G>(?:s'eleve a|s'est eleve a|s'etablit a|se monte a|represente|est de|atteint|de) <M:sum>(?P<his>)",
    r"budget<G> <OF><A:one><G>(?:s'eleve a|est de|atteint|de) <M:sum>",
    r"<A:one><APP> (?:dispose|est dotee?) d'un budget<G> (?:de|d') ?<M:sum>",
)


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The figures of a sentence."""
    told: set[str] = set()
    for found in matches(sentence, context, FIGURES):
        if found.has("label"):
            one = sentence.topic or context.issuer if not re.search(r"\.S(?!1$)", sentence.locator) else None
        else:
            one = sentence.topic if found.has("its") else sentence.subject if found.has("his") else found.actor("one")
        unit, number = found.match["unit"], number_of(found.match["number"])
        if unit is None:
            unit = next(word for start, word in _LABELS.items() if found.match["what"].startswith(start))
        owned = found.match.re is pattern(FIGURES[-1])
        if (
            one is None
            or (found.has("one") and not owned and not found.is_doer("one"))
            or unit in told
            or (unit == "personnes" and not re.search("emplo|equipe", found.match[0]))
            or (not owned and re.match(r" (?:des|qui|ont|sont) ", sentence.words[found.span[1] :] + " "))
        ):
            continue
        staff = (
            r"emploi|effectif|compt|salarie |travailler|equipe|cap |barre |seuil |\bses\b"
            if unit != "personnes"
            else r"emploi|effectif|equipe"
        )
        if (
            _UNITS[unit][0] == "effectif"
            and not owned
            and not found.has("staff")
            and not re.search(staff, found.match[0])
        ):
            continue
        if found.has("more") and _UNITS[unit][0] == "effectif" and "entreprises" in found.match[0]:
            continue  # those of its members
        told.add(unit)
        yield figure_of(found, context, one, unit, number)
    for found in matches(sentence, context, BUDGETS):
        one = (
            (sentence.topic or context.issuer if not re.search(r"\.S(?!1$)", sentence.locator) else None)
            if found.has("label")
            else sentence.subject or sentence.topic
            if found.has("his")
            else found.actor("one")
        )
        if one and not (found.has("his") and context.since_project < 2):
            dates = dates_near(found, reach=30)
            year = next((m.first for m in (dates.on, dates.since) if m), "") or _year_after(found)
            yield found.draft(
                "figure",
                "figures",
                about=one,
                name=f"Budget {french.after('de', one.name)}",
                measure="budget",
                value=found.amount("sum"),
                unit="euros",
                date=year,
            )


_LABELS = {
    "effectif": "salaries",
    "population": "habitants",
    "communes": "communes",
    "nombre de communes": "communes",
    "": "membres",
}

_STAFF = frozenset(
    (
        "employer",
        "compter",
        "salarier",
        "avoir",
        "disposer",
        "occuper",
        "revendiquer",
        "afficher",
        "dénombrer",
        "recenser",
    )
)
_GATHERED = frozenset(("regrouper", "fédérer", "rassembler", "réunir", "associer", "compter"))


def unit_of(words: str) -> str:
    """The unit that words name, as patterns write it, or nothing: “entreprises adhérentes”."""
    unit = plain(words)
    return unit if unit in _UNITS else ""


def unit_measure(unit: str) -> str:
    """What a number in a unit measures: “salaries” the staff."""
    return _UNITS[unit][0]


_NO_WORKERS = frozenset(("techniques", "méthodes", "procédés", "machines", "heures", "jours", "mois", "euros", "tonnes", "véhicules", "mots", "termes", "moyens", "outils", "ans", "postes", "apprentis", "saisonniers", "intérimaires", "stagiaires", "bénévoles"))  # fmt: skip


def are_workers(noun: str) -> bool:
    """Whether those whom a body employs are its staff, as far as their noun tells: “horlogers”, not “méthodes”."""
    return noun.endswith(("s", "x")) and noun not in _NO_WORKERS


_NO_MEMBERS = frozenset(("visiteurs", "spectateurs", "participants", "habitants", "étudiants", "chercheurs", "collaborateurs", "enseignants", "chantiers", "quartiers", "sentiers", "ateliers", "dossiers", "secteurs", "milliers", "chercheurs", "consommateurs", "lecteurs"))  # fmt: skip


def are_members(noun: str) -> bool:
    """Whether those whom a body gathers are its members, as far as their noun tells: “planteurs”, not “visiteurs”."""
    return noun.endswith(("eurs", "iers", "istes", "isans", "ants")) and noun not in _NO_MEMBERS


def told_by(unit: str, verb: str) -> bool:
    """Whether a verb tells a number of that unit of its subject: a body employs its staff and gathers its members."""
    measure = _UNITS[unit_of(unit)][0]
    if unit_of(unit) in _GATHERABLE:
        return verb in _GATHERED - {"compter", "associer"}
    if verb in ("équipe", "effectif", "effectifs"):
        return measure == "effectif"
    if verb in ("fort", "forte", "riche"):
        return True
    if verb == "être":
        return measure != "effectif"
    if measure == "effectif":
        return verb in _STAFF and (unit != "personnes" or verb in ("employer", "salarier", "occuper"))
    return (
        measure != "nb-membres"
        or verb in _GATHERED
        or verb in ("avoir", "totaliser", "représenter", "revendiquer", "afficher", "dénombrer", "recenser", "être")
    )


def draft_of(found: PatternMatch, context: Context, one: Thing, unit: str, number: str, ahead: str) -> PatternFact:
    """The row of a number in a unit; ``ahead`` are the words up to it."""
    about = re.search(rf"{ABOUT_NUMBER}(?={re.escape(number)})", ahead)
    return _row(
        found, context, one, unit_of(unit), number_of(plain(number)), about[0] if about else "", _counted_on(found)
    )


def number_of(written: str) -> str:
    """Digits of a number in digits or in letters.

    >>> number_of("1 250"), number_of("onze")
    ('1250', '11')
    """
    return str(NUMERALS[written]) if written in SEVERAL else written.replace(" ", "")


def _year_after(found: PatternMatch) -> str:
    after = re.match(r" (?:pour|en|au titre de) (D\d+)", found.sentence.words[found.span[1] :])
    return found.sentence.slots[after[1]].first if after else ""  # type: ignore[union-attr]


def _counted_on(found: PatternMatch) -> str:
    """The date that stands beside a number: “au 31 décembre 2020, …”, “… en 2020”."""
    words, (start, end) = found.sentence.words, found.span
    beside = re.match(r" (?:en|au|fin|a la fin de|depuis) (?P<day>D\d+)", words[end:]) or re.search(
        r"(?:^|[,;] )(?:en|au|fin) (?P<day>D\d+),? (?:l'|la |le )?$", words[:start]
    )
    moment = found.sentence.slots[beside["day"]] if beside else None
    return getattr(moment, "first", "")


def figure_of(found: PatternMatch, context: Context, one: Thing, unit: str, number: str) -> PatternFact:
    """The figure that a match tells of a body: so many of a unit, about so many where it says so."""
    about = found.match["about"] if "about" in found.match.re.groupindex else None
    return row_of(found, context, one, unit, number, about or "")


def row_of(found: PatternMatch, context: Context, one: Thing, unit: str, number: str, about: str) -> PatternFact:
    """The row of a number of a unit, with the date beside it."""
    return _row(found, context, one, unit, number, about, _counted_on(found))


def _row(
    found: PatternMatch, context: Context, one: Thing, unit: str, number: str, about: str, day: str
) -> PatternFact:
    measure, word = _UNITS[unit]
    day = day or context.day or ""
    note = f"Le texte dit « {about.strip().replace('pres', 'près')} »." if about else ""
    if measure == "nb-membres" and day:
        return found.draft(
            "figure",
            "member_counts",
            actor=one,
            name=f"{word.capitalize()} {french.after('de', one.name)}",
            date=day,
            members=number,
            unit=word,
            note=note,
        )
    return found.draft(
        "figure",
        "figures",
        about=one,
        name=f"{word.capitalize()} {french.after('de', one.name)}",
        measure=measure,
        date=day,
        value=number,
        unit=word,
        note=note,
    )
