"""Icons of the explorer's buttons: strokes of our own, drawn in the colour of the text."""

from __future__ import annotations

_PATHS = {
    "undo": "M8 5L4 9l4 4M4 9h7.5a4.5 4.5 0 0 1 0 9H9",
    "redo": "M12 5l4 4-4 4M16 9H8.5a4.5 4.5 0 0 0 0 9H11",
    "shuffle": "M3 6h3l8 8h3M14.5 11.5L17 14l-2.5 2.5M3 14h3l2.5-2.5M11.5 8.5L14 6h3M14.5 3.5L17 6l-2.5 2.5",
    "plus": "M10 4v12M4 10h12",
    "minus": "M4 10h12",
    "play": "M6 4l10 6-10 6Z",
}


def icon(name: str) -> str:
    """An icon as SVG, for a control that has a name of its own."""
    return f'<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="{_PATHS[name]}"/></svg>'
