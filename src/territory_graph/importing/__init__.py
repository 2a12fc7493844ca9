"""Importing files that people have: read, mapped to columns of tables, matched with what is known, then proposed.

::

    file ─▶ read_sheets ─▶ Sheet ─▶ suggest_mapping ─▶ Mapping ─▶ rows ─▶ match ─▶ Match ─▶ resolved ─▶ Proposal
     ├────▶ read_statements (RDF) ─▶ Stated ──────────────────────────────────────────────────────────────▲
     └────▶ read_contours (GeoJSON) ─▶ Contours ─▶ contour_rows, by code ──────────────────────────────────▲

Nothing is written before a proposal is sent, and it is sent whole: what one file brings in is taken back as one.
``Plan`` keeps the mapping and the answers to matches in a small file, so that an import may be taken up again.
``uploads`` keeps files that are given on a page until they are sent.
"""

from territory_graph.importing.bringing import (
    Import,
    bring_in,
    look_at,
    look_at_mapped,
    look_at_whole,
    mapped,
    take_back,
)
from territory_graph.importing.candidates import Candidate
from territory_graph.importing.mapping import Mapping, profiles, suggest_mapping
from territory_graph.importing.matching import Match, match, resolved
from territory_graph.importing.plan import Plan, plan_file
from territory_graph.importing.rows import Drawn, rows
from territory_graph.importing.sheets import Sheet, read_sheet, read_sheets
from territory_graph.importing.statements import Stated, read_statements

__all__ = [
    "Candidate",
    "Drawn",
    "Import",
    "Mapping",
    "Match",
    "Plan",
    "Sheet",
    "Stated",
    "bring_in",
    "look_at",
    "look_at_mapped",
    "look_at_whole",
    "mapped",
    "match",
    "plan_file",
    "profiles",
    "read_sheet",
    "read_sheets",
    "read_statements",
    "resolved",
    "rows",
    "suggest_mapping",
    "take_back",
]
