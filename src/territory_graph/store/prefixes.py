"""Prefixes that a query uses without declaring them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from territory_graph.store.tokens import tokens


def undeclared(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """The known prefixes that a query uses and does not declare, with their namespaces.

    >>> undeclared("PREFIX a: <urn:a#> SELECT * { ?s a:p tg:Actor }", {"a": "urn:b#", "tg": "urn:tg#"})
    {'tg': 'urn:tg#'}
    """
    found = tokens(text)
    declared = {name.text for word, name in pairwise(found) if word.kind == "word" and word.text.lower() == "prefix"}
    used = (token.text.partition(":")[0] for token in found if token.kind == "name" and token.text not in declared)
    return {prefix: known[prefix] for prefix in used if prefix in known and f"{prefix}:" not in declared}
