"""``contribute``, ``queue``, ``accept``, ``reject`` and ``history``: facts brought in, reviewed and remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.context import FAILED, OK, Context, print_table
from territory_graph.cli.report import print_report

if TYPE_CHECKING:
    from territory_graph.contributions import Desk, Kind, Look
    from territory_graph.knowledge_graph import KnowledgeGraph


_MOMENT = "%Y-%m-%d %H:%M"


def contribute(context: Context) -> int:
    """Looks at rows of tables, or at records to dispute, withdraw or restore, and puts them into the queue."""
    from territory_graph.contributions import Proposal  # noqa: PLC0415  it loads pySHACL
    from territory_graph.contributions.tables import rows_of  # noqa: PLC0415
    from territory_graph.knowledge_graph import KnowledgeGraph  # noqa: PLC0415

    args, say = context.args, context.say
    rows = tuple(row for name in args.files for row in rows_of(Path(name)))
    kind: Kind = args.kind or ("correct" if args.record and rows else "add")
    proposal = Proposal(kind, rows, args.why, tuple(args.record or ()))
    desk = _desk(context)
    look = desk.look(proposal)
    _print_look(context, look, KnowledgeGraph.open(desk.store.path))
    if look.stops:
        return FAILED
    if args.dry_run:
        context.tell(say("cli.contribute_dry"))
        return OK
    context.answer(desk.send(look.proposal, args.author).id)
    return OK


def queue(context: Context) -> int:
    """Prints the proposals that wait."""
    say, items = context.say, _desk(context).queue()
    if not items:
        context.tell(say("cli.queue_empty"))
        return OK
    headers = [say(f"cli.queue_{name}") for name in ("id", "sent", "author", "kind", "about", "why", "word")]
    rows = []
    for item in items:
        proposal = item.proposal
        about = ", ".join((*sorted({row.table for row in proposal.rows}), *proposal.records))
        kind = say(f"contributions.kinds.{proposal.kind}")
        rows.append([item.id, f"{item.sent:{_MOMENT}}", item.author, kind, about, proposal.why, item.word])
    print_table(context, headers, rows)
    return OK


def accept(context: Context) -> int:
    """Accepts a proposal: it becomes a contribution, and the store says so at once."""
    told = _desk(context).accept(context.args.id, context.args.author)
    context.answer(context.say("cli.accepted", file=f"contributions/{told.name}.trig", count=len(told.records)))
    return OK


def reject(context: Context) -> int:
    """Rejects a proposal with a reason, or gives it back to its author."""
    desk, args = _desk(context), context.args
    decide = desk.send_back if args.back else desk.reject
    decide(args.id, args.author, args.why)
    context.answer(context.say("cli.sent_back" if args.back else "cli.rejected", id=args.id))
    return OK


def history(context: Context) -> int:
    """Prints the contributions, the last first: all of them, or those about one thing."""
    say, thing = context.say, context.args.thing
    desk = _desk(context)
    base = desk.store.manifest().base
    found = desk.history(thing if thing is None or "://" in thing else f"{base}id/{thing}")
    headers = [say(f"cli.history_{name}") for name in ("when", "kind", "author", "reviewer", "why", "records")]
    rows = []
    for told in found:
        records = ", ".join(record.removeprefix(f"{base}id/") for record in told.records)
        kind = say(f"contributions.kinds.{told.kind}")
        rows.append([f"{told.accepted:{_MOMENT}}", kind, told.author, told.reviewer, told.why, records])
    print_table(context, headers, rows)
    return OK


def _desk(context: Context) -> Desk:
    from territory_graph.contributions import Desk  # noqa: PLC0415

    settings = context.settings
    return Desk(settings.territory, settings.store, two_persons=settings.two_persons, versions=settings.versions)


def _print_look(context: Context, look: Look, graph: KnowledgeGraph) -> None:
    """What stops a proposal, what is known already, and what it would change."""
    from territory_graph.validation import ValidationReport  # noqa: PLC0415
    from territory_graph.views.contributing.effect import ties_told  # noqa: PLC0415
    from territory_graph.views.ties import Ties  # noqa: PLC0415

    say = context.say
    for problem in look.problems:
        context.tell(say.problem(problem))
    for known in look.known:
        row = look.proposal.rows[known.row]
        fields = {"place": known.row + 1, "table": row.table, "name": known.label, "thing": known.iri}
        context.tell(say("cli.contribute_known", **fields))
    print_report(context, ValidationReport((*look.violations, *look.doubts), look.contradictions))
    if look.after is not None and look.same:
        before = Ties(graph, context.settings.language)
        for sentence in ties_told([known for _, known in look.same], before, say):
            context.tell(say("contribute.known.tie", sentence=sentence))
    if not look.stops:
        fields = {"added": len(look.appears), "removed": len(look.disappears)}
        ties = {"before": look.ties_before, "after": look.ties_after}
        context.tell(say("cli.contribute_effect", **fields, **ties))
