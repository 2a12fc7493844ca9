"""Kills: every process at every step, and what is served, told and left behind then."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from tests.attack.attacks import Attack, Outcome
from tests.attack.data import BASE, put, record
from tests.attack.flood import statuses
from tests.attack.ground import HAMLET, TOKEN, Ground
from tests.attack.server import Server, environment, running, wait_for
from tests.attack.wire import Reply, ask, query

COUNT = "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?o))) AS ?m) { ?s ?p ?o }"
STEPS = 12
_VALUES = [f'"value {number}"' for number in range(60)]
_DUMPS = [
    (path, form)
    for path, forms in (
        ("/graph-store", ("application/n-quads", "application/trig", "application/ld+json")),
        ("/graph-store?default", ("application/n-triples", "text/turtle", "application/rdf+xml")),
    )
    for form in forms
]


def kill(pid: int) -> None:
    """Kills a process, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


# Workers ----------------------------------------------------------------------------------------------------------


def workers(ground: Ground, outcome: Outcome) -> None:
    """Workers killed twice a second while they answer."""
    outcome.did = "a worker killed every 0.5 s for 8 s while six clients ask"
    with ground.standing(outcome) as server:
        right = asyncio.run(query(server.port, COUNT, source="127.60.1.1")).body
        told, wrong = asyncio.run(_ask_while_killing(server, right))
        outcome.check(f"told {statuses(told)}", told[200] > told.total() * 0.5 and told.keys() <= {200, 429, 500, 503})
        outcome.check(f"{wrong} wrong answers", not wrong)


async def _ask_while_killing(server: Server, right: bytes) -> tuple[Counter[int], int]:
    told: Counter[int] = Counter()
    wrong, until = 0, time.monotonic() + 8

    async def asks(source: str) -> None:
        nonlocal wrong
        while time.monotonic() < until:
            reply = await query(server.port, COUNT, source=source, patience=30)
            told[reply.status] += 1
            wrong += reply.status == 200 and reply.body != right
            await asyncio.sleep(0.05)

    async def kills() -> None:
        chance = random.Random(1)
        while time.monotonic() < until:
            if found := server.children("worker.py"):
                kill(chance.choice(found))
            await asyncio.sleep(0.5)

    await asyncio.gather(kills(), *(asks(f"127.60.0.{number + 1}") for number in range(6)))
    return told, wrong


# Updates ----------------------------------------------------------------------------------------------------------


def updates(ground: Ground, outcome: Outcome) -> None:
    """The child that applies a change, killed at many moments, and at the moment of publication."""
    outcome.did = f"the child of a change killed at {STEPS} moments and 6 times as it publishes"
    with ground.standing(outcome, store=ground.store("hamlet"), UPDATE_TOKEN=TOKEN) as server:
        asyncio.run(_kill_children(server, outcome))


async def _kill_children(server: Server, outcome: Outcome) -> None:
    began = time.monotonic()
    await _change(server, "whole")
    whole = time.monotonic() - began
    results = []
    for step in range(STEPS):
        results.append(await _killed_change(server, f"step-{step}", _after(whole * 1.1 * step / STEPS)))
    for number in range(6):
        results.append(await _killed_change(server, f"published-{number}", _at_publication(server)))
    await asyncio.sleep(5)
    untrue = [told for told in results if told != await _truth(server, told)]
    told = Counter(status for _, status, _ in results)
    outcome.check(f"told {statuses(told)}, of {len(results)}: {len(untrue)} untrue {_short(untrue)}", not untrue)
    last = await _change(server, "last")
    outcome.check(f"the next change: {last.status}", last.status in (200, 201))


def _short(untrue: list[tuple[str, int, bool]]) -> str:
    return " ".join(f"{name}:{status}" for name, status, _ in untrue)


async def _change(server: Server, name: str) -> Reply:
    return await put(server, *record(name, _VALUES), source="127.61.0.1")


Moment = Callable[[], Awaitable[None]]


def _after(seconds: float) -> Moment:
    return lambda: asyncio.sleep(seconds)


