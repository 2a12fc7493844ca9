import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { syntaxError } from "../src/editor/syntax.js";

const QUERIES = fileURLToPath(new URL("../../src/territory_graph/queries", import.meta.url));

/** The code of the first error of a text, and what it is about. */
function found(text) {
  const error = syntaxError(text);
  return error && [error.code, text.slice(error.from, error.to)];
}

test("no packaged query has an error", () => {
  for (const file of readdirSync(QUERIES, { recursive: true }).filter((name) => name.endsWith(".rq"))) {
    assert.equal(syntaxError(readFileSync(path.join(QUERIES, file), "utf8")), null, file);
  }
});

test("an error is found at its place and named", () => {
  assert.deepEqual(found("ASK { ?x ?p }"), ["missing_object", "}"]);
  assert.deepEqual(found("ASK { ?x . }"), ["missing_predicate", "."]);
  assert.deepEqual(found("ASK { ?x ?p ?o ?q }"), ["unexpected", "?q"]);
  assert.deepEqual(found("SELEC ?x {}"), ["unexpected", "SELEC"]);
  assert.deepEqual(found("SELECT ?x {} LIMIT"), ["unexpected_end", "LIMIT"]);
});

test("what is not closed is said before what it makes of the rest", () => {
  assert.deepEqual(found("ASK { ?x ?p 'abc }"), ["unclosed_string", "'abc }"]);
  assert.deepEqual(found("ASK { FILTER(?x = 1 }"), ["unopened", "}"]);
  assert.deepEqual(found("ASK { { ?x ?p ?o }"), ["unclosed", "{"]);
});

test("a prefix that is not declared is an error of its first name", () => {
  assert.deepEqual(found("PREFIX a: <b> ASK { ?x a:c tg:d , tg:e }"), ["undeclared", "tg:d"]);
  assert.equal(found("PREFIX tg: <b> ASK { ?x tg:c 'tg:d' } # xx:y"), null);
});

test("an empty text and a newer SPARQL are left alone", () => {
  assert.equal(found("# to be written"), null);
  assert.equal(found("ASK { <<( ?s ?p ?o )>> ?q ?x }"), null);
});
