import assert from "node:assert/strict";
import { test } from "node:test";

import { tokensOf } from "../src/editor/tokens.js";

function kinds(text) {
  return tokensOf(text).map(({ kind, text: said }) => `${kind} ${said}`);
}

test("a text is cut as the grammar cuts it", () => {
  assert.deepEqual(kinds(`?x tg:p/a "l"@fr, '1'^^xsd:d . # end`), [
    "variable ?x", "name tg:p", "punctuation /", "word a", 'string "l"', "language @fr", "punctuation ,",
    "string '1'", "punctuation ^^", "name xsd:d", "punctuation .", "comment # end",
  ]);
});

test("a dot that ends a triple is no part of a name or number", () => {
  assert.deepEqual(kinds("tg:a.b. 5. 1.5."), [
    "name tg:a.b", "punctuation .", "number 5", "punctuation .", "number 1.5", "punctuation .",
  ]);
});

test("words inside strings, IRIs and comments are no words", () => {
  const words = tokensOf(`"SELECT" <http://e/SELECT> # SELECT\n'''a 'SELECT' b'''`).filter(({ kind }) => kind === "word");
  assert.deepEqual(words, []);
});

test("a string that is being typed is said to be open", () => {
  assert.deepEqual(kinds(`?x ?p "abc\n}`), ["variable ?x", "variable ?p", 'unclosed "abc', "punctuation }"]);
  assert.deepEqual(kinds(`"""a\nb`), ['unclosed """a\nb']);
});

test("tokens cover all of a text but its white space", () => {
  const text = `SELECT ?é { ?é ^tg:a\\-b+ "\\"" ; \u{1f600} <<( ?s ?p ?o )>> . } \\`;
  const covered = tokensOf(text).map(({ from, to }) => text.slice(from, to)).join("");
  assert.equal(covered, text.replace(/\s/g, ""));
});
