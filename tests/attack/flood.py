"""Floods: hundreds of anonymous clients at the endpoint, and a few that rotate their headers beside an honest one."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import quote

from tests.attack.attacks import Attack, Outcome
from tests.attack.ground import ASK_WITHIN, Ground
from tests.attack.server import Server
from tests.attack.wire import ask, query

CLIENTS, READERS = 250, 12
CALM = 10.0
"""Seconds between the end of a flood and the question whether the service answers."""
ROTATING = 40
RATIO = 2.0
"""How much longer than in quiet the slowest twentieth of an honest client's lookups may take under attack."""
NOISE = 0.02
"""Seconds below which two durations are alike, whatever their ratio: what a busy machine adds by itself."""
_PAUSE = 0.2

HEAVY = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a ?c",
    "SELECT (GROUP_CONCAT(STR(?c)) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?a { ?a (!<urn:x>)* ?b . ?b (!<urn:y>)* ?c . ?c (!<urn:z>)* ?d } ORDER BY ?d",
)
LIGHT = ("ASK {}", "SELECT * { ?s a ?c } LIMIT 10", "SELEC", "ASK { SERVICE <http://127.0.0.1:1/> {} }")
LOOKUP = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
    "SELECT DISTINCT ?name WHERE { ?actor a tg:Cluster ; rdfs:label ?name } ORDER BY ?name"
)
SLOW = (
    "SELECT ?c (COUNT(DISTINCT ?b) AS ?n) { ?a a ?k . ?a ?p ?b . ?b ?q ?c } GROUP BY ?c ORDER BY DESC(?n) ?c",
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
    "SELECT (COUNT(*) AS ?n) { ?a tg:source ?s . ?b tg:source ?s }",
)
"""Honest questions that take the engine a second or two."""


