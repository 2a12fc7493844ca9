"""HTML of what the views tell: every text escaped, direction isolated, links only where a browser may follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui.figures.network import line_svg, mark_svg
from territory_graph.views.drawing import Drawing
from territory_graph.views.fiche.lines import Detail, Section
from territory_graph.views.fiche.whole import Fiche
from territory_graph.views.home import Counted, OpenQuestion
from territory_graph.views.telling import Told
from territory_graph.views.wording import Mention

LONGEST, LONGEST_SENTENCE = 500, 4_000
"""Characters of a name, and of a sentence: the doubt and the date stand at its end."""

Address = Callable[[str], str]
Amend = Callable[[str], Mapping[str, str]]
"""What a reader who may contribute can do with a record: the address of each act, by its name in the locales."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKED_BARE = re.compile(r"(?<=:)(?=/)|(?<=@)(?=\w)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"


def in_markdown(text: str, longest: int = LONGEST) -> str:
    """A text of the data where Streamlit reads Markdown: all of it stays text, and it is cut after ``longest`` letters.

    An address escaped is still made a link; an invisible joiner inside it prevents that.

    >>> in_markdown("[x](y)")
    '\\\\[x\\\\]\\\\(y\\\\)'
    """
    return _PUNCTUATION.sub(r"\\\1", _LINKED_BARE.sub(_JOINER, cut(text, longest)))


def sentence_in_markdown(sentence: str) -> str:
    """A sentence where Streamlit reads Markdown: as ``in_markdown``, with its end."""
    return in_markdown(sentence, LONGEST_SENTENCE)


def cut(text: str, longest: int = LONGEST) -> str:
    """The first so many characters of a text, then “…” where it has more.

    >>> cut("Val-de-Reuil", 7)
    'Val-de-…'
    """
    return text if len(text) <= longest else f"{text[:longest]}…"


