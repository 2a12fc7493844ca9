"""Agreements, and who supports whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph.reading.patterns import sums
from territory_graph.reading.patterns.grammar import (
    Context,
    Dates,
    PatternFact,
    PatternMatch,
    dates_near,
    lasting,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing, title

_NOUN = (
    r"(?P<noun>(?:nouvelle |premiere |seconde |presente )?(?:conventions?|accords?|protocoles?|chartes?|partenariats?|contrats?|feuilles? de route|pacte|"
    r"avenant|lettre d'intention|memorandum|entente)(?:-cadre)?)"
)
_SIGN = r"(?:sign|conclu|pass|nou|paraph|ratifi|form|scell|renouvel|reconduit|prolong|prorog|adopt|approuv)"
_SIGNED = (
    rf"(?:ont |a |avaient |avait |viennent de |vient de |)(?:{_SIGN}[a-z]*|s'(?:est|sont) li[a-z]*|s'engage[a-z]*)"
)

AGREEMENTS = (
    rf"<LIST:some><APP> {_SIGNED}(?:,? (?:le |en |ce |hier,? )?D\d+,? (?:a|au) (?:la |l')?[PBU]\d+)?,? <G>{_NOUN}<G>(?:,? (?:<G>)avec <LIST:others>)?(?=[ ,.]|$)",
    rf"<LIST:some><APP> {_SIGNED} <G>{_NOUN} qui (?:le |la |les |l')(?:lie|unit|associe|engage)[a-z]* (?:a |au |aux |avec )<LIST:others>",
    rf"{_NOUN}<G> (?:liant|unissant|entre|liait|lie) <LIST:some>",
    rf"{_NOUN}<G> (?:{_SIGN}[a-z]*|etablie?s?|elaboree?s?) <G>avec (?:chacune? de ces [a-z]+ ?[,:(]? ?)?<LIST:others>",
    rf"{_NOUN}<G> avec <LIST:others> (?:a ete|ont ete|est|sont) {_SIGN}[a-z]*",
    rf"signature<G> {_NOUN}<G> (?:avec|entre) <LIST:others>(?P<signature>)",
    r"<LIST:some>(?:,| est| sont| reste| restent) (?:le |la |les |un |une )?partenaires? (?:historique |privilegie[es]? |officiel[les]* |financier[es]* )?(?:de|du|des|d') ?<LIST:others>",
)
_KINDS = (("feuille", "roadmap"), ("partenari", "partnership"), ("convention", "convention"))
_NAMES = {
    "agreement": "Accord",
    "convention": "Convention",
    "partnership": "Partenariat",
    "roadmap": "Feuille de route",
}


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The agreements, sums and supports of a sentence."""
    agreements = list(_agreements(sentence, context))
    carried = list(sums.find(sentence, context, agreements))
    yield from agreements
    yield from carried
    yield from _supports(sentence, context)


