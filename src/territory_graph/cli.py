"""The command line: parse, call one function, print. Errors become one line each on standard error, exit code 1."""

from __future__ import annotations

import argparse
import csv
import json
import logging
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from territory_graph.errors import InputError, StoreError, TerritoryGraphError, ValidationError, place
from territory_graph.messages import Translator, translator
from territory_graph.settings import LANGUAGES, Settings, read_settings

if TYPE_CHECKING:
    import networkx as nx

    from territory_graph.analysing import Run, WrittenRun
    from territory_graph.building import Build
    from territory_graph.knowledge_graph import KnowledgeGraph
    from territory_graph.store.engine import Answer
    from territory_graph.updating import Applied, Change
    from territory_graph.validation import ValidationReport

OK, FAILED, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs: its arguments, the settings, sentences, and where to print."""

    args: argparse.Namespace
    settings: Settings
    say: Translator
    out: Console
    err: Console

    def fail(self, message: str) -> int:
        """Prints one message on standard error; the command has failed."""
        self.err.print(message, markup=False, highlight=False, soft_wrap=True)
        return FAILED

    def tell(self, message: str) -> None:
        """Prints one line that is no part of the answer, on standard error."""
        self.err.print(message, markup=False, highlight=False, soft_wrap=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0, 1 for an error told to the user, 130 when interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # it warns of a query's ill-typed literals with a traceback
    err = Console(stderr=True)
    try:
        args = _parser(translator(_language(arguments))).parse_args(arguments)
        settings = read_settings(
            store=getattr(args, "store", None), territory=getattr(args, "territory", None), language=args.lang
        )
        context = Context(args, settings, translator(settings.language), Console(), err)
    except TerritoryGraphError as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return FAILED
    return _run(args.command, context)


def _run(command: Callable[[Context], int], context: Context) -> int:
    """Runs the command; what stops it is told in one line, or one a problem, and becomes an exit code."""
    try:
        return command(context)
    except TerritoryGraphError as error:
        if isinstance(error, ValidationError):
            _print_report(context, error.report)
        return context.fail(context.say.error(error))
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except OSError as error:
        return context.fail(context.say("cli.no_file", file=error.filename or "-", reason=error.strerror or str(error)))
    except KeyboardInterrupt:
        context.tell(context.say("cli.interrupted"))
        return INTERRUPTED


def _language(arguments: list[str]) -> str:
    """The language asked for, needed before the arguments are parsed: help is in that language too."""
    for position, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        value = arguments[position + 1] if argument == "--lang" and position + 1 < len(arguments) else value
        if value in LANGUAGES:
            return value
    try:
        return read_settings().language
    except TerritoryGraphError:
        return LANGUAGES[0]


def _parser(say: Translator) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="territory-graph", description=say("cli.description"))
    parser.add_argument("--lang", choices=LANGUAGES, help=say("cli.lang"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, function: Callable[[Context], int], *, store: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
        command.set_defaults(command=function)
        if store:
            command.add_argument("--store", metavar="DIR", help=say("cli.store"))
        return command

    build = add("build", _build)
    build.add_argument("territory", nargs="?", metavar="TERRITORY", help=say("cli.territory"))
    serve = add("serve", _serve)
    serve.add_argument("--host", default="127.0.0.1", help=say("cli.host"))
    serve.add_argument("--port", default="8501", help=say("cli.port"))
    ask = add("ask", _ask)
    ask.add_argument("question", nargs="?", help=say("cli.question"))
    ask.add_argument("values", nargs="*", metavar="NAME=VALUE", help=say("cli.parameter"))
    ask.add_argument("--format", choices=("table", "csv", "json"), default="table", help=say("cli.format"))
    query = add("query", _query)
    query.add_argument("file", metavar="FILE|-", help=say("cli.query_file"))
    query.add_argument("--format", choices=("table", "csv", "json"), default="table", help=say("cli.format"))
    _add_export(add("export", _export), say)
    validate = add("validate", _validate, store=False)
    validate.add_argument("territory", nargs="?", metavar="TERRITORY", help=say("cli.territory"))
    add("info", _info)
    _add_update(add("update", _update), say)
    _add_analyse(add("analyse", _analyse), say)
    new = add("new", _new, store=False)
    new.add_argument("folder", metavar="DIR", help=say("cli.new_folder"))
    return parser


def _add_export(export: argparse.ArgumentParser, say: Translator) -> None:
    from territory_graph.exports import NETWORK_WRITERS, WRITERS  # noqa: PLC0415  costly, only for this command
    from territory_graph.network.build import PROJECTIONS  # noqa: PLC0415

    formats = (*WRITERS, *NETWORK_WRITERS, "html")
    export.add_argument("format", choices=formats, help=say("cli.export_format"))
    export.add_argument("file", metavar="FILE", help=say("cli.export_file"))
    names = ", ".join(PROJECTIONS)
    export.add_argument(
        "--network", choices=tuple(PROJECTIONS), default="actors", help=say("cli.projection", names=names)
    )


def _add_analyse(analyse: argparse.ArgumentParser, say: Translator) -> None:
    from territory_graph.network.build import PROJECTIONS  # noqa: PLC0415

    names = ", ".join(PROJECTIONS)
    analyse.add_argument(
        "--projection", choices=tuple(PROJECTIONS), default="actors", help=say("cli.analyse_projection", names=names)
    )
    analyse.add_argument("--output", metavar="FILE", help=say("cli.analyse_output"))
    analyse.add_argument("--csv", metavar="FILE", help=say("cli.analyse_csv"))
    analyse.add_argument("--check", metavar="FILE", nargs="?", const="", help=say("cli.analyse_check"))
    analyse.add_argument("--as", dest="author", metavar="NAME", default="command-line", help=say("cli.update_author"))


def _add_update(update: argparse.ArgumentParser, say: Translator) -> None:
    from territory_graph.ingest.payload import FORMATS  # noqa: PLC0415

    update.add_argument("file", nargs="?", metavar="FILE|-", help=say("cli.update_file"))
    update.add_argument("--as", dest="author", metavar="NAME", default="command-line", help=say("cli.update_author"))
    update.add_argument("--graph", metavar="IRI", help=say("cli.update_graph"))
    kinds = update.add_mutually_exclusive_group()
    for kind in ("put", "post", "delete"):
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=say(f"cli.update_{kind}"))
    update.add_argument("--media-type", choices=tuple(FORMATS), help=say("cli.update_media_type"))
    update.add_argument("--if-version", metavar="VERSION", help=say("cli.update_if_version"))
    update.add_argument("--format", choices=("text", "json"), default="text", help=say("cli.update_format"))


def _build(context: Context) -> int:
    began = time.monotonic()
    updates = _updates_made(context)
    built = _built(context, context.settings.territory)
    _print_report(context, built.report)
    if updates:
        context.tell(context.say("cli.updates_dropped", count=updates, file=context.settings.store / "current"))
    manifest = built.manifest
    context.out.print(
        context.say(
            "cli.built",
            seconds=f"{time.monotonic() - began:.1f}",
            quads=manifest.quads,
            graphs=manifest.graphs,
            version=manifest.version,
            folder=context.settings.store,
        ),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return OK


def _updates_made(context: Context) -> int:
    """How many updates the current version has had since it was built: a build starts anew from the files."""
    from territory_graph.store.folder import StoreFolder  # noqa: PLC0415

    try:
        return StoreFolder(context.settings.store).manifest().updates
    except StoreError:
        return 0


def _built(context: Context, territory: Path) -> Build:
    """Builds a territory into the store of the settings, showing a progress bar on a terminal."""
    from territory_graph.building import STEPS, build  # noqa: PLC0415

    with _bar(context, len(STEPS)) as advance:
        return build(
            territory,
            context.settings.store,
            lambda name: advance(context.say(f"cli.steps.{name}"), STEPS.index(name)),
        )


@contextmanager
def _bar(context: Context, total: int) -> Iterator[Callable[[str, float], None]]:
    """A progress bar on a terminal, and what is called with what is being done and how much of ``total`` is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda doing, done: progress.update(task, description=doing, completed=done)


