"""Projects and programmes, and who carries them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from territory_graph.reading.conjugation import AUXILIARIES
from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns import sums
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, matches
from territory_graph.reading.sentences import Sentence, Title
from territory_graph.reading.things import Thing

_KIND = r"(?P<kind>projets?|programmes?|operation|demarche|dispositif|initiative|experimentation|chantier(?: d'insertion)?|tiers-lieu|plateforme|campus|pepiniere|incubateur)(?: [a-z-]+en(?:ne)?s?| regional| national| de recherche| europeen| collaboratif| pilote)?(?: intitulee?| denomme[e]?| baptisee?| dit| de| du| d')? ?(?:la |le |l')?"
_CARRIED = r"(?:portee?s?|pilotee?s?|coordonnee?s?|conduite?s?|menee?s?)"
_CARRIES = r"(?:porte|pilote|coordonne|conduit|mene|portent|pilotent|coordonnent|conduisent|menent|lance|a lance|copilote|met en (?:oe|o)uvre|mettent en (?:oe|o)uvre)"
_LEADS = r"(?:maitre(?:s|ise)? d'ouvrage|porteu(?:r|se)s?|pilote|chef(?:fe)? de file|coordinat(?:eur|rice)|coordonnat(?:eur|rice))"
CARRIED = (
    rf"{_KIND}<T:what>[^.:]{{0,60}}: {_LEADS} ?[:,] <LIST:some>(?: ?[;,] (?:et )?(?:autres? )?partenaires? ?[:,] <LIST:others>)?",
    r"<T:what>, (?:le |la |l'|un |une )(?P<kind>projet|programme|demonstrateur|dispositif|operation|demarche|experimentation)(?: [a-z]+)? (?:porte par |portee par |pilote par |pilotee par |mene par |menee par |de |du |d'|de la |de l')<LIST:some>(?: (?:auquel|a laquelle) (?:participent?|est associee?|sont associee?s|prennent part|contribuent?) <LIST:others>)?",
    r"<LIST:some><APP> anime(?:nt)? (?:le |la |l')(?P<kind>programmes?|dispositif|demarche|operation) <T:what>",
    rf"^{_CARRIED} (?:conjointement )?par <LIST:some>, (?:le |la |l'|les )?{_KIND}<T:what>",
    rf"{_KIND}<T:what>,? (?:est |qui est |sont )?(?:co-?)?{_CARRIED} (?:conjointement )?par <LIST:some>(?: avec <LIST:others>)?(?:[^.;]{{0,40}}, (?:associe|reunit|mobilise) <LIST:too>)?",
    rf"<LIST:some><APP> {_CARRIES} (?:le |la |l'|un |une |les |leur |son )?{_KIND}<T:what>(?:[^.;:ABUM]{{0,20}}, (?:en partenariat|en lien|en collaboration) avec <LIST:others>)?",
    rf"<LIST:others> (?:participe|est associee?|prend part|contribue|s'associe)(?:nt)? (?:a|au|aux) {_KIND}<T:what>(?:, (?:qui est )?{_CARRIED} par <LIST:some>)?",
    rf"{_KIND}<T:what>, que <LIST:some> {_CARRIES}(?: avec <LIST:others>)?",
    rf"{_KIND}<T:what>[^.:]{{0,90}}[;,] (?:il|elle) est {_CARRIED} par <LIST:some>",
    rf"<A:some>[^.;:]{{0,90}} (?:son|leur|le) {_KIND}<T:what>, qu'(?:il|elle) {_CARRIES}(?: avec <LIST:others>)?",
    rf"<LIST:some><APP> {_CARRIES}, (?:avec le (?:concours|soutien)|avec l'appui|en (?:partenariat|lien) avec|avec) (?:de |du |des )?<LIST:others>, (?:le |la |l')?{_KIND}<T:what>",
    r"projets portes par <LIST:some> \((?P<titles>[^)]{3,120})\)",
    r"(?P<kind>projets?|programmes?) (?P<titles>[QUJ]\d+(?:, [QUJ]\d+)*(?: et [QUJ]\d+)?),? portes par <LIST:some>",
)
LABELLED = (
    r"^(?:[-•–▪*] ?)?(?:maitre(?:s|ise)? d'ouvrage|porteurs?(?: du projet)?|portage|pilote|pilotage|chef de file|structure porteuse|coordination|coordinateur|coordinatrice|coordonnateur|societe porteuse|maitrise d'ouvrage|porte par|mene par|pilote par|laureate?s?|beneficiaires?|structure laureate|entreprise laureate|responsable) ?: ?<LIST:some>",
    r"^(?:[-•–▪*] ?)?(?:partenaires?(?: du projet| associes?)?|associes?|co-?traitants?|acteurs associes|membres du consortium|consortium|co-?porteurs?) ?: ?<LIST:others>",
)
_TITLE_LABEL = re.compile(
    r"^(?:[-•–▪*] ?)?(?:intitule|titre|nom)(?: (?:du projet|de l'action|de l'operation|de la fiche))? ?:? ?(?P<title>.*)$|^(?:projet|action|operation) ?: ?(?P<title2>.+)$"
)
_IS_PROJECT = re.compile(
    r"^(?:[-•–▪*] ?)?(?P<title>[^:.;]{3,60}?) ?: (?P<kind>projet|programme|operation) (?:porte|pilote|conduit|mene|coordonne)e? par "
)
_NUMBERED = re.compile(r"^(?:projet |fiche |dossier |lot )?(?:n° ?)?[a-z]?\d+ ?[.)°:/–-] ?(?P<title>[^:;.,]{3,60})$")
_AIDED = re.compile(
    r"^(?:[-•–▪*] ?)?(?:(?:montant (?:de |du )?)?(?:l'|la )?(?:aide|subvention|soutien|dotation|financement)(?! (?:demand|sollicit|refus))(?: [a-z]+){0,2}|montant (?:accorde|attribue|alloue|retenu|vote)) ?: ?(?P<sum>M\d+)[ .]*$"
)
"""What a sheet says of the project in its head, one thing after another."""


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The projects of a sentence."""
    yield from _of_list(sentence, context)
    yield from _of_line(sentence, context)
    yield from _of_sheet(sentence, context)
    for found in matches(sentence, context, CARRIED):
        some, others = found.actors("some"), tuple(dict.fromkeys((*found.actors("others"), *found.actors("too"))))
        programme = found.has("kind") and found.match["kind"].startswith("programme")
        for name, mention in _titles(found):
            known = next(
                (mention.things[sort] for sort in ("project", "programme") if mention and sort in mention.things), None
            )
            if not (some or others):
                continue
            kind = known.sort if known else "programme" if programme else "project"
            thing = known or context.names.things.new("project", name, "project", (found.span[0], found.span[1]))
            yield found.draft(
                "project",
                "projects",
                kind=kind,
                self=thing,
                name="" if known else name,
                carried_by=some,
                involves=tuple(one for one in others if one not in some),
            )


