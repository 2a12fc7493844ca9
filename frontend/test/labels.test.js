import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAround, isInside, overlap } from "../src/boxes.js";
import { forgetMeasures, placeLabels, wantedLabels, wrapLabel } from "../src/labels.js";
import { between, seeded } from "./seeded.js";

const SCREEN = { left: 0, right: 800, top: 0, bottom: 600 };
const RULER = { measureText: (text) => ({ width: 7 * text.length }) }; // measures in place of a canvas

function marksOf(places) {
  return new Map(places.map(({ id, x, y, size = 10 }) => [id, boxAround({ x, y }, 2 * size, 2 * size)]));
}

function placed(places, { taken = [], forced = () => false } = {}) {
  forgetMeasures();
  const nodes = places.map(({ id, label = id }) => ({ id, label }));
  return placeLabels(RULER, nodes, { screen: SCREEN, marks: marksOf(places), taken, forced, theme: { font: "serif" } });
}

test("a name has at most two lines of 22 characters, and no more is lost than must be", () => {
  assert.deepEqual(wrapLabel("Seine-Eure"), ["Seine-Eure"]);
  assert.deepEqual(wrapLabel("  Chambre de commerce   et d'industrie "), ["Chambre de commerce et", "d'industrie"]);
  assert.deepEqual(wrapLabel("Agence de développement pour la Normandie et ses territoires"), [
    "Agence de",
    "développement pour la…",
  ]);
});

test("a word longer than a line goes on in the next", () => {
  assert.deepEqual(wrapLabel("x".repeat(30)), ["x".repeat(22), "x".repeat(8)]);
  const [first, second] = wrapLabel("y".repeat(60));
  assert.equal(first.length, 22);
  assert.equal(second, `${"y".repeat(21)}…`);
});

test("whatever the name, its lines are never longer, and they begin as it does", () => {
  const random = seeded(2);
  for (let round = 0; round < 300; round += 1) {
    const letters = () => "é".repeat(Math.ceil(between(random, 0, 30)));
    const name = Array.from({ length: Math.ceil(between(random, 0, 9)) }, letters).join(" ");
    const lines = wrapLabel(name);
    assert.ok(lines.length <= 2 && lines.every((line) => line.length <= 22 && line.length > 0), name);
    const told = lines.join("").replace("…", "").replaceAll(" ", "");
    assert.ok(name.replaceAll(" ", "").startsWith(told), name);
  }
});

test("the name stands below its node, else above it, else beside it, else at a corner", () => {
  const [free] = placed([{ id: "a", x: 400, y: 300 }]);
  assert.ok(free.box.top > 310);
  const [above] = placed([{ id: "a", x: 400, y: 300 }], { taken: [boxAround({ x: 400, y: 330 }, 90, 30)] });
  assert.ok(above.box.bottom < 290);
  const both = [boxAround({ x: 400, y: 330 }, 90, 30), boxAround({ x: 400, y: 270 }, 90, 30)];
  const [beside] = placed([{ id: "a", x: 400, y: 300 }], { taken: both });
  assert.ok(beside.box.left > 410);
  const sides = [boxAround({ x: 440, y: 300 }, 40, 14), boxAround({ x: 360, y: 300 }, 40, 14)];
  const narrow = [boxAround({ x: 400, y: 330 }, 16, 30), boxAround({ x: 400, y: 270 }, 16, 30)];
  const [corner] = placed([{ id: "abcdef", x: 400, y: 300 }], { taken: [...narrow, ...sides] });
  assert.ok(corner.box.left > 410 && corner.box.top > 305);
});

test("at the edge of the screen the name goes to where it can be read whole", () => {
  const [label] = placed([{ id: "a", label: "Évreux", x: 400, y: 590 }]);
  assert.ok(isInside(label.box, SCREEN));
});

