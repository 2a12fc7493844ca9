"""``import``: what a file would bring into a territory; then bringing it in, or taking it back, as one."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.cog import COG, import_cog
from territory_graph.cli.context import FAILED, OK, Context, print_table
from territory_graph.cli.registers import REGISTERS, import_register
from territory_graph.cli.report import FIRST_OF_A_KIND, print_notices, property_told
from territory_graph.errors import command, place
from territory_graph.vocabulary import TG

if TYPE_CHECKING:
    from territory_graph.importing import Import, Match, Stated

_MOST_MATCHES = 20


def import_(context: Context) -> int:
    """Tells what importing a file would do, and does it where it is asked for and nothing stops it."""
    from territory_graph.contributions import Desk  # noqa: PLC0415  it loads pySHACL
    from territory_graph.importing import bring_in, look_at, take_back  # noqa: PLC0415

    args, say = context.args, context.say
    if (args.file == COG and args.year) or (args.file in REGISTERS and args.path):
        return import_cog(context) if args.file == COG else import_register(context)
    if args.path or not (args.file or args.undo):
        several = say("cli.import_one_file", file=args.file, others=", ".join(args.path))
        return context.fail(several if args.path else say("cli.import_nothing"))
    desk = Desk(context.settings.territory, context.settings.store)
    if args.undo:
        taken = take_back(args.undo, desk, args.author)
        context.answer(say("cli.import_undone", name=args.undo, contribution=taken.name))
        return OK
    planned = look_at(Path(args.file), desk, table=args.table or "", sheet=args.sheet or "", source=args.source or "")
    _tell(context, planned)
    stopped = planned.look.stops or bool(planned.waiting)
    if planned.look.stops or not args.apply:
        state = "refused" if planned.look.stops else "waits" if stopped else "dry"
        context.answer(say(f"cli.import_{state}" if planned.plan else f"cli.import_rdf_{state}", file=planned.plan))
        return FAILED if planned.look.stops else OK
    done = bring_in(planned, desk, args.author)
    where = ((f"--{name}", value) for name in ("territory", "store") if (value := getattr(args, name)))
    back = command("import", "--undo", done.name, *chain.from_iterable(where))
    context.answer(say("cli.import_done", records=len(done.made), name=done.name, command=back))
    return OK


def _tell(context: Context, planned: Import) -> None:
    """How the file was read, what its columns become, what its names mean, and what the import would do."""
    say = context.say
    for sheet in planned.sheets:
        mapping = planned.mappings[sheet.name]
        known = say(f"cli.import_profile.{mapping.profile}") if mapping.profile else say("cli.import_by_name")
        values = {"name": sheet.name, "count": len(sheet.rows), "table": mapping.table, "known": known}
        context.answer(say("cli.import_sheet", **values))
        rows = [(head, ", ".join(mapping.columns.get(head, ())) or say("cli.import_left")) for head in sheet.heads]
        print_table(context, (say("cli.import_head"), say("cli.import_column")), rows)
        print_notices(context, sheet.notices)
    for kind, count in sorted(planned.understood.items()):
        if count:
            context.answer(say(f"cli.import_understood.{kind}", count=count))
    if planned.stated:
        _tell_stated(context, planned.stated)
    elif planned.plan is None:
        outlines = sum("outline" in row.cells for row in planned.look.proposal.rows)  # contours of something known
        context.answer(say("cli.import_contours", count=outlines))
        print_notices(context, planned.notices)
    else:
        _tell_matches(context, planned)
    _tell_look(context, planned)


def _tell_stated(context: Context, stated: Stated) -> None:
    """The things of a file of RDF by their classes, and which of these no page shows."""
    from territory_graph.importing.statements import is_shown  # noqa: PLC0415

    say = context.say
    context.answer(say("cli.import_rdf", form=stated.form, count=len(stated.statements.splitlines())))
    rows = [(one.removeprefix(str(TG)), say.number(count)) for one, count in sorted(stated.classes.items())]
    print_table(context, (say("cli.import_class"), say("cli.import_count")), rows)
    if not any(map(is_shown, stated.classes)):
        context.answer(say("cli.import_rdf_foreign"))
    print_notices(context, stated.notices)


def _tell_matches(context: Context, planned: Import) -> None:
    say = context.say
    new = [one for one in planned.matches if one.chosen == "new"]
    known = len(planned.matches) - len(new) - len(planned.waiting)
    context.answer(say("cli.import_matches", known=known, new=len(new), waiting=len(planned.waiting)))
    for one in planned.waiting[:_MOST_MATCHES]:
        context.answer("  " + _match(context, one))


def _match(context: Context, one: Match) -> str:
    """What a name may mean: the nearest first, each with its kind, place, score and reason."""
    from territory_graph.views.search import kind_in_words  # noqa: PLC0415  for who has names to confirm

    said = [
        context.say(
            "cli.import_candidate",
            label=each.label,
            identifier=each.iri.rpartition("/")[2],
            place=", ".join(filter(None, (kind_in_words(each.kind, context.settings.language), each.place))),
            score=f"{each.score:.2f}",
            why=context.say(f"cli.import_why.{each.why.replace(' ', '-')}"),
        )
        for each in one.candidates
    ]
    return context.say("cli.import_match", text=one.text, line=one.lines[0], candidates=" ; ".join(said))


def _tell_look(context: Context, planned: Import) -> None:
    say, look, language = context.say, planned.look, context.settings.language
    print_notices(context, look.problems, say("cli.import_problems", count=len(look.problems)))
    for finding in look.violations[:FIRST_OF_A_KIND]:
        where = ", ".join(place(one.file, one.line) for one in finding.places[:FIRST_OF_A_KIND])
        told = {"thing": finding.labels[language], "message": finding.messages[language]}
        context.answer(say("cli.import_violation", place=where or context.args.file, **told))
    for finding in look.doubts[:_MOST_MATCHES]:
        told = {"thing": finding.labels[language], "message": finding.messages[language]}
        context.answer(say("cli.import_doubt", **told))
    for found in look.contradictions:
        name = property_told(found, say)
        values = " / ".join(
            f"{one.value} ({place(one.place.file, one.place.line)})" if one.place else one.value
            for one in found.testimonies
        )
        context.answer(say("cli.import_contradiction", thing=found.labels[language], property=name, values=values))
    if not look.problems:
        rows, ties = len(look.proposal.rows), len(look.ties_appear)
        context.answer(say("cli.import_effect", rows=rows, statements=len(look.appears), ties=ties))
