"""The address that the last act of a reader made, for an act that the browser told before it had heard of it.

A browser sends its address with whatever it tells. Of two acts in quick succession the second comes with the address
from before the first, and written from there it would take the first back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st

_KEY = "latest-address"


@dataclass
class _Latest:
    """What the last act wrote, the addresses from which the browser may still speak, and whether this run has acts."""

    written: dict[str, str] = field(default_factory=dict)
    passed: list[dict[str, str]] = field(default_factory=list)
    acted: bool = False


@contextmanager
def acting() -> Iterator[None]:
    """Lets an act begin at the address that the act before it wrote, and keeps what it writes itself."""
    latest, told = _latest(), st.query_params.to_dict()
    latest.acted = True
    if told in latest.passed:
        st.query_params.from_dict(latest.written)
    else:
        latest.passed.clear()
    before = st.query_params.to_dict()
    yield
    after = st.query_params.to_dict()
    if after != before:
        latest.passed.append(before)
        latest.written = after


def begin_run() -> None:
    """Follows the browser where a run has no act: it has gone to that address itself, as by its Back."""
    latest = _latest()
    if not latest.acted and st.query_params.to_dict() in latest.passed:
        latest.passed.clear()
    latest.acted = False


def _latest() -> _Latest:
    found: _Latest = st.session_state.setdefault(_KEY, _Latest())
    return found
