"""Numbers of staff and of members that no verb of the lexicon tells: “avec 85 salariés”, “ses 16 agents”, “une usine de 64 salariés”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from territory_graph.reading.numerals import SEVERAL
from territory_graph.reading.patterns import figures
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, doubtful
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing

_STAFF = r"(?P<unit>salaries|agents|collaborateurs|collaboratrices|permanents|employes|etp|equivalents? temps plein)"
_MEMBERS = r"(?P<members>adherents|membres|communes)(?: membres| adherentes?)?"
_SITE = r"(?:usine|site|atelier|fabrique|entrepot|unite|fonderie|scierie|laboratoire|magasin|agence|imprimerie|laiterie|conserverie|chantier)"
_HELD = (
    rf"\b(?:ses|nos|leurs) {figures.COUNT} (?:{_STAFF}|{_MEMBERS})\b(?! (?:de|du|des|d') ?[a-z ]*[AU]\d)",
    rf"\bequipe(?: [a-z]+)? (?:de |d'|forte de |composee de |qui compte |comptant ){figures.COUNT} {_STAFF}\b",
    rf"\b{_SITE}(?: [a-z]+)? (?:de |d'|qui compte |comptant |employant ){figures.COUNT} {_STAFF}\b",
    rf"\bavec (?:ses )?{figures.COUNT} {_STAFF}\b",
    rf"\b(?:exercice|annee|saison)\b[^.;:]{{0,30}} (?:avec|sur) {figures.COUNT} {_MEMBERS}\b",
)
_NUMBER = rf"(?P<number>\d{{1,3}}(?: \d{{3}})*|{'|'.join(SEVERAL)})"
_BRACKETED = re.compile(rf"(?P<whose>[AU]\d+) \((?:[PBU]\d+, )?(?P<number>\d{{1,3}}(?: \d{{3}})*) {_STAFF}\)")
"""“Fonderies du Loup (Sancergues, 240 salariés)”."""
_WORK = re.compile(
    rf"(?:^|[,;:] |\bque )(?P<pre>)(?:{figures.ABOUT_NUMBER})?{_NUMBER} (?:personnes|salaries|agents|collaborateurs|employes) (?:y |en tout |vous )?(?:travaillent|accueillent|accompagnent|sont (?:aujourd'hui )?(?:employee?s|salariee?s)|oeuvrent)(?: (?:aujourd'hui|deja))?(?: (?:a|au|a la|a l'|chez|pour|dans|par) ?(?:la |le |l'|les )?(?P<at>[A-Z]\d+))?"
)
_THEY = re.compile(rf"^(?:ils|elles|A97|A98|on) (?:sont|est) {_NUMBER}(?=[ ,:.;]|$)(?! [a-z]+s\b)")
"""“Ils sont 204”, under a heading that says who: “Nos adhérents”."""
_CHANGES = re.compile(
    r"\b(?:recrut|embauch|cre(?:e|er|era|ation)s?\b|suppr|licenci|form(?:e|er|es|ation)\b|postes?\b|accompagn|beneficiai|concern|touch|vis(?:e|er)\b|objectif|d'ici|a terme|pourr|prevu|attend|rencontr|reunion|debat|vot|presents?\b|retrait|greve|l'an (?:dernier|passe))"
)
"""Words by which a number is not that of a body just now."""


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The numbers of a sentence, each of the one body whose it may be."""
    for text in _HELD:
        for match in re.finditer(text, sentence.words):
            unit = str(match.groupdict().get("unit") or match.groupdict().get("members") or "")
            found = PatternMatch(sentence, match, context)
            one = _owner(found, context, ours=match[0].startswith("nos "))
            if one is not None and not _unsure(sentence, match):
                yield _row(found, context, one, unit, match["number"])
    for match in _BRACKETED.finditer(sentence.words):
        found = PatternMatch(sentence, match, context)
        if (one := found.actor_in(match["whose"])) is not None:
            yield _row(found, context, one, match["unit"], match["number"])
    for match in _WORK.finditer(sentence.words):
        found = PatternMatch(sentence, match, context)
        at = match["at"]
        one = found.actor_in(at) if at and at[0] == "A" else _owner(found, context) if not at or at[0] in "PU" else None
        if one is not None and not _unsure(sentence, match):
            yield _row(found, context, one, "salaries", match["number"])
    they = _THEY.match(sentence.words)
    unit = _headed(context.lead) if they else ""
    one = context.names.author or sentence.topic
    if they and unit and one:
        yield _row(PatternMatch(sentence, they, context), context, one, unit, they["number"])


def _headed(lead: str) -> str:
    """The unit that a heading speaks of."""
    if re.search(r"\b(?:adherents|membres)\b", lead):
        return "adherents"
    return "salaries" if re.search(r"\b(?:equipe|effectifs?|salaries|agents)\b", lead) else ""


def _unsure(sentence: Sentence, match: re.Match[str]) -> bool:
    around = (
        re.split(r"[;:]", sentence.words[: match.start()])[-1] + re.split(r"[;:]", sentence.words[match.start() :])[0]
    )
    return bool(_CHANGES.search(around)) or doubtful(sentence, *match.span(), whole=True)


def _owner(found: PatternMatch, context: Context, *, ours: bool = False) -> Thing | None:
    """The body whose number it is: the only one before it in its clause, else the one that the sentence speaks of."""
    sentence = found.sentence
    if ours:
        return context.names.author or context.issuer
    ahead = re.split(r"[;:]", sentence.words[: found.span[0]])[-1]
    if re.search(r"\([^)]*$", ahead):
        return None
    slots = re.findall(r"[ABU]\d+", ahead)
    bodies = list(dict.fromkeys(thing for slot in slots if slot[0] == "A" and (thing := found.actor_in(slot))))
    if len(bodies) == 1:
        return bodies[0]
    if bodies:
        first = re.match(r"(?:[a-z' ]{0,12})(?P<slot>A\d+)", ahead)
        return found.actor_in(first["slot"]) if first else None
    if slots:
        first = re.match(r"(?:[a-z' ]{0,12})(?P<slot>U\d+)", ahead)
        return found.actor_in(first["slot"]) if first else None
    return sentence.subject


def _row(found: PatternMatch, context: Context, one: Thing, unit: str, number: str) -> PatternFact:
    draft = figures.figure_of(
        found, context, one, {"collaboratrices": "collaborateurs"}.get(unit, unit), figures.number_of(number)
    )
    draft.confidence = min(draft.confidence, 0.8)
    return draft
