"""Writers: contents that say two things, say nothing, or come at the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.attack.attacks import Attack, Outcome
from tests.attack.data import BASE, put, record
from tests.attack.flood import statuses
from tests.attack.ground import TOKEN, Ground
from tests.attack.server import Server
from tests.attack.wire import ask

_TWICE = '{{"@id": "{actor}", "http://www.w3.org/2000/01/rdf-schema#comment": "a", "@id": "urn:other"}}'
AT_ONCE = 6


def writers(ground: Ground, outcome: Outcome) -> None:
    """What one writer may get wrong, and what several do at once."""
    outcome.did = f"duplicate keys, empty graphs, {AT_ONCE} writers at once, a condition on an old version"
    with ground.standing(outcome, store=ground.store("hamlet"), UPDATE_TOKEN=TOKEN) as server:
        asyncio.run(_write(server, outcome))


async def _write(server: Server, outcome: Outcome) -> None:
    graph, content = record("kept", ['"a"', '"b"'])
    first = await put(server, graph, content)
    outcome.check(f"a good one: {first.status}", first.status == 201)
    twice = _TWICE.format(actor=f"{BASE}id/actor/syndicat")
    told = await put(server, graph, twice, **{"Content-Type": "application/ld+json"})
    outcome.check(f"duplicate keys: {told.status}", told.status in (400, 422))
    for name, empty in (("no content", ""), ("a comment", "# nothing\n"), ("a prefix", "PREFIX x: <urn:x>\n")):
        told = await put(server, graph, empty, **({} if empty else {"Content-Length": "0"}))
        left = await ask(server.port, f"/graph-store?graph={graph}", source="127.80.0.2")
        outcome.check(
            f"{name}: {told.status}, the graph {left.status}", 400 <= told.status < 500 and left.status == 200
        )
    many = await asyncio.gather(*(put(server, *record(f"at-once-{at}", ['"c"'])) for at in range(AT_ONCE)))
    outcome.check(f"at once: {statuses(Counter(reply.status for reply in many))}", {r.status for r in many} == {201})
    late = await put(server, graph, content.replace('"a"', '"d"'), **{"If-Match": '"0123456789abcdef-1"'})
    outcome.check(f"on an old version: {late.status}", late.status == 412)


ATTACKS = [
    Attack(
        "writers",
        "what writers keep",
        "contents that say two things or nothing; several at once",
        "a traceback and 503; an emptied graph; lost changes",
        "400 for the first, nothing emptied, every change there",
        writers,
    )
]