def _agreements(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    told: set[tuple[str, frozenset[Thing]]] = set()
    for found in matches(sentence, context, AGREEMENTS, whole=True):
        some = found.actors("some")
        others = found.actors("others")
        noun = found.match["noun"] if found.has("noun") else "partenariat"
        if not some and others:
            some = tuple(thing for thing in _owners(sentence, context, found) if thing not in others)
        parties = tuple(dict.fromkeys((*some, *others)))
        if len(parties) < 2 or (_deciding(found) and not others) or _only_announced(found, context):
            continue
        kind = next((kind for word, kind in _KINDS if word in noun), "agreement")
        plural = noun.rstrip("0123456789 ").endswith("s") or noun.startswith("feuilles")
        groups = [parties]
        if plural and others and len(others) > 1:
            if "chacun" not in sentence.words and kind != "roadmap":
                continue
            groups = [(*some, other) for other in others if other not in some]
        for group in groups:
            if (kind, frozenset(group)) in told or any(frozenset(group) < seen for _, seen in told):
                continue
            told.add((kind, frozenset(group)))
            dates = dates_near(found, not_after=r"(?:nee?s?|datant|remontant|initiee?s?)")
            yield draft_of(found, kind, group, dates, has_noun=found.has("noun"))


def _deciding(found: PatternMatch) -> bool:
    """Whether an assembly approves what is named without those whom it joins."""
    return re.search(r"(?:adopt|approuv)", found.match[0]) is not None and found.has("some") and not found.has("others")


def _only_announced(found: PatternMatch, context: Context) -> bool:
    """Whether a signature is on a programme, and nothing says that it took place."""
    if context.report and re.search(r"[DS]\d", found.sentence.words):
        return False
    if found.has("signature"):
        return True
    words = found.sentence.words
    before = words[: found.match.start("noun")] if found.has("noun") else ""
    return re.search(r"signature d[^.;]{0,25}$", before) is not None and not re.search(
        r"\ba eu lieu\b|\bs'est (?:tenue|deroulee)\b|\ba ete signee?\b", words
    )


def _owners(sentence: Sentence, context: Context, found: PatternMatch) -> tuple[Thing, ...]:
    """Whose agreement it is where only the other side is named: the subject of the sentence, else who issued the document."""
    start = found.span[0]
    before = re.sub(r", (?:qui|que|dont|ou) [^;.]*?, ", lambda told: " " * len(told[0]), sentence.words[:start])
    named = pattern("<LIST:some>").search(before)
    if named:
        return PatternMatch(sentence, named, context).actors("some")
    if (context.speaks or found.has("signature")) and context.issuer:
        return (context.issuer,)
    owner = sentence.subject or sentence.topic or context.issuer
    return (owner,) if owner else ()


def draft_of(
    found: PatternMatch, kind: str, parties: tuple[Thing, ...], dates: Dates, *, has_noun: bool
) -> PatternFact:
    """The row of an agreement between parties; ``has_noun`` is whether it is named, and its date that of its signature."""
    cells: dict[str, Any] = {"kind": kind, **lasting(dates)}
    said = found.sentence.words[slice(*found.span)]
    if kind == "roadmap" and (dated := re.search(r"[DS]\d+", said)):
        cells["year"] = getattr(found.sentence.slots[dated[0]], "first", "")[:4]
    elif dates.on and has_noun:
        cells["signed"] = dates.on.first
    names = " — ".join(party.name for party in parties)
    year = cells.get("signed", cells.get("start", cells.get("year", "")))[:4]
    name = f"{_NAMES[kind]} {names}{f', {year}' if year else ''}"
    sure = 0.95 if not dates.on or dates.on.sure else 0.9
    return found.draft("agreement", "agreements", confidence=sure, name=name, parties=parties, **cells)


SUPPORTS = (
    r"<LIST:some><APP> nous (?:soutien(?:t|nent)|accompagne(?:nt)?|appuie(?:nt)?|(?:a|ont) (?:soutenus?|accompagnes?))(?P<us>)",
    r"<LIST:some><APP> (?:soutien(?:t|nent)|soutenait|appuie(?:nt)?|accompagne(?:nt)?|(?:a|ont) (?:soutenu|accompagne|appuye)|parraine(?:nt)?|subventionne(?:nt)?|finance(?:nt)?) <LIST:others>",
    r"<LIST:some><APP> (?:apporte(?:nt)?|(?:a|ont) apporte|renouvelle(?:nt)?|confirme(?:nt)?|reaffirme(?:nt)?) (?:son|leur) (?:soutien|appui|concours)(?: financier| technique)? (?:a|au|aux) <LIST:others>",
    r"<LIST:others>(?:,| est| sont| a ete| ont ete) (?:soutenue?s?|accompagnee?s?|appuyee?s?|financee?s?|subventionnee?s?|parrainee?s?) (?:depuis D\d+ )?par <LIST:some>",
    r"<LIST:others><APP> (?:a|ont|) ?(?:beneficie|beneficient|recoit|recu)<G> d(?:u|e son|e l')? ?(?:soutien|appui)<G> (?:de|du|des) ?<LIST:some>",
)


GENERALLY = (
    r"<A:one><APP> (?:apporte|soutient|accompagne|renouvelle|confirme)[a-z]* (?:(?:son|leur) (?:soutien|appui) )?(?:aux|les|des|plusieurs) [a-z]",
)
THESE = (
    r"\b(?:ces|ses|cinq|quatre|trois|deux|chacun de ces) (?:acteurs|structures|partenaires|clusters|poles|associations|filieres|organismes|reseaux) ?[(:] ?<LIST:others>",
)


def _supports(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for found in matches(sentence, context, GENERALLY):
        if one := found.actor("one"):
            context.supporter = (one, sentence.paragraph)
    for found in matches(sentence, context, THESE, whole=True):
        if context.supporter and context.supporter[1] == sentence.paragraph:
            for other in found.actors("others"):
                one = context.supporter[0]
                name = title("Soutien", (one,), (other,))
                yield found.draft(
                    "support",
                    "agreements",
                    implied=True,
                    confidence=0.85,
                    kind="partnership",
                    name=name,
                    supporters=(one,),
                    supported=(other,),
                )
    for found in matches(sentence, context, SUPPORTS):
        some, others = found.actors("some"), found.actors("others")
        if found.has("us") and context.issuer:
            others = (context.issuer,)
        if (
            not some
            or not others
            or re.match(
                r"(?:a|au|aux|par|avec|dans|chez) ",
                found.match["others"] if found.has("others") and found.span[0] == found.match.start("others") else "",
            )
            or re.search(r"\b(?:a|au|aux) (?:la |l')?$", sentence.words[: found.span[0]])
            or set(some) & set(others)
            or "M" in found.match[0]
            or re.search(r"^ ?,? ?(?:a )?hauteur de M|^[^.;:ABU]{0,40}M\d", sentence.words[found.span[1] :])
        ):
            continue
        if found.match.re is pattern(SUPPORTS[-1]) and "U" in found.match["others"]:
            continue  # what has had support may be a building
        dates = lasting(dates_near(found, reach=30))
        name = title("Soutien", some, others)
        yield found.draft(
            "support",
            "agreements",
            confidence=0.9,
            kind="partnership",
            name=name,
            supporters=some,
            supported=others,
            **dates,
        )
