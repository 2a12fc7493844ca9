"""Sessions of pages that have gone: Streamlit keeps them for a while, and looks at the time only when a page comes."""

from __future__ import annotations

import asyncio

from territory_graph.ui import streamlit_private

EVERY = 1.0
"""Seconds between two looks."""


async def forget_gone() -> None:
    """Again and again drops the sessions whose time is over, or whose page never ran, with all that they hold."""
    while True:
        await asyncio.sleep(EVERY)
        kept = streamlit_private.kept_sessions()
        if kept is not None:
            kept.expire()
            for name in [name for name, session in kept.items() if not session.script_run_count]:
                kept.pop(name, None)
