"""A file being brought in, told: how it was read, what its columns become, what its names may mean, its effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from territory_graph.contributions import Look
from territory_graph.errors import InputError, Problem
from territory_graph.importing import Candidate, Import, Match, Sheet
from territory_graph.importing import Mapping as Mapped
from territory_graph.importing.mapping import CODES
from territory_graph.importing.statements import is_shown
from territory_graph.ingest.french import table_written
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import FilePlace
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.spelling import capital
from territory_graph.views.contributing.effect import Effect, contradiction_told, likeness, read_effect, value_in_words
from territory_graph.views.contributing.forms import choice_of, label_of
from territory_graph.views.search import kind_in_words
from territory_graph.vocabulary import local

MOST_TOLD = 20
_SAMPLES, _LONGEST_SAMPLE = 3, 40
_TOLD_OTHERWISE = {"read-separator", "read-encoding-mark"}
_ASKED = ("actors", "places", "sources")
"""Tables of whose names one is asked what they mean, and that of the file itself."""
_GIVEN = ("id", "source", "locator", "status", "confidence")
"""Columns that an import fills where nothing does."""


@dataclass(frozen=True, slots=True)
class HeadView:
    """A head of a sheet, the first cells below it, and the columns that it fills."""

    head: str
    samples: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedView:
    """A column that every row needs and no head fills: what every row says, and the words that it may say."""

    name: str
    label: str
    value: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportEffect:
    """What an import would do.

    ``stops`` are what must be mended first, ``conflicts`` what other sources say otherwise, ``alike`` names that are
    like known ones and were not asked, ``changes`` what known things gain, ``rows`` how many of each kind enter,
    ``left`` what does not and why; ``effect`` the ties and boxes.
    """

    stops: tuple[str, ...]
    conflicts: tuple[str, ...]
    alike: tuple[str, ...]
    changes: tuple[str, ...]
    rows: tuple[str, ...]
    left: tuple[str, ...]
    effect: Effect


# What was understood


def table_label(table: str, say: Translator) -> str:
    """What a table is called."""
    return capital(table_written(tables()[table], say.language).replace("_", " "))


def understood(sheet: Sheet, say: Translator) -> tuple[str, ...]:
    """How a sheet was read."""
    told = []
    if sheet.encoding:
        separator = say(f"upload.separator.{_SEPARATORS[sheet.separator]}")
        told.append(say("upload.encoding", encoding=sheet.encoding, separator=separator))
    if sheet.head_line:
        told.append(say("upload.head-line", line=sheet.head_line))
    told += notices([each for each in sheet.notices if each.code not in _TOLD_OTHERWISE], say)
    return tuple(told)


_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


def counted(counts: Mapping[str, int], say: Translator) -> tuple[str, ...]:
    """What was read in cells as spreadsheets write it, and which rows were left."""
    return tuple(say(f"cli.import_understood.{kind}", count=count) for kind, count in sorted(counts.items()) if count)


def notices(found: Iterable[Problem], say: Translator) -> tuple[str, ...]:
    """Notices of a sheet as sentences, with the line where there is one."""
    told = (
        (
            capital(say(f"problems.{each.code}", **each.fields)),
            say("upload.at-line", line=each.line) if each.line else "",
        )
        for each in found
    )
    return tuple(dict.fromkeys(f"{sentence} {where}".strip() for sentence, where in told))


def plain_error(error: InputError) -> InputError:
    """The error, its files without the folders in which they lie."""
    return InputError([replace(each, file=Path(each.file.name)) for each in error.problems])


# What columns become


def head_views(sheet: Sheet, mapping: Mapped) -> tuple[HeadView, ...]:
    """The heads of a sheet, in its order."""
    views = []
    for head in sheet.heads:
        cells = list(dict.fromkeys(cells[head] for _, cells in sheet.rows if cells.get(head)))[:_SAMPLES]
        samples = (cell if len(cell) <= _LONGEST_SAMPLE else f"{cell[:_LONGEST_SAMPLE]}…" for cell in cells)
        views.append(HeadView(head, tuple(samples), mapping.columns.get(head, ())))
    return tuple(views)


def columns_offered(table: str) -> tuple[str, ...]:
    """What a head may fill: the columns of a table, and the official numbers of the actors that they name."""
    found = []
    for column in tables()[table].columns:
        found.append(column.name)
        if column.refers_to == "actor":
            found += [f"{column.name}.{code}" for code in CODES]
    return tuple(found)


def columns_label(columns: tuple[str, ...], table: str, say: Translator) -> str:
    """What a head becomes, in words."""
    told = []
    for column in columns:
        name, _, code = column.partition(".")
        label = label_of(name, table, say)
        told.append(say("upload.code-of", code=code.upper(), column=label) if code else label)
    return " + ".join(told) or say("upload.left-head")


def asked(mapping: Mapped, say: Translator) -> tuple[AskedView, ...]:
    """What every row says beside its cells, and what it must say and no head tells."""
    filled = {column.partition(".")[0] for columns in mapping.columns.values() for column in columns} | {
        *mapping.joined
    }
    table = tables()[mapping.table]
    supposed = [column for column in table.columns if column.name == "kind" and "actor" in column.values]
    found = [
        column
        for column in table.columns
        if column.name in mapping.constants
        or (column.required and column.name not in filled and column.name not in _GIVEN and column not in supposed)
    ]
    return tuple(
        AskedView(
            column.name,
            label_of(column.name, mapping.table, say),
            mapping.constants.get(column.name, ""),
            {value: choice_of(value, mapping.table, say) for value in column.values},
        )
        for column in found
    )


def sheet_sentence(sheet: Sheet, mapping: Mapped, say: Translator) -> str:
    """How many rows of a sheet become what, and how many of its columns are taken."""
    if not mapping.table:
        return say("upload.sheet-left", name=sheet.name, count=len(sheet.rows))
    known = say(f"cli.import_profile.{mapping.profile}") if mapping.profile else ""
    told = say(
        "upload.sheet",
        name=sheet.name,
        count=len(sheet.rows),
        table=table_label(mapping.table, say),
        taken=len(mapping.columns),
        heads=len(sheet.heads),
    )
    return say("upload.sheet-known", sentence=told, known=known) if known else told


# What names mean


def candidate_label(one: Candidate, say: Translator) -> str:
    """A known thing that may be meant: its name, kind and place, how near it is and why."""
    why = say(f"cli.import_why.{one.why.replace(' ', '-')}")
    about = ", ".join(filter(None, (kind_in_words(one.kind, say.language), one.place)))
    return say("upload.candidate", label=one.label, about=about, score=round(100 * one.score), why=why)


def where(one: Match, sheet: str, say: Translator) -> str:
    """Where a name first stands in its file, how often it does, and the official numbers beside it."""
    count = len(one.lines)
    told = say("upload.lines", count=count, line=one.lines[0])
    named = say("upload.in-sheet", place=told, sheet=sheet) if sheet else told
    return " · ".join((named, *(f"{code.upper()} {number}" for code, number in one.codes.items() if number)))


# What it would do


def read_import(found: Import, say: Translator, graph: KnowledgeGraph) -> ImportEffect:
    """What an import would do, told of the reader's own file, sheet, line and head."""
    look = found.look
    effect = Effect()
    if look.after:
        effect = replace(read_effect(look, graph, say), thing=None, sections=(), resembling=())
    known = {f"{graph.base}id/{one.kind}/{one.chosen}" for one in found.matches if one.chosen not in ("", "new")}
    return ImportEffect(
        tuple(_stops(found, say)),
        tuple(_conflicts(look, say)),
        tuple(_alike(found, say)),
        tuple(_changes(look, known, say)),
        tuple(_rows(found, say)),
        tuple(_left(found, say)),
        effect,
    )