class Writer:
    """Writes HTML in one language; ``address`` gives the address of a thing's fiche.

    Beside each source stands what ``amend`` offers to do with what it says; nothing where it is None.
    """

    def __init__(self, say: Translator, address: Address, amend: Amend | None = None) -> None:
        self._say = say
        self._address = address
        self._amend = amend

    def text(self, text: str) -> str:
        """A text of the data, escaped, isolated from the direction of its surroundings, cut at 500 characters."""
        return f"<bdi>{escape(cut(text))}</bdi>"

    def sentence(self, sentence: str) -> str:
        """A sentence, as ``text``: whole, unless its names are longer than any page can show."""
        return f"<bdi>{escape(cut(sentence, LONGEST_SENTENCE))}</bdi>"

    def link(self, thing: Thing) -> str:
        """A link to the fiche of a thing."""
        href, iri = escape(self._address(thing.iri)), escape(thing.iri)
        return f'<a href="{href}" target="_self" data-open="{iri}">{self.text(thing.label)}</a>'

    def opener(self, iri: str, label: str) -> str:
        """A link to the fiche of a thing that says what it does instead of the thing's name."""
        href = escape(self._address(iri))
        return f'<a class="opener" href="{href}" target="_self" data-open="{escape(iri)}">{escape(label)}</a>'

    def mention(self, mention: Mention) -> str:
        """One source at a glance: “d'après …, status”, with how unsure the reading is."""
        after, status = escape(self._say("evidence.after")), escape(self._say(f"status.{mention.status}"))
        title, mark = self._source_link(mention), f'<span class="line {escape(mention.status)}"></span>'
        return f"{mark}{after} {title}, {status}{self._unsure(mention.doubt)}"

    def _unsure(self, doubt: str) -> str:
        return f' <span class="flag unsure">{escape(doubt)}</span>' if doubt else ""

    def _source_link(self, mention: Mention) -> str:
        return self.link(Thing(mention.source_iri, mention.title, "Source"))

    def mentions(self, mentions: Iterable[Mention]) -> str:
        """Every source: the first at a glance, each whole behind a summary that counts the others."""
        found = list(mentions)
        if not found:
            return ""
        say, others = self._say, len(found) - 1
        more = say("evidence.more", count=others) if others else say("evidence.whole")
        whole = "".join(f"<li>{self._cite(one)}</li>" for one in found)
        opened = f"<details><summary>+ {escape(more)}</summary><ul>{whole}</ul></details>"
        return f'<div class="after"><span>{self.mention(found[0])}</span>{opened}</div>'

    def _cite(self, mention: Mention) -> str:
        """A source whole: where it says so, how firmly, and the number of how sure the reading is."""
        say = self._say
        about = [part for part in (mention.publisher, mention.date) if part]
        out = f" · {self._outward(mention.address, say('evidence.open'))}" if mention.address else ""
        record = self.link(Thing(mention.record, mention.fact or mention.record.rpartition("/")[2], "Record"))
        said = f'<div class="gist">{self.text(mention.description)}</div>' if mention.description else ""
        facts = [
            f"{escape(say('fiche.place_in_source'))} {self.text(mention.place)}",
            self.text(mention.status_label),
            escape(say("evidence.confidence", confidence=mention.confidence)),
            f"{escape(say('fiche.record'))} {record}",
        ]
        if self._amend is not None and mention.status not in ("inferred", "computed"):
            facts += (
                f'<a href="{escape(address)}" target="_self">{escape(self._say(f"contribute.links.{act}"))}</a>'
                for act, address in self._amend(mention.record).items()
            )
        title = f"{self._source_link(mention)}{''.join(f' · {self.text(part)}' for part in about)}{out}"
        return f"{title}{self._unsure(mention.doubt)}<div>{' · '.join(facts)}</div>{said}"

    def counted(self, counted: Iterable[Counted]) -> str:
        """Things behind a figure, each with its sources."""
        items = (f"<li>{self.link(one.thing)}{self.mentions(one.mentions)}</li>" for one in counted)
        return f"<ul>{''.join(items)}</ul>"

    def open_questions(self, questions: Iterable[OpenQuestion]) -> str:
        """Open questions, each with what is said and a link to the thing."""
        items = ""
        for one in questions:
            hint = f"<br>{self.text(one.hint)}" if one.hint else ""
            see = f'<span class="see">→ {self.link(one.thing)}</span>'
            items += f"<li>{self.sentence(one.sentence)}{hint} {see}{self.mentions(one.mentions)}</li>"
        return f"<ul>{items}</ul>"

    def told(self, told: Iterable[Told]) -> str:
        """Sentences, each with its sources."""
        items = (f"<li>{self.sentence(one.sentence)}{self.mentions(one.mentions)}</li>" for one in told)
        return f'<ul class="told">{"".join(items)}</ul>'

    def sections(self, fiche: Fiche) -> str:
        """The sections of a fiche."""
        return "".join(map(self.section, fiche.sections))

    def section(self, section: Section) -> str:
        """One section of a fiche."""
        lines = ""
        for line in section.lines:
            when = f' <span class="when">· {self.text(line.period)}</span>' if line.period else ""
            if line.head is None:
                detail = line.details[0]
                told = f'<span class="name">{self.text(detail.label)}</span> {self._values(detail)}{when}'
            else:
                pairs = (f"<dt>{self.text(each.label)}</dt><dd>{self._values(each)}</dd>" for each in line.details)
                told = f'<span class="head">{self.link(line.head)}</span>{when}<dl>{"".join(pairs)}</dl>'
            lines += f"<li>{told}{self.mentions(line.mentions)}</li>"
        return f"<section><h2>{self.text(section.title)}</h2><ul>{lines}</ul></section>"

    def _values(self, detail: Detail) -> str:
        if detail.address:
            return self._outward(detail.address, detail.address)
        shown = ", ".join(self.link(thing) if thing else self.text(text) for text, thing in detail.values)
        flag = f' <span class="flag contested">{self.text(detail.clash)}</span>' if detail.clash else ""
        return shown + flag

    def _outward(self, address: str, label: str) -> str:
        """A link that leaves the site, in another tab; the address was found safe before."""
        return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{self.text(label)}</a>'

    def missing(self, fiche: Fiche) -> str:
        """What one expects of such a thing and no source gives."""
        unknown = escape(self._say("unknown.value"))
        pairs = "".join(f"<dt>{self.text(name)}</dt><dd>{unknown}</dd>" for name in fiche.missing)
        return f"<dl>{pairs}</dl>"

    def sources(self, mentions: Iterable[Mention]) -> str:
        """The sources of a fiche, with publisher, date and address."""
        return f"<ul>{''.join(f'<li>{self._source(mention)}</li>' for mention in mentions)}</ul>"

    def _source(self, mention: Mention) -> str:
        facts = [fact for fact in (mention.publisher, mention.date) if fact]
        about = f'<div class="after">{" · ".join(self.text(fact) for fact in facts)}</div>' if facts else ""
        address = ""
        if mention.address:
            link = self._outward(mention.address, self._say("evidence.open"))
            address = f'<div class="after">{link}</div>'
        return f"{self._source_link(mention)}{about}{address}"

    def things(self, things: Iterable[Thing]) -> str:
        """Links to fiches, in one line."""
        return " · ".join(self.link(thing) for thing in things)

    def legend(self, drawing: Drawing) -> str:
        """Shapes with their names and counts, and the lines of each status."""
        kinds = "".join(
            f'<span role="listitem">{mark_svg(entry.kind)}{self.text(entry.label)} ({entry.count})</span>'
            for entry in drawing.legend
        )
        lines = "".join(
            f'<span role="listitem">{line_svg(status)}{self.text(label)}</span>'
            for status, label in drawing.status_labels
        )
        size = f'<span role="listitem">{self.text(self._say("network.size_legend"))}</span>'
        return f'<div class="legend" role="list">{kinds}{lines}{size}</div>'