def _serve(context: Context) -> int:
    from territory_graph.ingest.territory import digest  # noqa: PLC0415
    from territory_graph.store.folder import StoreFolder  # noqa: PLC0415
    from territory_graph.ui.server import HostUnusableError, PortUsedError, serve  # noqa: PLC0415

    say, store = context.say, StoreFolder(context.settings.store)
    port = context.args.port
    if not (port.isdecimal() and 0 < int(port) < 65536):
        return context.fail(say("cli.port_bad", value=port))
    if not store.exists():
        context.tell(say("cli.building_default", folder=store.path))
        _built(context, context.settings.territory)
    _, manifest = store.open()
    territory = context.settings.territory
    if manifest.slug == territory.name and territory.is_dir() and digest(territory) != manifest.digest:
        context.tell(say("cli.changed"))
    host = context.args.host
    try:
        serve(
            store.path,
            host,
            int(port),
            context.settings.language,
            lambda address: context.tell(say("cli.serving", address=address)),
        )
    except PortUsedError:
        return context.fail(say("cli.port_used", port=port, host=host))
    except HostUnusableError:
        return context.fail(say("cli.host_bad", host=host))
    return OK


def _graph(context: Context) -> KnowledgeGraph:
    from territory_graph.knowledge_graph import KnowledgeGraph  # noqa: PLC0415

    return KnowledgeGraph.open(context.settings.store)


