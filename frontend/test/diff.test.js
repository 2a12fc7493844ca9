import assert from "node:assert/strict";
import { test } from "node:test";

import { DataSet } from "vis-data";

import { syncItems } from "../src/diff.js";

/** A set of items, and what it says of its changes. */
function watched(items) {
  const dataset = new DataSet(items);
  const said = [];
  dataset.on("*", (event, { items: ids }) => said.push([event, ...ids]));
  return { dataset, said };
}

test("a set becomes the wanted items, touching only what changed", () => {
  const kept = { id: "a", x: 1 };
  const { dataset, said } = watched([kept, { id: "b", x: 1 }, { id: "c", x: 1 }]);
  syncItems(dataset, [{ id: "a", x: 1 }, { id: "b", x: 2 }, { id: "d", x: 1 }]);
  assert.deepEqual(dataset.getIds().sort(), ["a", "b", "d"]);
  assert.equal(dataset.get("b").x, 2);
  assert.deepEqual(said, [["remove", "c"], ["add", "d"], ["update", "b"]]);
});

test("the same items again are no change", () => {
  const items = [{ id: "a", label: "Ville", hidden: false }, { id: "b", label: "" }];
  const { dataset, said } = watched(items);
  syncItems(dataset, items.map((item) => ({ ...item })));
  assert.deepEqual(said, []);
});

test("no items empty the set, and an empty set is filled", () => {
  const { dataset } = watched([{ id: "a" }]);
  syncItems(dataset, []);
  assert.equal(dataset.length, 0);
  syncItems(dataset, [{ id: "b" }]);
  assert.deepEqual(dataset.getIds(), ["b"]);
});

test("a field that an item does not name stays, as the place of a node that was dragged", () => {
  const { dataset, said } = watched([{ id: "a", size: 1, x: 7 }]);
  syncItems(dataset, [{ id: "a", size: 1 }]);
  assert.deepEqual(said, []);
  syncItems(dataset, [{ id: "a", size: 2 }]);
  assert.deepEqual(dataset.get("a"), { id: "a", size: 2, x: 7 });
});

test("a field that turns to nothing is a change", () => {
  const { dataset } = watched([{ id: "a", fill: "#111111" }]);
  syncItems(dataset, [{ id: "a", fill: undefined }]);
  assert.equal(dataset.get("a").fill, undefined);
});
