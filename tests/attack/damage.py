"""Damage: bytes of every file of a store flipped, cut off or gone, and what is answered then."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.attack.attacks import Attack, Outcome
from tests.attack.ground import Ground
from tests.attack.server import Server, environment, running
from tests.attack.wire import ask, query

_PROBES = ("/id/actor/syndicat", "/id/actor/bois-vif", "/search?text=bois", "/graph-store", "/graph-store?default")
_QUERIES = ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "CONSTRUCT WHERE { ?s ?p ?o }")
_FLIPS = 5


@dataclass(frozen=True, slots=True)
class Harm:
    """What is done to a file of a version."""

    name: str
    file: str
    do: Callable[[Path], object]


def _harms(version: Path) -> Iterator[Harm]:
    """Flipped bytes at both ends, in the middle and anywhere, half of a file cut off, and the file gone."""
    chance = random.Random(7)
    for path in sorted(path for path in version.rglob("*") if path.is_file()):
        name, size = str(path.relative_to(version)), path.stat().st_size
        places = {0, size // 2, size - 1, *(chance.randrange(size) for _ in range(_FLIPS - 3))} if size else set()
        for place in sorted(places):
            yield Harm(f"flip {place}", name, _flipped(place))
        if size:
            yield Harm(
                "cut", name, lambda target: target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])
            )
        yield Harm("delete", name, Path.unlink)


def _flipped(place: int) -> Callable[[Path], object]:
    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[place] ^= 0x55
        path.write_bytes(content)

    return flip


def published(ground: Ground, outcome: Outcome) -> None:
    """Each damage in a version of its own, which a running server finds current."""
    store = ground.store("hamlet")
    healthy = (store / "current").resolve()
    harms = list(_harms(healthy))
    outcome.did = f"{len(harms)} damages of {len({harm.file for harm in harms})} files, each found by a running server"
    with ground.standing(outcome, store=store) as server:
        right = asyncio.run(_answers(server, 0))
        told, less = Counter[str](), []
        for number, harm in enumerate(harms, 1):
            _publish(store, healthy, f"damaged-{number}", harm)
            kind = _judged(right, asyncio.run(_answers(server, number)))
            told[kind] += 1
            less += [f"{harm.file} {harm.name}"] if kind == "wrong" else []
            if not server.alive:
                outcome.check(f"the server ended at {harm.file} {harm.name}", False)
                break
        outcome.check(f"{dict(told)} {'; '.join(less[:4])}", not less)
        _publish(store, healthy, "healthy-again", None)
        if server.alive:
            outcome.check("a good version is served again", asyncio.run(_answers(server, 250)) == right)


def _publish(store: Path, healthy: Path, name: str, harm: Harm | None) -> None:
    """Makes a copy of a version, harmed, current, as a writer does; only the last copies are kept."""
    version = shutil.copytree(healthy, store / "versions" / name)
    if harm is not None:
        harm.do(version / harm.file)
    link = store / "new-link"
    link.symlink_to(Path("versions") / name)
    before = (store / "current").resolve()
    link.replace(store / "current")
    if before != healthy:
        shutil.rmtree(before)


async def _answers(server: Server, number: int) -> dict[str, tuple[int, tuple[bytes, ...]]]:
    """What is answered to each probe: status, and lines in no order; nothing but the status where it is none of 200."""
    source, found = f"127.70.{number // 250}.{number % 250 + 1}", {}
    headers = {"Accept": "application/n-triples, application/n-quads, application/json"}
    for path in _PROBES:
        found[path] = await ask(server.port, path, headers=headers, source=source, patience=30)
    for text in _QUERIES:
        form = {"Accept": "application/sparql-results+json, application/n-triples"}
        found[text] = await query(server.port, text, headers=form, source=source, patience=40)
    return {
        asked: (reply.status, tuple(sorted(reply.body.splitlines())) if reply.status == 200 else ())
        for asked, reply in found.items()
    }


def _judged(right: dict[str, tuple[int, tuple[bytes, ...]]], found: dict[str, tuple[int, tuple[bytes, ...]]]) -> str:
    """Whether answers are all right, some refused, or any wrong: another one with 200, or no answer at all."""
    differing = [found[asked] for asked in right if found[asked] != right[asked]]
    if not differing:
        return "right"
    return "refused" if all(status in (500, 503) for status, _ in differing) else "wrong"


def at_start(ground: Ground, outcome: Outcome) -> None:
    """Damage that a server finds when it starts, and what ``verify`` says of it."""
    cases = _cold_cases(ground.store("hamlet"))
    outcome.did = f"{len(cases)} damaged stores started and verified"
    with running(ground.server(ground.store("hamlet"))) as server:
        right = asyncio.run(_answers(server, 1))
    told: Counter[str] = Counter()
    for name, harm in cases:
        store = ground.store("hamlet")
        harm(store)
        kind = _started(ground, store, right)
        told[kind] += 1
        if kind in ("wrong", "traceback"):
            outcome.check(f"{name}: {kind}", False)
        command = [sys.executable, "-m", "territory_graph", "verify", "--store", str(store)]
        verified = subprocess.run(command, env=environment(store, store, {}), capture_output=True, check=False)
        found = verified.returncode == 1 and b"Traceback" not in verified.stderr
        outcome.check(f"{name}: {kind}, verify {verified.returncode}", found)


def _started(ground: Ground, store: Path, right: dict[str, tuple[int, tuple[bytes, ...]]]) -> str:
    server = ground.server(store)
    try:
        with running(server):
            return _judged(right, asyncio.run(_answers(server, 2)))
    except RuntimeError:
        return "traceback" if "Traceback" in server.log.read_text(errors="replace") else "not started"


def _cold_cases(store: Path) -> list[tuple[str, Callable[[Path], object]]]:
    version = (store / "current").resolve()
    largest = max((version / "oxigraph").glob("*.sst"), key=lambda path: path.stat().st_size)

    def on(name: str, do: Callable[[Path], object]) -> Callable[[Path], object]:
        return lambda store: do((store / "current").resolve() / name)

    def garbage(store: Path) -> None:
        (store / "current").unlink()
        (store / "current").write_text("garbage")

    def nowhere(store: Path) -> None:
        (store / "current").unlink()
        (store / "current").symlink_to("versions/none")

    return [
        ("manifest cut", on("manifest.json", lambda path: path.write_bytes(path.read_bytes()[:40]))),
        ("statements flipped", on(f"oxigraph/{largest.name}", _flipped(largest.stat().st_size // 2))),
        ("statements gone", on(f"oxigraph/{largest.name}", Path.unlink)),
        ("CURRENT gone", on("oxigraph/CURRENT", Path.unlink)),
        ("names cut", on("search.sqlite", lambda path: path.write_bytes(path.read_bytes()[:5000]))),
        ("link is garbage", garbage),
        ("link to nowhere", nowhere),
    ]


ATTACKS = [
    Attack(
        "damage",
        "what is served",
        "a byte flipped, half a file, no file, in a version that becomes current",
        "fewer statements, with 200",
        "equal answers, or 503",
        published,
    ),
    Attack(
        "damage-start",
        "what is served",
        "the same, found at the start",
        "fewer statements, an empty store, a traceback",
        "equal answers, 503, or a refusal to start; `verify` names the damage",
        at_start,
    ),
]
