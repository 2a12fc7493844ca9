"""No sentence is dead: each stands under a key that some code can ask for.

What code can ask for is read from its text: a key written out; a key made of parts (``say(f"ties.{kind}")``), whose
variable parts take the values that they can have, those of ``VALUES`` or else the strings of the same module; and, in
the sections that the browser is given whole, the words that its sources read. A key whose first part is a variable
makes nothing alive.
"""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from territory_graph import errors, resources, search
from territory_graph.building import STEPS
from territory_graph.contributions import KINDS
from territory_graph.facts.announced import Fate
from territory_graph.facts.coverage import ELSEWHERE, NOWHERE, Counted
from territory_graph.facts.dated import DATED_KINDS
from territory_graph.facts.money import AMOUNT_KINDS
from territory_graph.facts.ontology import reasons
from territory_graph.importing import profiles
from territory_graph.importing.uploads import State
from territory_graph.ingest import contributed
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import READ_ALL_THE_SAME
from territory_graph.messages import translator
from territory_graph.network.measures import MEASURES
from territory_graph.network.paths import NoPath
from territory_graph.network.whole import PHASES
from territory_graph.queries.catalogue import packaged_queries, projections
from territory_graph.reading import proposed
from territory_graph.search import Why
from territory_graph.tie_kinds import tie_kinds
from territory_graph.ui.streamlit_private import STATIC
from territory_graph.ui.takeaway.rows import ActorRow, SourceRow, TieInWords
from territory_graph.views.analyses.comparison_ties import FATES
from territory_graph.views.analyses.state import AXES, COMPARISONS
from territory_graph.views.contributing.forms import NEW, SHAPES
from territory_graph.views.explorer import exploration
from territory_graph.views.explorer.rows import COLUMNS, THING_COLUMNS
from territory_graph.views.map import MAP_KINDS
from tests.test_messages import caused, concrete, reported

FRONTEND = Path(__file__).parents[1] / "frontend" / "src"
ENGINE_STEPS = (
    *("Aggregate", "AntiJoin", "Distinct", "Extend", "Filter", "ForLoopLeftJoin", "Graph", "Join", "Lateral"),
    *("LeftJoin", "Path", "Project", "QuadPattern", "Reduced", "Service", "Slice", "Sort", "StaticBindings", "Union"),
)
"""The steps of a plan, as Oxigraph names them."""


@dataclass(frozen=True)
class Written:
    """What a text writes: ``strings``, and keys ``made`` of parts, in which ``{}`` is variable."""

    strings: frozenset[str]
    made: frozenset[str] = frozenset()

    def asks_for(self, key: str) -> bool:
        return key in self.strings or any(self._makes(key, made) for made in self.made)

    def _makes(self, key: str, made: str) -> bool:
        if not key.startswith(made.partition("{}")[0]):
            return False
        found = _pattern(made).fullmatch(key)
        if found is None:
            return False
        possible = values().get(made)
        return found.groups() in possible if possible is not None else self.strings.issuperset(found.groups())


@cache
def _pattern(made: str) -> re.Pattern[str]:
    """The keys that a made one stands for: kept here, for the cache of ``re`` holds fewer."""
    return re.compile(re.escape(made).replace(r"\{\}", r"([\w-]*)"))


def python(source: str) -> Written:
    """What a module writes, docstrings left out; ``f"{key}.head"`` goes on from every key that the module writes."""
    nodes = list(ast.walk(ast.parse(source)))
    passed_over = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    passed_over |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in passed_over)
    strings = frozenset(value for value in constants if isinstance(value, str))
    made = {_made(node) for node in nodes if isinstance(node, ast.JoinedStr)}
    ends = {key.removeprefix("{}") for key in made if key.startswith("{}.")}
    keys = {key for key in strings | made if re.fullmatch(r"[a-z]+\.[\w.{}-]+", key)}
    whole = {key for key in made if re.match(r"[a-z]+\.", key)}
    return Written(strings, frozenset(whole | {key + end for key, end in product(keys, ends)}))


