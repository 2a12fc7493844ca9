"""Clients that mean harm: ``python -m benchmarks.sparql.hostile_clients PORT PATH SECONDS``.

One a hostile query, each under its own name, asking it again and again. Prints how often each status was answered.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from benchmarks.sparql.queries import Query, queries

_PAUSE = 0.2
"""Seconds before a refused client asks again: it means harm to the server, not to the machine that measures."""


def main() -> None:
    """Attacks for so many seconds."""
    port, path, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    statuses: Counter[str] = Counter()
    for query in queries("hostile"):
        threading.Thread(target=_attack, args=(port, path, query, statuses), daemon=True).start()
    time.sleep(seconds)
    print(json.dumps(dict(statuses)), flush=True)


def _attack(port: int, path: str, query: Query, statuses: Counter[str]) -> None:
    headers = {"User-Agent": f"hostile {query.name}", "Content-Type": "application/x-www-form-urlencoded"}
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
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
