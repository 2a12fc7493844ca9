import assert from "node:assert/strict";
import { test } from "node:test";

import { EditorState } from "@codemirror/state";

import { marking, marksOf, ran, showMarks } from "../src/editor/marks.js";

const TEXT = "ASK {\n  ?é a tg:Actr .\n  ?y ?z ?w\n}";
const ACTOR = { line: 2, column: 8, end_column: 15, message: "no such class", severity: "error" };
const PATTERN = { line: 3, column: 3, end_column: null, message: "finds nothing", severity: "warning" };

function stateOf(text) {
  const state = EditorState.create({ doc: text, extensions: marking({ strings: {} }) });
  return state.update({ effects: ran.of(null) }).state;
}

function marked(state) {
  return marksOf(state).map(({ from, to }) => state.doc.sliceString(from, to));
}

test("a mark lies where its line and column say, or on the word that begins there", () => {
  const state = stateOf(TEXT);
  assert.deepEqual(marked(state.update(showMarks(state, [ACTOR, PATTERN])).state), ["tg:Actr", "?y"]);
});

test("columns count characters, not the halves of one", () => {
  const state = stateOf(`# \u{1f600} x`);
  const mark = { line: 1, column: 5, end_column: 6, message: "", severity: "error" };
  assert.deepEqual(marked(state.update(showMarks(state, [mark])).state), ["x"]);
});

test("a mark beyond the text is kept on its last line", () => {
  const state = stateOf(TEXT);
  const mark = { line: 99, column: 99, end_column: null, message: "", severity: "error" };
  assert.deepEqual(marked(state.update(showMarks(state, [mark])).state), ["}"]);
});

test("a mark goes when its line is edited, and moves when another is", () => {
  let state = stateOf(TEXT);
  state = state.update(showMarks(state, [ACTOR, PATTERN])).state;
  state = state.update({ changes: { from: 0, insert: "# why\n" } }).state;
  state = state.update({ changes: { from: state.doc.line(3).from, insert: "# a line before\n" } }).state;
  state = state.update({ changes: { from: state.doc.line(4).to, insert: "\n# a line behind" } }).state;
  assert.deepEqual(marked(state), ["tg:Actr", "?y"]);
  state = state.update({ changes: { from: state.doc.line(4).from, insert: " " } }).state;
  assert.deepEqual(marked(state), ["?y"]);
});

test("marks that come late find the text that was run, and not a line edited since", () => {
  let state = stateOf(TEXT);
  state = state.update({ changes: { from: 0, insert: "# why\n" } }).state;
  state = state.update({ changes: { from: state.doc.line(4).to, insert: "x" } }).state;
  assert.deepEqual(marked(state.update(showMarks(state, [ACTOR, PATTERN])).state), ["tg:Actr"]);
});
