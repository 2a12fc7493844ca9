// View: the editor on the page, with its tabs and its buttons. Python says what is open when it first comes, and when
// it replaces it; between, the browser's own texts hold, with their carets and their undo.
import { closeCompletion } from "@codemirror/autocomplete";
import { EditorView } from "@codemirror/view";

import { pageFillsScreen, turnPage } from "../full_screen.js";
import { element, fill } from "./dom.js";
import css from "./editor.css";
import { formatting } from "./format.js";
import { marksOf, ran, showMarks } from "./marks.js";
import { declared } from "./prefixes.js";
import { Reporter } from "./reporter.js";
import { RunButton } from "./run_button.js";
import { States } from "./setup.js";
import { Status } from "./status.js";
import { TabBar } from "./tab_bar.js";
import { Tabs, newId } from "./tabs.js";
import { Texts } from "./texts.js";
import { isDark } from "./theme.js";
import { NOTHING, loadVocabulary } from "./vocabulary.js";

const PAUSE = 300; // milliseconds without a change before Python is told of it

// What was open in an editor that left the page, by its key: it comes back with its carets and its undo, and then tells
// what it had not told yet.
const left = new Map();

export class SparqlEditor {
  /** `tell(event, value)` tells Python "tabs", "run" or "cancel"; the caller sets it. */
  constructor(parent, key, strings) {
    this.key = key;
    this.session = { vocabulary: NOTHING, entities: "", strings };
    this.runs = 0;
    this.build(parent, { run: () => this.run(), cancel: () => this.cancel(), format: () => this.format() });
  }

  get strings() {
    return this.session.strings;
  }

  build(parent, actions) {
    this.style = element("style", { textContent: css });
    this.panel = element("div", { className: "tg-panel", id: "tg-panel", role: "tabpanel" });
    this.bar = new TabBar(this.panel, {
      activate: (id) => this.activate(id),
      add: () => this.add(),
      close: (id) => this.close(id),
      rename: (id, title) => this.rename(id, title),
    });
    this.runButton = new RunButton(actions);
    this.formatButton = element("button", { type: "button", onclick: actions.format });
    this.screenButton = element("button", { type: "button", onclick: turnPage, hidden: !document.fullscreenEnabled });
    this.nameScreenButton = () => {
      this.screenButton.textContent = this.strings[pageFillsScreen() ? "full_screen_end" : "full_screen"];
    };
    document.addEventListener("fullscreenchange", this.nameScreenButton);
    this.status = new Status((offset) => this.goTo(offset));
    const buttons = element("div", { className: "tg-buttons" }, this.screenButton, this.formatButton, this.runButton.element);
    const top = element("div", { className: "tg-top" }, this.bar.element, buttons);
    this.element = element("div", { className: "tg-editor" }, top, this.panel, this.status.element);
    this.element.addEventListener("keydown", (event) => this.press(event));
    parent.append(this.style, this.element);
    this.editor = new EditorView({ parent: this.panel, root: parent.getRootNode() });
    this.texts = new Texts(this.editor, new States(this.session, actions, (update) => this.changed(update)));
    this.reporter = new Reporter(() => this.content(), (content) => this.tell("tabs", content));
    this.reporter.watch(this.element);
  }

  /** What Python gives at each run of the page. */
  update(data) {
    this.session.strings = data.strings;
    this.session.entities = data.entities;
    loadVocabulary(data.vocabulary).then((vocabulary) => (this.session.vocabulary = vocabulary));
    this.element.classList.toggle("tg-dark", isDark(this.element));
    if (data.revision !== this.revision) this.open(data);
    this.started = data.running ? (this.started ?? Date.now()) : null;
    this.takeMarks(data);
    this.draw();
  }

  /** Opens what Python says is open, unless it is what was open here when the editor left the page. */
  open(data) {
    const before = this.revision === undefined ? left.get(this.key) : undefined;
    this.revision = data.revision;
    this.reporter.know(contentOf(data));
    if (before?.revision === data.revision) this.comeBack(before);
    else this.replace(data);
    this.texts.show(this.tabs.active);
    this.reporter.flush();
  }

  comeBack({ kept, ...before }) {
    Object.assign(this, before);
    this.texts.kept = kept;
    this.texts.reword();
  }

  /** Python may have run what it gives: the marks that come are about the tab it shows. */
  replace({ tabs, active, run }) {
    Object.assign(this, { runs: run, runId: undefined });
    this.texts.put();
    for (const { id, text } of tabs) this.texts.set(id, text);
    this.tabs = new Tabs(tabs, active);
  }

