"""What a reader copies, folded: the query behind what a page tells, a few lines of Python, an address."""

from __future__ import annotations

import streamlit as st

CODE_ICON = ":material/code:"


def folded_code(label: str, key: str, *codes: str, language: str | None = "sparql", icon: str = CODE_ICON) -> None:
    """Code under a label, written once it is opened: the first code on a page makes a browser load its highlighter."""
    folded = st.expander(label, icon=icon, key=key, on_change="rerun")
    if folded.open:
        for code in codes:
            folded.code(code, language=language, wrap_lines=True)