def _ask(context: Context) -> int:
    if context.args.question is None:
        return _list_questions(context)
    values = {}
    for text in context.args.values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            return context.fail(context.say("cli.bad_parameter", value=text))
        values[name] = value
    graph = _graph(context)
    answer = graph.ask(context.args.question, lang=context.settings.language, **values)
    _print_answer(context, answer)
    return OK


def _list_questions(context: Context) -> int:
    from territory_graph.queries import packaged_queries  # noqa: PLC0415

    say, language = context.say, context.settings.language
    rows = [
        (
            query.name,
            query.titles[language],
            say(f"users.{query.user}"),
            ", ".join(parameter.name for parameter in query.parameters),
        )
        for query in packaged_queries()
    ]
    names = ("name", "title", "user", "parameters")
    if context.args.format == "json":
        context.out.print_json(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False))
    elif context.args.format == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows([names, *rows])
    else:
        headers = [say(f"cli.{key}_header") for key in ("question", "title", "user", "parameters")]
        _print_table(context, headers, rows)
    return OK


def _query(context: Context) -> int:
    from territory_graph.store.engine import Answer  # noqa: PLC0415

    name = context.args.file
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        return context.fail(context.say("cli.no_file", file=name, reason=reason))
    found = _graph(context).query(text)
    if isinstance(found, Answer):
        _print_answer(context, found)
    elif isinstance(found, bool):
        context.out.print(
            json.dumps(found) if context.args.format == "json" else context.say(f"cli.{'yes' if found else 'no'}")
        )
    else:
        for subject, predicate, value in found:
            sys.stdout.write(f"{subject.n3()} {predicate.n3()} {value.n3()} .\n")
    return OK


def _print_answer(context: Context, answer: Answer) -> None:
    """An answer as a table, as CSV, or as JSON: a list of objects in which unbound is null."""
    if context.args.format == "csv":
        sys.stdout.write(answer.to_csv())
    elif context.args.format == "json":
        rows = [{name: _plain(cell) for name, cell in row.items()} for row in answer]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        _print_table(context, answer.variables, answer.texts())
        context.tell(context.say("questions.rows", count=len(answer)) if len(answer) else context.say("questions.none"))


def _plain(cell: Any) -> Any:
    """A term as JSON holds it: numbers and truth values as such, everything else as text."""
    value = getattr(cell, "value", None)
    if isinstance(value, bool | int):
        return value
    if value is not None and value.__class__.__name__ in {"Decimal", "float"} and math.isfinite(value):
        return float(value)
    return None if cell is None else str(cell)


def _print_table(context: Context, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(_escaped(cell) for cell in row))
    context.out.print(table)


