"""Strangers at the other addresses: hostile headers, guessed tokens, views kept without end, many first readers."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from pathlib import Path

from territory_graph.kept_views import LARGEST, KeptViews
from territory_graph.store.folder import StoreFolder
from tests.attack.attacks import Attack, Outcome
from tests.attack.flood import statuses
from tests.attack.ground import OPERATOR, TOKEN, Ground
from tests.attack.server import Server, running
from tests.attack.wire import Reply, ask

EVIL = "evil.example"
_HOSTILE = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Original-URL": f"https://{EVIL}/",
    "Forwarded": f"host={EVIL};proto=https",
    "Referer": f"https://{EVIL}/",
}
_PAGES = ("/", "/reseau", "/sparql", "/ontology")
_FILES = ("/.well-known/void", "/dataset", "/id/actor/lsn", "/graph-store?default", "/search?text=a", "/robots.txt")
_UNKNOWN = ("/no-such-page", "/admin", "/.env", "/.git/config", "/actor/lsn", "/wp-login.php", "/_stcore/unknown")
_PROTECTION = {
    "content-security-policy": "frame-ancestors",
    "x-content-type-options": "nosniff",
    "referrer-policy": "",
    "permissions-policy": "",
}
GUESSES, AT_ONCE = 300, 10
VIEWS = 6_000


def headers(ground: Ground, outcome: Outcome) -> None:
    """Every address under hostile headers, the protection of answers, and addresses that do not exist."""
    outcome.did = (
        f"{len(_PAGES + _FILES)} addresses under {len(_HOSTILE)} hostile headers, {len(_UNKNOWN)} unknown ones"
    )
    with ground.standing(outcome) as server:
        asyncio.run(_look_at_headers(server, outcome))


async def _look_at_headers(server: Server, outcome: Outcome) -> None:
    believed, bare = [], []
    for path in _PAGES + _FILES:
        accept = {"Accept": "text/html" if path in _PAGES else "text/turtle, application/n-triples, */*"}
        hostile = await ask(server.port, path, headers=_HOSTILE | accept, source="127.40.0.1")
        if EVIL.encode() in hostile.body or EVIL in json.dumps(dict(hostile.headers)):
            believed.append(path)
        plain = await ask(server.port, path, headers=accept, source="127.40.0.2")
        if plain.status != 200 or any(want not in plain.headers.get(name, "-") for name, want in _PROTECTION.items()):
            bare.append(path)
    outcome.check(f"hostile names in {' '.join(believed) or 'no'} answer", not believed)
    outcome.check(f"protection missing in {' '.join(bare) or 'no'} answer", not bare)
    found = [path for path in _UNKNOWN if (await _page(server, path)).status != 404]
    outcome.check(f"{' '.join(found) or 'no'} unknown address answered otherwise than 404", not found)
    metrics = await _page(server, "/_stcore/metrics")
    outcome.check(f"metrics: {metrics.status}", metrics.status in (401, 403, 404))
    robots = await _page(server, "/robots.txt")
    plain_text = robots.headers.get("content-type", "").startswith("text/plain")
    outcome.check(f"robots.txt: {robots.headers.get('content-type')}", plain_text)


async def _page(server: Server, path: str) -> Reply:
    return await ask(server.port, path, headers={"Accept": "text/html"}, source="127.40.0.3")


def tokens(ground: Ground, outcome: Outcome) -> None:
    """Guesses of both tokens as fast as they are answered, and what other processes are told of the tokens."""
    outcome.did = f"{GUESSES} guesses of each token from one address, {AT_ONCE} at once"
    with ground.standing(outcome, store=ground.store("hamlet"), UPDATE_TOKEN=TOKEN, OPERATOR_TOKEN=OPERATOR) as server:
        asyncio.run(_guess(server, outcome))
        secrets = [pid for pid in server.children() if TOKEN.encode() in Path(f"/proc/{pid}/environ").read_bytes()]
        outcome.check(f"{len(secrets)} of {len(server.children())} children know the token", not secrets)


async def _guess(server: Server, outcome: Outcome) -> None:
    for path, right, method in (("/graph-store?graph=urn:x", TOKEN, "DELETE"), ("/sparql/queries", OPERATOR, "GET")):
        told, began = await _guesses(server, path, method), time.monotonic()
        reply = await ask(server.port, path, method=method, headers=_bearer(right), source="127.41.1.1")
        slowed = told[429] > 0
        outcome.check(f"{path.partition('?')[0]} told {statuses(told)}", slowed and told.keys() <= {401, 429, 503})
        let_in = reply.status in (200, 404)
        outcome.check(f"the right one elsewhere: {reply.status} in {time.monotonic() - began:.1f} s", let_in)


async def _guesses(server: Server, path: str, method: str) -> Counter[int]:
    told: Counter[int] = Counter()

    async def some(first: int) -> None:
        for number in range(first, GUESSES, AT_ONCE):
            wrong = _bearer(f"{TOKEN[:-4]}{number:04d}")
            reply = await ask(server.port, path, method=method, headers=wrong, source="127.41.0.1", patience=20)
            told[reply.status] += 1

    await asyncio.gather(*(some(first) for first in range(AT_ONCE)))
    return told


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def kept_views(ground: Ground, outcome: Outcome) -> None:
    """One client keeps thousands of views of the largest size; what another kept must still be there."""
    outcome.did = f"{VIEWS} views of {LARGEST // 1024} KiB by one client, then one by another"
    folder = ground.new_folder() / "views"
    views = KeptViews(folder)
    first = views.keep({"q": "of an honest client"}, "127.42.0.1")
    for number in range(VIEWS):
        views.keep({"q": f"{number:08d}" + "x" * (LARGEST - 100)}, "127.42.0.2")
    last = views.keep({"q": "of another honest client"}, "127.42.0.3")
    size = sum(path.stat().st_size for path in folder.iterdir())
    outcome.check(f"{len(list(folder.iterdir()))} files, {size >> 20} MiB (limit 64)", size <= 64 << 20)
    outcome.check("an earlier client’s view is there", first is not None and views.read(first) is not None)
    outcome.check("a later client’s view is kept", last is not None and views.read(last) is not None)


def first_readers(ground: Ground, outcome: Outcome) -> None:
    """Simultaneous first reads of everything on a server that has just started."""
    outcome.did = "5 starts, each with 60 simultaneous first reads"
    store = ground.store("rouen")
    graphs = [graph.value for graph in StoreFolder(store).open()[0].named_graphs() if hasattr(graph, "value")][:30]
    told: Counter[int] = Counter()
    for _ in range(5):
        with running(ground.server(store)) as server:
            told.update(asyncio.run(_read_first(server, graphs)))
    outcome.check(f"told {statuses(told)}", told.keys() == {200})


async def _read_first(server: Server, graphs: list[str]) -> list[int]:
    paths = [f"/graph-store?graph={graph}" for graph in graphs]
    paths += ["/graph-store", "/graph-store?default", "/.well-known/void", "/dataset", "/id/actor/lsn"] * 6
    replies = await asyncio.gather(
        *(ask(server.port, path, source=f"127.43.0.{number + 1}") for number, path in enumerate(paths))
    )
    return [reply.status for reply in replies]


ATTACKS = [
    Attack(
        "headers",
        "readers who follow links and load pages",
        "hostile Host and X-Forwarded-* headers, framing, unknown addresses",
        "addresses of another site in answers; pages in frames; 200 for anything",
        "no header believed, every answer protected, 404 for what is not there",
        headers,
    ),
    Attack(
        "tokens",
        "the tokens of writers and the operator",
        "guesses as fast as they are answered; a child that tells its environment",
        "thousands of guesses a second",
        "429 after a few, the right one still let in, no child knows it",
        tokens,
    ),
    Attack(
        "kept-views",
        "views that readers keep",
        "a stranger who keeps thousands",
        "nobody else can keep one; the disk fills",
        "bounded by client and in all, others' views stay",
        kept_views,
    ),
    Attack(
        "first-reads",
        "the first readers after a start",
        "sixty of them at the same moment",
        "500",
        "200",
        first_readers,
    ),
]
