"""A file given on a page is kept until it is sent, and known again: its mapping, its answers, where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from territory_graph.contributions import Contribution, Desk, Proposal
from territory_graph.errors import InputError
from territory_graph.importing import look_at_mapped, mapped, match, read_sheet, uploads
from territory_graph.importing.bringing import kept_plan, mappings_of
from territory_graph.importing.matching import answered
from territory_graph.importing.plan import Plan, plan_file, write_plan
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.contributing.importing import read_import

LIST = "Nom,Type,Depuis\nScierie des Aulnaies,Entreprise,12/05/2021\nComité des fêtes,Association,\n"


def stands(one: uploads.Upload, desk: Desk) -> tuple[str, str]:
    state, made = uploads.standing(one, desk)
    assert isinstance(made, Contribution)
    return state, made.name


def test_the_same_content_is_the_same_upload_and_a_corrected_file_takes_its_place(desk: Desk) -> None:
    first = uploads.keep(desk.territory, "../../liste\n.csv", LIST.encode(), "Ada")
    assert first.file.is_relative_to(desk.territory / "imports")
    assert first.file.name == "liste-.csv"
    assert uploads.keep(desk.territory, "autre.csv", LIST.encode(), "Ada") == first
    assert uploads.upload(desk.territory, first.id, "Léo") is None
    assert uploads.upload(desk.territory, "../given", "Ada") is None
    corrected = uploads.keep(desk.territory, "liste\n.csv", f"{LIST}Autre,,\n".encode(), "Ada")
    assert [one.id for one in uploads.uploads(desk.territory, "Ada")] == [corrected.id]
    assert uploads.standing(corrected, desk) == ("open", None)


def test_a_person_has_so_many_files_under_way_at_most(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UPLOADS", 1)
    uploads.keep(desk.territory, "un.csv", b"a,b\n1,2\n", "Ada")
    with pytest.raises(InputError) as refused:
        uploads.keep(desk.territory, "deux.csv", b"a,b\n1,3\n", "Ada")
    assert refused.value.problems[0].code == "too-many-uploads"
    uploads.keep(desk.territory, "deux.csv", b"a,b\n1,3\n", "Léo")


def test_what_became_of_an_upload_is_told(desk: Desk) -> None:
    one = uploads.keep(desk.territory, "liste.csv", LIST.encode(), "Ada")
    sheet = read_sheet(one.file)
    found = mapped(one.file, (sheet,), mappings_of((sheet,), desk.territory, Plan({}), "actors"))
    graph = KnowledgeGraph.open(desk.store.path)
    matches = answered(match(found.drawn, graph), graph.base, {})
    waiting = {one.key: "new" for one in matches if not one.chosen}
    look = look_at_mapped(found, tuple(answered(matches, graph.base, waiting)), desk).look
    assert not look.stops
    item = desk.send(look.proposal, "Ada")
    sent = uploads.note_sent(one, item.id)
    assert uploads.upload_of(desk.territory, item.id, "Ada") == sent
    assert uploads.standing(sent, desk)[0] == "waiting"
    again = look_at_mapped(found, tuple(answered(matches, graph.base, waiting)), desk).look
    assert [problem.code for problem in again.problems] == ["imported-waits"]
    desk.send_back(item.id, "Léo", "et les dates ?")
    assert uploads.standing(sent, desk)[0] == "sent back"
    desk.send(look.proposal, "Ada", item.id)
    made = desk.accept(item.id, "Léo")
    assert stands(sent, desk) == ("in force", made.name)
    desk.accept(desk.send(Proposal("withdraw", why="essai", records=made.made), "Ada").id, "Léo")
    assert stands(sent, desk) == ("taken back", made.name)


def test_what_would_change_is_told_against_the_graph_as_it_is(desk: Desk) -> None:
    text = "Membre,Organisation,Depuis\nBois vif,Comité du lin,2021\n"
    one = uploads.keep(desk.territory, "adhesions.csv", text.encode(), "Ada")
    sheet = read_sheet(one.file)
    found = mapped(one.file, (sheet,), mappings_of((sheet,), desk.territory, Plan({}), "memberships"))
    graph = KnowledgeGraph.open(desk.store.path)
    matches = match(found.drawn, graph)
    waiting = {each.key: "new" for each in matches if not each.chosen}
    planned = look_at_mapped(found, tuple(answered(matches, graph.base, waiting)), desk)
    effect = read_import(planned, translator("fr"), graph).effect
    assert not effect.stops
    assert effect.cells
    assert all("0 → " in cell for cell in effect.cells), effect


def test_a_mapping_serves_the_next_file_with_its_heads(desk: Desk, tmp_path) -> None:
    first, second = tmp_path / "mars.csv", tmp_path / "avril.csv"
    first.write_text(LIST, encoding="utf-8")
    second.write_text(f"{LIST}Autre,Association,\n", encoding="utf-8")
    sheet = read_sheet(first)
    said = mappings_of((sheet,), desk.territory, Plan({}), "actors")["mars"]
    corrected = replace(said, columns={"Nom": ("name",), "Type": ("kind",)}, left=("Depuis",))
    write_plan(plan_file(desk.territory, first), {"mars": corrected}, answers={"actor/Comité des fêtes": "new"})
    assert kept_plan(plan_file(desk.territory, first)).answers == {"actor/Comité des fêtes": "new"}
    assert mappings_of((read_sheet(second),), desk.territory, Plan({}))["avril"] == corrected
    other = tmp_path / "mai.csv"
    other.write_text("Nom,Type\nAutre,Association\n", encoding="utf-8")
    assert mappings_of((read_sheet(other),), desk.territory, Plan({}))["mai"] != corrected


def test_a_name_without_its_number_is_the_one_that_has_it_elsewhere_in_the_file(desk: Desk, tmp_path) -> None:
    file = tmp_path / "membres.csv"
    file.write_text(
        "Nom du groupement;N° SIREN;Nom membre;Siren membre\n"
        "Ligue du lin;;Atelier du lin;732829320\n"
        "Cercle du lin;;Atelier du lin;\n",
        encoding="utf-8",
    )
    sheet = read_sheet(file)
    found = mapped(file, (sheet,), mappings_of((sheet,), desk.territory, Plan({})))
    names = [one.text for one in match(found.drawn, KnowledgeGraph.open(desk.store.path))]
    assert sorted(names) == ["Atelier du lin", "Cercle du lin", "Ligue du lin"]


def test_what_is_no_table_is_refused_and_columns_without_a_head_are_told(tmp_path) -> None:
    for name, content in (("a.csv", b"Nom;Type\n\x00;\x01\n"), ("b.csv", b"%PDF-1.7\n%")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as refused:
            read_sheet(tmp_path / name)
        assert refused.value.problems[0].code == "not-csv"
    file = tmp_path / "double.csv"
    file.write_text("Nom,Nom,Type,\nA,B,Entreprise,D\n", encoding="utf-8")
    (told,) = read_sheet(file).notices
    assert (told.code, told.fields) == ("read-unnamed-columns", {"count": 2})
