"""``backup`` and ``restore``: the current version of a store as one file, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from territory_graph.cli.context import OK, Context, progress_bar
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest


def backup(context: Context) -> int:
    """Writes the current version of the store into a file."""
    from territory_graph.store.backup import write_backup  # noqa: PLC0415  only here are archives needed

    folder = StoreFolder(context.settings.store)
    size = sum(each.stat().st_size for each in folder.version_folder().rglob("*") if each.is_file())
    return _run(context, "backup_done", size, lambda file, told: write_backup(folder, file, told))


def restore(context: Context) -> int:
    """Makes the version of a backup the current one of the store."""
    from territory_graph.store.backup import restore_backup  # noqa: PLC0415  only here are archives needed

    folder = StoreFolder(context.settings.store, context.settings.versions)
    size = Path(context.args.file).stat().st_size
    return _run(context, "restore_done", size, lambda file, told: restore_backup(folder, file, told))


def _run(context: Context, done: str, size: int, act: Callable[[Path, Callable[[int], None]], Manifest]) -> int:
    """Does the act on the file of the arguments, with a bar over so many bytes, and tells what was done."""
    file, copied = Path(context.args.file), 0
    with progress_bar(context, size) as advance:

        def told(more: int) -> None:
            nonlocal copied
            copied += more
            advance(context.say("cli.backup_doing"), copied)

        manifest = act(file, told)
    folder = context.settings.store
    context.answer(context.say(f"cli.{done}", file=file, version=manifest.version, folder=folder, count=manifest.quads))
    return OK
