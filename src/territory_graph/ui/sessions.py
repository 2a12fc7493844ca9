"""Sessions of pages that have gone: Streamlit keeps them for a while, and looks at the time only when a page comes.

What Streamlit does not offer is touched here alone.
"""

from __future__ import annotations

import asyncio
from typing import Any

from streamlit import runtime

EVERY = 1.0
"""Seconds between two looks."""


async def forget_gone() -> None:
    """Again and again drops the sessions whose time is over, or whose page never ran, with all that they hold."""
    while True:
        await asyncio.sleep(EVERY)
        if runtime.exists():
            kept = kept_sessions()
            kept.expire()
            for name in [name for name, session in kept.items() if not session.script_run_count]:
                kept.pop(name, None)


def kept_sessions() -> Any:
    """The sessions that are kept for pages to come back to: a ``TTLCache`` by the name of each."""
    return runtime.get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]