  /** Marks are about the text of the last run: they come with its number once it has ended, perhaps the same again. */
  takeMarks({ marks, running, run, active }) {
    const given = JSON.stringify([run, marks]);
    if (running || run < this.runs || given === this.given) return;
    this.given = given;
    if (marks.length > 0) this.status.endNews();
    this.texts.change(this.texts.has(this.runId) ? this.runId : active, (state) => showMarks(state, marks));
  }

  draw() {
    const { language } = this.strings;
    if (this.element.lang !== "" && this.element.lang !== language) this.texts.reword();
    this.element.lang = language;
    this.bar.draw(this.tabs, this.strings);
    this.runButton.draw(this.started, this.strings);
    this.formatButton.textContent = this.strings.format;
    this.formatButton.title = this.strings.format_help;
    this.nameScreenButton();
    this.showStatus();
  }

  /** The first mark, or what may be done; news stay until the text changes. */
  showStatus() {
    if (this.status.isNews) return;
    const [mark] = marksOf(this.editor.state);
    if (mark) this.status.mark(mark, this.editor.state.doc, this.strings);
    else this.status.rest(this.strings.rest);
  }

  changed({ docChanged, transactions }) {
    if (docChanged) {
      this.status.endNews();
      this.reporter.flushIn(PAUSE);
    }
    const prefixes = transactions.flatMap((transaction) => transaction.annotation(declared) ?? []);
    if (prefixes.length > 0) this.status.tell(fill(this.strings.declared, { prefixes: prefixes.join(":, ") }));
    this.showStatus();
  }

  activate(id) {
    if (id === this.tabs.active) return;
    this.tabs.activate(id);
    this.turn();
  }

  add() {
    const tab = { id: newId(), title: this.tabs.nextTitle((number) => fill(this.strings.untitled, { number })) };
    this.texts.set(tab.id, "");
    this.tabs.add(tab);
    this.turn();
    this.editor.focus();
  }

  close(id) {
    if (this.tabs.list.length === 1) return;
    const place = this.tabs.placeOf(id);
    const tab = this.tabs.list[place];
    this.tabs.close(id);
    this.turn();
    this.status.tell(fill(this.strings.closed, tab), {
      text: this.strings.reopen,
      onclick: () => this.reopen(tab, place),
    });
  }

  reopen(tab, place) {
    this.tabs.add(tab, place);
    this.turn();
    this.editor.focus();
  }

  rename(id, title) {
    this.tabs.rename(id, title);
    this.bar.draw(this.tabs, this.strings);
    this.reporter.flush();
  }

  /** Shows another tab, and says so at once. */
  turn() {
    this.status.endNews();
    this.texts.put();
    this.texts.show(this.tabs.active);
    this.bar.draw(this.tabs, this.strings);
    this.showStatus();
    this.reporter.flush();
  }

  run() {
    if (this.started !== null) return;
    closeCompletion(this.editor);
    this.runId = this.tabs.active;
    this.runs += 1;
    this.editor.dispatch({ effects: ran.of(null) });
    const content = this.content();
    this.reporter.know(content);
    this.tell("run", { number: this.runs, id: this.runId, text: this.texts.textOf(this.runId), ...content });
  }

  /** Whether there was something to cancel. */
  cancel() {
    if (this.started === null) return false;
    this.tell("cancel", this.runs);
    return true;
  }

  format() {
    const changes = formatting(this.editor.state.doc.toString());
    if (changes?.length > 0) this.editor.dispatch({ changes, userEvent: "format", scrollIntoView: true });
    const news = changes === null ? "not_formatted" : changes.length > 0 ? "formatted" : "already_formatted";
    this.status.tell(this.strings[news]);
    this.editor.focus();
  }

  goTo(offset) {
    this.editor.dispatch({ selection: { anchor: offset }, scrollIntoView: true });
    this.editor.focus();
  }

  /** Keys that hold anywhere in the editor, and none for the page: Streamlit has shortcuts on single letters. */
  press(event) {
    event.stopPropagation();
    if (event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
    else if (event.key !== "Escape" || !this.cancel()) return;
    event.preventDefault();
  }

  content() {
    const tabs = this.tabs.list.map(({ id, title }) => ({ id, title, text: this.texts.textOf(id) }));
    return { revision: this.revision, tabs, active: this.tabs.active };
  }

  /** Leaves the page. Nothing is told: the page that comes next would be run in the name of this one. */
  destroy() {
    this.reporter.stop();
    this.texts.put();
    const { revision, tabs, runId, runs, given, started } = this;
    left.set(this.key, { revision, tabs, runId, runs, given, started, kept: this.texts.kept });
    this.runButton.stop();
    document.removeEventListener("fullscreenchange", this.nameScreenButton);
    this.editor.destroy();
    this.element.remove();
    this.style.remove();
  }
}

function contentOf({ revision, tabs, active }) {
  return { revision, tabs: tabs.map(({ id, title, text }) => ({ id, title, text })), active };
}
