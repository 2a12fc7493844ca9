"""Where the network screen keeps what the benchmark clicks and reads: the only place that knows."""

from __future__ import annotations

NETWORK = "/reseau"
_ACTOR = "https://w3id.org/territory-graph/id/actor/pole-rouen-seine-eure"
START = f"{NETWORK}?depart={_ACTOR}&sel={_ACTOR}"
"""The screen begun from one actor, which is selected, so that there is something to expand."""

PICTURE = ".tg-network[data-drawn=true]"
STAGE = ".tg-stage"
PANEL_TITLE = ".st-key-network-panel h2"
EXPAND = ".st-key-network-panel button[data-do=expand]"
FILTER = "button[data-do=toggle-tie-kind][aria-pressed=true]"
