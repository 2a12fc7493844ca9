"""Agreements, the sums that they carry, and who supports whom.

A sum for several bodies is one sum (scope ``global``): it is never shared out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.patterns.grammar import Context, Dates, Draft, Found, dates_near, lasting, matches, pattern
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing

_NOUN = (
    r"(?P<noun>(?:nouvelle |premiere |seconde |presente )?(?:conventions?|accords?|protocoles?|chartes?|partenariats?|contrats?|feuilles? de route|pacte|"
    r"avenant|lettre d'intention|memorandum|entente)(?:-cadre)?)"
)
_SIGN = r"(?:sign|conclu|pass|nou|paraph|ratifi|form|scell|renouvel|reconduit|adopt|approuv)"
_SIGNED = (
    rf"(?:ont |a |avaient |avait |viennent de |vient de |)(?:{_SIGN}[a-z]*|s'(?:est|sont) li[a-z]*|s'engage[a-z]*)"
)

AGREEMENTS = (
    r"<LIST:some> sont (?:des |les )?(?:partenaires|alliees?|associes)(?! (?:de|du|des|d'))",
    rf"<LIST:some><APP> {_SIGNED}[^.;:ABU]{{0,40}}?,? avec <LIST:others>,? (?:une? |la |le |l')?<G>{_NOUN}",
    rf"{_NOUN}<G> nous (?:lie|unit|engage|associe)(?:nt)? (?:a |au |aux |avec )<LIST:others>",
    rf"<LIST:some><APP> {_SIGNED},? <G>{_NOUN}<G>(?:,? (?:<G>)avec <LIST:others>)?(?=[ ,.]|$)",
    rf"<LIST:some><APP> {_SIGNED} <G>{_NOUN} qui (?:le |la |les |l')(?:lie|unit|associe|engage)[a-z]* (?:a |au |aux |avec )<LIST:others>",
    rf"{_NOUN}<G> (?:liant|unissant|entre|liait|lie) <LIST:some>",
    rf"{_NOUN}<G> (?:{_SIGN}[a-z]*|etablie?s?|elaboree?s?) <G>avec (?:chacune? de ces [a-z]+ ?[,:(]? ?)?<LIST:others>",
    rf"{_NOUN}<G> avec <LIST:others> (?:a ete|ont ete|est|sont) {_SIGN}[a-z]*",
    rf"{_NOUN}<G> (?:a ete|ont ete|est|sont|) ?{_SIGN}[a-z]* <G>par <LIST:some>",
    rf"<LIST:some><APP> (?:est|sont) lie[es]* par (?:une |un |la |le |l')?{_NOUN}<G>(?: (?:avec|a|au|aux) <LIST:others>)?",
    rf"signature<G> {_NOUN}<G> (?:avec|entre) <LIST:others>(?P<signature>)",
    rf"<LIST:some><APP> (?:se sont|s'est|sont) (?:engage|lie)e?s? (?:le D\d+ |en D\d+ )?(?:dans|par) <G>{_NOUN}<G>(?: avec <LIST:others>)?",
    rf"{_NOUN}<G> qui (?:lie|unit|engage|associe) <LIST:some> (?:a |au |aux |avec )?<LIST:others>",
    rf"{_NOUN}<G> (?:lie|unit)(?:nt)? <LIST:some> (?:a |au |aux |avec )<LIST:others>",
    r"<LIST:some>(?:,| est| sont| reste| restent) (?:le |la |les |un |une )?partenaires? (?:historique |privilegie[es]? |officiel[les]* |financier[es]* )?(?:de|du|des|d') ?<LIST:others>",
)
_KINDS = (("feuille", "roadmap"), ("partenari", "partnership"), ("convention", "convention"))
_NAMES = {
    "agreement": "Accord",
    "convention": "Convention",
    "partnership": "Partenariat",
    "roadmap": "Feuille de route",
}


def find(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """The agreements, sums and supports of a sentence."""
    agreements = list(_agreements(sentence, context))
    sums = list(_sums(sentence, context, agreements))
    yield from agreements
    yield from sums
    yield from _supports(sentence, context)


def _agreements(sentence: Sentence, context: Context) -> Iterator[Draft]:
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
            yield _agreement(found, kind, group, dates_near(found))


def _deciding(found: Found) -> bool:
    """Whether an assembly approves what is named without those whom it joins."""
    return re.search(r"(?:adopt|approuv)", found.match[0]) is not None and found.has("some") and not found.has("others")


def _only_announced(found: Found, context: Context) -> bool:
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


def _owners(sentence: Sentence, context: Context, found: Found) -> tuple[Thing, ...]:
    """Whose agreement it is where only the other side is named: the subject of the sentence, else who issued the document."""
    start = found.span[0]
    before = re.sub(r", (?:qui|que|dont|ou) [^;.]*?, ", lambda told: " " * len(told[0]), sentence.words[:start])
    named = pattern("<LIST:some>").search(before)
    if named:
        return Found(sentence, named, context).actors("some")
    if (context.speaks or found.has("signature")) and context.issuer:
        return (context.issuer,)
    owner = sentence.subject or sentence.topic or context.issuer
    return (owner,) if owner else ()


def _agreement(found: Found, kind: str, parties: tuple[Thing, ...], dates: Dates) -> Draft:
    cells: dict[str, Any] = {"kind": kind, **lasting(dates)}
    if kind == "roadmap" and (dated := re.search(r"[DS]\d+", found.match[0])):
        cells["year"] = getattr(found.sentence.slots[dated[0]], "first", "")[:4]
    elif dates.on and found.has("noun"):
        cells["signed"] = dates.on.first
    names = " — ".join(party.name for party in parties)
    year = cells.get("signed", cells.get("start", cells.get("year", "")))[:4]
    name = f"{_NAMES[kind]} {names}{f', {year}' if year else ''}"
    sure = 0.95 if not dates.on or dates.on.sure else 0.9
    return found.draft("agreement", "agreements", confidence=sure, name=name, parties=parties, **cells)


_GIVE = (
    r"(?:(?:a |ont |avait |avaient |)(?:attribue|accorde|verse|alloue|octroie|octroye|vote|apporte|consacre|mobilise|investit|investi|debloque|affecte|engage|donne|ajoute|met|mis|finance)(?:nt|e|s|ra)?|"
    r"(?:decide|a decide|ont decide) (?:d'|de )(?:attribuer|accorder|verser|allouer|octroyer|apporter|consacrer))"
)
_AID = r"(?:subvention|aide|dotation|participation|contribution|soutien|appui|enveloppe|financement|avance|concours|fonds|engagement|somme|credit|prime|bourse|budget)"
_TO = r"(?:a|au|aux|en faveur de|en faveur du|en faveur des|au profit de|au profit du|au benefice de|au benefice du|pour|pour le compte de)"
_DECIDES = r"(?:^|delibere, )(?:[-•–▪*] ?)?(?:article \d+ ?[:.–-] ?)?(?:decide (?:d'|de ))?(?:attribuer?|accorder?|allouer?|verser?|octroyer|octroie|voter?)"
SUMS = (
    rf"<LIST:funders><APP> (?:y |en )?{_GIVE}(?: {_TO} <LIST:to>)? <G>(?:{_AID}<G>)?(?:de |d'|d'un montant de |a hauteur de )?<M:sum>(?:<G> {_TO} <LIST:given>)?",
    r"<LIST:funders><APP> lui (?:a |ont )?(?:attribue|accorde|verse|alloue|octroie|octroye|apporte|consacre|decerne)[a-z]* <G><M:sum>(?P<him>)",
    rf"<LIST:to><APP> (?:a |ont |)(?:beneficie|recoi[a-z]*|recu|percoi[a-z]*|percu|obtenu|obtien[a-z]*|touche)(?:nt)? <G>(?:{_AID}<G>)?<M:sum>(?:<G>(?:de la part |versee? par |attribuee? par |accordee? par )?(?:de|du|des|par) ?<LIST:funders>)?",
    r"<A:funder>[^.;:ABCUM]{0,60}? (?:contribue|participe|finance|intervient|s'engage)[a-z]*<G>(?:(?:a )?(?:hauteur|concurrence) (?:de |d')|pour )<M:sum>",
    r"<LIST:funders><APP> (?:ont )?(?:co)?finance(?:nt)? [^.;:ABCUM]{0,60}?pour (?:un (?:montant )?(?:total|global) |un montant )(?:de |d')<M:sum>",
    r"et <DET><A:funder> (?:a )?(?:hauteur|concurrence) (?:de |d')<M:sum>",
    r"<LIST:funders><APP> (?:a |ont |)(?:soutenu|soutien[a-z]*|finance|financent|subventionne|accompagne|aide)(?:nt|s)? <LIST:to><G> (?:a )?(?:hauteur |concurrence |)?(?:de |d'|pour )<M:sum>",
    rf"{_AID}(?: financiere?)? (?:de|du|des|d') ?<LIST:funders>(?: {_TO} <LIST:to>)?<G>(?:s'eleve a|est de|est fixee? a|atteint|se monte a|de) <M:sum>",
    rf"<M:sum><G> (?:sont|est|ont ete|a ete|) ?(?:attribue|verse|alloue|accorde|octroye|vote)[a-z]* (?:par <LIST:funders> )?{_TO} <LIST:given>(?: par <LIST:payers>)?",
    rf"<M:sum>(?: {_TO} <LIST:given>)?,? (?:apporte|finance|verse|accorde|alloue|octroye|debloque|mobilise|engage|consenti)e?s? par <LIST:funders>",
    rf"(?:cotisation|adhesion|{_AID})(?: (?:annuelle|financiere|exceptionnelle|D\d+))* {_TO} <LIST:given> ?[:(,] ?<M:sum>(?P<ours>)",
    r"<M:sum>(?: (?:de la part|en provenance))? (?:de la |de l'|du |des |de |d')<LIST:funders>(?P<share>)",
    rf"{_DECIDES}(?: {_TO} <LIST:to>,?)? <G>(?:{_AID}<G>)?(?:de |d'|d'un montant (?:maximal |total )?de )?<M:sum>(?:<G> {_TO} <LIST:given>)?(?P<ours>)",
    r"<A:to><APP> (?:est|sont|a ete|ont ete|,) ?<G>(?:finance|soutenu|subventionne|aide|cofinance)e?s? <G>par <LIST:funders><G> ?(?:a hauteur (?:de |d')|pour |de |d')<M:sum>",
    r"<M:sum>,? (?:qui )?(?:est |sont |etant )?(?:prise?s? en charge|assuree?s?|couverte?s?|supportee?s?|financee?s?|apportee?s?|cofinancee?s?) <G>par <LIST:funders>",
    r"(?:apporte|finance|verse|accorde|octroye|attribue)e?s? par [^.;:]{0,80}?(?:,| et) <M:sum> par <LIST:funders>",
    r"<LIST:funders><APP> nous (?:a |ont )?(?:attribue|accorde|verse|alloue|octroie|octroye|apporte)[a-z]* <G><M:sum>(?P<us>)",
    r"(?:subvention|aide|dotation|participation|contribution)s?<G> (?:attribuee?s?|accordee?s?|versee?s?|octroyee?s?|allouee?s?) par <LIST:funders>(?: (?:a|au|aux) <LIST:to>)?<G>(?:s'eleve a|est de|est fixee a|atteint|de|:) <M:sum>",
    r"<LIST:to><APP> (?:s'est|s'etait|se sont) vue?s? (?:attribuer|accorder|octroyer|allouer)<G> <M:sum>(?:<G>(?:de la part |par )(?:de |du |des |d')?<LIST:funders>)?",
    r"(?:,| et|;) (?:la |le |l'|les )<A:funder>,? <M:sum>(?=[ ,.;]|$)(?P<gap>)",
    r"(?:,| et|;) <M:sum> (?:a|au|aux|pour|en faveur de|en faveur du) <LIST:given>(?P<and_to>)",
    r"(?:^|[;,:(] ?|et |par |de |avec )(?:de |par )?(?:la |le |l'|les |du |des )?<A:funder> ?[:(] ?<M:sum>(?P<named>)",
    r"(?:a |au |aux )(?:la |le |l'|les )?<A:given> ?\(<M:sum>(?P<to_named>)",
)


def is_row(sentence: Sentence) -> bool:
    """Whether a sentence is a line of a list or a table that ends with a sum."""
    return bool(_ROW.search(sentence.words) or _ROW_FIRST.search(sentence.words))


_ROW = re.compile(r"^(?:[-•–▪*►→·] ?)?(?P<label>[^:|]{3,90}?) ?(?:\.{4,}|[:|–—]) ?(?P<sum>M\d+)[ .;,htc]*$")
_ROW_FIRST = re.compile(
    r"^(?:[-•–▪*►→·] ?)?(?P<sum>M\d+) (?:a|au|aux|pour|:) ?(?:l'|la |le |les )?(?P<label>[^:|]{3,90}?)[ .;,]*$"
)
_NO_BODY = re.compile(
    r"\b(?:total|sous-total|autofinancement|fonds propres|travaux|etudes?|honoraires|emprunt|solde|divers|investissement|fonctionnement|cout|montant|"
    r"budget|depenses?|recettes?|achats?|charges|personnel|cotisations?|reste a charge|ventes|tva|materiel|equipement|communication|loyers?)\b"
)
_GIVERS = re.compile(
    r"financ|recettes|ressources|contributions?|participations?|\brecus?\b|\brecues?\b|apports?|subventions? (?:obtenue|percue|recue)"
)
_TAKERS = re.compile(
    r"subventions? (?:suivante|aux? |attribu|accord|vote)|attribu|accord|allou|\bvote|\bverse|beneficiaires?|aides? (?:suivante|aux? )|subventions?"
)


_RECEIVED = re.compile(r"\b(?:recu|percu|obtenu)e?s?\b")


def _of_row(sentence: Sentence, context: Context) -> Draft | None:
    """A sum of a list or a table, by what stands above it: who pays, or who receives from the body that decides."""
    row = _ROW.search(sentence.words) or _ROW_FIRST.search(sentence.words)
    lead = context.lead
    if row is None or not lead:
        return None
    giver = bool(_GIVERS.search(lead)) and not re.search(r"suivantes|attribu|\bvote\b|accorde", lead)
    if not giver and not _TAKERS.search(lead):
        return None
    if _NO_BODY.match(row["label"]) or context.issuer is None:
        return None
    slots = re.findall(r"[ABU]\d+", row["label"])
    found = Found(sentence, row, context)
    body = found._actor(slots[0]) if slots else None
    bare = re.sub(r"^(?:l'|la |le |les )?(?:association |societe )?[ABU]\d+(?: \([^)]*\))?$", "", row["label"])
    if bare and not giver:  # the words of the line are its name
        label = " ".join(sentence.written(*row.span("label")).split())
        label = re.sub(r"^(?:l'|la |le |les )?association ", "", label, flags=re.IGNORECASE)
        first = sentence.skeleton.span(*row.span("label"))
        body = context.names.things.new("actor", label[:1].upper() + label[1:], body.kind if body else "actor", first)
        found.weakest = 0.9
    elif bare and body is None:
        return None
    if body is None or body is context.issuer:
        return None
    if not giver:
        return _sum(found, row["sum"], (context.issuer,), (body,))
    return _sum(found, row["sum"], (body,), (context.issuer,) if _RECEIVED.search(lead) else ())


_NOT_GIVEN = re.compile(
    r"(?:budget|chiffre d'affaires|capital|dette|recettes?|depenses?|tresorerie|patrimoine|masse salariale)[^.;]{0,40}$"
)
"""What a sum “of” a body may be that the body gives to nobody."""


def _sums(sentence: Sentence, context: Context, agreements: list[Draft]) -> Iterator[Draft]:
    told: dict[str, Draft] = {}
    for found in matches(sentence, context, SUMS):
        slot = found.match["sum"]
        if slot in told:
            continue
        ahead = sentence.words[: found.span[0]]
        if (found.has("gap") or found.has("and_to")) and not told:
            continue
        if found.has("named") and not _GIVERS.search(ahead + found.match[0]):
            continue
        if found.has("to_named") and not _TAKERS.search(ahead):
            continue
        funders = (
            found.actors("funders")
            or found.actors("payers")
            or ((one,) if found.has("funder") and (one := found.actor("funder")) else ())
        )
        given = found.actors("to") or found.actors("given")
        before = list(told.values())[-1] if told else None
        if found.has("and_to") and before:
            funders = before.listed("funders")  # type: ignore[assignment]
        elif found.has("share") and before and not given and re.search(r"(?:,| et) $", ahead):
            given = before.listed("beneficiaries")  # type: ignore[assignment]
        elif (
            found.has("to")
            and re.search(r"\bson (?:soutien|appui|aide|concours)\b", found.match[0])
            and sentence.subject
        ):
            funders = (sentence.subject,)
        if found.has("us"):
            given = (context.issuer,) if context.issuer else ()
        elif found.has("gap"):
            given = given or list(told.values())[-1].listed("beneficiaries")  # type: ignore[assignment]
            if not list(told.values())[-1].cells.get("funders"):
                continue
        elif found.has("him"):
            given = tuple(thing for thing in (sentence.subject,) if thing)
        if found.has("ours") and context.issuer:
            funders = (context.issuer,)
        if found.has("share") and _NOT_GIVEN.search(sentence.words[: found.span[0]]):
            continue
        given = tuple(thing for thing in given if thing not in funders)
        if not (funders or given) or (
            re.search(r"\bbudget\b", found.match[0]) and not given and "hauteur" not in found.match[0]
        ):
            continue
        told[slot] = _sum(found, slot, funders, given)
        yield told[slot]
    if not told and (draft := _of_row(sentence, context)):
        yield draft
        return
    for match in re.finditer(r"M\d+", sentence.words):
        if match[0] not in told and (draft := _of_agreement(sentence, context, match, agreements)):
            yield draft


def _sum(found: Found, slot: str, funders: tuple[Thing, ...], given: tuple[Thing, ...]) -> Draft:
    amount = found.sentence.slots[slot].amount  # type: ignore[union-attr]
    each = re.search(r"\bchacune?\b", found.sentence.words) is not None
    dates = dates_near(found)
    year = next((moment.first[:4] for moment in (dates.on,) if moment and len(moment.first) == 4), "")
    cells: dict[str, Any] = {"kind": "agreement", "amount": amount, "year": year, **lasting(dates)}
    if dates.on and len(dates.on.first) == 10:
        cells["signed"] = dates.on.first
    cells["amount_scope"] = "share" if len(given) == 1 and len(funders) <= 1 and not each else "global"
    to = f" {' et '.join(french.after('à', thing.name) for thing in given)}" if given else ""
    by = f" {' et '.join(french.after('de', thing.name) for thing in funders)}" if funders else ""
    note = _about(found)
    return found.draft(
        "sum", "agreements", name=f"Financement{by}{to}", funders=funders, beneficiaries=given, supporters=funders if given else (),
        supported=given if funders else (), note=note, **cells,
    )  # fmt: skip


def _about(found: Found) -> str:
    """What the text says of a sum that no column holds."""
    words = found.sentence.words
    before = words[max(0, words.index(found.match["sum"]) - 25) : words.index(found.match["sum"])]
    said = re.search(r"(plus de|pres de|environ|au moins|moins de|jusqu'a)\s?(?:d')?$", before)
    if said:
        return f"Le texte dit « {said[1].replace('pres', 'près').replace('jusqu a', 'jusqu’à')} »."
    return "La même somme pour chacun, selon le texte." if re.search(r"\bchacune?\b", words) else ""


_AMOUNT = r"(?:d'un montant (?:global |total |annuel |maximal )?de|s'eleve a|se concretise(?:nt)? par un engagement (?:global |total |financier )?de|engagement (?:global |total |financier )?de|dotee? (?:d'un budget )?de|prevoit un (?:budget|financement|montant) (?:total |global )?de|pour un montant (?:global |total )?de|a hauteur de|montant de|fixee? a|montant (?:global |total )?(?:est )?de)"


def _of_agreement(sentence: Sentence, context: Context, match: re.Match[str], agreements: list[Draft]) -> Draft | None:
    """A sum that belongs to an agreement told in the same sentence, or just before: of the whole of it."""
    before = sentence.words[max(0, match.start() - 70) : match.start()]
    if not re.search(rf"{_AMOUNT}(?: plus| pres| environ| quelque)?(?: de)? ?$", before):
        return None
    found = Found(sentence, match, context)
    if next(iter(matches(sentence, context, (rf"{_AMOUNT} <M:sum>",), whole=True)), None) is None:
        return None
    same = agreements or (
        [
            draft
            for draft in context.drafts
            if draft.kind == "agreement" and draft.locator.partition(".")[0] == sentence.paragraph
        ][-1:]
        if re.search(r"\b(?:elle|il|cette|cet|ce|convention|accord|A99)\b", sentence.words)
        else []
    )
    if not same:
        return None
    amount = sentence.slots[match[0]].amount  # type: ignore[union-attr]
    if len(same) == 1 and same[0] in agreements:
        same[0].cells.update(amount=amount, amount_scope="global")
        start, end = sentence.skeleton.span(*match.span())
        same[0].start, same[0].end = min(same[0].start, start), max(same[0].end, end)
        return None
    parties = tuple(dict.fromkeys(thing for draft in same for thing in draft.listed("parties")))
    year = str(same[0].cells.get("year", ""))
    shared = [thing for thing in parties if all(thing in draft.listed("parties") for draft in same)]
    if len(same) > 1 and len(shared) == 1:
        given = tuple(thing for thing in parties if thing not in shared)
        return found.draft(
            "sum", "agreements", implied=True, confidence=0.8, kind="agreement", name=f"Engagement {french.after('de', shared[0].name)}", amount=amount,
            amount_scope="global", funders=tuple(shared), beneficiaries=given, supporters=tuple(shared), supported=given, year=year,
        )  # fmt: skip
    name = f"Montant : {same[0].cells['name']}"
    return found.draft(
        "sum",
        "agreements",
        kind="agreement",
        name=name,
        parties=parties,
        amount=amount,
        amount_scope="global",
        part_of="@agreement",
    )


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


def _supports(sentence: Sentence, context: Context) -> Iterator[Draft]:
    for found in matches(sentence, context, GENERALLY):
        if one := found.actor("one"):
            context.supporter = (one, sentence.paragraph)
    for found in matches(sentence, context, THESE, whole=True):
        if context.supporter and context.supporter[1] == sentence.paragraph:
            for other in found.actors("others"):
                one = context.supporter[0]
                name = f"Soutien {french.after('de', one.name)} {french.after('à', other.name)}"
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
            or set(some) & set(others)
            or "M" in found.match[0]
            or re.search(r"^ ?,? ?(?:a )?hauteur de M|^[^.;:ABU]{0,40}M\d", sentence.words[found.span[1] :])
        ):
            continue
        if found.match.re is pattern(SUPPORTS[-1]) and "U" in found.match["others"]:
            continue  # what has had support may be a building
        dates = lasting(dates_near(found, reach=30))
        name = f"Soutien {' et '.join(french.after('de', one.name) for one in some)} {' et '.join(french.after('à', one.name) for one in others)}"
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