@dataclass(slots=True)
class Told:
    """Statuses of answers, seconds that they took, and answers that were wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: int = 0

    def p95(self) -> float:
        """The 95th percentile of the seconds."""
        return quantiles(self.seconds, n=20, method="inclusive")[-1] if len(self.seconds) > 1 else float("inf")

    @property
    def served(self) -> str:
        """How many were answered, of all."""
        return f"{self.statuses[200]} of {self.statuses.total()}"


def statuses(counts: Counter[int]) -> str:
    """Statuses and how often, the most frequent first; “gone” is a connection that was lost or given up."""
    return ", ".join(f"{number} × {status or 'gone'}" for status, number in counts.most_common())


# Anonymous clients ---------------------------------------------------------------------------------------------


def flood(ground: Ground, outcome: Outcome) -> None:
    """Waves of clients; the service is asked ten seconds after each."""
    outcome.did = f"{CLIENTS} clients and {READERS} readers, {ground.seconds:.0f} s, {ground.rounds} ×"
    with ground.standing(outcome) as server:
        for number in range(ground.rounds):
            asyncio.run(_wave(server, ground.seconds, outcome, number))


async def _wave(server: Server, seconds: float, outcome: Outcome, number: int) -> None:
    right = (await query(server.port, LOOKUP, source="127.5.250.1")).body
    hostile, honest, until = Told(), Told(), time.monotonic() + seconds
    await asyncio.gather(
        *(_hostile(server.port, one, until, hostile, random.Random(number * 1_000 + one)) for one in range(CLIENTS)),
        *(_reader(server.port, f"127.5.251.{one + 1}", until, honest, right) for one in range(READERS)),
    )
    outcome.check(f"told the flood: {statuses(hostile.statuses)}", hostile.statuses.total() > CLIENTS)
    outcome.check(f"readers served {honest.served}, p95 {honest.p95():.2f} s", honest.statuses[200] > 0)
    outcome.check(f"{honest.wrong} wrong answers", not honest.wrong)
    await asyncio.sleep(CALM)
    for source in ("127.5.252.1", "127.5.251.1"):  # a client that is new, and one that was there
        reply = await query(server.port, "ASK {}", source=source, patience=15)
        outcome.check(
            f"ten seconds later {reply.status} in {reply.seconds:.3f} s",
            reply.status == 200 and reply.seconds < ASK_WITHIN,
        )


async def _hostile(port: int, number: int, until: float, told: Told, chance: random.Random) -> None:
    """Asks, cancels, gives up and goes away at random moments."""
    source = f"127.5.{number // 200}.{number % 200 + 1}"
    while (left := until - time.monotonic()) > 0:
        name = f"flood-{chance.getrandbits(60):x}-{number}"
        text = chance.choice(HEAVY if chance.random() < 0.6 else LIGHT)
        patience = min(left + 0.1, chance.choice((0.01, 0.05, 0.3, 1.0, 3.0, 10.0, 10.0)))
        question = asyncio.ensure_future(
            query(port, text, source=source, patience=patience, headers={"X-Query-Id": name})
        )
        if chance.random() < 0.2:
            await asyncio.sleep(chance.random())
            await ask(port, f"/sparql/queries/{name}", method="DELETE", source=source, patience=5)
        reply = await question
        told.statuses[reply.status] += 1
        if reply.status != 200:
            await asyncio.sleep(_PAUSE * chance.random())


async def _reader(port: int, source: str, until: float, told: Told, right: bytes) -> None:
    while time.monotonic() < until:
        reply = await query(port, LOOKUP, source=source, patience=30)
        told.statuses[reply.status] += 1
        told.seconds.append(reply.seconds)
        told.wrong += reply.status == 200 and reply.body != right
        await asyncio.sleep(_PAUSE)


# Clients that rotate their headers ------------------------------------------------------------------------------


def rotating(ground: Ground, outcome: Outcome) -> None:
    """Forty clients, each request under new headers, beside an honest one."""
    seconds = max(60.0, ground.seconds)
    outcome.did = f"{ROTATING} addresses, new headers in each request, {seconds:.0f} s"
    with ground.standing(outcome) as server:
        quiet, _ = asyncio.run(_honest(server.port, seconds / 2, 1))
        sources = [f"127.6.0.{number + 1}" for number in range(ROTATING)]
        with _attackers(server.port, sources, seconds):
            lookups, slow = asyncio.run(_honest(server.port, seconds, 2))
        _compare(outcome, quiet, lookups)
        outcome.check(f"honest slow queries served {slow.served}", slow.statuses[200] == slow.statuses.total())


def disguised(ground: Ground, outcome: Outcome) -> None:
    """One client that pretends to be another in each request."""
    outcome.did = "one address, 600 requests, each as another client"
    with ground.standing(outcome) as server:
        told: Counter[int] = Counter()
        asyncio.run(_pretend(server.port, "127.6.1.1", told))
        outcome.check(f"told {statuses(told)}", told[429] > 300)
        reply = asyncio.run(query(server.port, LOOKUP, source="127.6.2.1"))
        outcome.check(f"another client {reply.status} in {reply.seconds:.2f} s", reply.status == 200)


async def _pretend(port: int, source: str, told: Counter[int]) -> None:
    """Fails six hundred times, each time as somebody else: thirty failures a minute are a client's share."""
    chance = random.Random(1)
    for _ in range(30):
        replies = await asyncio.gather(
            *(query(port, "SELECT (<urn:f>(1) AS ?x) {}", source=source, headers=disguise(chance)) for _ in range(20))
        )
        told.update(reply.status for reply in replies)


def disguise(chance: random.Random) -> dict[str, str]:
    """Headers by which a client would be another one, were they believed."""
    address = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
    return {
        "User-Agent": f"agent {chance.getrandbits(40):x}",
        "X-Forwarded-For": address,
        "X-Real-IP": address,
        "Forwarded": f"for={address}",
        "Cookie": f"_streamlit_xsrf={chance.getrandbits(40):x}",
    }


def _compare(outcome: Outcome, quiet: Told, attacked: Told) -> None:
    before, under = quiet.p95(), attacked.p95()
    outcome.check(
        f"lookups p95 {before * 1000:.0f} → {under * 1000:.0f} ms ({under / before:.1f} ×)",
        under <= before * RATIO + NOISE,
    )
    outcome.check(f"honest lookups served {attacked.served}", attacked.statuses[200] == attacked.statuses.total())


