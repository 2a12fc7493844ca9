"""``build``, ``validate`` and ``new``: from the files of a territory to a store."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.context import FAILED, OK, Context, progress_bar
from territory_graph.cli.report import print_report
from territory_graph.errors import command
from territory_graph.store.folder import StoreFolder

if TYPE_CHECKING:
    from territory_graph.building import Build


def build(context: Context) -> int:
    """Builds the territory, prints the report of its validation, and says which version is served now."""
    began = time.monotonic()
    updates = StoreFolder(context.settings.store).updates()  # a build starts anew from the files
    built = build_territory(context)
    print_report(context, built.report)
    if updates:
        context.tell(context.say("cli.updates_dropped", count=updates, file=context.settings.store / "current"))
    line = context.say(
        "cli.built",
        seconds=f"{time.monotonic() - began:.1f}",
        quads=built.manifest.quads,
        graphs=built.manifest.graphs,
        version=built.manifest.version,
        folder=context.settings.store,
    )
    context.answer(line)
    return OK


def build_territory(context: Context) -> Build:
    """Builds the territory of the settings into their store, showing a progress bar on a terminal."""
    from territory_graph import building  # noqa: PLC0415  it loads pySHACL

    steps = building.STEPS
    with progress_bar(context, len(steps)) as advance:
        return building.build(
            context.settings.territory,
            context.settings.store,
            lambda name: advance(context.say(f"cli.steps.{name}"), steps.index(name)),
            versions=context.settings.versions,
        )


def validate(context: Context) -> int:
    """Prints the report of the territory's validation; the command fails where a file or a shape is broken."""
    from territory_graph import building  # noqa: PLC0415

    report = building.check(context.settings.territory)
    for problem in report.problems:
        context.tell(context.say.problem(problem))
    if report.problems and report.findings:
        context.tell(context.say("cli.of_the_rest"))
    print_report(context, report)
    if report.problems or report.violations:
        return FAILED
    context.out.print(context.say("cli.conforms"))
    return OK


def new(context: Context) -> int:
    """Writes an empty territory into a new folder."""
    from territory_graph.ingest.template import new_territory  # noqa: PLC0415

    folder = Path(context.args.folder)
    written = new_territory(folder, context.settings.language if context.args.xlsx else "")
    context.answer(context.say("cli.new_done", count=len(written), folder=folder, command=command("build", folder)))
    return OK
