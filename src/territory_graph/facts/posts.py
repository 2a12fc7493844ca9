"""Posts: which role one has in a body."""

from __future__ import annotations

from collections.abc import Iterable

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

SOLE_ROLES = ("president", "maire", "premier-vice-president")
"""The roles that one person at a time has, as rule R15 has them, who presides first."""


def read_roles(select: Select, posts: Iterable[str]) -> dict[str, str]:
    """The role (local name) of each post that has one."""
    wanted = sorted(set(posts))
    rows = select(system_query("roles", wanted)) if wanted else ()
    return {str(row["thing"]): local(str(row["role"])) for row in rows}
