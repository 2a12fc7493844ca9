import assert from "node:assert/strict";
import { test } from "node:test";

import { indentationAfter } from "../src/editor/indent.js";

test("a line is indented by the brackets that are open before it", () => {
  assert.equal(indentationAfter("ASK {", ""), 2);
  assert.equal(indentationAfter("ASK { { ?x a ?y }", ""), 2);
  assert.equal(indentationAfter("ASK { # {", ""), 2);
  assert.equal(indentationAfter("ASK {\n  ?x ?p '{'", ""), 2);
});

test("a bracket that closes stands under the line that opened it", () => {
  assert.equal(indentationAfter("ASK {", "}"), 0);
  assert.equal(indentationAfter("ASK }", ""), 0);
});

test("a triple that goes on is indented further", () => {
  assert.equal(indentationAfter("ASK {\n  ?x a tg:A ;", ""), 4);
  assert.equal(indentationAfter("ASK {\n  ?x a tg:A ;", "}"), 0);
});
