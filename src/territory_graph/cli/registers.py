"""``import sirene``, ``banatic``, ``contours``, ``poles``: what a register would bring in, then bringing it in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from territory_graph.cli.context import OK, Context, cannot_write, print_table
from territory_graph.errors import command

if TYPE_CHECKING:
    from territory_graph.importing.registers import RegisterImport

REGISTERS = ("sirene", "banatic", "contours", "poles")


def import_register(context: Context) -> int:
    """Tells what the files of a register would bring in, and brings them in where it is asked for."""
    from territory_graph.importing import registers  # noqa: PLC0415  it loads Arrow
    from territory_graph.ingest.lexical import is_day  # noqa: PLC0415

    args, say = context.args, context.say
    name, folder = args.file, context.settings.territory
    columns = _listed(args.columns) if args.columns is not None else None
    if unknown := sorted(set(columns or ()) - registers.REGISTERS[name].optional):
        known = ", ".join(sorted(registers.REGISTERS[name].optional))
        return context.fail(say("cli.register_columns", columns=", ".join(unknown), known=known))
    if args.day and not is_day(args.day):
        return context.fail(say("cli.register_day", value=args.day))
    choice = registers.Choice(
        args.day or "", columns, frozenset(code.upper().zfill(2) for code in _listed(args.departments or ""))
    )
    files = [Path(path) for path in args.path]

    def progress(step: str, rows: int) -> None:
        context.tell(say(f"cli.register_step.{step}", rows=rows))

    if not args.apply:
        _tell(context, registers.look_at_register(name, folder, files, choice, progress))
        context.answer(say("cli.register_dry", folder=folder))
        return OK
    try:
        done = registers.bring_in_register(name, folder, files, choice, progress)
    except OSError as error:
        return cannot_write(context, folder, error)
    _tell(context, done)
    context.answer(say("cli.register_done", count=done.statements, folder=folder, command=command("build", folder)))
    return OK


def _listed(text: str) -> tuple[str, ...]:
    """What commas part, without spaces around it."""
    return tuple(filter(None, map(str.strip, text.split(","))))


def _tell(context: Context, told: RegisterImport) -> None:
    """How many rows are taken, and how many left for which reason."""
    say = context.say
    heads = (say("cli.register_rows"), say("cli.import_count"))
    rows = [(say(f"cli.register_row.{reason}"), say.number(count)) for reason, count in sorted(told.counts.items())]
    print_table(context, heads, rows)
    context.answer(say("cli.register_effect", rows=told.rows, count=told.statements))