def _stops(found: Import, say: Translator) -> Iterator[str]:
    """What must be mended: the first of each kind with their places, and how many more there are."""
    kinds: dict[str, list[str]] = {}
    for each in found.look.problems:
        kinds.setdefault(each.code, []).append(_problem(each, found, say))
    for one in found.look.violations:
        places = ", ".join(place_in_words(each, say) for each in one.places[:_SAMPLES])
        told = say("contribute.in-field", field=one.labels[say.language], sentence=one.messages[say.language])
        kinds.setdefault(one.messages[say.language], []).append(f"{places} — {told}" if places else told)
    for sentences in kinds.values():
        told_once = list(dict.fromkeys(sentences))
        yield from told_once[:_MOST_OF_A_KIND]
        if (more := len(told_once) - _MOST_OF_A_KIND) > 0:
            yield say("upload.more-alike", count=more)


_MOST_OF_A_KIND = 5


def _problem(problem: Problem, found: Import, say: Translator) -> str:
    """A problem after the file, sheet, line and head in which it stands."""
    key = f"problems.{problem.code}-unclear" if problem.fields.get("proposal") == "" else f"problems.{problem.code}"
    on_page = problem.code in ("no-choice", "no-column")  # a page has no plan to write into
    sentence = say("upload.no-column") if on_page else say(key, **problem.fields)
    if problem.file.name in (*tables(), "-"):
        return capital(sentence)
    place = place_in_words(FilePlace(problem.file, problem.line), say)
    column = say("upload.in-head", head=_head(problem.column, found, say)) if problem.column else ""
    return say("contribute.in-field", field=f"{place}{column}", sentence=sentence)


