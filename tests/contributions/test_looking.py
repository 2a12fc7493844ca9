"""What a look tells before anything is sent: what is known, what contradicts, what cannot be, what would change."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.contributions import Proposal, Row, undoing
from territory_graph.contributions.tables import rows_of
from territory_graph.errors import ChangeRefusedError, InputError
from territory_graph.messages import translator
from territory_graph.views.contributing.effect import read_effect

ID = "https://example.org/hamlet/id/"
EVIDENCE = {"source": "journal-2021", "locator": "p. 2"}


def add(table: str, **cells: str) -> Proposal:
    return Proposal("add", (Row(table, {**cells, **EVIDENCE}),), "lu")


def mandate(**cells: str) -> Proposal:
    given = {"person": "paul-exemple", "person_name": "Paul Exemple", "family_name": "Exemple", "given_name": "Paul"}
    post = {"post": "presidence-syndicat", "organisation": "syndicat", "role": "president", "start": "2021-01-04"}
    return add("mandates", **{**given, **post, **cells})


def codes(desk, proposal: Proposal) -> set[str]:
    return {problem.code for problem in desk.look(proposal).problems}


def test_another_president_on_these_days_is_shown(desk):
    look = desk.look(mandate())
    assert not look.stops
    ((new, known),) = look.rivals
    assert known == f"{ID}mandate/je-presidente"
    assert new.startswith(f"{ID}mandate/paul-exemple")
    assert desk.look(mandate(start="2014", end="2019")).rivals == ()


def test_who_holds_no_public_office_is_refused(desk):
    private = {"post": "presidence-scierie", "post_name": "Présidence", "organisation": "scierie"}
    assert codes(desk, mandate(**private)) == {"no-public-office"}
    assert codes(desk, mandate(**private, person="jeanne-exemple")) == set(), "she presides the syndicate"


def test_a_thing_of_that_name_or_number_is_shown(desk):
    look = desk.look(add("actors", kind="company", name="SCIERIE DES AULNES"))
    assert {(known.column, known.iri) for known in look.known} == {("name", f"{ID}actor/scierie")}
    look = desk.look(add("actors", kind="epci", name="Autre chose", siren="123456789"))
    assert ("siren", f"{ID}actor/val-clair") in {(known.column, known.iri) for known in look.known}
    assert look.violations, "a number belongs to one"


def test_another_amount_of_a_known_agreement_contradicts_it(desk):
    same = {"id": "feuille-2021", "kind": "roadmap", "year": "2021", "amount_scope": "share"}
    money = {"amount": "99000", "funders": "syndicat", "beneficiaries": "bois-vif", "source": "annuaire"}
    look = desk.look(Proposal("add", (Row("agreements", {**same, **EVIDENCE, **money}),), "lu"))
    assert not look.stops
    amounts = {one.value for each in look.contradictions for one in each.testimonies if each.path.endswith("#amount")}
    assert amounts == {"12000", "15000", "99000"}


def test_a_check_tells_what_is_wrong_and_known_without_trying(desk):
    proposal = add("actors", kind="company", name="SCIERIE DES AULNES", siren="12")
    check, look = desk.check(proposal), desk.look(proposal)
    assert check == look, "nothing is tried where something is wrong"
    assert {problem.code for problem in check.problems} == {"bad-siren"}
    assert [known.iri for known in check.known] == [f"{ID}actor/scierie"]
    assert desk.check(add("actors", kind="company", name="Autre")).after is None


def test_a_tie_that_is_there_already_is_shown(desk):
    look = desk.look(add("memberships", member="val-clair", organisation="syndicat", start="2014"))
    ((new, known),) = [pair for pair in look.same if pair[0].kind == "membership"]
    assert known.tied_by == f"{ID}membership/val-clair-syndicat"
    assert new.tied_by != known.tied_by


def test_a_tie_to_what_was_no_more_is_shown(desk):
    look = desk.look(add("memberships", member="vieux-val", organisation="bois-vif", start="2020"))
    assert [tie.first for tie in look.impossible if tie.kind == "membership"] == [f"{ID}actor/vieux-val"]


def test_what_others_speak_of_is_not_withdrawn(desk):
    record = f"{ID}record/actors/scierie"
    assert codes(desk, Proposal("withdraw", why="x", records=(record,))) == {"still-named"}


def test_a_contribution_to_what_went_meanwhile_is_told(desk):
    actor = desk.send(add("actors", id="nouveau", kind="company", name="Nouveau venu"), "Ada")
    told = desk.accept(actor.id, "Bea")
    waiting = desk.send(add("memberships", member="nouveau", organisation="bois-vif"), "Ada")
    gone = desk.send(undoing(told, "ce n'est pas un acteur"), "Ada")
    desk.accept(gone.id, "Bea")
    with pytest.raises(ChangeRefusedError) as refused:
        desk.accept(waiting.id, "Bea")
    assert [problem.code for problem in refused.value.problems] == ["unknown-reference"]
    assert [item.id for item in desk.queue()] == [waiting.id]


def test_script_in_any_field_is_text(desk, tmp_path):
    text = "<script>alert('x')</script> \"} ; DROP ALL"
    proposal = add("actors", kind="company", name=text, note=text)
    desk.accept(desk.send(Proposal("add", proposal.rows, text), text[:20]).id, text[:30])
    build(desk.territory, tmp_path / "again")
    graph = KnowledgeGraph.open(tmp_path / "again")
    assert graph.version == desk.store.manifest().version
    assert desk.history()[0].why == text
    assert any(text == thing.label for thing in graph.things([f"{ID}actor/script-alert-x-script-drop-all"]).values())


def test_undoing_leaves_what_was(desk):
    def facts() -> str:
        return KnowledgeGraph.open(desk.store.path).facts

    before, version = facts(), desk.store.manifest().version
    record = f"{ID}record/memberships/val-clair-syndicat"
    desk.accept(desk.send(mandate(), "Ada").id, "Bea")
    desk.accept(desk.send(Proposal("dispute", why="x", records=(record,)), "Ada").id, "Bea")
    later = Row(
        "memberships", {"id": "haut-pre-syndicat", "member": "haut-pre", "organisation": "syndicat", **EVIDENCE}
    )
    corrected = Proposal("correct", (later,), "x", (f"{ID}record/memberships/haut-pre-syndicat",))
    desk.accept(desk.send(corrected, "Ada").id, "Bea")
    assert facts() != before
    told = desk.since_version(version)
    assert [one.kind for one in told] == ["correct", "dispute", "add"]
    for one in told:
        desk.accept(desk.send(undoing(one, "retour"), "Ada").id, "Bea")
    assert facts() == before


def test_a_table_that_makes_the_same_record_is_told(desk):
    desk.accept(desk.send(add("memberships", id="x", member="haut-pre", organisation="bois-vif"), "Ada").id, "Bea")
    with (desk.territory / "tables" / "memberships.csv").open("a", encoding="utf-8") as file:
        file.write("x,haut-pre,bois-vif,,2019,,,,journal-2021,p. 2,,,\n")
    with pytest.raises(InputError) as told:
        build(desk.territory, desk.store.path)
    assert {problem.code for problem in told.value.problems} == {"made-twice"}


def test_rows_of_a_table_need_no_identifiers(tmp_path):
    path = tmp_path / "memberships.csv"
    path.write_text("member,organisation,source,locator\nhaut-pre,bois-vif,journal-2021,p. 2\n", encoding="utf-8")
    cells = {"member": "haut-pre", "organisation": "bois-vif", **EVIDENCE}
    assert rows_of(path) == (Row("memberships", cells),)
    path.write_text("membre\nhaut-pre\n", encoding="utf-8")
    with pytest.raises(InputError):
        rows_of(path)


def test_a_tie_of_what_was_merged_meanwhile_is_told(desk):
    late = add("memberships", member="lin-neuf", organisation="syndicat", start="2025")
    early = add("memberships", member="lin-neuf", organisation="syndicat", start="2015")
    into = add("memberships", member="bois-vif", organisation="val-clair", start="2025")
    assert desk.look(late).gone == ()
    item = desk.send(late, "Ada")
    merger = {"kind": "merger", "name": "Fusion", "when": "2023", "before": "lin-neuf;bois-vif", "after": "bois-vif"}
    merged = desk.send(add("changes", id="fusion", **merger), "Cleo")
    desk.accept(merged.id, "Bea")
    look = desk.look(item.proposal)
    assert {(end, event.iri) for _, end, event in look.gone} == {(f"{ID}actor/lin-neuf", f"{ID}change/fusion")}
    told = read_effect(look, KnowledgeGraph.open(desk.store.path), translator("fr")).doubts
    assert any(sentence.startswith("D'après «\N{NO-BREAK SPACE}Fusion") for sentence in told)
    assert desk.look(early).gone == ()
    assert desk.look(into).gone == ()


def test_what_may_be_said_and_seldom_is_meant_is_told_before_it_is_sent(desk):
    graph = KnowledgeGraph.open(desk.store.path)
    far = desk.look(add("memberships", member="scierie", organisation="syndicat", role="membre", start="2099"))
    exchanged = desk.look(add("places", kind="venue", name="Halle", latitude="1.1", longitude="49.4"))
    for look, words in ((far, "2099 est loin dans l'avenir"), (exchanged, "Échangez-les")):
        assert not look.stops
        (sentence,) = read_effect(look, graph, translator("fr")).doubts
        assert words in sentence
    assert not desk.look(add("places", kind="venue", name="Halle", latitude="49.4", longitude="1.1")).doubts
