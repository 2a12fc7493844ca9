"""``serve``: the interface and the service on one port."""

from __future__ import annotations

from territory_graph.cli.building import build_territory
from territory_graph.cli.context import OK, Context
from territory_graph.store.folder import StoreFolder


def serve(context: Context) -> int:
    """Serves the store until interrupted; one that was never built is built first."""
    say, args = context.say, context.args
    if not (args.port.isdecimal() and 0 < int(args.port) < 65536):
        return context.fail(say("cli.port_bad", value=args.port))
    store = StoreFolder(context.settings.store)
    if not store.exists():
        context.tell(say("cli.building_default", folder=store.path))
        build_territory(context)
    _warn_of_changes(context, store)
    return _listen(context, args.host, int(args.port))


def _warn_of_changes(context: Context, store: StoreFolder) -> None:
    """Says that the files of the territory are no longer those that the store was built from, where so."""
    from territory_graph.ingest.territory import digest  # noqa: PLC0415

    _, manifest = store.open()
    territory = context.settings.territory
    if manifest.slug == territory.name and territory.is_dir() and digest(territory) != manifest.digest:
        context.tell(context.say("cli.changed"))


def _listen(context: Context, host: str, port: int) -> int:
    from territory_graph.ui import server  # noqa: PLC0415  only who serves needs the interface

    say = context.say
    try:
        server.serve(
            context.settings,
            host,
            port,
            lambda address: context.tell(say("cli.serving", address=address)),
            lambda most: context.tell(say("cli.few_connections", most=most)),
        )
    except server.PortUsedError:
        return context.fail(say("cli.port_used", port=context.args.port, host=host))
    except server.HostUnusableError:
        return context.fail(say("cli.host_bad", host=host))
    return OK
