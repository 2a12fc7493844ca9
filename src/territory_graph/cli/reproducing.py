"""``reproduce``: a cited query is run again, and its answer compared with the one that was cited."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zipfile import is_zipfile

from territory_graph.causes import Cause
from territory_graph.cli.context import FAILED, OK, Context
from territory_graph.errors import StoreNotFoundError, UnknownVersionError
from territory_graph.reproducing import Reproduced, at_server, in_store
from territory_graph.store.guard import guard
from territory_graph.views.citation import Reference, read_reference
from territory_graph.views.fingerprint import text_hash

_LONGEST_NAME = 200


def reproduce(context: Context) -> int:
    """Runs the query of a citation again, on the version that it names; of one that is gone, on the current one.

    An archive is compared with its checksums, and its questions are asked again of the data that it holds.
    """
    given, say = context.args.citation, context.say
    if _is_lost(given):
        return context.fail(say("cli.no_file", file=given, reason=Cause("no-file")))
    if _is_archive(given):
        return _archive(context, Path(given))
    reference = read_reference(_text(given))
    context.answer(say("cli.reproduce_query", sha256=text_hash(reference.query), version=reference.version))
    if not guard(reference.query).repeatable:
        context.tell(say("cli.reproduce_unstable"))
    ask = _who_answers(context, reference)
    try:
        result = ask(current=False)
    except UnknownVersionError as error:
        context.tell(say.error(error))
        return _compared(context, reference, ask(current=True), current=True)
    return _compared(context, reference, result, current=False)


def _is_lost(given: str) -> bool:
    """Whether it is the name of a file, with its ending and no space, where there is none."""
    named = len(given) <= _LONGEST_NAME and "://" not in given and not any(map(str.isspace, given))
    return named and Path(given).suffix != "" and not Path(given).exists()


def _is_archive(given: str) -> bool:
    named = 0 < len(given) <= _LONGEST_NAME and Path(given).exists()
    return given.lower().endswith(".zip") or (named and (Path(given).is_dir() or is_zipfile(given)))


def _archive(context: Context, path: Path) -> int:
    from territory_graph.archive import check_archive  # noqa: PLC0415  it takes measures

    say = context.say
    manifest, outcomes = check_archive(path)
    context.answer(say("cli.reproduce_archive", file=path.name, version=manifest.version, quads=manifest.quads))
    counts = {fate: sum(one.fate == fate for one in outcomes) for fate in ("same", "other", "unknown")}
    context.answer(say("cli.reproduce_answers", **counts))
    others = [one.question for one in outcomes if one.fate == "other"]
    if others:
        context.tell(say("cli.reproduce_others", names=", ".join(others)))
    return FAILED if others else OK


def _text(given: str) -> str:
    """The citation itself, or what the file of that name, or standard input, holds."""
    if given == "-":
        return sys.stdin.read(1 << 20)
    if len(given) <= _LONGEST_NAME and Path(given).is_file():
        with Path(given).open(encoding="utf-8", errors="replace") as file:
            return file.read(1 << 20)
    return given


def _who_answers(context: Context, reference: Reference) -> Callable[..., Reproduced]:
    """The store that is named; else that of the settings where it keeps the version, else the server that is cited."""
    local = partial(in_store, reference, context.settings.store)
    if context.args.store or not reference.site or _is_kept(context, reference.version):
        return local
    return partial(at_server, reference, context.settings.language)


def _is_kept(context: Context, version: str) -> bool:
    from territory_graph.store.folder import StoreFolder  # noqa: PLC0415

    try:
        StoreFolder(context.settings.store).folder_of(version)
    except (UnknownVersionError, StoreNotFoundError):
        return False
    return True


def _compared(context: Context, reference: Reference, result: Reproduced, *, current: bool) -> int:
    say, same = context.say, result.found == reference.result_hash
    context.answer(say("cli.reproduce_where", where=result.where, version=result.version))
    context.answer(say("cli.reproduce_cited", sha256=reference.result_hash))
    context.answer(say("cli.reproduce_found", sha256=result.found))
    if current:
        context.tell(say("cli.reproduce_same_now" if same else "cli.reproduce_other_now"))
    elif same:
        context.answer(say("cli.reproduce_same"))
    else:
        context.tell(say("cli.reproduce_other"))
    return OK if same and not current else FAILED