_LAUREATE = re.compile(
    r"^(?:\d+ ?[.)] ?|[-•–▪*] ?)?(?P<title>[^–:;]{3,70}?) – (?:porteur|porte par|maitre d'ouvrage|laureat|beneficiaire)s? ?:? ?(?:par )?(?:l'|la |le |les )?(?P<who>[ABU]\d+)(?: ?[–,:] ?(?P<sum>M\d+))?[ .;]*$"
)


_LINE = re.compile(
    r"^(?:\d+ ?[.)] ?|[-•–▪*] ?)?(?P<title>[^:;,]{3,60}?) ?: ?(?:projet |programme |action |operation )?(?:porte|pilote|mene|conduit|coordonne)e? par (?:l'|la |le |les )?(?P<who>[AU]\d+)(?:,? (?:en lien|en partenariat|en collaboration|avec l'appui|avec le concours|avec)[a-z ]* (?:l'|la |le |les )?(?P<other>[AU]\d+))?(?=[ ,.;]|$)"
)


def _of_line(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """A line that names a project and who carries it: “Lumen : piloté par A1, en lien avec A2”."""
    line = _LINE.match(sentence.words)
    if line is None or re.search(r"\b(?:presidee?|lui|elle|il)\b", line["title"]):
        return
    found = PatternMatch(sentence, line, context)
    one, other = found.actor("who"), found.actor("other") if line["other"] else None
    name = " ".join(sentence.written(*line.span("title")).split()).strip(' «»"“”*')
    if one is not None and name[:1].isupper() and len(name.split()) < 6:
        thing = context.names.things.new("project", name, "project", line.span("title"))
        yield found.draft(
            "project",
            "projects",
            kind="project",
            self=thing,
            name=name,
            carried_by=(one,),
            involves=(other,) if other else (),
        )


def _of_list(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """A line of a list of projects: “3. Éco-Cale – porteur : A1 – 57 500 €”."""
    if (line := _LAUREATE.match(sentence.words)) is None:
        return
    found = PatternMatch(sentence, line, context)
    one, name = found.actor("who"), " ".join(sentence.written(*line.span("title")).split()).strip(" «»")
    if one is None or not name:
        return
    thing = context.names.things.new("project", name, "project", line.span("title"))
    yield found.draft("project", "projects", kind="project", self=thing, name=name, carried_by=(one,))
    if line["sum"] and line["sum"] not in context.told_sums:
        yield sums.draft_of(found, line["sum"], (), (one,))


def _of_sheet(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The project in the head of a sheet, with who carries it; who else takes part is added to it."""
    if headed := re.search(
        r"(?:projet|chantier|operation|action|programme|dispositif|experimentation)[^.;:]{0,30} (Q\d+)\W*$",
        sentence.words,
    ):
        title = sentence.slots[headed[1]]
        context.headed = (sentence.paragraph, title.text) if isinstance(title, Title) else None
    if labelled := _TITLE_LABEL.match(sentence.words):
        group = "title2" if labelled["title2"] else "title"
        written = " ".join(sentence.written(*labelled.span(group)).split()).strip(' «»"“”.')
        context.headed = ("*" if written else "+", written)
        return
    if numbered := _NUMBERED.match(sentence.words):
        written = " ".join(sentence.written(*numbered.span("title")).split()).strip(' «»"“”.')
        context.headed = ("*", written.capitalize() if written.isupper() else written)
        return
    if aided := _AIDED.match(sentence.words):
        last = next((draft for draft in reversed(context.drafts) if draft.kind == "project"), None)
        if last is not None and context.headed is not None and context.headed[0] == "*" and last.listed("carried_by"):
            by = (
                (context.issuer,)
                if context.issuer and context.issuer.public and context.issuer not in last.listed("carried_by")
                else ()
            )
            yield sums.draft_of(
                PatternMatch(sentence, aided, context), aided["sum"], by, tuple(last.listed("carried_by"))
            )
        return
    if context.headed is not None and context.headed[0] == "+":
        written = " ".join(sentence.written(0, len(sentence.words)).split()).strip(' «»"“”.')
        context.headed = ("*", written) if len(written) < 80 else None
        return
    if context.headed is None or context.headed[0] not in (sentence.paragraph, "*"):
        if not re.match(LABELLED[0].partition(" ?: ?")[0], sentence.words) or not (above := _title_before(context)):
            return
        context.headed = (sentence.paragraph, above)
    for found in matches(sentence, context, LABELLED):
        last = next((draft for draft in reversed(context.drafts) if draft.kind == "project"), None)
        if some := _beside_places(found):
            name = context.headed[1]
            thing = context.names.things.new("project", name, "project", found.span)
            yield found.draft("project", "projects", kind="project", self=thing, name=name, carried_by=some)
        elif (
            last is not None
            and last.kind == "project"
            and (context.headed[0] == "*" or last.locator.partition(".")[0] == sentence.paragraph)
        ):
            carriers = last.listed("carried_by")
            partners = re.findall(r"[AU]\d+", sentence.words[found.match.start("others") :])
            listed = (found.actor_in(partner) for partner in partners)
            others = dict.fromkeys((*last.listed("involves"), *(one for one in listed if one)))
            last.cells["involves"] = tuple(one for one in others if one not in carriers)


def _beside_places(found: PatternMatch) -> tuple[Thing, ...]:
    """The bodies that a label names, without the towns in which it says that they are: “Lauréat : A1, à P1”."""
    if not found.has("some"):
        return ()
    listed = [
        found.actor_in(slot[0])
        for slot in re.finditer(r"[ABUC]\d+", found.match["some"])
        if not re.search(r"\b(?:a|au|aux) (?:la |le |l')?$", found.match["some"][: slot.start()])
    ]
    return tuple(dict.fromkeys(thing for thing in listed if thing))


_NUMBER_OF = re.compile(
    r"^(?:(?:fiche|projet|action|operation|axe|lot|dossier)(?: [a-z]+)?,? ?)?(?:n ?° ?)?(?:[a-z]?\d+|[ivx]+)? ?[.)°:/–—-]* ?(?:projet |operation |action |programme )?",
    re.IGNORECASE,
)
_MOST_IN_TITLE = 8


def _title_before(context: Context) -> str:
    """The title that stands before “Chef de file : A1”: a few words in capitals at first that say nothing."""
    before = context.before
    if before is None or before.words.rstrip().endswith((":", "?", "!")) or re.search(r"[DSMN]\d| ?: ?", before.words):
        return ""
    written = " ".join(before.written(0, len(before.words)).split()).strip(' .«»"“”*-•▪–')
    title = written[_NUMBER_OF.match(written).end() :].strip(' .«»"“”*')  # type: ignore[union-attr]
    words = title.split()
    verb = any(word in AUXILIARIES or word in ("est", "sont") for word in words)
    if not words or len(words) > _MOST_IN_TITLE or verb or not title[0].isupper():
        return ""
    return title.capitalize() if title.isupper() and len(words) > 1 else title


def _titles(found: PatternMatch) -> Iterator[tuple[str, Mention | None]]:
    """What the projects are called."""
    if found.has("titles"):
        sentence = found.sentence
        start, end = found.match.span("titles")
        for piece in re.finditer(r"[^,]+", sentence.words[start:end]):
            words = sentence.written(start + piece.start(), start + piece.end()).strip(" .…\n")
            slot = re.fullmatch(r"\s*[QUJ]\d+\s*", piece[0])
            mention = sentence.slots[piece[0].strip()] if slot else None
            if words and not re.fullmatch(r"[. …]*", words):
                yield " ".join(words.rstrip(".… ").split()), mention if isinstance(mention, Mention) else None
        return
    name = found.title("what")
    named = found.sentence.slots[found.match["what"]]
    if len(name) > 2:
        yield " ".join(name.split()), named if isinstance(named, Mention) else None
