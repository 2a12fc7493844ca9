import assert from "node:assert/strict";
import { test } from "node:test";

import { middleOf } from "../src/lines.js";
import { Scene } from "../src/scene.js";

const KINDS = { company: { shape: "circle", fill: "#111111" } };
const node = (id, more = {}) => ({ id, group: "company", size: 10, x: 0, y: 0, title: `Nom ${id}`, ...more });
const tie = (id, from, to, count = 1) => ({ id, from, to, count, title: `Lien ${id}` });

function village(moved) {
  const nodes = [node("a"), node("b", { x: 100, size: 30 }), node("c", { y: 50, fill: "#222222" })];
  return new Scene({ nodes, edges: [tie("1", "a", "b", 2), tie("2", "b", "c"), tie("3", "a", "a")], kinds: KINDS }, moved);
}

test("a node looks as its kind does, but for a fill of its own", () => {
  const { nodes } = village();
  assert.equal(nodes.get("a").look.fill, "#111111");
  assert.equal(nodes.get("c").look.fill, "#222222");
  assert.equal(nodes.get("c").look.shape, "circle");
});

test("the largest node comes first, and lines of several ties are known", () => {
  assert.equal(village().largestFirst[0].id, "b");
  assert.deepEqual(village().merged.map(({ id }) => id), ["1"]);
});

test("neighbours are each told once, and none is its own", () => {
  assert.deepEqual(village().neighboursOf("a").map(({ id }) => id), ["b"]);
  assert.deepEqual(village().neighboursOf("b").map(({ id }) => id), ["a", "c"]);
  assert.deepEqual(village().tiesOf("unknown"), []);
});

test("a node that is moved takes its ties along and leaves the others", () => {
  const scene = village();
  const still = scene.courses.get("2");
  scene.move("a", { x: 0, y: 200 });
  assert.deepEqual(middleOf(scene.courses.get("1")), { x: 50, y: 100 });
  assert.equal(scene.courses.get("2"), still);
});

test("what a reader dragged aside stays there in the next scene", () => {
  const scene = village(new Map([["b", { x: -100, y: 0 }]]));
  assert.deepEqual(middleOf(scene.courses.get("1")), { x: -50, y: 0 });
});

test("a selected node keeps its ties and neighbours at full strength, a selected tie its ends", () => {
  const scene = village();
  assert.equal(scene.emphasisOf(null), null);
  const ofNode = scene.emphasisOf({ kind: "node", id: "a" });
  assert.deepEqual([[...ofNode.nodes], [...ofNode.ties]], [["a", "b"], ["1", "3"]]);
  const ofTie = scene.emphasisOf({ kind: "tie", id: "2" });
  assert.deepEqual([[...ofTie.nodes], [...ofTie.ties]], [["b", "c"], ["2"]]);
});

test("a scene knows what can be pointed at", () => {
  const scene = village();
  assert.equal(scene.has({ kind: "tie", id: "1" }), true);
  assert.equal(scene.has({ kind: "node", id: "1" }), false);
  assert.equal(scene.has(null), false);
  assert.equal(scene.titleOf({ kind: "node", id: "c" }), "Nom c");
});