def _at_publication(server: Server) -> Moment:
    before = os.readlink(server.store / "current")  # noqa: PTH115

    async def published() -> None:
        for _ in range(20_000):
            if os.readlink(server.store / "current") != before:  # noqa: PTH115
                return
            await asyncio.sleep(0.001)

    return published


async def _killed_change(server: Server, name: str, moment: Moment) -> tuple[str, int, bool]:
    """A change whose child is killed at a moment: its name, what was told, and whether it was there just after."""
    asked = asyncio.ensure_future(_change(server, name))
    while not (found := server.children(" update ")) and not asked.done():
        await asyncio.sleep(0.002)
    await moment()
    for pid in found:
        kill(pid)
    reply = await asked
    return name, reply.status, await _is_there(server, name)


async def _truth(server: Server, told: tuple[str, int, bool]) -> tuple[str, int, bool]:
    """What would have been true to tell: done if and only if it is there, at once and later."""
    name, status, _ = told
    there = await _is_there(server, name)
    return name, status if (status in (200, 201)) == there else -1, there


async def _is_there(server: Server, name: str) -> bool:
    """Whether the graph of a change is there; it is whole or not at all.

    Raises:
        RuntimeError: a part of it is.
    """
    headers = {"Accept": "application/n-triples"}
    reply = await ask(server.port, f"/graph-store?graph={BASE}id/graph/{name}", headers=headers, source="127.61.0.2")
    found = reply.body.count(b"value> ")
    if reply.status == 404:
        return False
    if reply.status != 200 or found != len(_VALUES):
        raise RuntimeError(f"{name}: {reply.status} with {found} of {len(_VALUES)} values")
    return True


# The server -------------------------------------------------------------------------------------------------------


def servers(ground: Ground, outcome: Outcome) -> None:
    """The server killed at many moments of a change, then started again."""
    outcome.did = "the server killed at 8 moments of a change, and during a dump; started again each time"
    store = ground.store("hamlet")
    server = ground.server(store, UPDATE_TOKEN=TOKEN)
    late, left = [], []
    for step in range(8):
        with running(server):
            late += asyncio.run(_kill_server(server, step))
            server.end_group()
    with running(server):
        pass
    with running(server):
        asyncio.run(_kill_during_dump(server))
    with running(server):
        reply = asyncio.run(_change(server, "last"))
        asyncio.run(ask(server.port, "/graph-store"))
        outcome.check(f"the next change: {reply.status}", reply.status in (200, 201))
    left = server.left_behind()
    outcome.check(f"{len(late)} of 8 published after the server had died", not late)
    outcome.check(f"{len(left)} files left behind {' '.join(left[:3])}", not left)


async def _kill_server(server: Server, step: int) -> list[int]:
    """The step, where its change was published although the server that would answer for it had died before."""
    asked = asyncio.ensure_future(_change(server, f"server-{step}"))
    while not server.children(" update ") and not asked.done():
        await asyncio.sleep(0.002)
    await asyncio.sleep(step * 0.15)
    server.kill()
    await asyncio.sleep(0.3)
    then = os.readlink(server.store / "current")  # noqa: PTH115
    await asked
    wait_for(lambda: not server.children(), 15)
    return [step] if os.readlink(server.store / "current") != then else []  # noqa: PTH115


async def _kill_during_dump(server: Server) -> None:
    asked = asyncio.ensure_future(ask(server.port, "/graph-store", headers={"Accept": "application/trig"}))
    while not server.children("graph_dump") and not asked.done():
        await asyncio.sleep(0.002)
    server.kill()
    await asked
    server.end_group()


# Dumps ------------------------------------------------------------------------------------------------------------


