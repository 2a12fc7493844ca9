"""Kinds of bodies by their legal category, as Insee numbers these."""

from __future__ import annotations

_KINDS = (
    (("7343", "7344", "7346", "7348"), "epci"),
    (("7354", "7355", "7357"), "mixed-syndicate"),  # closed, open, and PETR, to which the rules of the closed apply
    (("7340",), "metropolitan-pole"),
    (("4", "7"), "public-body"),
    (("5", "3120", "3220"), "company"),  # those of foreign law are companies where they are called so
)


def kind_of(category: str) -> str:
    """The kind of actors, a word of the table ``actors``, of a legal category; ``actor`` where that says none.

    >>> kind_of("7353"), kind_of("7354"), kind_of("9220")
    ('public-body', 'mixed-syndicate', 'actor')
    """
    return next((kind for starts, kind in _KINDS if category.startswith(starts)), "actor")
