"""A file given on a page is kept until it is sent, and known again: its mapping, its answers, where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rdflib import RDFS

from territory_graph.contributions import Contribution, Desk, Proposal
from territory_graph.errors import AnalysisCancelledError, InputError
from territory_graph.importing import look_at_mapped, mapped, match, read_sheet, uploads
from territory_graph.importing.bringing import kept_plan, look_at_whole, mappings_of
from territory_graph.importing.matching import answered
from territory_graph.importing.plan import Plan, plan_file, write_plan
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.contributing.importing import ImportEffect, read_import
from territory_graph.vocabulary import TG

LIST = "Nom,Type,Depuis\nScierie des Aulnaies,Entreprise,12/05/2021\nComité des fêtes,Association,\n"


def stands(one: uploads.Upload, desk: Desk) -> tuple[str, str]:
    state, made = uploads.standing(one, desk)
    assert isinstance(made, Contribution)
    return state, made.name


def effect_of(desk: Desk, one: uploads.Upload, table: str) -> ImportEffect:
    """What the file of an upload would do, its names that wait being new."""
    sheet = read_sheet(one.file)
    found = mapped(one.file, (sheet,), mappings_of((sheet,), desk.territory, Plan({}), table))
    graph = KnowledgeGraph.open(desk.store.path)
    matches = match(found.drawn, graph)
    waiting = {each.key: "new" for each in matches if not each.chosen}
    planned = look_at_mapped(found, tuple(answered(matches, graph.base, waiting)), desk)
    return read_import(planned, translator("fr"), graph)


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
    effect = effect_of(desk, one, "memberships").effect
    assert not effect.stops
    assert effect.cells
    assert all("0 → " in cell for cell in effect.cells), effect


def test_actors_without_a_tie_enter_all_the_same(desk: Desk) -> None:
    effect = effect_of(desk, uploads.keep(desk.territory, "liste.csv", LIST.encode(), "Ada"), "actors")
    assert not effect.stops
    assert not (effect.effect.appears or effect.effect.cells)
    assert effect.effect.come > 10
    assert effect.effect.gone == 0
    assert not effect.alike, "each name of an actor was asked"


def test_a_row_that_is_named_like_a_known_thing_is_told_by_its_own_name(desk: Desk) -> None:
    text = "Nom,Type,Date\nLa fête du moulin,Événement,2022-11\nCourse du lac,Événement,2022\n"
    effect = effect_of(desk, uploads.keep(desk.territory, "fêtes.csv", text.encode(), "Ada"), "events")
    assert not effect.stops
    assert [told.partition("»")[0].strip("«\u00a0") for told in effect.alike] == ["La fête du moulin"]


def test_what_every_row_needs_and_no_head_gives_is_told_by_its_name(desk: Desk) -> None:
    text = "Nom,Date\nCourse du lac,au printemps\n"
    effect = effect_of(desk, uploads.keep(desk.territory, "fêtes.csv", text.encode(), "Ada"), "events")
    told = [sentence.partition("\u00a0:")[0] for sentence in effect.stops]
    where = "fêtes.csv{} colonne «\u00a0{}\u00a0»"
    assert sorted(told) == [where.format(*each) for each in ((",", "Sorte"), (", ligne 2,", "Date"))]


def test_what_a_file_of_rdf_is_about_is_told_by_its_classes(desk: Desk) -> None:
    text = f'<urn:x:a> a <{TG.Company}> ; <{RDFS.label}> "Verrerie" .\n<urn:x:b> a <urn:x:Widget> .\n'
    one = uploads.keep(desk.territory, "verre.ttl", text.encode(), "Ada")
    graph = KnowledgeGraph.open(desk.store.path)
    told = read_import(look_at_whole(one.file, desk), translator("fr"), graph)
    assert told.rows[1:] == ("Entreprise\u00a0: 1", "urn:x:Widget\u00a0: 1")
    assert not told.left
    foreign = uploads.keep(desk.territory, "w.ttl", b"<urn:x:b> a <urn:x:Widget> .\n", "Ada")
    (left,) = read_import(look_at_whole(foreign.file, desk), translator("fr"), graph).left
    assert "SPARQL" in left


def test_the_trial_of_a_file_can_be_stopped_at_any_of_its_steps(desk: Desk) -> None:
    one = uploads.keep(desk.territory, "liste.csv", LIST.encode(), "Ada")
    sheet = read_sheet(one.file)
    found = mapped(one.file, (sheet,), mappings_of((sheet,), desk.territory, Plan({}), "actors"))
    graph = KnowledgeGraph.open(desk.store.path)
    matches = tuple(replace(each, chosen="new") for each in match(found.drawn, graph))
    shares: list[float] = []
    look_at_mapped(found, matches, desk, progress=shares.append)
    assert shares == sorted(shares)
    steps = [bound for bound in (0, 0.3, 0.4, 0.5) if any(bound <= share < bound + 0.1 for share in shares)]
    assert steps == [0, 0.3, 0.4, 0.5], shares
    assert len([share for share in shares if share > 0.5]) > 20, "between the queries of the shapes"
    assert max(map(shares.count, shares)) > 20, "between the rules"

    def stop(share: float) -> None:
        if share > 0.6:
            raise AnalysisCancelledError(phase="effect")

    with pytest.raises(AnalysisCancelledError):
        look_at_mapped(found, matches, desk, progress=stop)
    assert not desk.queue()
    assert not desk.history()


def test_the_plan_of_one_person_is_not_another_s(desk: Desk) -> None:
    ada, leo = (uploads.keep(desk.territory, "liste.csv", LIST.encode(), name) for name in ("Ada", "Léo"))
    sheet = read_sheet(ada.file)
    said = mappings_of((sheet,), desk.territory, Plan({}), "actors")["liste"]
    own = replace(said, columns={"Nom": ("name",)}, left=("Type", "Depuis"))
    path = plan_file(desk.territory, ada.file, ada.author)
    write_plan(path, {"liste": own}, answers={"actor/Comité des fêtes": "new"})
    others = plan_file(desk.territory, leo.file, leo.author)
    assert path != others != plan_file(desk.territory, leo.file)
    assert kept_plan(others) == Plan({})
    assert mappings_of((sheet,), desk.territory, kept_plan(others), author=leo.author)["liste"] != own
    assert mappings_of((sheet,), desk.territory, kept_plan(path), author=ada.author)["liste"] == own
    assert mappings_of((sheet,), desk.territory, Plan({}), author=ada.author)["liste"] == own, "of its heads"


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