def dumps(ground: Ground, outcome: Outcome) -> None:
    """The child that writes a dump, killed while it does."""
    outcome.did = f"the child that writes {len(_DUMPS)} dumps killed, each asked for again"
    with running(ground.server()) as server:
        told, again = asyncio.run(_kill_dumps(server))
        outcome.check(f"killed ones told {statuses(told)}", told[500] + told[503] + told[200] == told.total())
        outcome.check(f"asked again told {statuses(again)}", again.keys() == {200})
        log = server.log.read_text(errors="replace").count("Traceback")
        outcome.check(f"{log} tracebacks in the log", not log)
        alone = [path.name for path in server.scratch.rglob("new-*")]
        outcome.check(f"{len(alone)} unfinished files", not alone)
    left = server.left_behind()
    outcome.check(f"{len(left)} files left behind", not left)


async def _kill_dumps(server: Server) -> tuple[Counter[int], Counter[int]]:
    told, again = Counter[int](), Counter[int]()
    for number, (path, form) in enumerate(_DUMPS):
        source, headers = f"127.62.0.{number + 1}", {"Accept": form}
        asked = asyncio.ensure_future(ask(server.port, path, headers=headers, source=source))
        while not (found := server.children("graph_dump")) and not asked.done():
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.02 * number)
        for pid in found:
            kill(pid)
        first = await asked
        second = await ask(server.port, path, headers=headers, source=source)
        told[first.status] += 1
        again[second.status if first.status != 200 or first.body == second.body else -1] += 1
    return told, again


# Builds -----------------------------------------------------------------------------------------------------------


def builds(ground: Ground, outcome: Outcome) -> None:
    """A rebuild of what is served, killed at many moments, while it is read."""
    outcome.did = f"a rebuild under readers killed at {STEPS} moments"
    store = ground.store("hamlet")
    with ground.standing(outcome, store=store) as server:
        right = asyncio.run(query(server.port, COUNT, source="127.63.1.1")).body
        territory = Path(shutil.copytree(HAMLET, ground.new_folder() / "hamlet"))
        began = time.monotonic()
        _build(server, territory).wait(120)
        whole, told = time.monotonic() - began, Counter[str]()
        for step in range(STEPS):
            building = _build(server, territory)
            told.update(asyncio.run(_read_for(server, whole * 1.05 * step / STEPS, right)))
            kill(building.pid)
            building.wait()
            told.update(asyncio.run(_read_for(server, 0.2, right)))
        ended = _build(server, territory).wait(120)
        told.update(asyncio.run(_read_for(server, 0.5, right)))
        outcome.check(f"readers told {dict(told)}", told.keys() == {"right"})
        versions = len(list((store / "versions").iterdir()))
        outcome.check(f"the next build ended with {ended}, {versions} versions kept", ended == 0 and versions <= 2)


def _build(server: Server, territory: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "territory_graph", "build", str(territory), "--store", str(server.store)],
        env=environment(server.store, server.scratch, {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def _read_for(server: Server, seconds: float, right: bytes) -> Counter[str]:
    told: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while True:
        reply = await query(server.port, COUNT, source="127.63.0.1", patience=20)
        same = reply.status == 200 and json.loads(reply.body) == json.loads(right)
        told["right" if same else "wrong" if reply.status == 200 else str(reply.status)] += 1
        if time.monotonic() > until:
            return told
        await asyncio.sleep(0.05)


ATTACKS = [
    Attack(
        "kill-worker",
        "answers",
        "a worker that dies while it answers",
        "wrong or lost answers, places lost",
        "right answers, others told; the pool as before",
        workers,
    ),
    Attack(
        "kill-update",
        "what a writer is told",
        "the process of a change dies at any step",
        "500 for what was published; files left",
        "done is told if and only if it was done; nothing mixed",
        updates,
    ),
    Attack(
        "kill-server",
        "what is served",
        "the server dies at any step of a change or a dump",
        "a change applied later; dumps left for ever",
        "old or new, decided with the server; nothing left after the next start",
        servers,
    ),
    Attack(
        "kill-dump",
        "dumps of the data",
        "the process that writes one dies",
        "half a file with 200; files left",
        "an error, and the whole file when asked again",
        dumps,
    ),
    Attack(
        "kill-build",
        "what is served",
        "a rebuild dies at any step",
        "half a graph served; unfinished versions left",
        "old or new, nothing left after the next build",
        builds,
    ),
]