async def _honest(port: int, seconds: float, number: int) -> tuple[Told, Told]:
    """Two honest clients: lookups one after another, and slow queries one after another."""
    lookups, slow, until = Told(), Told(), time.monotonic() + seconds
    await asyncio.gather(
        _one_after_another(port, (LOOKUP,), f"127.7.{number}.1", until, lookups, 0.02),
        _one_after_another(port, SLOW, f"127.7.{number}.2", until, slow, 2.0),
    )
    return lookups, slow


async def _one_after_another(
    port: int, texts: tuple[str, ...], source: str, until: float, told: Told, pause: float
) -> None:
    number = 0
    while time.monotonic() < until:
        reply = await query(port, texts[number % len(texts)], source=source, patience=60)
        told.statuses[reply.status] += 1
        told.seconds.append(reply.seconds)
        number += 1
        await asyncio.sleep(pause)


class _attackers:  # noqa: N801  used as a function is: `with _attackers(…):`
    """Hostile clients in a process of their own, whose work is not counted as the server's slowness."""

    def __init__(self, port: int, sources: list[str], seconds: float) -> None:
        self._process = multiprocessing.get_context("spawn").Process(
            target=_attack_from, args=(port, sources, seconds + 2), daemon=True
        )

    def __enter__(self) -> None:
        self._process.start()
        time.sleep(2.0)

    def __exit__(self, *_: object) -> None:
        self._process.join(20)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _attack_from(port: int, sources: list[str], seconds: float) -> None:
    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(_heavy(port, source, until) for source in sources))

    asyncio.run(all_of_them())


async def _heavy(port: int, source: str, until: float) -> None:
    chance = random.Random(source)
    while (left := until - time.monotonic()) > 0:
        reply = await query(port, chance.choice(HEAVY), source=source, headers=disguise(chance), patience=left + 0.1)
        if reply.status != 200:
            await asyncio.sleep(_PAUSE)


def fields_of_all_kinds(ground: Ground, outcome: Outcome) -> None:
    """Requests that are malformed, too long or too many-fielded, each from a client of its own."""
    requests = _malformed()
    outcome.did = f"{len(requests)} malformed requests, five times each"
    with ground.standing(outcome) as server:
        told: Counter[int] = Counter()
        for number, (method, path, headers, body) in enumerate(requests * 5):
            source = f"127.8.{number // 200}.{number % 200 + 1}"
            told[
                asyncio.run(
                    ask(server.port, path, method=method, headers=headers, body=body, source=source, patience=20)
                ).status
            ] += 1
        outcome.check(f"told {statuses(told)}", not any(status in (200, 500) for status in told))


def _malformed() -> list[tuple[str, str, dict[str, str], bytes]]:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return [
        ("GET", "/sparql?query=%ff%fe", {}, b""),
        ("GET", "/sparql?query=" + quote("ASK {" * 5_000), {}, b""),
        ("GET", "/sparql?" + "&".join(f"query=ASK%7B%7D&x{at}=1" for at in range(1_200)), {}, b""),
        ("POST", "/sparql", form, b"query=" + b"a" * (1 << 20)),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"\xff\xfe\x00"),
        ("POST", "/sparql", form | {"Content-Length": "99999999999"}, b"query=x"),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}"),
        ("DELETE", "/sparql/queries/unknown-query", {}, b""),
        ("PATCH", "/graph-store", {}, b"x"),
        ("GET", "/id/actor/" + "x" * 5_000, {"Accept": "text/turtle"}, b""),
        ("GET", "/id/../../../../etc/passwd", {"Accept": "text/turtle"}, b""),
    ]


ATTACKS = [
    Attack(
        "flood",
        "the endpoint's places",
        "hundreds of strangers who ask, cancel and leave",
        "503 to everyone until a restart",
        "ASK {} in under a second ten seconds later, readers served rightly meanwhile",
        flood,
    ),
    Attack(
        "rotating",
        "an honest client's answers",
        "forty clients with heavy queries under ever new headers",
        "lookups slow down, slow queries are sent back",
        "p95 of lookups at most twice the quiet one, every honest query served",
        rotating,
    ),
    Attack(
        "disguised",
        "budgets",
        "one client that is another one in each request",
        "no budget ever ends",
        "429 as for one client",
        disguised,
    ),
    Attack(
        "malformed",
        "the server's process",
        "requests that break the protocol",
        "500, tracebacks, memory",
        "a refusal that says why",
        fields_of_all_kinds,
    ),
]
