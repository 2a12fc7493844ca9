// Texts: the state of each tab (its text, caret, undo and marks), of which the editor on the page shows one.

import { ran } from "./marks.js";

export class Texts {
  /** `editor` is the CodeMirror view; `states` makes the state of a new text. */
  constructor(editor, states) {
    this.editor = editor;
    this.states = states;
    this.kept = new Map(); // id → {state, scroll}
    this.shown = null;
  }

  has(id) {
    return this.kept.has(id);
  }

  /** Makes a text, or puts another in the place of what a tab has; that can be had back by undoing. */
  set(id, text) {
    const { state } = this.kept.get(id) ?? {};
    this.kept.set(id, { state: state ? replaced(state, text) : this.states.create(text) });
  }

  stateOf(id) {
    return id === this.shown ? this.editor.state : this.kept.get(id).state;
  }

  textOf(id) {
    return this.stateOf(id).doc.toString();
  }

  /** Shows a text as it was left. */
  show(id) {
    const { state, scroll } = this.kept.get(id);
    this.shown = id;
    this.editor.setState(state);
    if (scroll) this.editor.dispatch({ effects: scroll });
  }

  /** Puts the shown text back among the others. */
  put() {
    if (this.shown === null) return;
    this.kept.set(this.shown, { state: this.editor.state, scroll: this.editor.scrollSnapshot() });
  }

  /** Changes a text, shown or not, by the transaction made for its state. */
  change(id, transactionFor) {
    if (id === this.shown) return this.editor.dispatch(transactionFor(this.editor.state));
    const text = this.kept.get(id);
    if (text) this.kept.set(id, { ...text, state: text.state.update(transactionFor(text.state)).state });
  }

  /** Makes every text speak in the sentences as they are now. */
  reword() {
    for (const id of this.kept.keys()) this.change(id, () => this.states.reword());
  }
}

/** Whoever gives a text may have run it: marks that come are about it as it is given. */
function replaced(state, text) {
  const effects = ran.of(null);
  if (state.doc.toString() === text) return state.update({ effects }).state;
  const changes = { from: 0, to: state.doc.length, insert: text };
  return state.update({ changes, selection: { anchor: 0 }, effects }).state;
}