def _head(column: str, found: Import, say: Translator) -> str:
    """The head of a column of the file; what a column is called that no head of it fills."""
    if any(column in sheet.heads for sheet in found.sheets):
        return column
    mapped = (mapping.table for mapping in found.mappings.values() if mapping.table)
    table = next((name for name in mapped if any(each.name == column for each in tables()[name].columns)), "")
    return label_of(column, table, say) if table else column


def place_in_words(place: FilePlace, say: Translator) -> str:
    """A place in the reader's file, without the folder in which that lies."""
    return say("upload.place", file=place.file.name, line=place.line) if place.line else place.file.name


def _conflicts(look: Look, say: Translator) -> Iterator[str]:
    """What is said otherwise elsewhere: the reader's own value with its place, the others with their sources."""
    if look.after is None:
        return
    for one in look.contradictions[:MOST_TOLD]:
        own = (each for each in one.testimonies if each.record in look.places)
        places = {each.record: place_in_words(each.place, say) for each in own if each.place}
        yield contradiction_told(one, look, say, places)
    if (more := len(look.contradictions) - MOST_TOLD) > 0:
        yield say("upload.more-alike", count=more)


def _alike(found: Import, say: Translator) -> Iterator[str]:
    """Known things that are named nearly as a row names its own, those aside of which each name was asked."""
    rows = found.look.proposal.rows
    near = [one for one in found.look.known if rows[one.row].table not in _ASKED]
    for one in near[:MOST_TOLD]:
        sentence = say(f"contribute.known.{likeness(one)}", name=one.label)
        yield say("upload.alike", name=rows[one.row].cells[one.column], sentence=sentence)
    if (more := len(near) - MOST_TOLD) > 0:
        yield say("upload.more-alike", count=more)


def _changes(look: Look, known: set[str], say: Translator) -> Iterator[str]:
    """What known things gain."""
    if look.after is None:
        return
    found = [one for one in look.appears if one.thing in known and local(one.property) not in ("type", "earliest")]
    shown = found[:MOST_TOLD]
    things = look.after.things({iri for one in shown for iri in (one.thing, one.property)}, say.language)
    for one in shown:
        value = value_in_words(one.value, one.property, look.after, say)
        yield say("upload.gains", thing=things[one.thing].label, property=things[one.property].label, value=value)
    if (more := len(found) - MOST_TOLD) > 0:
        yield say("upload.more-changes", count=more)


def _rows(found: Import, say: Translator) -> Iterator[str]:
    """How many rows of each table would enter, the file itself as their source left aside."""
    counts = Counter(row.table for row in found.look.proposal.rows)
    if found.stated is not None:
        yield say("upload.statements", count=len(found.stated.statements.splitlines()), form=found.stated.form)
        for iri, count in sorted(found.stated.classes.items()):
            name = kind_in_words(local(iri), say.language) if is_shown(iri) else iri
            yield say("upload.class", name=name or local(iri), count=count)
    for table, count in counts.items():
        if table != "sources":
            yield say("upload.rows", table=table_label(table, say), count=count)


def _left(found: Import, say: Translator) -> Iterator[str]:
    """What does not enter, and why."""
    for sheet in found.sheets:
        mapping = found.mappings[sheet.name]
        if not mapping.table:
            yield say("upload.sheet-left", name=sheet.name, count=len(sheet.rows))
        elif mapping.left:
            heads = ", ".join(mapping.left)
            yield say("upload.heads-left", count=len(mapping.left), name=sheet.name, heads=heads)
    if found.stated is not None and not any(map(is_shown, found.stated.classes)):
        yield say("cli.import_rdf_foreign")
    yield from counted({kind: found.understood.get(kind, 0) for kind in ("nameless", "person", "total")}, say)
    yield from notices((*found.notices, *(found.stated.notices if found.stated else ())), say)
