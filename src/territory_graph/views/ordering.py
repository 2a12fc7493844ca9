"""Order of lists as French readers expect it: É with E, case and accents deciding only between equals."""

from __future__ import annotations

import re
import unicodedata


def alphabetical(text: str) -> tuple[str, str]:
    """Sort key of a label: its letters without accents or case, then the label itself.

    >>> sorted(["Zoé", "Économie", "emploi", "Eure"], key=alphabetical)
    ['Économie', 'emploi', 'Eure', 'Zoé']
    """
    return folded(text), text


def folded(text: str) -> str:
    """The text as names are matched: without case, accents, hyphens or apostrophes.

    >>> folded("L'Agglomération Seine-Eure")
    'l agglomeration seine eure'
    """
    letters = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()