def _made(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def template(source: str) -> Written:
    """What a page template asks for: ``say("ontology.home")``, ``say("running.lanes." + row.lane)``."""
    asked = re.findall(r'say\("([\w.-]+)"( \+)?', source)
    return Written(
        frozenset(key for key, more in asked if not more), frozenset(f"{key}{{}}" for key, more in asked if more)
    )


def script(section: str, *sources: str) -> Written:
    """What scripts and templates read of a section that is given to them whole."""
    text = "\n".join(sources)
    strings = set(re.findall(r'"([\w-]+)"', text)) | set(re.findall(r'(\w+): "', text))
    read = set(re.findall(r"\bstrings\.(\w+)", text)) | set(re.findall(r"\bstrings\[([^\]]+)\]", text))
    for given in re.findall(r"\(\{([^{}]*)\}\)", text):  # function inWords({ phrases, label })
        read |= set(re.findall(r"(\w+)(?::|,|\s*$)", given))
    keys = {key for key in read if re.fullmatch(r"\w+", key)} | strings
    made = {re.sub(r"\$\{\w+\}", "{}", key.strip("`")) for key in read if "${" in key}
    return Written(
        frozenset({f"{section}.{key}" for key in keys} | strings), frozenset(f"{section}.{key}" for key in made)
    )


@cache
def modules() -> Mapping[str, Written]:
    """What each module of the package writes."""
    files = sorted(resources.PACKAGE.rglob("*.py"))
    return {file.relative_to(resources.PACKAGE).as_posix(): python(file.read_text(encoding="utf-8")) for file in files}


def written_in(*places: str) -> frozenset[str]:
    """The strings of modules and of the modules of folders."""
    return frozenset().union(*(one.strings for name, one in modules().items() if name.startswith(places)))


@cache
def given_whole() -> tuple[Written, ...]:
    """What reads the sections that ``say.section`` gives away, and the page templates."""
    ui = resources.PACKAGE / "ui"
    pages = [file.read_text(encoding="utf-8") for file in sorted(resources.PACKAGE.rglob("*.j2"))]
    editor, drawing = (
        [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.js"))]
        for folder in (FRONTEND / "editor", FRONTEND)
    )
    (bundle,) = (ui / "assets").glob("sparql-editor-*.js")  # CodeMirror asks for its phrases
    code = bundle.read_text(encoding="utf-8")
    phrases = {phrase for phrase in translator("en").section("editor.phrases") if f'"{phrase}"' in code}
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in (STATIC / "static" / "js").glob("*.js"))
    shown = translator("en").section("streamlit").items()
    return (
        *map(template, pages),
        script("drawing", *drawing, (ui / "standalone.html.j2").read_text(encoding="utf-8")),
        script("editor", *editor),
        script("search", (FRONTEND / "screen" / "search.js").read_text(encoding="utf-8")),
        Written(frozenset(f"editor.phrases.{phrase}" for phrase in phrases)),
        Written(frozenset(f"streamlit.{key}" for key, words in shown if _shown_in(scripts, str(words)))),
    )


def _shown_in(scripts: str, words: str) -> bool:
    """Whether scripts write the words; “#” stands for a number that is put in, “*” for a name."""
    return all(part in scripts for part in _keys_apart(words).replace("*", "#").replace("#", "${#}").split("#"))


def _keys_apart(words: str) -> str:
    """Words of Streamlit as its scripts write them: keys, and what for, units, and what a word is about are put in."""
    words = re.sub("#[KM]?B", "#", words).removesuffix(": *")
    return re.sub(r"^Press (?:(?:⌘|Ctrl)(\+))?Enter to apply$", lambda found: f"{found[1] or ''}Enter to ${{", words)


def local_names() -> frozenset[str]:
    """The local names of the properties that a territory can hold."""
    files = [
        *resources.ONTOLOGY.rglob("*.ttl"),
        *resources.ONTOLOGY.rglob("*.trig"),
        *resources.ONTOLOGY.rglob("*.rq"),
        resources.PACKAGE / "ingest" / "tables.toml",
    ]
    return frozenset(
        name for file in files for name in re.findall(r"\b[a-z]+:([a-z]\w+)", file.read_text(encoding="utf-8"))
    )


def codes_of(property_: str) -> frozenset[str]:
    """The codes that the tables let a property have."""
    with (resources.PACKAGE / "ingest" / "tables.toml").open("rb") as file:
        tables: dict[str, Any] = tomllib.load(file)
    columns = (column for table in tables.values() if isinstance(table, dict) for column in table.get("columns", ()))
    wanted = (column for column in columns if any(to.endswith(f"tg:{property_}") for to in column.get("to", ())))
    return frozenset(value for column in wanted for value in column.get("values", ()))


def statuses() -> list[str]:
    """The statuses that the ontology lists."""
    return re.findall(
        r"<id/status/(\w+)> a tg:Status", (resources.ONTOLOGY / "schemes.trig").read_text(encoding="utf-8")
    )


def one_of(*values: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """What fills the one variable part of a key."""
    return frozenset((value,) for some in values for value in some)


@cache
def units() -> set[str]:
    """The units that the shipped territory gives to its figures."""
    folder = resources.default_territory()
    found = set(
        re.findall(r'tg:unit "([^"]+)"', (folder / "press-release-2021-05-12.trig").read_text(encoding="utf-8"))
    )
    for name in ("figures", "member_counts"):
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as table:
            found |= {row["unit"] for row in csv.DictReader(table)}
    return found


@cache
def values() -> Mapping[str, Collection[tuple[str, ...]]]:
    """What fills the variable parts of a key, where that does not stand in the module that asks."""
    codes = [
        *(code for code, _ in reported()),
        *("bad-rna", "bad-ror", "bad-naf", "bad-wikidata", "bad-day"),
        *(f"read-{code}" for code in READ_ALL_THE_SAME),
        *written_in("reading/formats.py"),
        *(f"understood-{kind}" for kind in ("day", "serial", "number", "code", "list", "nothing")),
    ]
    diagnosed = one_of(written_in("diagnosis"))
    announced = ("funding-announcement", "funding-ceiling")
    announced += tuple(f"aid-{kind}" for kind in tables()["fundings"].column("kind").values)
    compared = one_of(COMPARISONS)
    projected = one_of(query.name for query in projections())
    no_path = get_args(get_type_hints(NoPath)["reason"])
    properties = one_of(local_names())
    rules = written_in("store/guard.py", "store/harmless.py", "saved_queries.py")
    subjects = one_of(query.subject for query in packaged_queries())
    measured = one_of(query.measure for query in packaged_queries() if query.measure)
    columns = [field.name.rstrip("_") for row in (TieInWords, SourceRow, ActorRow) for field in fields(row)]
    asked = {column.name for table in tables().values() for column in table.columns}
    words = {word for table in tables().values() for column in table.columns for word in column.values}
    options = {
        "plan": exploration.PLANS,
        "size": exploration.SIZES,
        "colour": exploration.COLOURS,
        "age": map(str, exploration.AGES),
    }
    states = (state.replace(" ", "-") for state in get_args(State))
    return {
        "causes.{}": one_of(code for code, _ in caused()),
        "analyse.{}": one_of(PHASES),
        "analyses.comparison.{}.columns.{}": set(product(COMPARISONS, ("fate", "before", "after"))),
        "analyses.comparison.{}.fate.{}": set(product(COMPARISONS, FATES)),
        "analyses.comparison.{}.hint": compared,
        "analyses.comparison.{}.picture": compared,
        "analyses.comparison.{}.who_{}": set(product(COMPARISONS, ("came", "left"))),
        "analyses.comparison.measures.{}.{}": set(product(COMPARISONS, written_in("ui/analyses/pieces.py"))),
        "analyses.figures.{}": one_of(written_in("network/measures")),
        "analyses.gaps.axes.{}": one_of(AXES),
        "analyses.gaps.none_{}": one_of(get_args(Counted)),
        "analyses.gaps.sentence_{}": one_of(get_args(Counted)),
        "analyses.gaps.{}": one_of((ELSEWHERE, NOWHERE), written_in("ui/analyses/gaps.py")),
        "analyses.phases.{}": one_of(
            written_in("network", "ui/long_work.py", "ui/contribute/upload_work.py", "ui/contribute/desk.py")
        ),
        "analyses.projections.{}.about": projected,
        "analyses.projections.{}.name": projected,
        "analyses.roles.{}.{}": set(product(("actors", "nodes"), written_in("views/analyses", "ui/analyses/roles.py"))),
        "analyses.sketch.node.{}": one_of(written_in("ui/analyses/comparison_differences.py")),
        "cli.steps.{}": one_of(STEPS),
        "cli.import_profile.{}": one_of(profiles()),
        "cli.cog_step.{}": one_of(("fetch", "read", "compare", "write")),
        "cli.cog_repeated.{}": one_of(("communes", "epci", "communes-populations", "epci-populations")),
        "cli.register_step.{}": one_of(("known", "prepare", "look", "write", "resume")),
        "cli.register_row.{}": one_of(
            (
                *("taken", "person", "not-diffused", "no-number", "no-name", "elsewhere", "closed", "unknown-unit"),
                *("unknown-member", "unknown-grouping", "indirect", "unknown-place", "no-outline"),
            )
        ),
        "cli.cog_head.{}": one_of(("year", "version", "state", "changes")),
        "cli.import_understood.{}": one_of(
            ("day", "serial", "number", "code", "list", "nothing", "person", "kind", "nameless", "total", "unit")
        ),
        "cli.import_why.{}": one_of((*(each.replace(" ", "-") for each in get_args(Why)), "one-of-several")),
        "cli.verify_{}": one_of(written_in("store/checksums.py", "store/verification.py")),
        "bound.{}": one_of(tables()["figures"].column("bound").values),
        "chronology.kinds.{}": one_of(DATED_KINDS),
        "chronology.line.{}": one_of(DATED_KINDS),
        "codes.amountBound.{}": one_of(tables()["figures"].column("bound").values),
        "codes.amountKind.{}": one_of(AMOUNT_KINDS),
        "codes.amountScope.{}": one_of(codes_of("amountScope")),
        "codes.boolean.{}": one_of(("true", "false")),
        "contribute.act-hint.{}": one_of(KINDS),
        "contribute.act.{}": one_of((*KINDS, "withdraw-whole", "restore-whole")),
        "contribute.clash-{}": one_of(written_in("ui/contribute/form.py")),
        "contribute.column.{}": one_of(asked),
        "contribute.columns.{}.{}": set(product(tables(), asked)),
        "contribute.fields-{}": one_of(written_in("ui/contribute/form.py")),
        "contribute.help.{}": one_of(asked),
        "contribute.kinds.{}": one_of(SHAPES),
        "contribute.known.{}": one_of(written_in("views/contributing/effect.py")),
        "contribute.links.{}": one_of(KINDS),
        "contribute.new.{}": one_of(NEW),
        "contribute.unread.{}": one_of(written_in("ui/contribute/fields.py")),
        "contribute.value.{}": one_of(words),
        "contribute.values.{}.{}": set(product(tables(), words)),
        "review.decided.{}": one_of(("accepted", "sent-back", "rejected")),
        "upload.new.{}": one_of(("actor", "place")),
        "upload.state.{}": one_of(states),
        "contribute.written.{}": one_of(column.kind for table in tables().values() for column in table.columns),
        "contribute.views.{}": one_of(written_in("ui/screens/contribute.py")),
        "contributions.kinds.{}": one_of(get_args(contributed.Kind)),
        "codes.unit.{}": one_of(units()),
        "codes.weekday.{}": one_of(translator("fr").section("codes.weekday")),
        "diagnosis.empty.{}": diagnosed,
        "diagnosis.expected.{}": diagnosed,
        "diagnosis.hints.{}": diagnosed,
        "diagnosis.plan.steps.{}": one_of(ENGINE_STEPS),
        "diagnosis.syntax.{}": diagnosed,
        "diagnosis.warnings.not-{}": diagnosed,
        "diagnosis.warnings.{}": diagnosed,
        "errors.{}": one_of(
            (error.code for error in concrete(errors.TerritoryGraphError)),
            (f"{kind}-{rule}" for kind, rule in product(("refused", "saved"), rules)),
        ),
        "explorer.colour_title.{}": one_of(exploration.COLOURS),
        "explorer.groups.{}.{}": set(product(("sector", "epci"), ("none", "several"))),
        "explorer.size_title.{}": one_of(exploration.SIZES),
        "explorer.steps.{}": one_of(exploration.ACTIONS),
        "explorer.twin_{}": one_of(exploration.TWINS),
        "explorer.ways_by_{}": one_of(exploration.BYS),
        "explorer.{}": one_of(options, written_in("ui/explorer/ways.py")),
        "explorer.{}s.{}": {(name, value) for name, some in options.items() for value in some},
        "fates.{}": one_of(fate for fate in get_args(Fate) if fate),
        "fiche.inferred.{}": one_of(("begun", "ended")),
        "fiche.fates.{}": one_of(fate for fate in get_args(Fate) if fate),
        "fiche.says.{}": one_of(
            name + when for name in written_in("views/fiche/headline.py") for when in ("", "_before", "_later", "_it")
        ),
        "history.{}": one_of(KINDS),
        "absent.{}": properties,
        "inverse.{}": properties,
        "kinds.{}": one_of(written_in("views/kinds.py")),
        "measures.{}": measured,
        "measures.{}.name": one_of(MEASURES),
        "measures.{}.question": one_of(MEASURES),
        "map.kinds.{}": one_of(MAP_KINDS),
        "map.nowhere.{}": one_of(MAP_KINDS, ("actor",)),
        "money.kinds.{}": one_of(AMOUNT_KINDS),
        "network.columns.{}": one_of(COLUMNS, THING_COLUMNS),
        "questions.subjects.{}": subjects,
        "questions.synonyms.{}": subjects,
        "outcomes.direction-{}": one_of(written_in("network")),
        "outcomes.shared-{}": one_of(written_in("network/introductions.py")),
        "outcomes.{}": one_of(written_in("network", "views/analyses"), (f"path-{reason}" for reason in no_path)),
        "paths.remedy.{}": one_of(no_path),
        "paths.{}": one_of(no_path),
        # “bad-rna” is of a kind of column that no table has yet; “unclear” where no example can be given.
        "evidence.places.{}": one_of(translator("fr").section("evidence.places")),
        "problems.{}": one_of(f"{code}{ending}" for code in codes for ending in ("", "-unclear")),
        "properties.{}": properties,
        "reasons.{}": one_of(reasons().order),
        "reading.kinds.{}": one_of(get_args(proposed.Kind)),
        "reading.notes.{}": one_of(written_in("reading")),
        "review.group.{}": one_of(written_in("ui/contribute/review.py")),
        "review.item.{}": one_of(KINDS),
        "review.told.{}": one_of(written_in("ui/contribute/review.py")),
        "review.{}": one_of(written_in("ui/contribute/review.py")),
        "review.{}-word": one_of(written_in("ui/contribute/review.py")),
        "running.lanes.{}": one_of(written_in("store/pool.py", "store/turns.py")),
        "search.{}": one_of((why.replace(" ", "-") for why in get_args(search.Why)), written_in("views/search.py")),
        "sparql.download.{}": one_of(written_in("downloads/formats.py")),
        "sparql.download.{}_help": one_of(written_in("downloads/formats.py")),
        "status.{}": one_of(statuses()),
        "takeaway.columns.{}": one_of(columns),
        "telling.kinds.{}": one_of((*tie_kinds(), *announced, "funding-any")),
        "telling.past.{}": one_of((*tie_kinds(), *announced)),
        "ties.{}": one_of(tie_kinds()),
        "users.{}": one_of(query.user for query in packaged_queries()),
    }


def spoken(key: str) -> bool:
    """Whether some code can ask for the sentence."""
    return any(one.asks_for(key) for one in (*modules().values(), *given_whole()))


def keys_of(sentences: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every key; one for the two forms of a sentence that counts, unless both are asked for by themselves."""
    for name, value in sentences.items():
        key = f"{prefix}{name}"
        if isinstance(value, str) or (value.keys() <= {"one", "other"} and not spoken(f"{key}.other")):
            yield key
        else:
            yield from keys_of(value, f"{key}.")


def dead(sentences: Mapping[str, Any]) -> list[str]:
    return [key for key in keys_of(sentences) if not spoken(key)]


def sections(sentences: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in sentences.items():
        if isinstance(value, Mapping):
            yield f"{prefix}{name}"
            yield from sections(value, f"{prefix}{name}.")


def test_every_sentence_can_be_spoken() -> None:
    assert dead(translator("en").sentences) == []


def test_a_sentence_more_is_found_dead_in_whatever_section_it_stands() -> None:
    more = [f"{section}.nobody-says-this" for section in sections(translator("en").sentences)]
    assert len(more) > 100
    assert [key for key in more if spoken(key)] == []
    assert dead({"app": {"name": "Graph", "nobody": "-"}, "nobody": "-"}) == ["app.nobody", "nobody"]


@pytest.mark.parametrize("source", ['say(f"{x}.{y}")', 'say(f"{x}")', "say(x)", '"""app.name"""', "say('name')"])
def test_code_that_says_anything_makes_nothing_alive(source: str) -> None:
    assert not python(source).asks_for("app.name")


@pytest.mark.parametrize(
    "source",
    ['say("app.name")', 'key = "app"; say(f"app.{word}"); word = "name"'],
)
def test_code_makes_alive_what_it_writes(source: str) -> None:
    assert python(source).asks_for("app.name")
    assert not python(source).asks_for("app.home")


def test_a_section_kept_in_a_variable_goes_on() -> None:
    found = python("""key = f"home.{'one' if x else 'two'}"; say(f"{key}.head")""")
    assert found.asks_for("home.one.head")
    assert not found.asks_for("home.three.head")


def test_every_key_whose_values_are_listed_is_made_by_some_code() -> None:
    made = frozenset().union(*(one.made for one in (*modules().values(), *given_whole())))
    assert values().keys() <= made
