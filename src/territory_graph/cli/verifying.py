"""``verify``: everything that a store holds, compared with what was written and with itself."""

from __future__ import annotations

import shlex

from territory_graph.cli.context import FAILED, OK, Context
from territory_graph.errors import StoreError
from territory_graph.store.folder import StoreFolder
from territory_graph.store.verification import Verified


def verify(context: Context) -> int:
    """Says of the current version and of the previous one whether they are whole, and what is wrong with its remedy."""
    from territory_graph.store import verification  # noqa: PLC0415  only here is it needed

    folder = StoreFolder(context.settings.store)
    found = verification.verify(folder)
    for version in found:
        _tell(context, version)
    if not any(version.faults for version in found):
        return OK
    current, *previous = found
    if not current.faults:
        context.tell(context.say("cli.verify_keep"))
    else:
        context.tell(context.say("cli.verify_build", store=shlex.quote(str(folder.path))))
        if previous and not previous[0].faults:
            target = f"versions/{previous[0].folder}"
            link = shlex.quote(str(folder.path / "current"))
            context.tell(context.say("cli.verify_previous", target=target, link=link))
    return FAILED


def _tell(context: Context, version: Verified) -> None:
    say = context.say
    link = say("cli.verify_current" if version.link == "current" else "cli.verify_previous_link")
    if not version.faults:
        context.answer(say("cli.verify_whole", link=link, version=version.folder))
        return
    context.tell(say("cli.verify_damaged", link=link, version=version.folder, count=len(version.faults)))
    for fault in version.faults:
        error = fault.fields.get("error")
        told = say.error(error) if isinstance(error, StoreError) else say(f"cli.verify_{fault.code}", **fault.fields)
        context.tell(f"  {told}")
