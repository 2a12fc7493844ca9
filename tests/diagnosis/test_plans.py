"""The engine's plan told in words, a line a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph.diagnosis import KnownTerms, plan_lines, plan_text
from territory_graph.messages import Translator, translator
from territory_graph.queries import packaged_queries, projections
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.plan import Plan, PlanNode, explain

NO_BREAK = str.maketrans("\u00a0\u202f", "  ")
TG = "https://w3id.org/territory-graph/ontology#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
INNER = "?69d62a6686832c68ac64845ee0d58c0c"

JOIN = PlanNode(
    "Join",
    "HashBuildLeftProbeRight, keys = ?a",
    1200,
    0.0040,
    (
        PlanNode("QuadPattern", f"?a <{TG}memberOf> ?b", 16, 0.0010),
        PlanNode(
            "Filter",
            f'(?n > "3"^^<{INTEGER}>)',
            1,
            0.0020,
            (PlanNode("QuadPattern", f"?a <{TYPE}> <{TG}Actor>", 66, 0.0005),),
        ),
    ),
)
PLAN = Plan(
    PlanNode(
        "Slice",
        "start = 2, length = 5",
        5,
        0.0100,
        (
            PlanNode(
                "Extend",
                f"{INNER} -> ?n",
                7,
                0.0080,
                (PlanNode("Aggregate", f"COUNT(?b) -> {INNER}", 7, 0.0080, (JOIN,)),),
            ),
        ),
    ),
    0.0001,
    "v",
)


def test_a_plan_is_a_tree_of_lines(known: KnownTerms, say: Translator) -> None:
    assert plan_text(PLAN, known, say).translate(NO_BREAK) == (
        "Plan établi en 0,1 ms ; exécution en 10 ms.\n\n"
        "couper 5 lignes au plus, après en avoir passé 2 — 5 lignes, 10 ms\n"
        "└─ calculer ?_1 → ?n — 7 lignes, 8 ms\n"
        "   └─ regrouper COUNT(?b) → ?_1 — 7 lignes, 8 ms\n"
        "      └─ jointure par hachage sur ?a — 1 200 lignes, 4 ms\n"
        "         ├─ lire les triplets ?a tg:memberOf ?b — 16 lignes, 1 ms\n"
        "         └─ garder si (?n > 3) — 1 ligne, 2 ms\n"
        "            └─ lire les triplets ?a a tg:Actor — 66 lignes, 0,5 ms\n"
    )


def test_it_is_told_in_english_too(known: KnownTerms) -> None:
    text = plan_text(PLAN, known, translator("en"))
    assert "hash join on ?a — 1,200 rows, 4 ms" in text
    assert "cut 5 rows at most, after skipping 2 — 5 rows, 10 ms" in text


def test_the_share_of_a_step_leaves_out_the_steps_below(known: KnownTerms, say: Translator) -> None:
    shares = [round(line.share, 2) for line in plan_lines(PLAN, known, say)]
    assert shares == [0.2, 0, 0.4, 0.1, 0.1, 0.15, 0.05]
    assert sum(shares) == pytest.approx(1)


def test_a_join_without_a_key_is_said(known: KnownTerms, say: Translator) -> None:
    crossed = Plan(PlanNode("Join", "HashBuildLeftProbeRight, keys =", 9, 0.001), 0.0001, "v")
    assert plan_lines(crossed, known, say)[0].detail == "sans variable commune"


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("HashBuildRightProbeLeft, keys = ?a, expression = true", "sur ?a"),
        ("HashBuildRightProbeLeft, keys = ?a, expression = (?x > 1)", "sur ?a, si (?x > 1)"),
        ('expression = "true"^^<http://www.w3.org/2001/XMLSchema#boolean>', ""),
        ("expression = (?x > 1)", "si (?x > 1)"),
        ("Hash", ""),
        ("start = 0, length = 1", "1 ligne au plus"),
        ("start = 4", "après en avoir passé 4"),
    ],
)
def test_parameters_are_told_in_words(detail: str, told: str, known: KnownTerms, say: Translator) -> None:
    plan = Plan(PlanNode("LeftJoin", detail, None, None), 0.0, "v", measured=False)
    assert plan_lines(plan, known, say)[0].detail == told


def test_a_plan_without_figures_says_why(known: KnownTerms, say: Translator) -> None:
    plan = Plan(PlanNode("QuadPattern", "?a ?b ?c", None, None), 0.0, "v", measured=False)
    assert plan_text(plan, known, say).splitlines()[2:] == ["lire les triplets ?a ?b ?c"]
    assert plan_text(plan, known, say).startswith("La requête n'a pas fini")


def test_a_step_without_words_is_named(known: KnownTerms, say: Translator) -> None:
    plan = Plan(PlanNode("FutureJoin", "x", 1, 2.5), 0.0, "v")
    assert plan_text(plan, known, say).splitlines()[2] == "étape FutureJoin x — 1 ligne, 2,5 s"


def test_every_step_of_a_shipped_query_has_its_words(rouen_store: Path, known: KnownTerms, say: Translator) -> None:
    unknown = say("diagnosis.plan.steps.other", name="")
    for query in [*packaged_queries(), *projections()][::4]:
        lines = plan_lines(explain(StoreFolder(rouen_store), guard(query.text)), known, say)
        assert len(lines) > 2
        assert not [line.sentence for line in lines if line.sentence.startswith(unknown)]
        assert not [line.detail for line in lines if "http://" in line.detail or "keys" in line.detail]
