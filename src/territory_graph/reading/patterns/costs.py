"""What projects cost: a sum of which nobody is said to give it, told of a project of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from territory_graph import french
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, doubtful
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_WORD = r"(?P<word>budget|cout|montant|enveloppe|investissement|depense|devis|assiette)"
_IS = r"(?:(?:est|etait|a ete) (?:de|d'|(?:estimee?|evaluee?|arretee?|chiffree?|fixee?|portee?) a)|s'eleve a|s'etablit a|se monte a|se chiffre a|atteint|represente|avoisine|:|de|d'|,)"
_COST = re.compile(
    rf"(?:^(?:[-•–▪*] ?)?|[,;:] |\b(?:le|la|les|l'|son|sa|leur|un|une|d'un|d'une) ?){_WORD}(?: (?:de|du|des|d'|total|totale|global|globale|previsionnel|previsionnelle|estime|estimee|retenu|eligible|l'|la|le|operation|projet|programme|travaux|etudes?|action|chantier|investissement)(?= |')| (?:d'|l')(?:operation|investissement|action|etude))* ?{_IS} ?(?:environ |pres de |plus de |quelque )?(?P<sum>M\d+)(?! (?:verse|attribu|accord|allou|apport|par |de (?:la |l')?A\d))"
)
_ENDOWED = re.compile(r"^dotee? (?:d'un budget )?de (?P<sum>M\d+), (?:il|elle|A99)\b")
"""“Doté de 2 millions, il prévoit…”, right after a sentence that tells of a project."""
_OTHERS = re.compile(r"\b(?:aide|subvention|concours|participation|contribution|dotation|chiffre d'affaires)\b")


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The cost that a sentence tells of the project named last."""
    endowed = _ENDOWED.finditer(sentence.words) if context.since_project == 0 else ()
    for match in (*_COST.finditer(sentence.words), *endowed):
        if (
            match["sum"] in context.told_sums
            or _OTHERS.search(match[0])
            or doubtful(sentence, *match.span(), future=False)
        ):
            continue
        thing = _project(sentence, context, match.start())
        if thing is None:
            continue
        found = PatternMatch(sentence, match, context)
        name = thing.name or str(thing.id)
        yield found.draft(
            "figure",
            "figures",
            confidence=0.85,
            about=thing,
            name=f"Coût {french.after('de', name)}",
            measure="cout",
            value=found.amount("sum"),
            unit="euros",
        )
        return


def _project(sentence: Sentence, context: Context, at: int) -> Thing | None:
    """The project of a proposal of this document that the sentence names, or that was told just before."""
    told = [draft for draft in context.drafts if draft.kind == "project"]
    written = folded(sentence.written(0, at)) if at else ""
    for draft in reversed(told):
        thing = draft.cells["self"]
        if isinstance(thing, Thing) and folded(thing.name) and f" {folded(thing.name)} " in f" {written} ":
            return thing
    if re.search(r"[A]\d", sentence.words[:at]) or not told:
        return None
    last = told[-1]
    thing = last.cells["self"]
    near = context.since_project <= _NEAR
    return thing if isinstance(thing, Thing) and near else None


_NEAR = 4
"""So many sentences after one that tells of a project may tell its cost."""
