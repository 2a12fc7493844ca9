"""Clients that mean harm: ``python -m benchmarks.sparql.hostile_clients PORT PATH SECONDS CLIENTS``.

Each has an address of its own and asks one hostile query again and again, under another name every time. Prints how
often each status was answered.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import Counter
from itertools import count, cycle
from urllib.parse import urlencode

from benchmarks.sparql.queries import Query, queries

_PAUSE = 0.2
"""Seconds before a refused client asks again: it means harm to the server, not to the machine that measures."""


def main() -> None:
    """Attacks for so many seconds."""
    port, path, seconds, clients = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    statuses: Counter[str] = Counter()
    for number, query in zip(range(clients), cycle(queries("hostile")), strict=False):
        address = f"127.3.{number // 250}.{number % 250 + 1}"
        threading.Thread(target=_attack, args=(port, path, query, address, statuses), daemon=True).start()
    time.sleep(seconds)
    print(json.dumps(dict(statuses)), flush=True)


def _attack(port: int, path: str, query: Query, address: str, statuses: Counter[str]) -> None:
    for number in count():
        headers = {
            "User-Agent": f"hostile {number}",
            "X-Forwarded-For": f"192.0.2.{number % 250}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90, source_address=(address, 0))
        try:
            connection.request("POST", path, urlencode({"query": query.text}), headers)
            response = connection.getresponse()
            response.read()
            statuses[str(response.status)] += 1
        except (OSError, http.client.HTTPException):
            statuses["connection lost"] += 1
        finally:
            connection.close()
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
