"""``update``: one change to the store, its outcome told in a sentence or as JSON for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from territory_graph.cli.context import FAILED, OK, Context
from territory_graph.errors import ChangeStoppedError, InputError, TerritoryGraphError, ValidationError
from territory_graph.ingest.payload import media_type_of
from territory_graph.messages import Translator, translator
from territory_graph.settings import LANGUAGES
from territory_graph.store.children import end_with_parent, is_child_of
from territory_graph.store.folder import StoreFolder

if TYPE_CHECKING:
    from territory_graph.updating import Applied, Change


def update(context: Context) -> int:
    """Applies the change that the arguments ask for, and says what it changed.

    A process that the service starts for a change ends with the service: nothing is applied that nobody is told of.
    """
    from territory_graph.contributions.keeping import keeper_of  # noqa: PLC0415  it loads pySHACL
    from territory_graph.updating import apply_change  # noqa: PLC0415

    args, say = context.args, context.say
    if (args.kind is None) != (args.graph is None) or (args.file is None) != (args.kind == "delete"):
        return context.fail(say("cli.update_usage"))
    if args.parent is not None:
        end_with_parent()
    try:
        applied = apply_change(
            StoreFolder(context.settings.store, context.settings.versions),
            _change(context),
            args.author,
            confirm=lambda: _require_parent(args.parent),
            keep=keeper_of(context.settings.territory, context.settings.store),
        )
    except TerritoryGraphError as error:
        if args.format != "json":
            raise _worded(error, say) from error
        _print_json(_failure(error))
        return FAILED
    if args.format == "json":
        _print_json(_outcome(applied))
    else:
        sentence = "update_replayed" if applied.replayed else "updated" if applied.changed else "update_nothing"
        context.answer(say(f"cli.{sentence}", key=args.key, **_outcome(applied)))
        if applied.changed:
            context.tell(say("cli.update_kept" if applied.kept else "cli.update_unkept"))
    return OK


def _require_parent(parent: int | None) -> None:
    if parent is not None and not is_child_of(parent):
        raise ChangeStoppedError


def _change(context: Context) -> Change:
    """The change that the arguments ask for, its content read whole."""
    from territory_graph.updating import Change  # noqa: PLC0415

    args, name = context.args, context.args.file
    if name is None:
        return Change("delete", graph=args.graph, made_for=args.if_version, key=args.key)
    return Change(
        args.kind or "update",
        sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes(),
        args.graph,
        args.media_type or media_type_of(Path(name)),
        Path(name),
        args.if_version,
        args.key,
    )


def _worded(error: TerritoryGraphError, say: Translator) -> TerritoryGraphError:
    """The error with what came by standard input called by words."""
    if not isinstance(error, InputError):
        return error
    name = Path(say("cli.update_content"))
    return type(error)([replace(one, file=name) if one.file == Path("-") else one for one in error.problems])


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _outcome(applied: Applied) -> dict[str, Any]:
    return {
        "changed": applied.changed,
        "before": applied.before,
        "version": applied.version,
        "added": applied.added,
        "removed": applied.removed,
        "created": applied.created,
        "replayed": applied.replayed,
        "kept": applied.kept,
    }


def _failure(error: TerritoryGraphError) -> dict[str, Any]:
    """An error for programs: its code, its fields, and its sentences by language, with the first broken shapes."""
    sentences = {}
    for language in LANGUAGES:
        say = translator(language)
        lines = [say.error(_worded(error, say))]
        if isinstance(error, ValidationError):
            lines += [
                f"{finding.labels[language]} <{finding.focus}> — {finding.messages[language]}"
                for finding in error.report.violations[:20]
            ]
        sentences[language] = "\n".join(lines)
    return {"error": error.code, "fields": error.fields, "sentences": sentences}
