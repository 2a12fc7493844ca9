import assert from "node:assert/strict";
import { test } from "node:test";

import { history, undo } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";

import { declarePrefixes } from "../src/editor/prefixes.js";

const TG = "PREFIX tg: <http://t/>\n\n";

function stateOf(doc) {
  return EditorState.create({ doc, extensions: [history(), declarePrefixes(() => ({ tg: "http://t/" }))] });
}

function written(state, insert, userEvent = "input.type") {
  const change = { changes: { from: state.doc.length, insert } };
  return state.update(userEvent ? { ...change, userEvent } : change).state;
}

test("the colon of a known prefix declares it", () => {
  assert.equal(written(stateOf("ASK { ?x a tg"), ":").doc.toString(), `${TG}ASK { ?x a tg:`);
});

test("so do a completed name and a pasted query", () => {
  assert.equal(written(stateOf("ASK { ?x a "), "tg:Actor", "input.complete").doc.toString(), `${TG}ASK { ?x a tg:Actor`);
  assert.equal(written(stateOf(""), "ASK { ?x a tg:Actor }", "input.paste").doc.toString(), `${TG}ASK { ?x a tg:Actor }`);
});

test("a colon elsewhere declares nothing", () => {
  for (const text of ["ASK { ?x a zz", "ASK { ?x ?p 'tg", "# tg", "PREFIX tg", "ASK { ?x a <tg"]) {
    assert.equal(written(stateOf(text), ":").doc.toString(), `${text}:`);
  }
});

test("what Python writes is left as it is", () => {
  assert.equal(written(stateOf("ASK { ?x a tg"), ":", null).doc.toString(), "ASK { ?x a tg:");
});

test("undoing takes the declaration back with the colon", () => {
  let state = written(stateOf("ASK { ?x a tg"), ":");
  undo({ state, dispatch: (transaction) => (state = transaction.state) });
  assert.equal(state.doc.toString(), "ASK { ?x a tg");
});
