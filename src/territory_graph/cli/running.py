"""Running a command: its arguments are read, its errors told, its end made an exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from territory_graph.causes import of_system
from territory_graph.cli.arguments import language_of, parser
from territory_graph.cli.context import FAILED, INTERRUPTED, OK, Context
from territory_graph.cli.report import print_report
from territory_graph.errors import TerritoryGraphError, ValidationError
from territory_graph.messages import translator
from territory_graph.settings import read_settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0, 1 for an error told to the user, 130 when interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # it warns of a query's ill-typed literals with a traceback
    err = Console(stderr=True, emoji=False)
    try:
        args = parser(translator(language_of(arguments)), only=arguments).parse_args(arguments)
        settings = read_settings(
            store=getattr(args, "store", None),
            territory=getattr(args, "territory", None),
            language=args.lang,
            login=getattr(args, "login", None),
            public_url=getattr(args, "public_url", None),
            log=getattr(args, "log", None),
            base_path=getattr(args, "base_path", None),
            trusted_proxies=",".join(getattr(args, "trusted_proxy", None) or ()),
            embedded_by=",".join(getattr(args, "embedded_by", None) or ()),
        )
        context = Context(args, settings, translator(settings.language), Console(emoji=False), err)
        if settings.remotes and not args.elsewhere:
            return context.fail(context.say("cli.needs_folder"))
    except TerritoryGraphError as error:
        err.print(translator(language_of(arguments)).error(error), markup=False, highlight=False, soft_wrap=True)
        return FAILED
    return _run(args.command, context)


def _run(command: Callable[[Context], int], context: Context) -> int:
    """Runs the command; what stops it is told in one line, or one a problem, and becomes an exit code."""
    try:
        return command(context)
    except TerritoryGraphError as error:
        if isinstance(error, ValidationError):
            print_report(context, error.report)
        return context.fail(context.say.error(error))
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("territory_graph"):
            raise
        return context.fail(context.say("cli.no_module", module=error.name or "-"))
    except OSError as error:
        return context.fail(context.say("cli.no_file", file=error.filename or "-", reason=of_system(error)))
    except KeyboardInterrupt:
        context.tell(context.say("cli.interrupted"))
        return INTERRUPTED
