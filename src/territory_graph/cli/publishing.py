"""``publish``: the current version of a store on SPARQL servers elsewhere."""

from __future__ import annotations

from pathlib import Path

from territory_graph.cli.context import OK, Context, progress_bar
from territory_graph.settings import default_store, read_settings
from territory_graph.store.folder import StoreFolder


def publish(context: Context) -> int:
    """Publishes what was built in a folder on the datasets that are named, or that the settings name."""
    from territory_graph.store import publishing  # noqa: PLC0415  only here are servers filled
    from territory_graph.store.remote import Remote  # noqa: PLC0415

    say, args = context.say, context.args
    remotes = read_settings(store=" ".join(args.to) if args.to else None).remotes
    if not remotes:
        return context.fail(say("cli.publish_where"))
    folder, sent = StoreFolder(Path(args.store) if args.store else default_store()), 0
    manifest = folder.manifest()
    with progress_bar(context, manifest.quads + manifest.triples) as advance:

        def told(more: int) -> None:
            nonlocal sent
            sent += more
            advance(say("cli.publish_doing"), sent)

        published = publishing.publish(folder, [Remote(each) for each in remotes], told)
    where = published.remote.address.host
    context.answer(say("cli.publish_done", version=manifest.version, count=manifest.quads, address=where))
    return OK
