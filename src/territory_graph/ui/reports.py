"""What a component of the browser reports, each told once to whoever listens.

Streamlit calls no callback for a component that a session has not shown yet. A page that is open while the server
restarts, or while its session is dropped, reports to such a session: what came is then told within the run that shows
the component, and the page runs anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from territory_graph.ui.latest_address import acting


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of the component ``key``: by the name of each, what is called with it."""

    key: str
    listeners: Mapping[str, Callable[[Any], None]]

    def callbacks(self) -> dict[str, Callable[[], None]]:
        """What Streamlit is to call before the next run."""
        return {f"on_{name}_change": partial(self._tell, name) for name in self.listeners}

    def tell_missed(self, shown: Mapping[str, Any] | None) -> None:
        """Tells what came to a session that had not shown the component; ``shown`` is what showing it gave."""
        place = f"{self.key}-shown"
        first, st.session_state[place] = place not in st.session_state, True
        missed = {name: value for name in self.listeners if (value := (shown or {}).get(name)) is not None}
        if first and missed:
            with acting():
                for name, value in missed.items():
                    self.listeners[name](value)
            st.rerun()

    def _tell(self, name: str) -> None:
        with acting():
            self.listeners[name](st.session_state[self.key].get(name))
