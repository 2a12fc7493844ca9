import assert from "node:assert/strict";
import { test } from "node:test";

import { Tabs } from "../src/editor/tabs.js";

function three(active = "b") {
  return new Tabs(["a", "b", "c"].map((id) => ({ id, title: `Requête ${id}`, text: "" })), active);
}

test("the first tab is shown when the one named is not there", () => {
  assert.equal(three("z").active, "a");
});

test("closing the shown tab shows the next, or the one before at the end", () => {
  const tabs = three();
  tabs.close("b");
  assert.equal(tabs.active, "c");
  tabs.close("c");
  assert.equal(tabs.active, "a");
});

test("closing another tab leaves the shown one, and the last tab stays", () => {
  const tabs = three();
  tabs.close("a");
  tabs.close("c");
  tabs.close("b");
  assert.deepEqual([tabs.active, tabs.list.map(({ id }) => id)], ["b", ["b"]]);
});

test("a tab that is opened again takes its place back", () => {
  const tabs = three();
  const [tab] = tabs.list;
  tabs.close("a");
  tabs.add(tab, 0);
  assert.deepEqual([tabs.active, tabs.list.map(({ id }) => id)], ["a", ["a", "b", "c"]]);
});

test("neighbours go round the ends", () => {
  assert.equal(three().neighbour("a", -1), "c");
  assert.equal(three().neighbour("c", 1), "a");
});

test("a title is trimmed, and an empty one changes nothing", () => {
  const tabs = three();
  tabs.rename("a", "  Mes acteurs ");
  tabs.rename("b", "  ");
  assert.deepEqual(tabs.list.map(({ title }) => title), ["Mes acteurs", "Requête b", "Requête c"]);
});

test("a new title is one that no tab has", () => {
  const tabs = new Tabs([{ id: "a", title: "Requête 2" }], "a");
  assert.equal(tabs.nextTitle((number) => `Requête ${number}`), "Requête 3");
});
