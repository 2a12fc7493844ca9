"""An invented territory of any size, written as the tables that a person would fill.

It goes through the same reading, the same rules and the same store as a real one: records as named graphs, each with
source, locator, status and confidence. Equal sizes and seeds make equal files.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

Row = dict[str, object]

STATEMENTS_AN_ACTOR = 100.0
"""About how many statements of the store come with each actor, those that rules infer included."""

DESCRIPTION = """\
slug = "generated"
default_date = "2021-05-12"

[name]
fr = "Territoire inventé"
en = "Invented territory"

[licence]
name = "CC0 1.0"
url = "https://creativecommons.org/publicdomain/zero/1.0/"
"""

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_SECTORS, _THEMES, _UNITS, _KINDS = (_WORDS[name] for name in ("sectors", "themes", "units", "kinds"))
_SUBSECTORS = 5
_PLAIN = str.maketrans("éèêëàâîïôûç", "eeeeaaiiouc")
_DEPARTMENTS, _REGIONS = 95, 13
_COMMUNES_A_DEPARTMENT = 999


def write_territory(folder: Path, statements: int, seed: int = 2021) -> Path:
    """Writes a territory of about so many statements into ``folder``; gives the folder back."""
    tables = folder / "tables"
    tables.mkdir(parents=True)
    (folder / "territory.toml").write_text(DESCRIPTION, encoding="utf-8")
    invented = _Invented(max(20, round(statements / STATEMENTS_AN_ACTOR)), seed)
    for name, rows in invented.tables().items():
        _write(tables / f"{name}.csv", list(rows))
    return folder


def _write(path: Path, rows: list[Row]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class _Invented:
    """The rows of every table, drawn one after another from one source of chance."""

    def __init__(self, actors: int, seed: int) -> None:
        self._random = Random(seed)
        self._actors = actors
        self._communes = min(max(4, actors // 3), _DEPARTMENTS * _COMMUNES_A_DEPARTMENT)
        self._sources = max(3, actors // 40)
        self._joined = max(3, actors // 25)
        """The first so many actors are those that others join."""

    def tables(self) -> dict[str, Iterable[Row]]:
        """The rows of each table, by its name."""
        return {
            "sources": self._source_rows(),
            "concepts": self._concept_rows(),
            "places": self._place_rows(),
            "actors": self._actor_rows(),
            "names": self._name_rows(self._share(0.3)),
            "offices": self._office_rows(self._share(1.2)),
            "memberships": self._membership_rows(self._share(1.6)),
            "collaborations": self._collaboration_rows(self._share(0.2)),
            "agreements": self._agreement_rows(self._share(0.6)),
            "projects": self._project_rows(self._share(0.2)),
            "events": self._event_rows(self._share(0.2)),
            "mandates": self._mandate_rows(self._share(0.4)),
            "figures": self._figure_rows(self._share(0.5)),
            "member_counts": self._member_count_rows(),
        }

    # Chance --------------------------------------------------------------------------------------------------

    def _share(self, of_actors: float) -> range:
        return range(max(3, round(self._actors * of_actors)))

    def _one(self, *words: str) -> str:
        return self._random.choice(words)

    def _word(self, of: str) -> str:
        return self._one(*_WORDS[of])

    def _place_name(self) -> str:
        return self._word("beginnings") + self._word("ends")

    def _some(self, words: list[str], most: int) -> str:
        return ";".join(sorted(self._random.sample(words, self._random.randint(1, most))))

    def _actor(self) -> str:
        return f"acteur-{self._random.randrange(self._actors)}"

    def _organisation(self) -> str:
        """One of those that others join; a few of them have most members."""
        return f"acteur-{int(self._joined * self._random.random() ** 3)}"

    def _member(self) -> str:
        """One of those that join others."""
        return f"acteur-{self._random.randrange(self._joined, self._actors)}"

    def _two_actors(self) -> tuple[str, str]:
        one, other = self._random.sample(range(self._actors), 2)
        return f"acteur-{one}", f"acteur-{other}"

    def _commune(self) -> str:
        return f"commune-{self._random.randrange(self._communes)}"

    def _day(self, first: int = 1995, last: int = 2023) -> str:
        """A date as sources say it: a year, a month or a day."""
        year, month, day = self._random.randint(first, last), self._random.randint(1, 12), self._random.randint(1, 28)
        return self._one(f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day:02}")

    def _time(self) -> Row:
        """A start and, for a third, an end."""
        ends = self._random.random() < 0.3
        return {"start": self._day(1995, 2014), "end": self._day(2015, 2023) if ends else ""}

    def _evidence(self) -> Row:
        """What every record says of itself."""
        sources = [f"source-{number}" for number in range(self._sources)]
        return {
            "source": self._some(sources, 2),
            "locator": f"p. {self._random.randint(1, 300)}",
            "status": self._one("stated", "stated", "stated", "implied"),
            "confidence": self._one("0.5", "0.8", "0.9", "1"),
        }

    # Tables --------------------------------------------------------------------------------------------------

    def _source_rows(self) -> Iterator[Row]:
        for number in range(self._sources):
            yield {
                "id": f"source-{number}",
                "title": f"Rapport {number} sur l'économie locale",
                "publisher": f"Observatoire {number % 17}",
                "date": self._day(),
                "url": f"https://example.org/rapports/{number}",
            }

    def _concept_rows(self) -> Iterator[Row]:
        for scheme, words in (("sector", _SECTORS), ("theme", _THEMES)):
            for word in words:
                yield {"scheme": scheme, "id": _slug(word), "label_fr": word.capitalize(), "label_en": _slug(word)}
        for word in _SECTORS:
            for part in range(_SUBSECTORS):
                label = f"{word.capitalize()}, branche {part + 1}"
                yield {"scheme": "sector", "id": f"{_slug(word)}-{part}", "label_fr": label, "broader": _slug(word)}
        yield {"scheme": "legal-form", "id": "association", "label_fr": "Association", "label_en": "Association"}
        yield {"scheme": "legal-form", "id": "sas", "label_fr": "Société par actions simplifiée"}
        for measure in _UNITS:
            yield {"scheme": "measure", "id": measure, "label_fr": measure.capitalize()}

    def _place_rows(self) -> Iterator[Row]:
        for number in range(_REGIONS):
            yield {"id": f"region-{number}", "kind": "region", "name": f"Région {number}", **self._evidence()}
        for number in range(_DEPARTMENTS):
            place = {"within": f"region-{number % _REGIONS}", "name": f"Département {number + 1:02}"}
            yield {"id": f"departement-{number}", "kind": "department", **place, **self._evidence()}
        for number in range(self._communes):
            department, rank = number % _DEPARTMENTS, number // _DEPARTMENTS + 1
            yield {
                "id": f"commune-{number}",
                "kind": "commune",
                "name": f"{self._place_name()}-{number}",
                "insee": f"{department + 1:02}{rank:03}",
                "within": f"departement-{department}",
                "latitude": f"{42 + self._random.random() * 9:.5f}",
                "longitude": f"{-4 + self._random.random() * 11:.5f}",
                **self._evidence(),
            }

    def _actor_rows(self) -> Iterator[Row]:
        kinds, shares = list(_KINDS), list(_KINDS.values())
        sectors = [
            *map(_slug, _SECTORS),
            *(f"{_slug(word)}-{part}" for word in _SECTORS for part in range(_SUBSECTORS)),
        ]
        for number in range(self._actors):
            kind = self._random.choices(kinds, shares)[0]
            yield {
                "id": f"acteur-{number}",
                "kind": self._one("cluster", "sector-organisation") if number < self._joined else kind,
                "name": f"{self._word('trades')} {self._place_name()} {number}",
                "legal_form": self._one("association", "sas"),
                "siren": _siren(10_000_000 + number),
                "start": self._day(1950, 2015),
                "active_in": f"departement-{self._random.randrange(_DEPARTMENTS)}",
                "sectors": self._some(sectors, 3),
                "note": f"Connue pour {self._word('sectors')} et {self._word('themes')}.",
                **self._evidence(),
            }

    def _name_rows(self, numbers: range) -> Iterator[Row]:
        for number in numbers:
            name = f"{self._word('trades')} de {self._place_name()}"
            kind = self._one("former", "variant", "short")
            yield {"id": f"nom-{number}", "actor": self._actor(), "name": name, "kind": kind, **self._evidence()}

    def _office_rows(self, numbers: range) -> Iterator[Row]:
        for number in numbers:
            yield {
                "id": f"bureau-{number}",
                "actor": self._actor(),
                "kind": "office",
                "name": f"Bureau {number}",
                "place": self._commune(),
                "address": f"{self._random.randint(1, 200)} rue {self._word('family')}",
                **self._evidence(),
            }

    def _membership_rows(self, numbers: range) -> Iterator[Row]:
        """Each of who belongs to what once: the same membership twice is pointed out."""
        told: set[tuple[str, str]] = set()
        for number in numbers:
            member, body = self._member(), self._organisation()
            while (member, body) in told:
                member, body = self._member(), self._organisation()
            told.add((member, body))
            yield {
                "id": f"adhesion-{number}",
                "member": member,
                "organisation": body,
                "role": "membre",
                **self._time(),
                **self._evidence(),
            }

    def _collaboration_rows(self, numbers: range) -> Iterator[Row]:
        for _ in numbers:
            one, other = self._two_actors()
            yield {"actor": one, "partner": other, "start": self._day(), **self._evidence()}

    def _agreement_rows(self, numbers: range) -> Iterator[Row]:
        """By threes: a partnership, a convention and a roadmap under it; every other one commits money."""
        one, other = "", ""
        for number in numbers:
            kind = ("partnership", "convention", "roadmap")[number % 3]
            if kind == "partnership":
                one, other = self._organisation(), self._member()
                roles = {"supporters": one, "supported": other}
            else:
                roles = {"parties": f"{one};{other}", "part_of": f"accord-{number - number % 3}"}
            money = {"amount": self._random.randint(1, 900) * 1000, "funders": one, "beneficiaries": other}
            yield {
                "id": f"accord-{number}",
                "kind": kind,
                "name": f"Accord {number} pour {self._word('themes')}",
                **roles,
                **self._time(),
                "year": self._random.randint(2005, 2023),
                **({**money, "amount_scope": "share"} if number % 2 else {}),
                **self._evidence(),
            }

    def _project_rows(self, numbers: range) -> Iterator[Row]:
        for number in numbers:
            one, other = self._two_actors()
            yield {
                "id": f"projet-{number}",
                "kind": "project",
                "name": f"Projet {number} : {self._word('themes')} et {self._word('sectors')}",
                "carried_by": one,
                "involves": other,
                **self._time(),
                "sectors": _slug(self._word("sectors")),
                "themes": _slug(self._word("themes")),
                **self._evidence(),
            }

    def _event_rows(self, numbers: range) -> Iterator[Row]:
        for number in numbers:
            yield {
                "id": f"evenement-{number}",
                "kind": "event",
                "name": f"Rencontre {number}",
                "when": self._day(),
                "place": self._commune(),
                "organisers": self._actor(),
                **self._evidence(),
            }

    def _mandate_rows(self, numbers: range) -> Iterator[Row]:
        for number in numbers:
            given, family = self._word("given"), self._word("family")
            organisation = self._actor()
            yield {
                "id": f"mandat-{number}",
                "person": f"personne-{number}",
                "person_name": f"{given} {family} {number}",
                "family_name": family,
                "given_name": given,
                "post": f"presidence-{organisation}",
                "post_name": "Présidence",
                "organisation": organisation,
                "role": "president",
                **self._time(),
                **self._evidence(),
            }

    def _figure_rows(self, numbers: range) -> Iterator[Row]:
        """Mostly the inhabitants of communes, as in a real territory; budgets and staff of actors besides."""
        for number in numbers:
            measure = self._one("population", "population", "population", "budget", "effectif")
            of_place = measure == "population"
            yield {
                "id": f"chiffre-{number}",
                "about": f"place/{self._commune()}" if of_place else f"actor/{self._actor()}",
                "name": f"{measure.capitalize()} relevé {number}",
                "measure": measure,
                "date": self._random.randint(2005, 2023),
                "value": self._random.randint(100, 90_000),
                "unit": _UNITS[measure],
                **self._evidence(),
            }

    def _member_count_rows(self) -> Iterator[Row]:
        for number in range(self._joined):
            yield {
                "id": f"membres-{number}",
                "actor": f"acteur-{number}",
                "name": f"Adhérents {number}",
                "date": self._random.randint(2005, 2023),
                "members": self._random.randint(5, 2000),
                "unit": "adhérents",
                **self._evidence(),
            }


def _slug(word: str) -> str:
    return word.translate(_PLAIN)


def _siren(eight: int) -> str:
    """A SIREN that begins with eight digits: the ninth checks them, as Luhn's formula has it."""
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(str(eight)))
    return f"{eight}{-total % 10}"