def _escaped(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(text)


def _export(context: Context) -> int:
    from territory_graph.exports import NETWORK_WRITERS, WRITERS, replacing  # noqa: PLC0415

    form, path = context.args.format, Path(context.args.file)
    graph = _graph(context)
    try:
        if form in WRITERS:
            WRITERS[form](graph, path)
        elif form in NETWORK_WRITERS:
            NETWORK_WRITERS[form](graph.network(context.args.network, lang=context.settings.language), path)
        else:
            from territory_graph.ui.network_page import network_page  # noqa: PLC0415

            with replacing(path) as temporary:
                temporary.write_text(network_page(graph, context.say), encoding="utf-8")
    except OSError as error:
        if isinstance(error, TerritoryGraphError):
            raise
        return context.fail(context.say("cli.cannot_write", file=path, reason=error.strerror or str(error)))
    if form == "turtle":
        context.tell(context.say("cli.turtle_note"))
    context.tell(context.say("cli.written", file=path, size=_size(path)))
    return OK


def _analyse(context: Context) -> int:
    """Takes every measure of a projection and writes the runs; or says which runs are of older facts."""
    from territory_graph.analysing import kept_runs, read_runs, write_runs, write_runs_csv  # noqa: PLC0415

    args, graph = context.args, _graph(context)
    if args.check is not None:
        return _check_runs(context, read_runs(Path(args.check)) if args.check else kept_runs(graph), graph.facts)
    network = graph.network(args.projection, lang=context.settings.language)
    runs = _measured(context, graph, network)
    if not (args.output or args.csv):
        return _keep_runs(context, runs, graph.version)
    labels = {str(node): str(label or "") for node, label in network.nodes(data="label")}
    for name, write in ((args.output, write_runs), (args.csv, partial(write_runs_csv, labels=labels))):
        if name and (failed := _written(context, Path(name), partial(write, runs))):
            return failed
    return OK


def _measured(context: Context, graph: KnowledgeGraph, network: nx.Graph) -> tuple[Run, ...]:
    """Every measure of the network, showing a progress bar on a terminal."""
    from territory_graph.analysing import run_measures  # noqa: PLC0415
    from territory_graph.network.measures import MEASURES  # noqa: PLC0415
    from territory_graph.network.outcome import Watch  # noqa: PLC0415

    order = list(MEASURES)
    with _bar(context, len(order)) as advance:

        def progress(phase: str, share: float) -> None:
            if phase in MEASURES:
                advance(context.say(MEASURES[phase].name), order.index(phase) + share)

        return run_measures(graph, context.args.projection, network=network, watch=Watch(progress=progress))


def _keep_runs(context: Context, runs: Sequence[Run], version: str) -> int:
    from territory_graph.analysing import keep_runs  # noqa: PLC0415
    from territory_graph.store.folder import StoreFolder  # noqa: PLC0415

    applied = keep_runs(StoreFolder(context.settings.store), runs, context.args.author, made_for=version)
    context.tell(context.say("analyse.kept", count=len(runs), version=applied.manifest.version[:8]))
    return OK


def _written(context: Context, path: Path, write: Callable[[Path], None]) -> int:
    """Writes a file and says so, or why it could not."""
    try:
        write(path)
    except OSError as error:
        return context.fail(context.say("cli.cannot_write", file=path, reason=error.strerror or str(error)))
    context.tell(context.say("cli.written", file=path, size=_size(path)))
    return OK


def _check_runs(context: Context, runs: Sequence[WrittenRun], version: str) -> int:
    """Every run of a file, with whether the data have changed since; the command fails where some are stale."""
    say, stale = context.say, [run for run in runs if run.is_stale(version)]
    for run in runs:
        key = "analyse.stale" if run.is_stale(version) else "analyse.current"
        title = run.titles.get(context.settings.language) or run.iri
        line = say(key, title=title, version=run.version[:8], day=say.day(run.moment.date()))
        context.out.print(line, markup=False, highlight=False, soft_wrap=True)
    context.tell(say("analyse.count", count=len(runs), stale=len(stale)))
    return FAILED if stale else OK


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, size // 1000)} kB"


def _validate(context: Context) -> int:
    from territory_graph.building import check  # noqa: PLC0415

    report = check(context.settings.territory)
    _print_report(context, report)
    if report.violations:
        return FAILED
    context.out.print(context.say("cli.conforms"))
    return OK


def _update(context: Context) -> int:
    from territory_graph.store.folder import StoreFolder  # noqa: PLC0415
    from territory_graph.updating import apply_change  # noqa: PLC0415

    args, say = context.args, context.say
    if (args.kind is None) != (args.graph is None) or (args.file is None) != (args.kind == "delete"):
        return context.fail(say("cli.update_usage"))
    try:
        applied = apply_change(StoreFolder(context.settings.store), _change(context), args.author)
    except TerritoryGraphError as error:
        if args.format != "json":
            raise _worded(error, say) from error
        sys.stdout.write(json.dumps(_failure(error)) + "\n")
        return FAILED
    if args.format == "json":
        sys.stdout.write(json.dumps(_outcome(applied)) + "\n")
        return OK
    key = "cli.updated" if applied.changed else "cli.update_nothing"
    context.out.print(say(key, **_outcome(applied)), markup=False, highlight=False, soft_wrap=True)
    return OK


def _change(context: Context) -> Change:
    """The change that the arguments ask for, its content read whole."""
    from territory_graph.ingest.payload import media_type_of  # noqa: PLC0415
    from territory_graph.updating import Change  # noqa: PLC0415

    args, name = context.args, context.args.file
    if name is None:
        return Change("delete", graph=args.graph, made_for=args.if_version)
    sent = name == "-"
    return Change(
        args.kind or "update",
        sys.stdin.buffer.read() if sent else Path(name).read_bytes(),
        args.graph,
        args.media_type or media_type_of(Path(name)),
        Path(name),
        args.if_version,
    )


def _worded(error: TerritoryGraphError, say: Translator) -> TerritoryGraphError:
    """The error with what came by standard input called by words."""
    if not isinstance(error, InputError):
        return error
    name = Path(say("cli.update_content"))
    return type(error)([replace(one, file=name) if one.file == Path("-") else one for one in error.problems])


def _outcome(applied: Applied) -> dict[str, Any]:
    return {
        "changed": applied.changed,
        "before": applied.before,
        "version": applied.manifest.version,
        "added": applied.added,
        "removed": applied.removed,
        "created": applied.created,
    }


def _failure(error: TerritoryGraphError) -> dict[str, Any]:
    """An error for programs: its code, its fields, and its sentences in both languages."""
    sentences = {}
    for language in LANGUAGES:
        say = translator(language)
        lines = [say.error(_worded(error, say))]
        if isinstance(error, ValidationError):
            lines += [
                f"{finding.labels[language]} <{finding.focus}> — {finding.messages[language]}"
                for finding in error.report.violations[:20]
            ]
        sentences[language] = "\n".join(lines)
    return {"error": error.code, "fields": error.fields, "sentences": sentences}


def _print_report(context: Context, report: ValidationReport) -> None:
    """Findings by severity, each with its file and line, then contradictions between sources."""
    say, language = context.say, context.settings.language
    for severity, key in (("violation", "violations"), ("warning", "warnings"), ("info", "infos")):
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            context.tell(say(f"cli.{key}", count=len(found)))
        for finding in found:
            where = ", ".join(place(one.file, one.line) for one in finding.places) or say("cli.no_place")
            thing = f"{finding.labels[language]} <{finding.focus}>"
            context.tell("  " + say("cli.finding", place=where, thing=thing, message=finding.messages[language]))
    if report.contradictions:
        context.tell(say("cli.contradictions", count=len(report.contradictions)))
    for contradiction in report.contradictions:
        name = contradiction.path.rpartition("#")[2]
        context.tell("  " + say("cli.contradiction", thing=contradiction.labels[language], property=name))
        for one in contradiction.testimonies:
            where = place(one.place.file, one.place.line) if one.place else say("cli.no_place")
            sources = ", ".join(source.rpartition("/")[2] or source for source in one.sources)
            context.tell("  " + say("cli.testimony", value=one.value, source=sources, place=where))


def _info(context: Context) -> int:
    from territory_graph.views.info import read_info  # noqa: PLC0415

    graph, say = _graph(context), context.say
    info = read_info(graph, say)
    manifest = graph.manifest
    context.out.print(info.name, markup=False, highlight=False)
    day = say.day(datetime.fromisoformat(manifest.built_at).date())
    line = say(
        "cli.info_version",
        version=manifest.version,
        day=day,
        software=manifest.software,
        quads=manifest.quads,
        graphs=manifest.graphs,
    )
    context.out.print(line, markup=False, highlight=False, soft_wrap=True)
    count = say("cli.info_count")
    _print_table(context, (say("cli.info_status"), say("cli.info_statements")), info.statuses)
    _print_table(context, (say("cli.info_class"), count), info.classes)
    _print_table(context, (say("cli.info_source"), say("cli.info_records")), info.sources)
    return OK


def _new(context: Context) -> int:
    from territory_graph.ingest.template import new_territory  # noqa: PLC0415

    folder = Path(context.args.folder)
    written = new_territory(folder)
    context.out.print(
        context.say("cli.new_done", count=len(written), folder=folder),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return OK
