"""``import cog``: editions of communes and EPCI; what they would bring into a territory, then bringing it in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph import resources
from territory_graph.cli.context import OK, Context, cannot_write, print_table
from territory_graph.errors import command

if TYPE_CHECKING:
    from territory_graph.importing.cog import CogImport

COG = "cog"
_FOLDER = "france"


def import_cog(context: Context) -> int:
    """Tells what editions would bring in, and brings them in where it is asked for."""
    from territory_graph.importing.cog import bring_in_cog, look_at_cog, years_in  # noqa: PLC0415  it loads rdflib

    args, say = context.args, context.say
    told = str(args.year[0])
    paths = [*args.year[1:], *args.path]  # the path may stand after the years or before
    try:
        years = years_in(told)
    except ValueError:
        return context.fail(say("cli.cog_years", value=told))
    if len(paths) > 1:
        return context.fail(say("cli.cog_one_path", paths=", ".join(paths)))
    own = context.settings.territory
    folder = Path(_FOLDER) if own == resources.default_territory() else own

    def progress(step: str, year: int) -> None:
        context.tell(say(f"cli.cog_step.{step}", year=str(year) if year else ""))

    planned = look_at_cog(folder, years, Path(paths[0]) if paths else None, progress)
    _tell(context, planned)
    if not args.apply:
        context.answer(say("cli.cog_dry", folder=folder))
        return OK
    try:
        count = bring_in_cog(planned, progress)
    except OSError as error:
        return cannot_write(context, folder, error)
    context.answer(say("cli.cog_done", count=count, folder=folder, command=command("build", folder)))
    return OK


def _tell(context: Context, planned: CogImport) -> None:
    """The editions, what they say together, and what is only a repetition."""
    say, history = context.say, planned.history
    heads = tuple(say(f"cli.cog_head.{name}") for name in ("year", "version", "state", "changes"))
    rows = []
    for year in planned.years:
        state = say("cli.cog_added" if year in planned.added else "cli.cog_kept")
        changes = sum(change.years[1] == year for change in history.changes)
        rows.append((str(year), history.versions[year], state, str(changes)))
    print_table(context, heads, rows)
    for year, what, other in history.repeated:
        context.answer(say(f"cli.cog_repeated.{what}", year=str(year), other=str(other)))
    values = {"communes": len(history.communes), "groupings": len(history.groupings), "spells": len(history.spells)}
    context.answer(say("cli.cog_effect", **values, moves=planned.moves, changes=len(history.changes)))
