"""Under attack: how long ordinary queries take while forty hostile clients ask, beside how long they take in quiet.

Beside the ordinary client an honest one asks a query of one or two seconds, again and again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks.sparql.client import Client, Timed
from benchmarks.sparql.queries import LOADS, load_query, queries, things, with_constants
from benchmarks.sparql.servers import TOP, Server, ours
from benchmarks.sparql.stores import Data

_CLIENTS = 40
_SETTLES = 1.0
"""Seconds between the first hostile query and the first that is measured."""


@dataclass(slots=True)
class Attack:
    """Seconds of each ordinary query, in quiet and under attack; its refusals; what the hostile clients were told.

    ``honest`` are the answers to the honest slow query, during the attack.
    """

    quiet: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    attacked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    honest: list[Timed] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def ratio(self, query: str) -> float:
        """The 95th percentile under attack as a multiple of the quiet one."""
        return p95(self.attacked[query]) / p95(self.quiet[query])


def p95(seconds: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]


def p50(seconds: list[float]) -> float:
    """The median."""
    return median(seconds)


def measure(data: Data, folder: Path, quiet_seconds: float, attack_seconds: float) -> Attack:
    """Quiet, attack, quiet; the attack lasts longer than a query may, so that some are stopped and replaced in it."""
    found = Attack()
    about = things(data)
    with ours(data, folder) as server:
        _ask_for(1, server, about, Attack().quiet)  # a server that was just started is slower
        found.refused += _ask_for(quiet_seconds, server, about, found.quiet)
        command = ["-m", "benchmarks.sparql.hostile_clients", str(server.port), server.path]
        command += [str(attack_seconds), str(_CLIENTS)]
        lasts = attack_seconds - 2 * _SETTLES
        with (
            ThreadPoolExecutor(1) as threads,
            subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=TOP) as hostile,
        ):
            time.sleep(_SETTLES)
            honest = threads.submit(_ask_slowly, lasts, server)
            found.refused += _ask_for(lasts, server, about, found.attacked)
            found.statuses.update(json.loads(hostile.communicate()[0]))
            found.honest += honest.result()
        time.sleep(_SETTLES)
        found.refused += _ask_for(quiet_seconds, server, about, found.quiet)
    return found


def _ask_for(seconds: float, server: Server, about: list[str], into: dict[str, list[float]]) -> int:
    """Asks ordinary queries one after another; gives how many were refused."""
    asked = {name: load_query(name) for name in LOADS}
    refused, end, number = 0, time.monotonic() + seconds, 0
    with Client(server, "an ordinary client", timeout=60) as client:
        while time.monotonic() < end:
            for name, query in asked.items():
                number += 1
                answer = client.ask(query, with_constants(query, {"thing": about[number % len(about)]}))
                into[name].append(answer.seconds)
                refused += answer.status != 200
    return refused


def _ask_slowly(seconds: float, server: Server) -> list[Timed]:
    """Asks the honest slow query again and again, from an address of its own."""
    (query,), end, answers = queries("honest"), time.monotonic() + seconds, []
    with Client(server, "an honest client", timeout=60, own="127.4.0.1") as client:
        while time.monotonic() < end:
            answers.append(client.ask(query, query.text))
    return answers
