"""Sums of money as their sources give them: contradictions kept, one for several bodies never divided.

A sum is added up with others of its kind and currency only, and never beside a wider one of which it is a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from territory_graph.dates import Interval
from territory_graph.facts.evidence import evidence_of, issued, read_evidence
from territory_graph.facts.lives import first_of, read_lives
from territory_graph.facts.statements import Told, all_of, read_told, records_of
from territory_graph.queries.system import system_query
from territory_graph.settings import LANGUAGES
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

AmountKind = Literal[
    "commitment", "subsidy", "voted", "paid", "loan", "in-kind", "repaid", "funding", "announcement", "ceiling"
]
AMOUNT_KINDS: tuple[AmountKind, ...] = get_args(AmountKind)
EUROS = "EUR"
_PAYERS, _RECIPIENTS = ("committedBy", "fundedBy"), ("committedTo", "beneficiary")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount, the records that give it, and how exactly they do: ``bound`` is empty, ``more-than``, ``about``…"""

    value: Decimal
    records: tuple[str, ...]
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that bodies commit, announce, vote, pay or lend to others: a funding is one whose nature is not said.

    ``amounts`` are what sources give, the least first: several contradict each other, as do several ``kinds``, of
    which ``kind`` is the last: what may be announced only is counted as announced. ``scope`` is ``share`` of a sum
    for one recipient, ``global`` of one for all of them together. ``interval`` is the year that it is for
    (``years``), from the day of the vote, payment or agreement on, else the time of the agreements that it covers
    (``of_agreements``). ``within`` are the wider sums of which it is a part, ``beyond`` those of which its agreement
    is a part though it is larger: sources contradict each other, or raise the wider sum. ``amends`` are the sums of the
    agreements that its own amends, which it may replace or be added to. ``records`` are all those
    that say something of it, those of its amounts first. ``not_before`` is the first day on which some of its payers
    and some of its recipients may exist.
    """

    iri: str
    amounts: tuple[Amount, ...]
    kind: AmountKind
    scope: str
    currency: str
    payers: tuple[str, ...]
    recipients: tuple[str, ...]
    agreements: tuple[str, ...]
    interval: Interval
    records: tuple[str, ...]
    within: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    of_agreements: bool = False
    not_before: date | None = None
    years: frozenset[int] = frozenset()
    kinds: tuple[AmountKind, ...] = ()

    @property
    def least(self) -> Decimal:
        """The least amount that a source gives."""
        return self.amounts[0].value

    @property
    def most(self) -> Decimal:
        """The largest amount that a source gives."""
        return self.amounts[-1].value

    @property
    def unshared(self) -> bool:
        """Whether it is for several recipients together: no source says how it is shared out."""
        return self.scope != "share" and len(self.recipients) > 1

    def begun_by(self, day: date | None) -> bool:
        """Whether no date says that it begins, is first known, or has nobody to pay or be paid, after the day.

        Of all dates, always.
        """
        firsts = (self.interval.first, self.not_before)
        return day is None or (
            all(one is None or one <= day for one in firsts) and not self.interval.only_known_after(day)
        )

    def may_run_on(self, day: date | None) -> bool:
        """Whether no date says that it begins after the day, or was over before it. Of all dates, always."""
        return self.begun_by(day) and (day is None or self.interval.last is None or self.interval.last >= day)

    def touches(self, year: int) -> bool:
        """Whether some date says that it is for a time in which the year lies; of an unknown time, no year is known."""
        first, last = self.interval.first, self.interval.last
        if self.years or first is None:
            return year in self.years
        open_end = first if self.interval.dated else date.max
        return first.year <= year <= (last or open_end).year


@dataclass(frozen=True, slots=True)
class CitedSum:
    """A sum in euros that a source cites: what it is of (``about``), what is measured, its date, and the amounts.

    It is no commitment: a budget, a cost, a ceiling, an investment.
    """

    iri: str
    about: str
    measure: str
    date: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one kind added up, from the least that sources give to the most; ``unshared`` are those for several.

    ``bound`` says how exact it is: ``at-least`` where some sums are “more than”, ``less-than`` where some are that,
    ``about`` where others are not exact.

    ``counted`` are the sums (IRIs) that it adds up. ``parts`` counts those that were left out because a wider one holds
    them, ``exceeded`` those left out for a larger one of an agreement that is part of theirs, ``amending`` those left
    out because they may replace one that is counted, as that of an amendment may: from ``amending_least`` to
    ``amending_most`` together.
    """

    kind: AmountKind
    counted: frozenset[str]
    least: Decimal
    most: Decimal
    unshared_least: Decimal
    unshared_most: Decimal
    parts: int
    bound: str = ""
    exceeded: int = 0
    amending: int = 0
    amending_least: Decimal = Decimal()
    amending_most: Decimal = Decimal()

    @property
    def count(self) -> int:
        """How many sums it adds up."""
        return len(self.counted)


