"""``python -m benchmarks.screens.visitors STORE [--visitors N]``: many visitors at once beside one, without a browser.

A visitor is a session of Streamlit over its socket, as a browser keeps one: each opens the screens one after another,
beginning at another one than the next, and reads for some seconds in between. Time is from the click until the server
says that the script of the page has ended; what a browser then draws is not measured. Every screen was opened before.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import cast

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.sparql.report import table, verdict
from benchmarks.sparql.servers import Server, ours
from benchmarks.sparql.stores import Data
from territory_graph.store.folder import StoreFolder
from territory_graph.ui.context import ADDRESSES

VISITORS, READING, TARGET = 20, 5.0, 2.0
_LEFT_OUT = frozenset({"contribute", "story", "sparql"})
_LEAST = 10  # elements of a page: with fewer it is none
_PATIENCE = 120.0


def main() -> None:
    """Measures one visitor, then many, then one again; a missed target is said."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens.visitors", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--reading", type=float, default=READING, help="seconds between two pages: 5 by default")
    asked = parser.parse_args()
    store = asked.store.absolute()
    with TemporaryDirectory() as place:
        folder = Path(place)
        data = Data("visitors", store, folder / "none", StoreFolder(store).manifest())
        with ours(data, folder) as server:
            asyncio.run(_measured(server, asked.visitors, asked.reading))


async def _measured(server: Server, visitors: int, reading: float) -> None:
    pages = [path for name, path in ADDRESSES.items() if name not in _LEFT_OUT]
    for _ in range(2):  # the first time each page is read from the store
        await _visit(server, pages, 0.0)
    one = await _visit(server, pages, 0.0)
    every = await asyncio.gather(*(_visit(server, _from(pages, at), reading, wait=True) for at in range(visitors)))
    one += await _visit(server, pages, 0.0)
    many = [seconds for each in every for seconds in each]
    rows = [[str(n), f"{median(found):.2f}", f"{_p95(found):.2f}"] for n, found in ((1, one), (visitors, many))]
    print(table(["visitors", "median, s", "95 of 100 within, s"], rows))
    ratio = median(many) / median(one)
    print(f"\n{visitors} beside one, {reading:g} s of reading: {ratio:.2f}, {verdict(ratio, TARGET, at_most=True)}")


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20)[-1]


def _from(pages: list[str], at: int) -> list[str]:
    start = at % len(pages)
    return [*pages[start:], *pages[:start]]


async def _visit(server: Server, pages: list[str], reading: float, *, wait: bool = False) -> list[float]:
    """Seconds of each page that one visitor opens."""
    chance = random.Random(pages[0])
    if wait:
        await asyncio.sleep(chance.uniform(0, reading))
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    found = []
    async with connect(address, max_size=None, ping_interval=None, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        for page in pages:
            began = time.perf_counter()
            await asyncio.wait_for(_open(socket, page), _PATIENCE)
            found.append(time.perf_counter() - began)
            await asyncio.sleep(chance.uniform(0, 2 * reading))
    return found


async def _open(socket: ClientConnection, page: str) -> None:
    """Opens a page, and waits until its script has ended."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.page_script_hash = calc_hash(page) if page else ""
    await socket.send(asked.SerializeToString())
    drawn = 0
    while True:
        told = ForwardMsg()
        told.ParseFromString(cast("bytes", await socket.recv()))
        if told.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(f"{page or 'home'}: {told.delta.new_element.exception.message}")
        drawn += told.HasField("delta")
        if told.WhichOneof("type") == "script_finished":
            if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or drawn < _LEAST:
                raise RuntimeError(f"{page or 'home'}: {drawn} elements, ended with {told.script_finished}")
            return


if __name__ == "__main__":
    main()
