"""The forms of French verbs by their infinitive, as far as prose about bodies uses them: the third person and its participles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

Mood = Literal["present", "past", "future", "conditional", "participle", "gerund", "infinitive"]

_LIKE: dict[str, tuple[str, str, str, str, str, str]] = {
    # ending: present, plural present, imperfect stem, participle, future stem, simple past
    "venir": ("vient", "viennent", "ven", "venu", "viendr", "vint"),
    "tenir": ("tient", "tiennent", "ten", "tenu", "tiendr", "tint"),
    "cevoir": ("çoit", "çoivent", "cev", "çu", "cevr", "çut"),
    "ouvrir": ("ouvre", "ouvrent", "ouvr", "ouvert", "ouvrir", "ouvrit"),
    "offrir": ("offre", "offrent", "offr", "offert", "offrir", "offrit"),
    "cueillir": ("cueille", "cueillent", "cueill", "cueilli", "cueiller", "cueillit"),
    "joindre": ("joint", "joignent", "joign", "joint", "joindr", "joignit"),
    "clure": ("clut", "cluent", "clu", "clu", "clur", "clut"),
    "élire": ("élit", "élisent", "élis", "élu", "élir", "élut"),
    "duire": ("duit", "duisent", "duis", "duit", "duir", "duisit"),
    "mettre": ("met", "mettent", "mett", "mis", "mettr", "mit"),
    "prendre": ("prend", "prennent", "pren", "pris", "prendr", "prit"),
    "naître": ("naît", "naissent", "naiss", "né", "naîtr", "naquit"),
    "crire": ("crit", "crivent", "criv", "crit", "crir", "crivit"),
    "faire": ("fait", "font", "fais", "fait", "fer", "fit"),
    "suivre": ("suit", "suivent", "suiv", "suivi", "suivr", "suivit"),
    "soudre": ("sout", "solvent", "solv", "sous", "soudr", "solut"),
    "devoir": ("doit", "doivent", "dev", "dû", "devr", "dut"),
    "pouvoir": ("peut", "peuvent", "pouv", "pu", "pourr", "put"),
    "voir": ("voit", "voient", "voy", "vu", "verr", "vit"),
    "battre": ("bat", "battent", "batt", "battu", "battr", "battit"),
    "sentir": ("sent", "sentent", "sent", "senti", "sentir", "sentit"),
    "sortir": ("sort", "sortent", "sort", "sorti", "sortir", "sortit"),
    "servir": ("sert", "servent", "serv", "servi", "servir", "servit"),
    "partir": ("part", "partent", "part", "parti", "partir", "partit"),
    "quérir": ("quiert", "quièrent", "quér", "quis", "querr", "quit"),
    "connaître": ("connaît", "connaissent", "connaiss", "connu", "connaîtr", "connut"),
    "paraître": ("paraît", "paraissent", "paraiss", "paru", "paraîtr", "parut"),
    "rompre": ("rompt", "rompent", "romp", "rompu", "rompr", "rompit"),
    "vaincre": ("vainc", "vainquent", "vainqu", "vaincu", "vaincr", "vainquit"),
    "savoir": ("sait", "savent", "sav", "su", "saur", "sut"),
    "apercevoir": ("aperçoit", "aperçoivent", "apercev", "aperçu", "apercevr", "aperçut"),
    "valoir": ("vaut", "valent", "val", "valu", "vaudr", "valut"),
    "vivre": ("vit", "vivent", "viv", "vécu", "vivr", "vécut"),
    "vouloir": ("veut", "veulent", "voul", "voulu", "voudr", "voulut"),
    "courir": ("court", "courent", "cour", "couru", "courr", "courut"),
    "atteindre": ("atteint", "atteignent", "atteign", "atteint", "atteindr", "atteignit"),
    "adjoindre": ("adjoint", "adjoignent", "adjoign", "adjoint", "adjoindr", "adjoignit"),
    "dre": ("d", "dent", "d", "du", "dr", "dit"),
}
_LIKE_FINIR = ("répartir", "investir", "impartir", "convertir", "assortir", "travestir")
"""Verbs that go like “finir” though they end like another."""
_DOUBLED = ("appeler", "renouveler", "rappeler", "jeter")


@cache
def forms(infinitive: str) -> dict[str, frozenset[Mood]]:
    """The forms of a verb, small letters with accents, each with the moods that it may have.

    >>> [sorted(forms("octroyer")[form]) for form in ("octroie", "octroyé", "octroiera")]
    [['present'], ['participle'], ['future']]
    >>> sorted(forms("rejoindre")["rejoint"]), sorted(forms("percevoir")["perçue"])
    (['participle', 'present'], ['participle'])
    """
    found: dict[str, frozenset[Mood]] = {}
    for form, mood in _forms(infinitive):
        found[form] = found.get(form, frozenset()) | {mood}
    return found


def _forms(infinitive: str) -> Iterator[tuple[str, Mood]]:
    yield infinitive, "infinitive"
    if infinitive.endswith("er"):
        yield from _first(infinitive)
        return
    ending = next((one for one in _LIKE if infinitive.endswith(one) and infinitive not in _LIKE_FINIR), "")
    if ending:
        head = infinitive.removesuffix(ending)
        present, plural, imperfect, participle, future, simple = _LIKE[ending]
        if head.endswith("c") and ending == "cevoir":
            head = head[:-1]
    else:
        head = infinitive.removesuffix("ir")
        present, plural, imperfect, participle, future, simple = "it", "issent", "iss", "i", "ir", "it"
    yield head + present, "present"
    yield head + plural, "present"
    yield from ((f"{head}{imperfect}{end}", "past") for end in ("ait", "aient"))
    yield from ((f"{head}{participle}{end}", "participle") for end in _agreed(participle))
    yield f"{head}{imperfect}ant", "gerund"
    yield from ((f"{head}{future}{end}", "future") for end in ("a", "ont"))
    yield from ((f"{head}{future}{end}", "conditional") for end in ("ait", "aient"))
    yield head + simple, "past"
    yield f"{head}{simple[:-1]}rent", "past"


def _agreed(participle: str) -> tuple[str, ...]:
    return ("", "e", "es") if participle.endswith("s") else ("", "e", "s", "es")


def _first(infinitive: str) -> Iterator[tuple[str, Mood]]:
    stem = infinitive[:-2]
    mute = stem
    if infinitive.endswith("yer") and not infinitive.endswith("ayer"):
        mute = f"{stem[:-1]}i"
    elif infinitive.endswith(_DOUBLED):
        mute = stem + stem[-1]
    elif match := re.search(r"[eé](?=[bcdfghjklmnpqrstvwxz](?:[rl]|u)?$)", stem):
        mute = f"{stem[: match.start()]}è{stem[match.end() :]}"
    before_a = f"{stem}e" if stem.endswith("g") else f"{stem[:-1]}ç" if stem.endswith("c") else stem
    yield f"{mute}e", "present"
    yield f"{mute}ent", "present"
    yield from ((f"{before_a}{end}", "past") for end in ("ait", "aient", "a"))
    yield f"{stem}èrent", "past"
    yield from ((f"{stem}{end}", "participle") for end in ("é", "ée", "és", "ées"))
    yield f"{before_a}ant", "gerund"
    futures = {stem, mute} if "é" in stem else {mute}
    for future in futures:
        yield from ((f"{future}er{end}", "future") for end in ("a", "ont"))
        yield from ((f"{future}er{end}", "conditional") for end in ("ait", "aient"))


AUXILIARIES: dict[str, tuple[str, Mood]] = {
    **dict.fromkeys(("a", "ont", "ai", "avons", "avez"), ("avoir", "present")),
    **dict.fromkeys(("avait", "avaient", "eut", "eurent"), ("avoir", "past")),
    **dict.fromkeys(("aura", "auront"), ("avoir", "future")),
    **dict.fromkeys(("aurait", "auraient", "eût"), ("avoir", "conditional")),
    **dict.fromkeys(("ait", "aient"), ("avoir", "conditional")),
    **dict.fromkeys(("est", "sont", "suis", "sommes", "êtes"), ("être", "present")),
    **dict.fromkeys(("était", "étaient", "fut", "furent"), ("être", "past")),
    **dict.fromkeys(("sera", "seront"), ("être", "future")),
    **dict.fromkeys(("serait", "seraient", "soit", "soient", "fût"), ("être", "conditional")),
    "été": ("être", "participle"),
    "étant": ("être", "gerund"),
    "ayant": ("avoir", "gerund"),
    "être": ("être", "infinitive"),
    "avoir": ("avoir", "infinitive"),
}
"""The forms of “avoir” and “être”."""
