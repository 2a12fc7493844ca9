"""``serve``: the interface and the service on one port; ``mcp``: assistants, on standard input and output."""

from __future__ import annotations

import logging
import shlex
from typing import TYPE_CHECKING

from territory_graph import resources
from territory_graph.cli.building import build_territory
from territory_graph.cli.context import OK, Context
from territory_graph.settings import default_store

if TYPE_CHECKING:
    from territory_graph.library import Library

_LOG = logging.getLogger(__name__)


def serve(context: Context) -> int:
    """Serves the store until interrupted; the default one, or that of a territory that is named, is built first."""
    from territory_graph.library import Library  # noqa: PLC0415  only who serves needs it

    say, args = context.say, context.args
    if not (args.port.isdecimal() and 0 < int(args.port) < 65536):
        return context.fail(say("cli.port_bad", value=args.port))
    library = Library(context.settings)
    if not library.folder.exists():
        mistaken = _mistaken(context)
        if mistaken:
            return context.fail(mistaken)
        context.tell(say("cli.building_default", folder=library.folder.path))
        build_territory(context)
    if library.remote is None:
        # The files of the territory may no longer be those that the store was built from.
        from territory_graph.ingest.territory import digest  # noqa: PLC0415

        manifest = library.current().graph.manifest
        territory = context.settings.territory
        if manifest.slug == territory.name and territory.is_dir() and digest(territory) != manifest.digest:
            context.tell(context.say("cli.changed"))
        return _listen(context, library, args.host, int(args.port))
    if context.settings.update_tokens or context.settings.login:
        return context.fail(say("cli.elsewhere_read_only"))
    library.current()
    return _listen(context, library, args.host, int(args.port))


def mcp(context: Context) -> int:
    """Answers an assistant on standard input and output until it closes them: nothing else is written there."""
    from territory_graph.assistant.server import assistant_server  # noqa: PLC0415  it takes seconds to load
    from territory_graph.library import Library  # noqa: PLC0415

    library = Library(context.settings)
    library.current()  # a store that cannot be used is told before an assistant asks
    assistant_server(library).run("stdio")
    return OK


def _mistaken(context: Context) -> str:
    """Why nothing is built in what is named as a store: it is a territory, another folder, or perhaps misspelt."""
    say, folder = context.say, context.settings.store
    told = shlex.quote(str(folder))
    if (folder / "territory.toml").exists() or (folder / "tables").is_dir():
        return say("cli.store_is_territory", folder=folder, territory=told)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return say("cli.store_is_other", folder=folder)
    if folder != default_store() and context.settings.territory == resources.default_territory():
        return say("cli.store_empty" if folder.exists() else "cli.store_missing", folder=folder, store=told)
    return ""


def _listen(context: Context, library: Library, host: str, port: int) -> int:
    from territory_graph.service.log_json import write_as_json  # noqa: PLC0415  only who serves needs
    from territory_graph.ui import server  # noqa: PLC0415  the service and the interface

    say = context.say
    if context.settings.json_log:
        write_as_json()

    def tell(sentence: str) -> None:
        if context.settings.json_log:
            _LOG.info(sentence)
        else:
            context.tell(sentence)

    try:
        server.serve(
            library,
            host,
            port,
            lambda address: tell(say("cli.serving", address=address)),
            lambda most: tell(say("cli.few_connections", most=most)),
        )
    except server.PortUsedError:
        return context.fail(say("cli.port_used", port=context.args.port, host=host))
    except server.HostUnusableError:
        return context.fail(say("cli.host_bad", host=host))
    return OK
