"""Sums of money: who pays and who receives, in sentences and in lines of lists and tables.

A sum for several bodies is one sum (scope ``global``): it is never shared out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, dates_near, lasting, matches
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing, title
from territory_graph.spelling import capital

_GIVE = (
    r"(?:(?:a |ont |avait |avaient |)(?:attribue|accorde|verse|alloue|octroie|octroye|vote|apporte|consacre|mobilise|investit|investi|debloque|affecte|engage|donne|ajoute|met|mis|supporte|assume|couvre|finance)(?:nt|e|s|ra)?|"
    r"(?:decide|a decide|ont decide) (?:d'|de )(?:attribuer|accorder|verser|allouer|octroyer|apporter|consacrer))"
)
_AID = r"(?:subvention|aide|dotation|participation|contribution|soutien|appui|enveloppe|financement|avance|concours|fonds|engagement|somme|credit|prime|bourse|budget)"
_TO = r"(?:a|au|aux|en faveur de|en faveur du|en faveur des|au profit de|au profit du|au benefice de|au benefice du|pour|pour le compte de)"
_DECIDES = r"(?:^|delibere, )(?:[-•–▪*] ?)?(?:article \d+ ?[:.–-] ?)?(?:le bureau )?(?:decide (?:d'|de ))?(?:attribuer?|accorder?|allouer?|verser?|octroyer|octroie|voter?)"
SUMS = (
    rf"<LIST:funders><APP> (?:y |en )?{_GIVE}(?: {_TO} <LIST:to>)? <G>(?:{_AID}<G>)?(?:de |d'|d'un montant de |a hauteur de )?<M:sum>(?:<G> {_TO} (?:(?:deux|trois|quatre|cinq|six|sept|huit|plusieurs|\d+) [a-z]+(?: [a-z]+)? ?: ?)?<LIST:given>)?",
    rf"<LIST:to><APP> (?:a |ont |)(?:beneficie|recoi[a-z]*|recu|percoi[a-z]*|percu|obtenu|obtien[a-z]*|touche)(?:nt)? <G>(?:{_AID}<G>)?<M:sum>(?:<G>(?:de la part |versee? par |attribuee? par |accordee? par )?(?:de|du|des|par) ?<LIST:funders>)?",
    r"<A:funder>[^.;:ABCUM]{0,60}? (?:contribue|participe|finance|intervient|s'engage)[a-z]*<G>(?:(?:a )?(?:hauteur|concurrence) (?:de |d')|pour |sur )<M:sum>",
    rf"fixe[a-z]* a <M:sum> (?:la |le |l'|sa |son ){_AID}<G> (?:de la |de l'|du |des |de |d')<LIST:funders>(?: (?:a|au|aux) <LIST:given>)?",
    rf"(?:cotisation|adhesion|{_AID})(?: (?:annuelle|financiere|exceptionnelle|D\d+))* {_TO} <LIST:given> ?[:(,] ?<M:sum>(?P<ours>)",
    r"<M:sum>,? (?:qui )?(?:est |sont |etant )?(?:prise?s? en charge|assuree?s?|couverte?s?|supportee?s?|financee?s?|apportee?s?|cofinancee?s?) <G>par <LIST:funders>",
    r"(?:^|[;,:(] ?|et |par |de |avec )(?:de |par )?(?:la |le |l'|les |du |des )?<A:funder> ?[:(] ?<M:sum>(?P<named>)",
    r"^(?:[-•–▪*] ?)?<LIST:funders> ?: (?:[a-z]+ de )?<M:sum>(?: [a-z]+)? (?:a|au|aux|pour) <LIST:given>",
    rf"^(?:sa|son) {_AID}<G>(?:s'eleve a|atteint|est de|est fixee? a|se monte a|represente) <M:sum>(?P<its>)",
)

_ROW = re.compile(
    r"^(?:[-•–▪*►→·👉] ?)?(?:(?:a|au|aux) (?=l'|la |le |les |[ABU]\d))?(?P<label>[^:|]{2,90}?) ?(?:\.{4,}|[:|–—,]) ?(?P<sum>M\d+)(?: en D\d+| par an| pour D\d+)?(?: ?\([^()]*\))?[ .;,htc]*$"
)
_ROW_FIRST = re.compile(
    r"^(?:[-•–▪*►→·] ?)?(?P<sum>M\d+) (?:aux|au|a|pour|:) (?:l'|la |le |les )?(?P<label>[^:|]{2,90}?)[ .;,]*$"
)
_NO_BODY = re.compile(
    r"\b(?:total|sous-total|autofinancement|fonds propres|travaux|etudes?|honoraires|emprunt|solde|divers|investissement|fonctionnement|cout|montant|"
    r"budget|depenses?|recettes?|achats?|charges|personnel|cotisations?|reste a charge|ventes|tva|materiel|equipement|communication|loyers?)\b"
)
_GIVERS = re.compile(
    r"financ|combien|\bcouts?\b|abond|soutien|appui|concours|recettes|ressources|contributions?|participations?|\brecus?\b|\brecues?\b|\bapports?\b|subventions? (?:obtenue|percue|recue)"
)
_TAKERS = re.compile(
    r"subventions? (?:suivante|aux? |attribu|accord|vote)|attribu|accord|allou|\bvote|\bverse|beneficiaires?|aides? (?:suivante|aux? )|subventions?"
)
_TO_OWNER = re.compile(
    r"\bqui (?:la |le |l'|nous |vous )(?:co-?)?(?:financ|soutien|subventionn)|"
    r"\b(?:notifie|attribue|accorde|verse|alloue|octroye)e?s? (?:a |au )(?:la |l')?(?:A\d|nous|notre|ville|commune|collectivite|association|communaute)"
)
_RECEIVED = re.compile(r"\b(?:recu|percu|obtenu)e?s?\b")
_NOT_GIVEN = re.compile(
    r"(?:budget|chiffre d'affaires|capital|dette|recettes?|depenses?|tresorerie|patrimoine|masse salariale)[^.;]{0,40}$"
)
"""What a sum “of” a body may be that the body gives to nobody."""
_GOES_ON = re.compile(r"(?:,| et) $")


def find(sentence: Sentence, context: Context, agreements: list[PatternFact]) -> Iterator[PatternFact]:
    """The sums of a sentence; ``agreements`` are those that it tells of."""
    told: dict[str, PatternFact] = {}
    for found in matches(sentence, context, SUMS):
        slot = found.match["sum"]
        if slot in context.told_sums:
            continue
        before = list(told.values())[-1] if told else None
        if slot in told or _meaningless(found, before):
            continue
        funders, given = _sides(found, context, before)
        given = tuple(thing for thing in given if thing not in funders)
        if slot in context.half_told and not (funders and given):
            continue
        of_its_own = re.search(r"\bbudget\b", found.match[0]) and not given and "hauteur" not in found.match[0]
        if (funders or given) and not of_its_own:
            told[slot] = draft_of(found, slot, funders, given)
            yield told[slot]
    if not told and not context.told_sums and (draft := _of_row(sentence, context)):
        yield draft
        return
    for match in re.finditer(r"M\d+", sentence.words):
        if (
            match[0] not in told
            and match[0] not in context.told_sums
            and (draft := _of_agreement(sentence, context, match, agreements))
        ):
            yield draft


def is_not_given(ahead: str) -> bool:
    """Whether the words before a sum say that it is given to nobody: a debt, a budget."""
    return _NOT_GIVEN.search(ahead) is not None


def _meaningless(found: PatternMatch, before: PatternFact | None) -> bool:
    """Whether a pattern that leaves its verb out has none before it to go on from."""
    ahead = found.sentence.words[: found.span[0]]
    return (
        (found.has("gap") and not (before and before.cells.get("funders")))
        or (found.has("and_to") and before is None)
        or (
            found.has("named")
            and not _GIVERS.search(ahead + found.match[0])
            and not re.search(r"qui (?:co)?financ", found.sentence.words)
        )
        or (found.has("to_named") and not _TAKERS.search(ahead))
        or (found.has("share") and _NOT_GIVEN.search(ahead) is not None)
    )


def _sides(
    found: PatternMatch, context: Context, before: PatternFact | None
) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
    """Who pays and who receives; ``before`` is the sum that the sentence told last."""
    sentence = found.sentence
    one = found.actor("funder")
    funders = found.actors("funders") or found.actors("payers") or ((one,) if one else ())
    given = found.actors("to") or found.actors("given")
    subject = (sentence.subject,) if sentence.subject else ()
    issuer = (context.issuer,) if context.issuer else ()
    if found.has("him"):
        given = _last_given(context, sentence) or subject
    elif found.has("us"):
        given = issuer
    elif found.has("its") and subject != issuer:
        funders, given = subject, _last_given(context, sentence)
    elif found.has("ours"):
        funders = issuer
    elif found.has("to") and re.search(r"\bson (?:soutien|appui|aide|concours)\b", found.match[0]):
        funders = funders or subject
    elif before and found.has("and_to"):
        funders = tuple(before.listed("funders"))
    elif before and (found.has("gap") or (found.has("share") and _GOES_ON.search(sentence.words[: found.span[0]]))):
        given = given or tuple(before.listed("beneficiaries"))
    return funders, given


def _last_given(context: Context, sentence: Sentence) -> tuple[Thing, ...]:
    """Whom the paragraph said to be supported, just before."""
    last = next((draft for draft in reversed(context.drafts) if draft.kind in ("sum", "support")), None)
    if last is None or last.locator.partition(".")[0] != sentence.paragraph:
        return ()
    return tuple(dict.fromkeys(last.listed("supported", "beneficiaries")))


def is_row(sentence: Sentence) -> bool:
    """Whether a sentence is a line of a list or a table that ends with a sum."""
    return _row(sentence) is not None


def _row(sentence: Sentence) -> re.Match[str] | None:
    return _ROW.search(sentence.words) or _ROW_FIRST.search(sentence.words)


def _of_row(sentence: Sentence, context: Context) -> PatternFact | None:
    """A sum of a list or a table, by what stands above it: who pays, or who receives from the body that decides."""
    row, lead, owner = _row(sentence), context.lead, context.issuer
    if row is None or owner is None or _NO_BODY.match(row["label"]):
        return None
    to_owner = _TO_OWNER.search(lead) is not None
    gives = to_owner or (bool(_GIVERS.search(lead)) and not re.search(r"suivantes|attribu|\bvote\b|accorde", lead))
    if not gives and not _TAKERS.search(lead) and not (context.decides and _ROW_FIRST.search(sentence.words)):
        return None
    found = PatternMatch(sentence, row, context)
    body = _in_row(found, context, named=not gives)
    if body is None or (body is owner and not gives):
        return None
    if gives:
        return draft_of(
            found,
            row["sum"],
            (body,),
            (owner,)
            if body is not owner
            and (
                to_owner
                or _RECEIVED.search(lead)
                or re.search(r"\bnous\b", lead)
                or (owner is context.names.author and context.speaks)
            )
            else (),
        )
    return draft_of(found, row["sum"], (owner,), (body,))


_FOR_WHAT = r"(?: \([^)]*\)|,? (?:pour|au titre|dans le cadre|afin|en vue|destinee?s?)\b.*)?"


def _in_row(found: PatternMatch, context: Context, *, named: bool) -> Thing | None:
    """The body of a line; where the line is ``named``, all its words are the name."""
    label = found.match["label"]
    slots = re.findall(r"[ABU]\d+", label)
    body = found.actor_in(slots[0]) if slots else None
    whole = re.fullmatch(rf"(?:l'|la |le |les )?(?:association |societe )?(?P<slot>[ABU]\d+){_FOR_WHAT}", label)
    if not named or (whole and body):
        return body
    if whole:
        label = whole["slot"]
    start = found.match.start("label") + found.match["label"].index(label)
    written = " ".join(found.sentence.written(start, start + len(label)).split())
    written = re.sub(r"^(?:l'|la |le |les )?association ", "", written, flags=re.IGNORECASE)
    place = found.sentence.skeleton.span(*found.match.span("label"))
    found.weakest = 0.9
    return context.names.things.new("actor", capital(written), body.kind if body else "actor", place)


def draft_of(
    found: PatternMatch, slot: str, funders: tuple[Thing, ...], given: tuple[Thing, ...], amount: str = ""
) -> PatternFact:
    """The row of a sum with who gives and who receives it; ``amount`` is that of a cell that writes no unit."""
    amount = amount or found.sentence.slots[slot].amount  # type: ignore[union-attr]
    dates = dates_near(found)
    year = next((moment.first[:4] for moment in (dates.on,) if moment and len(moment.first) == 4), "")
    cells: dict[str, Any] = {"kind": "agreement", "amount": amount, "year": year, **lasting(dates)}
    if dates.on and len(dates.on.first) == 10:
        cells["signed"] = dates.on.first
    return found.draft("sum", "agreements", note=_about(found, slot), **cells, **sides(funders, given))


def sides(funders: tuple[Thing, ...], given: tuple[Thing, ...]) -> dict[str, Any]:
    """The cells of a sum that follow from who gives and who receives it."""
    return {
        "name": title("Financement", funders, given),
        "amount_scope": "share" if len(given) == 1 and len(funders) <= 1 else "global",
        "funders": funders,
        "beneficiaries": given,
        "supporters": funders if given else (),
        "supported": given if funders else (),
    }


def _about(found: PatternMatch, slot: str) -> str:
    """What the text says of a sum that no column holds."""
    words = found.sentence.words
    at = words.find(slot) if slot else found.span[1]
    before = words[max(0, at - 25) : at]
    said = re.search(r"(plus de|pres de|environ|au moins|moins de|jusqu'a)\s?(?:d')?$", before)
    if said:
        return f"Le texte dit « {said[1].replace('pres', 'près').replace('jusqu a', 'jusqu’à')} »."
    return "La même somme pour chacun, selon le texte." if slot and is_each(words, slot) else ""


def is_each(words: str, slot: str) -> bool:
    """Whether a sum is given to each of several: not “pour chacune des années”."""
    return (
        re.search(rf"\b{slot},? (?:a )?chacune?\b|\bchacune? (?:une? [a-z]+ (?:[a-z]+ )?(?:de |d'))?{slot}\b", words)
        is not None
    )


_AMOUNT = r"(?:d'un montant (?:global |total |annuel |maximal )?de|s'eleve a|se concretise(?:nt)? par un engagement (?:global |total |financier )?de|engagement (?:global |total |financier )?de|dotee? (?:d'un budget )?de|prevoit un (?:budget|financement|montant) (?:total |global )?de|pour un montant (?:global |total )?de|a hauteur de|montant de|fixee? a|montant (?:global |total )?(?:est )?de)"


def _of_agreement(
    sentence: Sentence, context: Context, match: re.Match[str], agreements: list[PatternFact]
) -> PatternFact | None:
    """A sum that belongs to an agreement told in the same sentence, or just before: of the whole of it."""
    before = sentence.words[max(0, match.start() - 70) : match.start()]
    if not re.search(rf"{_AMOUNT}(?: plus| pres| environ| quelque)?(?: de)? ?$", before):
        return None
    found = PatternMatch(sentence, match, context)
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