test("no name covers another, nor what is taken, however many nodes there are", () => {
  const random = seeded(3);
  for (const many of [5, 40, 150]) {
    const places = Array.from({ length: many }, (_, at) => ({
      id: `Acteur ${at}`,
      x: between(random, 50, 750),
      y: between(random, 50, 550),
      size: between(random, 6, 20),
    }));
    const taken = [boxAround({ x: 400, y: 300 }, 120, 80)];
    const labels = placed(places, { taken });
    assert.ok(labels.length > 1);
    labels.forEach(({ box, id }, at) => {
      assert.ok(!overlap(box, taken[0]), id);
      assert.ok(isInside(box, SCREEN), id);
      for (const other of labels.slice(0, at)) assert.ok(!overlap(box, other.box), `${id} over ${other.id}`);
    });
  }
});

test("a name without room is left out, unless its node was chosen", () => {
  const places = [{ id: "a", x: 400, y: 300 }, { id: "b", x: 402, y: 300 }];
  const taken = [boxAround({ x: 400, y: 300 }, 300, 300)];
  assert.deepEqual(placed(places, { taken }), []);
  assert.deepEqual(placed(places, { taken, forced: (node) => node.id === "b" }).map(({ id }) => id), ["b"]);
});

/** A node of the largest, or the seventh, in the middle of eight smaller or equal ones, on all sides of it. */
function surrounded(size, rank) {
  const before = Array.from({ length: rank }, (_, at) => ({ id: `before ${at}`, label: "", x: 90 * at, y: 40, size: 20 }));
  const around = [-35, 0, 35].flatMap((x) => [-30, 0, 30].map((y) => [x, y])).filter(([x, y]) => x !== 0 || y !== 0);
  const others = around.map(([x, y], at) => ({ id: `${at}`, label: "", x: 400 + x, y: 300 + y, size }));
  return [...before, { id: "a", label: "abcd", x: 400, y: 300 }, ...others];
}

test("a name hides no node as large as its own, and of smaller ones the fewest, for the six largest alone", () => {
  const named = (places) => placed(places).find(({ id }) => id === "a");
  assert.equal(named(surrounded(10, 0)), undefined);
  assert.ok(named(surrounded(8, 0)).box.top > 310);
  assert.equal(named(surrounded(8, 6)), undefined);
  const above = named(surrounded(8, 0).filter(({ id }) => id !== "3"));
  assert.ok(above.box.bottom < 290);
});

test("the name of a chosen node is heavier, and measured as such", () => {
  const [label] = placed([{ id: "a", x: 400, y: 300 }], { forced: () => true });
  assert.equal(label.weight, 600);
});

function wanted(count, { selection = null, hovered = null, emphasis = null, hit = -1 } = {}) {
  const nodes = Array.from({ length: count }, (_, at) => ({ id: `n${at}`, hit: at === hit }));
  return wantedLabels(nodes, new Map(nodes.map(({ id }) => [id, {}])), { selection, hovered, emphasis }).map(({ id }) => id);
}

test("all of a picture are to be named where there is room, and never more than sixty of a crowd", () => {
  assert.equal(wanted(150).length, 150);
  assert.equal(wanted(151).length, 60);
});

test("what is selected, pointed at or found is named first, each once", () => {
  const chosen = { selection: { kind: "node", id: "n30" }, hovered: { kind: "node", id: "n0" } };
  assert.deepEqual(wanted(60, { hit: 40, ...chosen }).slice(0, 4), ["n0", "n30", "n40", "n1"]);
  assert.equal(wanted(60, { hit: 40, ...chosen }).length, 60);
});

test("a tie that is selected names no node first", () => {
  assert.equal(wanted(3, { selection: { kind: "tie", id: "n2" } })[0], "n0");
});

test("while something is selected only its neighbourhood is named", () => {
  const emphasis = { nodes: new Set(["n50", "n51"]), ties: new Set() };
  assert.deepEqual(wanted(60, { emphasis }), ["n50", "n51"]);
});

test("nodes that are not on screen are not named", () => {
  const nodes = [{ id: "here" }, { id: "beyond" }];
  const view = { selection: null, hovered: null, emphasis: null };
  assert.deepEqual(wantedLabels(nodes, new Map([["here", {}]]), view).map(({ id }) => id), ["here"]);
});
