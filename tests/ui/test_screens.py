"""The screens: each opens, reacts, says when there is no graph, and says when nothing is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from territory_graph.queries import packaged_queries
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES
from territory_graph.ui.screens import network
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.address import Names, parameters_of
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.scene import Stage
from ui.conftest import Open, Screen, shown

HAMLET = "https://example.org/hamlet/id/"
PAGES = list(ADDRESSES.values())
TITLES = {
    "": ("Le Hameau", "The Hamlet"),
    "reseau": ("Réseau des acteurs", "Network of actors"),
    "analyses": ("Analyses", "Analyses"),
    "fiche": ("Quelle fiche ouvrir\u202f?", "Which profile would you like to open?"),
    "evaluer": ("Évaluer un soutien", "Evaluating a support"),
    "partenaires": ("Trouver des partenaires", "Finding partners"),
    "conseil": ("Conseil et feuilles de route", "Council and roadmaps"),
    "carte": ("Carte", "Map"),
    "chronologie": ("Chronologie", "Timeline"),
    "agenda": ("Agenda", "Agenda"),
    "financements": ("Financements", "Funding"),
    "questions": ("Questions", "Questions"),
    "composer": ("Composer une question", "Composing a question"),
    "histoires": ("Histoires", "Stories"),
    "sparql": ("SPARQL", "SPARQL"),
    "contribuer": ("Contribuer", "Contribute"),
}


# Opens


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_screen_opens_with_its_title(open_hamlet: Open, page: str, language: str) -> None:
    screen = open_hamlet(page, lang=language)
    assert screen.failures == []
    assert screen.title == TITLES[page][language == "en"]


@pytest.mark.parametrize("page", PAGES)
def test_a_screen_opens_on_the_default_territory(on: Open, rouen_store: Path, page: str) -> None:
    screen = on(rouen_store, page)
    assert screen.failures == []
    assert screen.title


def test_each_screen_is_the_module_of_the_name_of_its_address() -> None:
    assert {file.stem for file in (PACKAGE / "ui" / "screens").glob("[a-z]*.py")} == set(ADDRESSES)


@pytest.mark.parametrize("page", PAGES)
def test_the_language_is_switched_in_place_and_put_into_the_address(open_hamlet: Open, page: str) -> None:
    screen = open_hamlet(page)
    assert screen.title == TITLES[page][0]
    screen.app.button(key="language-switch").click().run()
    assert screen.title == TITLES[page][1]
    assert screen.app.query_params["lang"] in ("en", ["en"])
    screen.app.button(key="language-switch").click().run()
    assert screen.title == TITLES[page][0]
    assert "lang" not in screen.app.query_params


@pytest.mark.parametrize("page", PAGES)
def test_a_screen_ends_with_what_the_data_are(open_hamlet: Open, page: str) -> None:
    told = open_hamlet(page).caption("Données")
    assert "Le Hameau" in told
    assert "CC0 1.0" in told


def test_an_unknown_page_or_language_is_the_home_page_in_french(open_hamlet: Open) -> None:
    assert open_hamlet("nowhere", lang="de").title == "Le Hameau"


# Source missing


@pytest.fixture(params=["absent", "empty", "manifest", "store", "format"])
def unusable(request: pytest.FixtureRequest, hamlet_store: Path, tmp_path: Path) -> Path:
    """A store folder that cannot be served, for one reason after the other."""
    folder = tmp_path / "secret-place"
    if request.param == "empty":
        folder.mkdir()
    elif request.param != "absent":
        shutil.copytree(hamlet_store, folder, symlinks=True)
        manifest = folder / "current" / "manifest.json"
        content = json.loads(manifest.read_text(encoding="utf-8"))
        if request.param == "manifest":
            manifest.write_text("{", encoding="utf-8")
        elif request.param == "store":
            shutil.rmtree(folder / "current" / "oxigraph")
        else:
            manifest.write_text(json.dumps(content | {"format": 99}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_without_a_graph_a_screen_says_so_calmly(on: Open, unusable: Path, page: str) -> None:
    screen = on(unusable, page)
    assert screen.title == "Le graphe n'est pas disponible"
    (message,) = screen.failures
    assert "administre" in message
    for text in screen.texts:
        assert "secret-place" not in text
        assert "Traceback" not in text


def test_without_a_graph_the_message_is_in_the_language_of_the_reader(on: Open, tmp_path: Path) -> None:
    screen = on(tmp_path / "none", lang="en")
    assert screen.title == "The graph is not available"
    assert screen.app.button(key="language-switch").label == "Français"


# Home


def test_home_shows_its_figures_with_their_evidence(open_hamlet: Open) -> None:
    screen = open_hamlet()
    assert [metric.value for metric in screen.app.metric][:2] == ["6", "2"]
    assert not any(key.startswith("counted") for key in screen.sheets)
    screen.unfold("evidence-authorities")
    evidence = screen.sheets["counted-authorities"]
    assert evidence.count('<div class="after"><span>') == 2
    assert evidence.count("d&#x27;après") + evidence.count("d'après") >= 2


def test_home_draws_the_network_with_its_legend(open_hamlet: Open) -> None:
    screen = open_hamlet()
    drawing = screen.drawings["home-network"]["drawing"]
    assert (len(drawing["nodes"]), len(drawing["edges"])) == (11, 18)
    assert "Collectivité" in screen.sheets["home-legend"]
    assert "11 sur 12" in screen.caption("Affichés")


def test_home_shows_open_questions_of_every_kind_first(open_hamlet: Open) -> None:
    screen = open_hamlet()
    assert screen.sheets["open-questions"].count('class="see"') == 3
    assert "30\u202f000\u202f€" in screen.sheets["open-questions"]


@pytest.mark.parametrize(("start", "page"), [("network", "reseau"), ("fiche", "fiche"), ("questions", "questions")])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_home_starts_lead_to_the_screens_in_the_same_language(
    open_hamlet: Open, start: str, page: str, language: str
) -> None:
    screen = open_hamlet(lang=language)
    screen.app.button(key=f"start-{start}").click().run()
    assert screen.title == TITLES[page][language == "en"]


def test_home_link_opens_a_fiche(open_hamlet: Open) -> None:
    screen = open_hamlet().follow("open-questions", f"{HAMLET}agreement/contrat-filieres")
    assert screen.title == "Contrat des filières"
    assert screen.app.query_params["id"] in ("agreement/contrat-filieres", ["agreement/contrat-filieres"])


# Network


def told(screen: Screen) -> str:
    return screen.caption("Affichés").split(".")[0]


def test_network_counts_everything_at_first(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau")
    assert "11 sur 12" in told(screen)
    assert "liens\u00a0: 18" in told(screen)
    assert screen.failures == []
    assert "Acteurs (11)" in screen.sheets["explorer-tabs"]


def test_network_filter_changes_the_counts_and_moves_nothing(open_hamlet: Open) -> None:
    before = places(open_hamlet("reseau"))
    screen = open_hamlet("reseau", horsliens="membership", hors="support")
    assert "liens\u00a0: 9" in told(screen)
    after = places(screen)
    assert set(after) < set(before)
    assert after == {node: before[node] for node in after}
    assert 'aria-pressed="false"' in screen.sheets["explorer-legend"]


def places(screen: Screen) -> dict[str, tuple[float, float]]:
    return {node["id"]: (node["x"], node["y"]) for node in screen.drawings["network"]["drawing"]["nodes"]}


def test_network_as_of_a_day(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", au="2021-06-01")
    assert "au 1er juin 2021" in told(screen)
    assert screen.app.date_input(key="day-field").value == date(2021, 6, 1)


def test_network_outside_the_dates_of_the_data_says_so(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", au="1850-01-01")
    assert any("Les dates connues de ces liens vont du" in info.value for info in screen.app.info)
    assert screen.failures == []


def test_network_shows_the_actors_without_a_tie_when_asked(open_hamlet: Open) -> None:
    assert "Sans lien (1)" in open_hamlet("reseau").sheets["explorer-legend"]
    assert "12 sur 12" in told(open_hamlet("reseau", isoles="1"))


def test_network_filters_that_leave_nothing_name_the_remedy(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", horsstatuts="stated,implied,inferred", hors="support")
    assert screen.failures == []
    assert [warning.value for warning in screen.app.warning] == ["Rien à montrer avec ces choix."]
    (remedy,) = [text for text in screen.texts if text.startswith("Retirez un filtre")]
    for name in ("Syndicat", "énoncé par la source", "lu entre les lignes"):
        assert name in remedy
    assert screen.drawings == {}
    screen.app.button(key="explorer-unfilter").click().run()
    assert "liens\u00a0: 18" in told(screen)


@pytest.mark.parametrize(
    ("plan", "twin"),
    list(
        zip(
            ["force", "layers", "circle", "sector", "epci", "matrix"],
            ["links", "things", "reading", "tree", "ways", "changes"],
            strict=True,
        )
    ),
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_network_shows_no_failure_in_any_form(open_hamlet: Open, plan: str, language: str, twin: str) -> None:
    parameters = {"plan": plan, "onglet": twin, "depuis": "2012-01-01", "taille": "betweenness", "couleur": "sector"}
    ends = {"de": f"{HAMLET}actor/lycee-bois", "vers": f"{HAMLET}actor/lin-neuf"}
    screen = open_hamlet("reseau", lang=language, **parameters, **ends)
    assert screen.failures == []
    assert ("explorer-matrix" in screen.sheets) == (plan == "matrix")
    if twin not in {"links", "things"}:
        assert "<li" in screen.sheets["explorer-twin"]


def test_network_panel_waits_for_a_choice(open_hamlet: Open) -> None:
    assert "Choisissez un acteur" in open_hamlet("reseau").sheets["explorer-panel"]


def test_network_panel_tells_an_actor_with_its_sources_and_doors(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", sel=f"{HAMLET}actor/bois-vif")
    panel = screen.sheets["explorer-panel"]
    assert "Pôle Bois Vif" in panel
    assert "Rapport d&#x27;activité du syndicat" in panel
    assert 'data-do="expand"' in panel
    assert screen.drawings["network"]["selection"] == f"{HAMLET}actor/bois-vif"


def test_network_panel_tells_a_tie_with_its_sources(open_hamlet: Open) -> None:
    pair = f"{HAMLET}actor/syndicat|{HAMLET}actor/val-clair"
    panel = open_hamlet("reseau", sel=pair).sheets["explorer-panel"]
    assert panel.count('<div class="after"><span>') == 2
    assert "fondé" in panel
    assert "Délibération du syndicat de mars 2021" in panel


def test_network_panel_marks_what_nobody_verified(open_hamlet: Open) -> None:
    pair = f"{HAMLET}actor/eau-vive|{HAMLET}actor/syndicat"
    assert "non vérifié" in open_hamlet("reseau", sel=pair).sheets["explorer-panel"]


def test_network_panel_opens_the_fiche(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", sel=f"{HAMLET}actor/bois-vif")
    assert screen.follow("explorer-panel", f"{HAMLET}actor/bois-vif").title == "Pôle Bois Vif"


def test_network_selection_that_filters_hide_is_told_so(open_hamlet: Open) -> None:
    panel = open_hamlet("reseau", sel=f"{HAMLET}actor/moulin").sheets["explorer-panel"]
    assert "n&#x27;est pas visible" in panel
    assert "Amicale du Moulin" in panel


NOTHINGS = [
    "actor/nobody",
    "a b",
    "<b>x</b>",
    '"',
    "[x](y)",
    "{}",
    "..",
    "\\",
    "%",
    "é",
    "https://example.org/no",
    "x" * 3000,
]


@pytest.mark.parametrize("nothing", NOTHINGS)
def test_network_survives_an_address_of_nothing(open_hamlet: Open, nothing: str) -> None:
    screen = open_hamlet("reseau", sel=nothing, depart=nothing, plus=nothing, autour=nothing, de=nothing, au=nothing)
    assert screen.failures == []
    assert "<b>x" not in screen.sheets["explorer-panel"]


# Fiche


def test_fiche_without_a_choice_says_where_to_search_and_gives_examples(open_hamlet: Open) -> None:
    screen = open_hamlet("fiche")
    assert "Syndicat mixte du Hameau" in screen.sheets["fiche-examples"]
    assert "en haut de la page" in screen.caption("Cherchez-la")


def fiche_parts(screen: Screen) -> str:
    """The HTML of every part of a fiche."""
    return "".join(html for key, html in screen.sheets.items() if key.startswith("fiche-part-"))


def test_fiche_shows_every_line_with_its_source(open_hamlet: Open) -> None:
    screen = open_hamlet("fiche", id="actor/val-clair")
    assert screen.title == "Communauté de communes du Val Clair"
    parts = fiche_parts(screen)
    assert parts.count('<details class="evidence">') == parts.count('<li class="fact') > 5
    assert "District du Val Clair" in screen.sheets["fiche-head"]
    assert "Délibération du syndicat de mars 2021" in screen.sheets["fiche-sources"]


def test_fiche_flags_a_contradiction_and_keeps_both(open_hamlet: Open) -> None:
    sections = fiche_parts(open_hamlet("fiche", id="agreement/feuille-2021"))
    assert "les sources se contredisent" in sections
    assert "12\u202f000\u202f€" in sections
    assert "15\u202f000\u202f€" in sections


def test_fiche_marks_what_nobody_verified(open_hamlet: Open) -> None:
    assert "non vérifié" in fiche_parts(open_hamlet("fiche", id="agreement/partenariat-eau"))
    assert "non vérifié" not in fiche_parts(open_hamlet("fiche", id="agreement/partenariat-bois"))


def test_fiche_takes_a_whole_iri_too(open_hamlet: Open) -> None:
    assert open_hamlet("fiche", id=f"{HAMLET}actor/lin-neuf").title == "Lin Neuf"


def test_fiche_link_opens_another_in_the_same_language(open_hamlet: Open) -> None:
    screen = open_hamlet("fiche", lang="en").follow("fiche-examples", f"{HAMLET}actor/syndicat")
    assert screen.title == "Syndicat mixte du Hameau"
    assert screen.app.button(key="language-switch").label == "Français"


@pytest.mark.parametrize("nothing", NOTHINGS)
def test_fiche_of_nothing_says_so_and_where_to_search(open_hamlet: Open, nothing: str) -> None:
    screen = open_hamlet("fiche", id=nothing)
    assert screen.failures == []
    assert screen.title == "Cette fiche n'existe pas"
    assert "Le graphe ne dit rien de" in screen.sheets["fiche-unknown"]
    assert "en haut de la page" in screen.sheets["fiche-unknown"]


# Questions


def test_questions_answer_the_first_at_once(open_hamlet: Open) -> None:
    screen = open_hamlet("questions")
    assert len(screen.app.dataframe[0].value) == 12
    assert screen.caption("12 lignes.")
    assert not screen.app.code, "a page without code loads no highlighter"
    assert screen.code("questions-query").startswith("PREFIX")


def test_questions_chosen_is_answered(open_hamlet: Open) -> None:
    screen = open_hamlet("questions")
    screen.app.selectbox(key="questions-name").select("03-epci").run()
    assert len(screen.app.dataframe[0].value) == 3
    assert screen.app.query_params["q"] in ("03-epci", ["03-epci"])
    assert "tg:Epci" in screen.code("questions-query")


def test_questions_lead_to_the_workbench_where_their_answer_is_cited(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="01")
    asked = screen.code("questions-query")
    screen.app.button(key="questions-workbench").click().run()
    assert screen.title == "SPARQL"
    assert screen.failures == []
    assert screen.app.session_state["sparql-workbench"].outcome.text.strip() == asked.strip()
    assert screen.app.button(key="sparql-cite")


def test_questions_address_chooses(open_hamlet: Open) -> None:
    assert open_hamlet("questions", q="15-anciens-noms").app.selectbox(key="questions-name").value == "15-anciens-noms"


def test_questions_parameter_changed_changes_the_rows(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "questions", q="05-gouvernance")
    before = screen.app.dataframe[0].value
    actor = "https://w3id.org/territory-graph/id/actor/metropole-rouen-normandie"
    screen.app.selectbox(key="questions-05-gouvernance-syndicat").set_value(actor).run()
    after = screen.app.dataframe[0].value
    assert not after.equals(before)
    assert "Yvon Robert" in after.iloc[:, 0].tolist()
    assert actor in screen.code("questions-query")
    assert screen.app.query_params["p.syndicat"] in (
        "actor/metropole-rouen-normandie",
        ["actor/metropole-rouen-normandie"],
    )
    opened = on(rouen_store, "questions", **{"q": "05-gouvernance", "p.syndicat": "actor/metropole-rouen-normandie"})
    assert opened.app.dataframe[0].value.equals(after)
    opened.app.selectbox(key="questions-name").select("01-acteurs").run()
    assert "p.syndicat" not in opened.app.query_params
    wrong = on(rouen_store, "questions", **{"q": "05-gouvernance", "p.syndicat": "actor/no-such"})
    assert wrong.app.dataframe[0].value.equals(before)


def test_questions_with_a_text_takes_any(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "questions", q="44-faits-dun-passage")
    assert len(screen.app.dataframe[0].value) > 0
    screen.app.text_input(key="questions-44-faits-dun-passage-passage").input('"} #').run()
    assert screen.failures == []
    assert not screen.app.dataframe


def test_questions_with_no_row_say_that_no_case_is_known(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="16-themes-des-conventions")
    assert any("en font connaître aucun cas" in text for text in screen.texts)
    assert not screen.app.dataframe
    assert screen.code("questions-query")
    assert screen.failures == []


def test_questions_that_the_data_cannot_answer_are_not_offered_and_say_so_by_address(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="14-domaines")
    assert any("aucune source n'a été lue à ce sujet" in info.value for info in screen.app.info)
    assert not any("ne disent rien" in text for text in screen.texts)
    assert screen.failures == []
    options = open_hamlet("questions").app.selectbox(key="questions-name").options
    assert 30 < len(options) < len(packaged_queries())


def test_questions_found_by_words_leave_no_answer_below_them(open_hamlet: Open) -> None:
    screen = open_hamlet("questions")
    screen.app.text_input(key="questions-words").input("argent").run()
    assert screen.failures == []
    assert not screen.app.dataframe and not screen.app.expander
    screen.app.button(key="questions-open-18-sommes-engagees").click().run()
    assert screen.app.selectbox(key="questions-name").value == "18-sommes-engagees"
    assert screen.app.query_params["q"] in ("18-sommes-engagees", ["18-sommes-engagees"])
    assert "tg:Commitment" in screen.code("questions-query")


def test_questions_words_that_lead_nowhere_offer_all_that_can_be_answered(open_hamlet: Open) -> None:
    screen = open_hamlet("questions")
    screen.app.text_input(key="questions-words").input("xyzzy *").run()
    assert screen.failures == []
    assert not screen.app.dataframe
    offered = open_hamlet("questions").app.selectbox(key="questions-name").options
    assert sum(button.key.startswith("questions-open-") for button in screen.app.button if button.key) == len(offered)


def test_questions_that_are_measured_say_so(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="38-point-de-rupture")
    assert "points d'articulation" in screen.caption("Mesure calculée")
    found = [*screen.app.dataframe[0].value.iloc[:, 0]]
    assert found == ["Communauté de communes du Val Clair", "Syndicat mixte du Hameau"]


def test_questions_unknown_in_the_address_are_the_first(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="no-such-question")
    assert screen.failures == []
    assert screen.app.selectbox(key="questions-name").value == "01-acteurs"


def test_questions_thing_of_the_answer_opens_its_fiche(open_hamlet: Open) -> None:
    screen = open_hamlet("questions", q="03-epci")
    screen.follow("questions-things", f"{HAMLET}actor/haut-pre")
    assert screen.title == "Communauté de communes du Haut-Pré"


def test_a_fiche_opened_from_the_network_of_a_day_is_of_that_day(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", sel=f"{HAMLET}actor/bois-vif", au="2019-06-01")
    assert "au=2019-06-01" in screen.sheets["explorer-panel"]
    assert screen.follow("explorer-panel", f"{HAMLET}actor/bois-vif").title == "Pôle Bois Vif"
    assert screen.app.query_params["au"] in ("2019-06-01", ["2019-06-01"])


def test_a_click_that_only_selects_neither_reads_nor_draws_the_scene_again(
    open_hamlet: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Exploration] = []
    drawn: list[Drawing] = []
    made, picture = Stage._made, network.picture
    monkeypatch.setattr(Stage, "_made", lambda stage, state: read.append(state) or made(stage, state))
    monkeypatch.setattr(network, "picture", lambda *given: drawn.append(picture(*given)) or drawn[-1])
    state, names = Exploration(seed=4711), Names("https://example.org/hamlet/")
    screen = open_hamlet("reseau", **parameters_of(state, names))
    for selection in (f"{HAMLET}actor/syndicat", f"{HAMLET}actor/scierie"):
        for name, value in parameters_of(replace(state, selection=selection), names).items():
            screen.app.query_params[name] = value
        screen.run()
        assert screen.drawings["network"]["selection"] == selection
    assert (len(read), len(drawn)) == (1, 1)


def test_an_address_names_a_question_by_its_number_and_an_unknown_one_is_said(open_hamlet: Open) -> None:
    assert open_hamlet("questions", q="05").app.selectbox(key="questions-name").value == "05-gouvernance"
    unknown = open_hamlet("questions", q="zz-rien")
    assert unknown.app.selectbox(key="questions-name").value == "01-acteurs"
    assert "zz-rien" in shown(unknown.app.warning[0].value)


def test_how_sure_a_reading_is_stands_in_words_in_an_answer(on: Open, rouen_store: Path) -> None:
    table = on(rouen_store, "questions", q="30").app.dataframe[0].value
    assert set(table["Certitude de la lecture"]) <= {"sûr", "probable", "à confirmer", "non vérifié"}


def test_bodies_without_an_office_are_sought_in_the_territory_alone(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "questions", q="23")
    assert "Territoire du Pôle métropolitain Rouen Seine Eure" in screen.app.selectbox[1].options
    assert all(each.startswith("Territoire d") for each in screen.app.selectbox[1].options)  # no region, no town
