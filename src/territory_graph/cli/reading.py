"""``read``: the passages of a document and the facts that it may state, as a table, as CSV or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from territory_graph.cli.context import OK, Context, open_graph, print_table
from territory_graph.store.engine import csv_line

if TYPE_CHECKING:
    from territory_graph.reading import Proposed, Reading


def read(context: Context) -> int:
    """Lists the facts that a document may state; nothing is written to the graph."""
    from territory_graph.reading import propose, read_document  # noqa: PLC0415  only here are documents read

    name = context.args.file
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    document = read_document("-" if name == "-" else Path(name).name, content)
    reading = propose(document, open_graph(context), source=context.args.source or "", model=context.settings.model)
    for note in reading.notes:
        context.tell(context.say(f"reading.notes.{note}"))
    if context.args.format == "json":
        passages = [{"locator": one.locator, "text": document.text[one.start : one.end]} for one in document.passages]
        found = {
            "source": dict(reading.source.cells),
            "passages": passages,
            "proposals": [_plain(one) for one in reading.proposals],
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    elif context.args.format == "csv":
        from territory_graph.exports import safe_cell  # noqa: PLC0415  it loads networks

        sys.stdout.write(csv_line(("kind", "table", "passage", "status", "confidence", "known", "cells", "quote")))
        sys.stdout.writelines(csv_line(map(safe_cell, line)) for line in _lines(context, reading))
    else:
        headers = [
            context.say(f"reading.columns.{name}")
            for name in ("kind", "passage", "status", "confidence", "known", "cells", "quote")
        ]
        print_table(context, headers, [(line[0], *line[2:]) for line in _lines(context, reading)])
        context.tell(context.say("reading.count", count=len(reading.proposals)))
    return OK


def _lines(context: Context, reading: Reading) -> list[tuple[str, ...]]:
    return [
        (
            context.say(f"reading.kinds.{one.kind}"),
            one.row.table,
            one.passage,
            context.say(f"status.{one.status}"),
            context.say.number(one.confidence, 2),
            one.known or "",
            "; ".join(f"{name} = {cell}" for name, cell in one.row.cells.items() if name not in _ELSEWHERE),
            " ".join(one.quote.split()),
        )
        for one in reading.proposals
    ]


_ELSEWHERE = {"source", "locator", "status", "confidence"}


def _plain(one: Proposed) -> dict[str, Any]:
    place = {"passage": one.passage, "start": one.start, "end": one.end, "quote": one.quote}
    row = {"table": one.row.table, "cells": dict(one.row.cells)}
    return {
        "key": one.key,
        "kind": one.kind,
        "row": row,
        **place,
        "known": one.known,
        "needs": list(one.needs),
        "by": one.by,
    }
