"""``analyse``: the measures of a network, written into files or kept in the store, and whether they are stale."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.context import FAILED, OK, Context, cannot_write, open_graph, progress_bar, write_file
from territory_graph.store.folder import StoreFolder

if TYPE_CHECKING:
    import networkx as nx

    from territory_graph.analysing import Run
    from territory_graph.knowledge_graph import KnowledgeGraph


def analyse(context: Context) -> int:
    """Takes every measure of a projection and writes the runs; or says which runs are of older facts."""
    args, graph = context.args, open_graph(context)
    if args.check is not None:
        return _check(context, graph)
    network = graph.network(args.projection, lang=context.settings.language)
    if args.tables:
        return _write_tables(context, network)
    if args.engine != "local" or args.master:
        return context.fail(context.say("analyse.tables_only"))
    runs = _measured(context, graph, network)
    if args.output or args.csv:
        # As data, as a table, or both: the first file that cannot be written ends it.
        from territory_graph.analysing import write_runs, write_runs_csv  # noqa: PLC0415

        labels = {str(node): str(label or "") for node, label in network.nodes(data="label")}
        files = ((context.args.output, write_runs), (context.args.csv, partial(write_runs_csv, labels=labels)))
        for name, write in files:
            if name and (failed := write_file(context, Path(name), partial(write, runs))):
                return failed
        return OK
    # Puts the runs beside the facts of the store, unless its version is no longer the one that was measured.
    from territory_graph.analysing import keep_runs  # noqa: PLC0415

    applied = keep_runs(StoreFolder(context.settings.store), runs, context.args.author, made_for=graph.version)
    context.tell(context.say("analyse.kept", count=len(runs), version=applied.version[:8]))
    return OK


def _measured(context: Context, graph: KnowledgeGraph, network: nx.Graph) -> tuple[Run, ...]:
    """Every measure of the network, showing a progress bar on a terminal."""
    from territory_graph.analysing import run_measures  # noqa: PLC0415  it loads pySHACL
    from territory_graph.network.measures import MEASURES  # noqa: PLC0415
    from territory_graph.network.outcome import Watch  # noqa: PLC0415

    order = list(MEASURES)
    with progress_bar(context, len(order)) as advance:

        def progress(phase: str, share: float) -> None:
            if phase in MEASURES:
                advance(context.say(MEASURES[phase].name), order.index(phase) + share)

        return run_measures(graph, context.args.projection, network=network, watch=Watch(progress=progress))


def _write_tables(context: Context, network: nx.Graph) -> int:
    """Writes what every node is within the whole, and the ties, as two tables; by the engine that is asked for."""
    from territory_graph.network.outcome import Watch  # noqa: PLC0415
    from territory_graph.network.whole import PHASES, whole_network, write_whole  # noqa: PLC0415

    args, order = context.args, list(PHASES)
    with progress_bar(context, len(order)) as advance:

        def progress(phase: str, share: float) -> None:
            advance(context.say(f"analyse.{phase}"), order.index(phase) + share)

        found = whole_network(network, engine=args.engine, master=args.master, watch=Watch(progress=progress))
    labels = dict(network.nodes(data="label"))
    try:
        write_whole(found, Path(args.tables), labels)
    except OSError as error:
        return cannot_write(context, args.tables, error)
    context.tell(context.say("analyse.tables", folder=args.tables, count=len(found.network), ties=found.network.ties))
    return OK


def _check(context: Context, graph: KnowledgeGraph) -> int:
    """Every run of a file, or of the store, with whether the data have changed since; fails where some are stale."""
    from territory_graph.analysing import kept_runs, read_runs  # noqa: PLC0415

    say, file = context.say, context.args.check
    runs, version = read_runs(Path(file)) if file else kept_runs(graph), graph.facts
    for run in runs:
        key = "analyse.stale" if run.is_stale(version) else "analyse.current"
        title = run.titles.get(context.settings.language) or run.iri
        context.answer(say(key, title=title, version=run.version[:8], day=say.day(run.moment.date())))
    stale = sum(run.is_stale(version) for run in runs)
    context.tell(say("analyse.count", count=len(runs), stale=stale))
    return FAILED if stale else OK
