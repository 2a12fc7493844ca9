"""rdflib with a dataset in memory: answers queries one by one, and serves it with rdflib-endpoint.

``python -m benchmarks.sparql.rdflib_host DUMP``, a line of JSON a command on standard input, and one each answer:

- ``{"query", "seconds"}`` gives ``{"seconds", "rows"}``, both null when it took longer than so many seconds;
- ``{"serve": PORT}`` starts an endpoint, ``{"stop": true}`` ends it.

The dataset is loaded once: each query, and the endpoint, has a forked copy of the process, which can be ended alone.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from rdflib import Dataset


def main() -> None:
    """Answers commands until standard input ends."""
    gc.disable()  # what is loaded stays; looking through it again and again would take longer than loading it
    dataset = Dataset(default_union=True)
    dataset.parse(sys.argv[1], format="ox-nq")
    dataset.query("ASK {}")  # loads the parser of queries
    gc.freeze()
    _tell({"loaded": True})
    endpoint = 0
    for line in sys.stdin:
        command = json.loads(line)
        if "serve" in command:
            endpoint = _forked(partial(_serve, dataset, command["serve"]))
            _tell({"serving": endpoint})
        elif "stop" in command:
            os.kill(endpoint, signal.SIGKILL)
            os.waitpid(endpoint, 0)
            _tell({"stopped": endpoint})
        else:
            _tell(_timed(dataset, command["query"], command["seconds"]))


def _tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def _forked(work: Callable[[], object]) -> int:
    """The id of a copy of this process that does the work and ends."""
    child = os.fork()
    if child == 0:
        gc.enable()
        work()
        os._exit(0)
    return child


def _timed(dataset: Dataset, query: str, seconds: int) -> dict[str, Any]:
    reading, writing = os.pipe()

    def work() -> None:
        signal.alarm(seconds)
        began = time.perf_counter()
        rows = sum(1 for _ in dataset.query(query))
        os.write(writing, json.dumps({"seconds": time.perf_counter() - began, "rows": rows}).encode())

    child = _forked(work)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return dict(json.loads(text)) if text else {"seconds": None, "rows": None}


def _serve(dataset: Dataset, port: int) -> None:
    import uvicorn  # noqa: PLC0415  only the copy that serves needs them
    from rdflib_endpoint import SparqlEndpoint  # noqa: PLC0415

    endpoint = SparqlEndpoint(graph=dataset)
    uvicorn.run(endpoint, host="127.0.0.1", port=port, access_log=False, use_colors=False, log_level="error")


if __name__ == "__main__":
    main()
