"""Rows of tables in a document, read by the heads of their columns: grants, financing plans, lists of projects and of bodies.

A row says of the body that it names who pays it, where it is, how many it employs. What a column without a known head
holds is not read, nor the sum of a row that was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from territory_graph import french
from territory_graph.reading.lexicon import columns
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import WrittenSum
from territory_graph.reading.passages import is_row
from territory_graph.reading.patterns import figures, sums
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.things import Thing

_GAP = re.compile(r"\s*\|\s*|\s*\t\s*|(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"[-=+| ─━┼:]*$")
_EMPTY = re.compile(r"[\s–—.-]*|neant|sans objet|aucune?|n\.?c\.?|nd|non communique")
_REFUSED = re.compile(
    r"\b(?:refus|ajourn|rejet|non retenu|ineligible|irrecevable|retire|en attente|sans suite|defavorable|non attribu|reporte|desist)"
)
_TOTAL = re.compile(r"(?:sous-?)?total|ensemble|solde|autofinancement|fonds propres|reste a charge")
_LEGAL = re.compile(r"^(?:l'|la |le |les )?(?:association |asso\.? )", re.IGNORECASE)
_FUNDS = re.compile(r"\b(?:financ|ressources|recettes|concours|soutiens)")
_PLANNED = re.compile(r"\b(?:plan de financement|projet|operation|cout|travaux|previsionnel)")
_RECEIVED = re.compile(r"\b(?:recu|percu|obtenu|encaiss)e?s?\b")


@dataclass(slots=True)
class Table:
    """What the heads of a table's columns say: the role of each, its words, and the words above the table."""

    roles: list[str]
    heads: list[str]
    title: str

    def in_euros(self, column: int) -> bool:
        """Whether the head of a column says that its numbers are euros."""
        return re.search(r"€|\beuros?\b|\beur\b", self.heads[column]) is not None


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    text: str
    written: str


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The facts of a row; a row of heads is kept for those under it."""
    if not is_row(sentence.written(0, len(sentence.words))):
        if not _RULE.match(sentence.words):
            context.table = None
        return
    cells = _cells(sentence)
    roles = [_role(cell) for cell in cells]
    if sum(map(bool, roles)) > 1 and not re.search(r"[MN]\d", sentence.words):
        context.table = Table(roles, [plain(cell.written) for cell in cells], context.lead)
        return
    table = context.table
    if table is None or len(cells) != len(table.roles) or _TOTAL.match(_first(cells)):
        return
    row = _Row(sentence, context, table, cells)
    yield from row.facts()


def _first(cells: list[_Cell]) -> str:
    return next((plain(cell.written) for cell in cells if not _EMPTY.fullmatch(cell.text)), "")


def _cells(sentence: Sentence) -> list[_Cell]:
    """The cells of a row, those outside its first and its last stroke left out."""
    words, at, found = sentence.words, 0, list[_Cell]()
    for gap in [*_GAP.finditer(words), None]:
        end = gap.start() if gap else len(words)
        written = " ".join(sentence.written(at, end).split()) if end > at else ""
        found.append(_Cell(at, end, words[at:end].strip(), written))
        at = gap.end() if gap else end
    if words.lstrip().startswith("|"):
        found = found[1:]
    return found[:-1] if words.rstrip().endswith("|") else found


@cache
def _heads() -> list[tuple[str, str]]:
    """Words of heads with their roles, the longest first."""
    every = ((word, role) for role, listed in columns().items() for word in listed)
    return sorted(every, key=lambda one: -len(one[0]))


def _role(cell: _Cell) -> str:
    said = plain(cell.written).replace("’", "'").strip(" *:")
    return (
        next((role for word, role in _heads() if re.match(rf"{re.escape(word)}(?![\w-])", said)), "")
        if len(said) < 45
        else ""
    )


_NAMED_WITH = re.compile(r"(?:Les|La|Le) [A-ZÀ-Ý]|[A-ZÀ-Ý][a-zà-ÿ]+ [a-zà-ÿ]+ (?:L['’]|La |Le |Les )[A-ZÀ-Ý]")
"""A cell that is a name with its article: “Les Tréteaux du Lac”, “Scène nationale L'Embarcadère”."""


