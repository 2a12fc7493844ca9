import assert from "node:assert/strict";
import { test } from "node:test";

import { missingPrefixes, writtenIri } from "../src/editor/prologue.js";

const KNOWN = { tg: "http://t/", act: "http://t/actor/" };

/** A text with the declarations that names lack. */
function declaring(text, ...names) {
  const { from, insert } = missingPrefixes(text, names, KNOWN);
  return text.slice(0, from) + insert + text.slice(from);
}

test("a declaration goes below the last one", () => {
  assert.equal(declaring("PREFIX a: <b>\n\nASK {}", "tg:x"), "PREFIX a: <b>\nPREFIX tg: <http://t/>\n\nASK {}");
  assert.equal(declaring("PREFIX a: <b> # a\nASK {}", "tg:x"), "PREFIX a: <b> # a\nPREFIX tg: <http://t/>\nASK {}");
  assert.equal(declaring("PREFIX a: <b> ASK {}", "tg:x"), "PREFIX a: <b>\nPREFIX tg: <http://t/> ASK {}");
});

test("the first declaration goes before the query, below its opening comments", () => {
  assert.equal(declaring("# why\nASK {}", "tg:x"), "# why\nPREFIX tg: <http://t/>\n\nASK {}");
  assert.equal(declaring("# why", "tg:x"), "# why\nPREFIX tg: <http://t/>\n");
  assert.equal(declaring("", "tg:x", "act:y"), "PREFIX tg: <http://t/>\nPREFIX act: <http://t/actor/>\n");
});

test("what is declared already, or not known, is not declared", () => {
  assert.equal(missingPrefixes("PREFIX tg: <other> ASK {}", ["tg:x"], KNOWN), null);
  assert.equal(missingPrefixes("ASK {}", ["zz:x"], KNOWN), null);
});

test("an IRI is written with its nearest namespace, in full where no name can hold it", () => {
  assert.equal(writtenIri("http://t/actor/lsn", {}, KNOWN), "act:lsn");
  assert.equal(writtenIri("http://t/actor/a/b", {}, KNOWN), "<http://t/actor/a/b>");
  assert.equal(writtenIri("http://t/x", { q: "http://t/" }, KNOWN), "q:x");
});