def sums_query() -> str:
    """The query that finds the sums with who pays them, which a reader can run."""
    return system_query("sums")


def cited_sums_query() -> str:
    """The query that finds the other sums cited, which a reader can run."""
    return system_query("cited-sums")


def read_sums(select: Select) -> tuple[Sum, ...]:
    """Every sum that somebody commits, votes, pays or lends, by IRI; one without an amount is none."""
    said = {iri: values for iri, values in read_told(select, sums_query()).items() if "amount" in values}
    return _read(select, said)


def read_unpriced(select: Select) -> tuple[Sum, ...]:
    """Every commitment or funding of which no source gives an amount, by IRI: support in kind is often one."""
    said = {iri: values for iri, values in read_told(select, sums_query()).items() if "amount" not in values}
    return _read(select, said)


def _read(select: Select, said: Mapping[str, Told]) -> tuple[Sum, ...]:
    agreements = sorted({iri for values in said.values() for iri in all_of(values, "coversAgreement", "fundingFor")})
    bodies = {iri for values in said.values() for iri in all_of(values, *_PAYERS, *_RECIPIENTS)}
    lives = read_lives(select, {*agreements, *bodies})
    wider, amended = (_reached(select, name, agreements) for name in ("wider-agreements", "amended-agreements"))
    found = [_sum(iri, values, lives) for iri, values in said.items()]
    covering: dict[str, list[Sum]] = defaultdict(list)
    for one in found:
        for each in one.agreements:
            covering[each].append(one)
    undated = {record for one in found if one.interval.undated for record in one.records}
    evidence = read_evidence(select, undated, LANGUAGES[0])[0]

    def known(one: Sum) -> Interval:
        return one.interval.known_from(issued(evidence_of(one.records, evidence)))

    def placed(one: Sum) -> Sum:
        wholes = _wholes(one, covering, wider)
        beyond = tuple(whole.iri for whole in wholes if one.amounts and one.least > whole.most)
        within = tuple(whole.iri for whole in wholes if whole.iri not in beyond)
        near = {
            each.iri
            for agreement in one.agreements
            for iri in amended[agreement]
            for each in covering[iri]
            if each.iri not in (one.iri, *within, *beyond) and _same_money(each, one)
        }
        amends = tuple(sorted(near))
        return replace(one, within=within, beyond=beyond, amends=amends, interval=known(one))

    return tuple(map(placed, found))


def read_cited_sums(select: Select) -> tuple[CitedSum, ...]:
    """Every other sum in euros that a source cites, by IRI."""
    heads: dict[str, tuple[str, str, str]] = {}
    amounts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    bounds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in select(cited_sums_query()):
        iri = str(row["thing"])
        heads.setdefault(iri, (str(row["about"]), str(row["measure"]), str(row["date"] or "")))
        amounts[iri][str(row["value"])].append(str(row["record"]))
        if row["bound"] is not None:
            bounds[iri][str(row["bound"])].append(str(row["record"]))
    return tuple(CitedSum(iri, *heads[iri], _amounts(amounts[iri], bounds[iri])) for iri in sorted(heads))


def add_up(found: Iterable[Sum]) -> tuple[Total, ...]:
    """The sums in euros added up, a total a kind; a part is not counted beside a sum that holds it.

    Nor is that of an amendment beside the first one, which it may replace.
    """
    known = [one for one in found if one.currency == EUROS]
    kinds = [(kind, [one for one in known if one.kind == kind]) for kind in AMOUNT_KINDS]
    return tuple(_total(kind, each) for kind, each in kinds if each)