@dataclass(slots=True)
class _Row:
    sentence: Sentence
    context: Context
    table: Table
    cells: list[_Cell]

    def of(self, *roles: str) -> list[_Cell]:
        """The cells of columns, those that say nothing left out."""
        pairs = zip(self.table.roles, self.cells, strict=True)
        return [cell for role, cell in pairs if role in roles and cell.text and not _EMPTY.fullmatch(cell.text)]

    def found(self, *cells: _Cell) -> PatternMatch:
        """The match of the row from its first to its last cell of those."""
        start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
        match = re.compile(r"(?s).*").match(self.sentence.words, start, end)
        assert match
        return PatternMatch(self.sentence, match, self.context)

    def body(self, cell: _Cell) -> Thing | None:
        """The body that a cell names: by its slot, else by all its words."""
        slots = re.findall(r"[A-Z]\d+", cell.text)
        rest = re.sub(r"[A-Z]\d+", "", _LEGAL.sub("", cell.text)).strip(" '.")
        if (
            len(slots) == 1
            and slots[0][0] in "ABU"
            and rest in ("", "la", "le", "les", "l'")
            and not _NAMED_WITH.match(cell.written)
        ):
            return self.found(cell).actor_in(slots[0])
        if not slots or all(slot[0] in "ABUP" for slot in slots):
            name = _LEGAL.sub("", cell.written).strip(" .*")
            kind = next((one.kind for slot in slots if isinstance(one := self.sentence.slots[slot], Mention)), "actor")
            place = self.sentence.skeleton.span(cell.start, cell.end)
            return self.context.names.things.new("actor", name, kind, place) if 2 < len(name) < 90 else None
        return None

    def bodies(self, cell: _Cell) -> tuple[Thing, ...]:
        """The bodies that a cell of partners names."""
        found = (self.found(cell).actor_in(slot) for slot in re.findall(r"[ABU]\d+", cell.text))
        return tuple(dict.fromkeys(one for one in found if one))

    def is_owners(self) -> bool:
        """Whether the table tells what who issued the document received: its title says so, or that of its section."""
        own = self.context.names.author is not None and self.context.names.author is self.context.issuer
        title = f"{self.context.heading} {self.table.title}"
        return bool(_RECEIVED.search(self.table.title) or (own and _FUNDS.search(title) and not _PLANNED.search(title)))

    def facts(self) -> Iterator[PatternFact]:
        """Every fact of the row."""
        whose = self.of("taker", "carrier", "who")
        one = self.body(whose[0]) if whose else None
        if not _REFUSED.search(self.sentence.words):
            yield from self.sums(one, whose)
            yield from self.project()
        if one is None:
            return
        for cell in self.of("place"):
            yield from self.office(one, whose[0], cell)
        for role, unit in (("staff", "salaries"), ("members", "adherents")):
            for cell in self.of(role):
                if re.fullmatch(r"\d{1,3}(?: \d{3})*|\d+", cell.text):
                    yield figures.figure_of(
                        self.found(whose[0], cell), self.context, one, unit, figures.number_of(cell.text)
                    )

    def sums(self, one: Thing | None, whose: list[_Cell]) -> Iterator[PatternFact]:
        """Who pays what to whom, where the row holds one sum under a head that says so."""
        money = [cell for cell in self.of("amount") if self.amount(cell)]
        funders = self.of("funder")
        owner = self.context.issuer
        taken = one if "taker" in self.table.roles or self.of("carrier") or not funders else None
        if len(money) != 1 or (told := self.amount(money[0])) is None:
            return
        slot, amount = told
        if funders:
            given = (taken,) if taken else (owner,) if owner and self.is_owners() else ()
            by = tuple(
                body for cell in funders[:1] if (body := self.body(cell)) and not _TOTAL.match(plain(cell.written))
            )
            if by and set(by) != set(given):
                yield sums.draft_of(self.found(funders[0], money[0]), slot, by, given, amount)
        elif taken and owner and owner.public and taken is not owner:
            yield sums.draft_of(self.found(whose[0], money[0]), slot, (owner,), (taken,), amount)

    def amount(self, cell: _Cell) -> tuple[str, str] | None:
        """The slot of the sum of a cell and its amount; a bare number is one where the head says euros."""
        if (match := re.fullmatch(r"(M\d+)(?: ?\*| ttc| ht)?", cell.text)) and isinstance(
            found := self.sentence.slots[match[1]], WrittenSum
        ):
            return match[1], found.amount
        if self.table.in_euros(self.cells.index(cell)) and (
            bare := re.fullmatch(r"(\d{1,3}(?: \d{3})*|\d+)(?:,(\d\d?))?", cell.text)
        ):
            cents = f".{bare[2]}" if bare[2] and bare[2].strip("0") else ""
            return "", bare[1].replace(" ", "") + cents
        return None

    def project(self) -> Iterator[PatternFact]:
        """The project of the row with who carries it."""
        named, carriers = self.of("project"), self.of("carrier")
        if not named or not carriers or len(named[0].written) > 70 or not named[0].written[:1].isupper():
            return
        by = self.bodies(carriers[0]) or tuple(one for one in (self.body(carriers[0]),) if one)
        others = tuple(dict.fromkeys(one for cell in self.of("partner") for one in self.bodies(cell) if one not in by))
        name = named[0].written.strip(' «»"“”*')
        thing = self.context.names.things.new("project", name, "project", (named[0].start, named[0].end))
        yield self.found(named[0], carriers[0]).draft(
            "project", "projects", confidence=0.9, kind="project", self=thing, name=name, carried_by=by, involves=others
        )

    def office(self, one: Thing, whose: _Cell, cell: _Cell) -> Iterator[PatternFact]:
        """Where the body of the row is."""
        slots = re.findall(r"[PBU]\d+", cell.text)
        mention = self.sentence.slots[slots[-1]] if slots else None
        place = self.context.names.place(mention) if isinstance(mention, Mention) else None
        if place is None or plain(place.name) in (plain(name) for name in one.names) or one.kind == "commune":
            return
        label = "Siège" if self.table.heads[self.cells.index(cell)].startswith("siege") else "Implantation"
        name = f"{label} {french.after('de', one.name)} {french.after('à', place.name)}"
        yield self.found(whose, cell).draft(
            "office", "offices", implied=label != "Siège", confidence=0.9 if label == "Siège" else 0.8, kind="office" if label == "Siège" else "site", actor=one, name=name, place=place
        )  # fmt: skip
