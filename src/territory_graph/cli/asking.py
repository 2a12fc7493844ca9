"""``ask``, ``query`` and ``info``: what a store answers, as a table, as CSV or as JSON."""

from __future__ import annotations

import json
import math
import sys
import warnings
from pathlib import Path
from typing import Any

from territory_graph.causes import of_file
from territory_graph.cli.context import OK, Context, open_graph, print_table
from territory_graph.errors import UnusedNameWarning
from territory_graph.queries import packaged_queries
from territory_graph.store.engine import Answer, csv_line


def ask(context: Context) -> int:
    """Answers a packaged question; without one, lists them."""
    if context.args.question is None:
        return _list_questions(context)
    values = {}
    for text in context.args.values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            return context.fail(context.say("cli.bad_parameter", value=text))
        values[name] = value
    answer = open_graph(context).ask(context.args.question, lang=context.settings.language, **values)
    _print_answer(context, answer)
    return OK


def _list_questions(context: Context) -> int:
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
        sys.stdout.writelines(map(csv_line, [names, *rows]))
    else:
        headers = [say(f"cli.{key}_header") for key in ("question", "title", "user", "parameters")]
        print_table(context, headers, rows)
    return OK


def query(context: Context) -> int:
    """Evaluates the SPARQL query of a file, or of standard input: rows, a word or ``true``, or N-Triples."""
    name = context.args.file
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return context.fail(context.say("cli.no_file", file=name, reason=of_file(error)))
    graph = open_graph(context)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnusedNameWarning)  # told below, in the reader's language
        found = graph.query(text)
    if isinstance(found, Answer):
        _print_answer(context, found)
    elif isinstance(found, bool):
        word = context.say("cli.yes" if found else "cli.no")
        context.out.print(json.dumps(found) if context.args.format == "json" else word)
    else:
        sys.stdout.writelines(f"{subject.n3()} {name.n3()} {value.n3()} .\n" for subject, name, value in found)
    from territory_graph.asking import finds_nothing  # noqa: PLC0415  other commands load in less time without it

    if finds_nothing(found):
        for sentence in graph.unused_names(text, lang=context.say.language):
            context.tell(sentence)
    return OK


def _print_answer(context: Context, answer: Answer) -> None:
    """An answer as a table, as CSV, or as JSON: a list of objects in which unbound is null."""
    if context.args.format == "csv":
        sys.stdout.write(answer.to_csv())
    elif context.args.format == "json":
        rows = [{name: _plain(cell) for name, cell in row.items()} for row in answer]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        print_table(context, answer.variables, answer.texts())
        context.tell(context.say("questions.rows", count=len(answer)) if len(answer) else context.say("questions.none"))


def _plain(cell: Any) -> Any:
    """A term as JSON holds it: numbers and truth values as such, everything else as text."""
    value = getattr(cell, "value", None)
    if isinstance(value, bool | int):
        return value
    if value is not None and value.__class__.__name__ in {"Decimal", "float"} and math.isfinite(value):
        return float(value)
    return None if cell is None else str(cell)


def info(context: Context) -> int:
    """Prints the version of the store and its counts by status, class, link to other datasets and source."""
    from territory_graph.views.info import read_info  # noqa: PLC0415

    graph, say = open_graph(context), context.say
    read = read_info(graph, say)
    context.out.print(read.name, markup=False, highlight=False)
    manifest = graph.manifest
    line = say(
        "cli.info_version",
        version=manifest.version,
        day=say.day(manifest.built_on),
        software=manifest.software,
        quads=manifest.quads,
        graphs=manifest.graphs,
    )
    context.answer(line)
    if not context.settings.remotes:
        context.answer(say("cli.info_whole" if graph.compared else "cli.info_sizes"))
    context.answer(say("cli.info_contributions", count=read.contributions))
    print_table(context, (say("cli.info_status"), say("cli.info_statements")), read.statuses)
    print_table(context, (say("cli.info_class"), say("cli.info_count")), read.classes)
    print_table(context, (say("cli.info_links"), say("cli.info_things")), read.links)
    print_table(context, (say("cli.info_source"), say("cli.info_records")), read.sources)
    for name in manifest.unread:
        context.answer(say("cli.info_unread", file=name))
    return OK
