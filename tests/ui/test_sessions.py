"""Sessions that Streamlit keeps: those whose time is over go."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from territory_graph.ui import sessions


def test_those_whose_time_is_over_are_dropped_though_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    held = forgotten(MemorySessionStorage(ttl_seconds=0), monkeypatch, ran=1)
    assert not held


@pytest.mark.parametrize(("ran", "stays"), [(0, False), (1, True)])
def test_those_whose_page_never_ran_are_not_kept(monkeypatch: pytest.MonkeyPatch, ran: int, stays: bool) -> None:
    assert bool(forgotten(MemorySessionStorage(), monkeypatch, ran=ran)) is stays


def forgotten(storage: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch, *, ran: int) -> Any:
    """What is kept of one session, after a moment."""
    kept = SimpleNamespace(session=SimpleNamespace(id="gone"), script_run_count=ran)
    storage.save(kept)  # type: ignore[arg-type]
    running = SimpleNamespace(_session_mgr=SimpleNamespace(_session_storage=storage))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: running)
    monkeypatch.setattr(sessions, "EVERY", 0.01)
    held = storage._cache._data  # type: ignore[attr-defined]
    assert held

    async def live() -> None:
        forgetting = asyncio.ensure_future(sessions.forget_gone())
        await asyncio.sleep(0.1)
        forgetting.cancel()

    asyncio.run(live())
    return held
