"""HTML of a fiche: its head, its parts and its lines, the evidence of each readable at once and whole on demand."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui.figures.network import line_svg, mark_svg
from territory_graph.ui.markup import Address, Amend, Writer
from territory_graph.views.drawing import NODE_KINDS, Drawing
from territory_graph.views.fiche.chronology import Chronology
from territory_graph.views.fiche.essentials import Essential
from territory_graph.views.fiche.identity import Identifier, NameSpan
from territory_graph.views.fiche.lines import Detail, Line
from territory_graph.views.fiche.page import FichePage, Head, Part
from territory_graph.views.fiche.places import FicheMap
from territory_graph.views.fiche.surroundings import Surroundings
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.telling import Told
from territory_graph.views.wording import Mention, said

LINES_SHOWN = 30
"""Lines of a part that are shown unfolded."""


class FicheWriter(Writer):
    """Writes the parts of the fiche of ``itself`` in one language."""

    def __init__(self, say: Translator, address: Address, itself: str, amend: Amend | None = None) -> None:
        super().__init__(say, address, amend)
        self._itself = itself

    def head(self, page: FichePage) -> str:
        """What the thing is: its kind, the sentence, identifiers, names over time and the sources of all these."""
        fiche, head, say = page.fiche, page.head, self._say
        drawn = [say(f"kinds.{fiche.drawn_kind}")] if fiche.drawn_kind != "other" else []
        counts = say("fiche.facts", count=fiche.facts), say("fiche.citation", count=len(fiche.sources))
        words = [*drawn, *head.kinds[1:], *counts]
        if fiche.other_language:
            words.append(say("fiche.also", name=fiche.other_language))
        mark, told = mark_svg(NODE_KINDS[fiche.drawn_kind], 24), " · ".join(self.text(word) for word in words)
        about = f"{self._identifiers(head.identifiers)}{self._names(head.names)}"
        last = f'<p class="then">{self.text(say("fiche.last_name", name=head.last_name))}</p>' if head.last_name else ""
        return (
            f'<div class="fiche-head"><div class="legend"><span>{mark}<span>{told}</span></span></div>'
            f'<p class="lead">{self.sentence(head.sentence)}</p>{last}{self.essentials(page.essentials)}'
            f"{about}{self._head_sources(head, fiche.thing)}</div>"
        )

    def essentials(self, found: Iterable[Essential]) -> str:
        """What a meeting needs first: a list of subjects, each with its sentences and their sources on demand."""
        items = ""
        for one in found:
            told = "".join(
                f"<dd>{self.sentence(each.sentence)}{self.evidence(each.mentions, each.status)}</dd>"
                for each in one.told
            )
            left = f"<dd>{escape(one.left)}</dd>" if one.left else ""
            items += f"<div><dt>{self.text(one.title)}</dt>{told}{left}</div>"
        label = escape(self._say("fiche.essentials.title"))
        return f'<dl class="essentials" aria-label="{label}">{items}</dl>' if items else ""

    def sentences(self, told: Iterable[Told]) -> str:
        """A list of sentences, each with who says so; nothing where there is none."""
        items = "".join(
            f"<li>{self.sentence(one.sentence)}{self.evidence(one.mentions, one.status)}</li>" for one in told
        )
        return f"<ul>{items}</ul>" if items else ""

    def _identifiers(self, found: Iterable[Identifier]) -> str:
        items = "".join(
            f'<li><span class="name">{self.text(one.label)}</span> '
            f"{self._outward(one.address, one.text) if one.address else self.text(one.text)}</li>"
            for one in found
        )
        return f'<ul class="chips">{items}</ul>' if items else ""

    def _names(self, names: Iterable[NameSpan]) -> str:
        items = "".join(
            f'<li><span class="head">{self.text(one.text)}</span>'
            f'<span class="when">{self.text(" · ".join(part for part in (one.kind, one.period) if part))}</span></li>'
            for one in names
        )
        label = escape(self._say("fiche.names"))
        return f'<div class="band"><span class="name">{label}</span><ol>{items}</ol></div>' if items else ""

    def _head_sources(self, head: Head, thing: Thing) -> str:
        say = self._say
        flags = self._flags(next((line.clash for line in head.lines if line.clash), ""))
        label = escape(say("fiche.identifier"))
        title = escape(say("fiche.head_sources", count=len(head.lines))) if head.lines else label
        iri = f'<p class="after">{label} <code>{self.text(thing.iri)}</code></p>'
        return f'<details class="whence"><summary>{title}{flags}</summary>{self._list(head.lines)}{iri}</details>'

    def contents(self, entries: Iterable[tuple[str, str, int]]) -> str:
        """The table of contents: anchor, title and count of each part."""
        items = "".join(
            f'<li><a href="#{escape(anchor)}" target="_self">{self.text(title)}</a>'
            f"{f' <span>{escape(self._say.number(count))}</span>' if count else ''}</li>"
            for anchor, title, count in entries
        )
        label = escape(self._say("fiche.contents"))
        return f'<nav class="contents" aria-label="{label}"><p class="name">{label}</p><ol>{items}</ol></nav>'

    def part(self, part: Part) -> str:
        """The lines of a part: thirty of them, the others folded with their number, and how many were not read."""
        shown, rest = part.lines[:LINES_SHOWN], part.lines[LINES_SHOWN:]
        more = unread = ""
        if rest:
            title = escape(self._say("fiche.more_lines", count=len(rest)))
            name = escape(f"more-{part.key}")
            more = f'<details class="more" id="{name}"><summary>{title}</summary>{self._list(rest)}</details>'
        if part.unread:
            unread = f'<p class="after">{escape(self._say("fiche.unread", count=part.unread))}</p>'
        return f"{self._list(shown)}{more}{unread}"

    def _list(self, lines: tuple[Line, ...]) -> str:
        before = (None, *lines)
        items = "".join(self._fact(line, previous) for previous, line in pairwise(before) if line is not None)
        return f'<ul class="facts">{items}</ul>'

    def _fact(self, line: Line, previous: Line | None) -> str:
        flags = self._flags(line.clash, line.doubt)
        when = f' <span class="when">{self.text(line.period)}</span>' if line.period else ""
        evidence = self.evidence(line.mentions, line.status)
        if line.head is not None:
            pairs = ""
            for each in line.details:
                label = f"<dt>{self.text(each.label)}</dt>" if each.label else "<dt hidden></dt>"
                pairs += f"<div>{label}<dd>{self._shown(each)}</dd></div>"
            flow = f'<dl class="flow">{pairs}</dl>' if pairs else ""
            head = f'<span class="head">{self.link(line.head)}</span>'
            return f'<li class="fact">{head}{when}{flags}{flow}{evidence}</li>'
        (detail,) = line.details
        again = previous is not None and previous.head is None and previous.details[0].label == detail.label
        label = f'<span class="name{" again" if again else ""}">{self.text(detail.label)}</span>'
        return f'<li class="fact plain">{label}<div>{self._shown(detail)}{when}{flags}{evidence}</div></li>'

    def _shown(self, detail: Detail) -> str:
        if detail.address:
            return self._outward(detail.address, detail.address)
        return ", ".join(self.link(thing) if thing else self.text(text) for text, thing in detail.values)

    def _source(self, mention: Mention) -> str:
        """A source on one line: its title, who published it and when, and a link out."""
        facts = "".join(f" · {self.text(fact)}" for fact in (mention.publisher, mention.date) if fact)
        out = f" · {self._outward(mention.address, self._say('evidence.open'))}" if mention.address else ""
        return f'{self._source_link(mention)}<span class="when">{facts}{out}</span>'

    def _flags(self, clash: str, doubt: str = "") -> str:
        flag = f' <span class="flag contested">{self.text(clash)}</span>' if clash else ""
        return flag + self._unsure(doubt)

    def evidence(self, mentions: tuple[Mention, ...], status: str = "") -> str:
        """Who says so: the first source at a glance, every source whole when unfolded.

        Where the ``status`` of the whole is weaker than that of the first source, it is said, and its mark is shown.
        """
        if not mentions:
            return ""
        say, first = self._say, said(mentions)[0]
        sources = len({mention.source_iri for mention in said(mentions)})
        also = f" · {escape(say('fiche.also_said', count=sources))}" if sources > 1 else ""
        after = f"{escape(say('evidence.after'))} {self.text(first.title)}"
        where = self.text(first.place) if first.source_iri == self._itself else after
        weaker = status if status in {"implied", "disputed", "inferred"} and status != first.status else ""
        partly = f" · {escape(say('fiche.partly', status=say(f'status.{weaker}')))}" if weaker else ""
        glance = f"{where} · {escape(say(f'status.{first.status}'))}{partly}{also}"
        whole = "".join(f"<li>{self._cite(mention)}</li>" for mention in mentions)
        mark = f'<span class="line {escape(weaker or first.status)}"></span>'
        return f'<details class="evidence"><summary>{mark}{glance}</summary><ul>{whole}</ul></details>'

    def key(self, drawing: Drawing) -> str:
        """What the marks and lines of a drawing mean."""
        kinds = "".join(f"<span>{mark_svg(each.kind)}{self.text(each.label)}</span>" for each in drawing.legend)
        lines = "".join(f"<span>{line_svg(status)}{self.text(label)}</span>" for status, label in drawing.status_labels)
        return f'<div class="legend">{kinds}{lines}</div>'

    def role(self, sentence: str, address: str) -> str:
        """What an actor is in the network of actors, with a link to its measures."""
        more = f'<a href="{escape(address)}" target="_self">{escape(self._say("fiche.role_more"))}</a>'
        return f'<p>{self.sentence(sentence)} <span class="see">→ {more}</span></p>'

    def neighbours(self, around: Surroundings) -> str:
        """The neighbours one by one: kind, name and why, the same as the drawing shows."""
        items = "".join(
            f"<li>{mark_svg(NODE_KINDS[drawn_kind(one.thing.kind)], 16)} {self.link(one.thing)}"
            f' <span class="when">{self.text(", ".join(one.reasons))}</span></li>'
            for one in around.neighbours
        )
        return f'<ul class="twin">{items}</ul>'

    def places(self, shown: FicheMap) -> str:
        """The places of the map one by one."""
        items = "".join(
            f'<li>{self.link(one.thing)} <span class="when">{self.text(one.town)}</span></li>' for one in shown.places
        )
        return f'<ul class="twin">{items}</ul>'

    def moments(self, shown: Chronology) -> str:
        """The dated facts one by one, the oldest first."""
        items = "".join(
            f'<li><span class="when">{self.text(one.when)}</span> '
            f"{self.link(Thing(one.thing.iri, one.label, one.thing.kind)) if one.thing else self.text(one.label)}</li>"
            for one in shown.moments
        )
        return f'<ol class="twin">{items}</ol>'
