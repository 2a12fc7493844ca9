"""Watching what is served for damage: a large version is compared with its checksums in the background, and every one
again when a file of it changes. A version that is damaged is withdrawn: it answers nothing until it is whole again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from contextlib import suppress
from pathlib import Path

from territory_graph.errors import StoreError
from territory_graph.store import checksums
from territory_graph.store.checksums import DAMAGED, Damage, Stamp, answering_stamp, compared_whole, withdraw, withdrawn
from territory_graph.store.children import child_environment
from territory_graph.store.folder import StoreFolder

EVERY = 2.0
"""Seconds between two looks at the files that are served."""

_LOG = logging.getLogger(__name__)


async def watch(folder: StoreFolder) -> None:
    """Goes on watching what a folder serves until it is cancelled."""
    seen: tuple[Path, Stamp] | None = None
    while True:
        with suppress(StoreError, OSError):  # told to whoever asks
            version = folder.linked_folder()
            found = version, await asyncio.to_thread(answering_stamp, version)
            if found != seen:
                if seen is None or seen[0] != version:
                    _LOG.info("version %s is served", version.name)
                await look(folder, *found)
                seen = found
        await asyncio.sleep(EVERY)


async def look(folder: StoreFolder, version: Path, stamp: Stamp) -> None:
    """Compares a version, unless this process has done so, and withdraws it where it is damaged, or gives it back."""
    began, size = time.monotonic(), sum(size for size, _, _ in stamp.values())
    known, large = compared_whole(version, stamp), size > checksums.AT_ONCE
    if large and not known:
        _LOG.warning("version %s is served while its %d MB are compared with their checksums", version.name, size >> 20)
    damage = None if known else await _compared(version)
    if damage is not None:
        _LOG.error("version %s is no longer served: %s", version.name, folder.damaged(damage))
    elif withdrawn(version) is not None:
        _LOG.warning("version %s is whole again, and served", version.name)
    elif large and not known:
        _LOG.warning("version %s is as it was written: compared in %.0f s", version.name, time.monotonic() - began)
    withdraw(version, damage)


async def _compared(version: Path) -> Damage | None:
    """The first damage that a process of its own finds."""
    command = (sys.executable, "-I", str(checksums.__file__), str(version))
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=child_environment())
    try:
        told, _ = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == DAMAGED:
        return Damage(*json.loads(told))
    if child.returncode:
        raise OSError(f"comparing {version.name} ended with {child.returncode}")
    return None