def _total(kind: AmountKind, found: list[Sum]) -> Total:
    """Sums of one kind added up, without parts of a wider one and without those for which a larger part stands."""
    here = {one.iri for one in found}
    exceeded = {iri for one in found for iri in one.beyond} & here
    # What is part of a sum that is left out for a larger one counts by itself.
    whole = [one for one in found if not (here - exceeded) & set(one.within) and one.iri not in exceeded]
    amending = [one for one in whole if here & set(one.amends)]
    counted = [one for one in whole if one not in amending]
    unshared = [one for one in counted if one.unshared]
    bounds = {amount.bound for one in counted for amount in one.amounts} - {""}
    return Total(
        kind,
        frozenset(one.iri for one in counted),
        sum((one.least for one in counted), Decimal()),
        sum((one.most for one in counted), Decimal()),
        sum((one.least for one in unshared), Decimal()),
        sum((one.most for one in unshared), Decimal()),
        len(found) - len(whole) - len(exceeded),
        "".join(bounds)
        if not bounds or bounds == {"less-than"}
        else "at-least"
        if bounds <= {"more-than", "at-least"}
        else "about",
        len(exceeded),
        len(amending),
        sum((one.least for one in amending), Decimal()),
        sum((one.most for one in amending), Decimal()),
    )


def _sum(iri: str, said: Told, lives: Mapping[str, Interval]) -> Sum:
    """A sum as records say it: when is told by its years and acts, else by what it covers."""
    agreements, years = all_of(said, "coversAgreement", "fundingFor"), all_of(said, "forYear")
    amounts = _amounts(said.get("amount", {}), said.get("amountBound", {}))
    plain: AmountKind = "funding" if "fundedBy" in said else "commitment"
    said_kinds = {local(one) for one in all_of(said, "amountKind", "fundingKind")}
    kinds = tuple(one for one in AMOUNT_KINDS if one in said_kinds) or (plain,)
    acts = [{"when": day} for day in all_of(said, "when")]
    of_years = [Interval.said({"forYear": year, **act}) for year in years for act in acts or [{}]]
    dated = of_years or [Interval.said(act) for act in acts]
    begun = first_of([lives[each] for each in all_of(said, "coversAgreement")])
    firsts = [record for amount in amounts for record in amount.records]
    payers, recipients = all_of(said, *_PAYERS), all_of(said, *_RECIPIENTS)
    there = [first_of([lives[each] for each in bodies]) for bodies in (payers, recipients)]
    return Sum(
        iri=iri,
        amounts=amounts,
        kind=kinds[-1],
        scope=next(iter(all_of(said, "amountScope")), ""),
        currency=local(next(iter(all_of(said, "currency")), EUROS)),
        payers=payers,
        recipients=recipients,
        agreements=agreements,
        interval=Interval.spanning(dated or [lives[each] for each in agreements] or [Interval()]).from_day(
            begun if dated else None
        ),
        of_agreements=not dated,
        years=frozenset(map(int, years)),
        kinds=kinds,
        records=tuple(dict.fromkeys([*firsts, *records_of(said)])),
        not_before=max(filter(None, there), default=None),
    )


def _amounts(said: Mapping[str, list[str]], bounds: Mapping[str, list[str]]) -> tuple[Amount, ...]:
    """Each amount once, the least first: “160000” and “160000.0” are one; ``bounds`` are those that records give."""
    by_record = {record: local(bound) for bound, records in bounds.items() for record in records}
    found: dict[Decimal, list[str]] = defaultdict(list)
    for text, records in said.items():
        found[Decimal(text)] += records
    return tuple(
        Amount(value, tuple(sorted(set(found[value]))), next(filter(None, map(by_record.get, found[value])), ""))
        for value in sorted(found)
    )


def _reached(select: Select, name: str, agreements: list[str]) -> dict[str, set[str]]:
    """The agreements to which a query leads from each one, at any remove."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in select(system_query(name, agreements)) if agreements else ():
        thing, other = (str(value) for value in row.values())
        found[thing].add(other)
    return found


def _wholes(part: Sum, covering: Mapping[str, list[Sum]], wider: Mapping[str, set[str]]) -> tuple[Sum, ...]:
    """The sums of the same payer for an agreement around that of another, or for its own and others, by IRI."""
    above = {iri for each in part.agreements for iri in wider.get(each, ())}
    near = {one.iri: one for iri in above | set(part.agreements) for one in covering[iri] if one.iri != part.iri}
    wholes = []
    for whole in (near[iri] for iri in sorted(near)):
        around = above & set(whole.agreements)
        shared = whole.unshared and not part.unshared and set(part.agreements) < set(whole.agreements)
        if _same_money(part, whole) and (around or shared):
            wholes.append(whole)
    return tuple(wholes)


def _same_money(one: Sum, other: Sum) -> bool:
    """Whether two sums have a payer in common and are of one currency."""
    return bool(set(one.payers) & set(other.payers)) and one.currency == other.currency
