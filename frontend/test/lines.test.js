import assert from "node:assert/strict";
import { test } from "node:test";

import { courseOf, isOutside, middleOf, nearestTie, trace } from "../src/lines.js";

const nodes = new Map([
  ["a", { x: 0, y: 0, size: 10 }],
  ["b", { x: 100, y: 0, size: 10 }],
  ["c", { x: 0, y: 100, size: 20 }],
]);
const bent = (type, roundness = 0.2) => courseOf({ from: "a", to: "b", smooth: { type, roundness } }, nodes);
const straight = courseOf({ from: "a", to: "b" }, nodes);

test("a tie runs straight from one node to the other, its middle between them", () => {
  assert.deepEqual(straight, { loop: false, bent: false, ax: 0, ay: 0, bx: 100, by: 0, x: 50, y: 0 });
  assert.deepEqual(middleOf(straight), { x: 50, y: 0 });
});

test("parallel ties bend to opposite sides, as far as each other", () => {
  const [one, other] = [middleOf(bent("curvedCW")), middleOf(bent("curvedCCW"))];
  assert.equal(one.x, other.x);
  assert.equal(one.y, -other.y);
  assert.equal(one.y, -10); // half of the way to the point that bends it, which is 0.2 of the length aside
});

test("a tie bends at a right angle to its direction, whichever that is", () => {
  const down = courseOf({ from: "a", to: "c", smooth: { type: "curvedCW", roundness: 0.2 } }, nodes);
  assert.deepEqual(middleOf(down), { x: 10, y: 50 });
});

test("a tie that turns back bends to the same side of the page as its parallel", () => {
  const there = courseOf({ from: "a", to: "b", smooth: { type: "curvedCW", roundness: 0.2 } }, nodes);
  const back = courseOf({ from: "b", to: "a", smooth: { type: "curvedCCW", roundness: 0.2 } }, nodes);
  assert.deepEqual(middleOf(there), middleOf(back));
});

test("a tie of a node with itself is a circle at its corner", () => {
  const loop = courseOf({ from: "c", to: "c" }, nodes);
  assert.deepEqual(loop, { loop: true, x: 20, y: 80, radius: 26 });
  assert.deepEqual(middleOf(loop), { x: 46, y: 80 });
});

test("the nearest tie within reach is found, and none beyond it", () => {
  const courses = new Map([
    ["near", straight],
    ["far", courseOf({ from: "c", to: "b" }, nodes)],
    ["loop", courseOf({ from: "c", to: "c" }, nodes)],
  ]);
  assert.equal(nearestTie(courses, { x: 50, y: 3 }, 6), "near");
  assert.equal(nearestTie(courses, { x: 50, y: 48 }, 6), "far");
  assert.equal(nearestTie(courses, { x: 20, y: 55 }, 6), "loop");
  assert.equal(nearestTie(courses, { x: 50, y: 20 }, 6), undefined);
  assert.equal(nearestTie(courses, { x: 110, y: 0 }, 6), undefined); // beyond its end, not beside it
});

test("a bent tie is near along its bend, not along the straight line", () => {
  const courses = new Map([["bent", bent("curvedCW", 1)]]);
  assert.equal(nearestTie(courses, middleOf(bent("curvedCW", 1)), 2), "bent");
  assert.equal(nearestTie(courses, { x: 50, y: 0 }, 2), undefined);
});

test("ties of two nodes in one place have a distance", () => {
  const together = new Map([...nodes, ["d", { x: 0, y: 0, size: 10 }]]);
  const courses = new Map([["point", courseOf({ from: "a", to: "d" }, together)]]);
  assert.equal(nearestTie(courses, { x: 3, y: 4 }, 6), "point");
});

test("a tie is outside a box only where both its ends and its bend are beyond one side", () => {
  const box = (left, right, top, bottom) => ({ left, right, top, bottom });
  assert.equal(isOutside(straight, box(0, 100, 1, 50)), true);
  assert.equal(isOutside(straight, box(40, 60, -10, 10)), false); // it crosses
  assert.equal(isOutside(bent("curvedCCW"), box(0, 100, 1, 50)), false); // its bend comes in
  assert.equal(isOutside(straight, box(101, 200, -10, 10)), true);
});

test("a course is traced from end to end: as a line, a curve or a circle", () => {
  const drawn = (course) => {
    const steps = [];
    const pen = new Proxy({}, { get: (_, name) => (...given) => steps.push([name, ...given]) });
    trace(pen, course);
    return steps;
  };
  assert.deepEqual(drawn(straight), [["moveTo", 0, 0], ["lineTo", 100, 0]]);
  assert.deepEqual(drawn(bent("curvedCW")), [["moveTo", 0, 0], ["quadraticCurveTo", 50, -20, 100, 0]]);
  const loop = courseOf({ from: "c", to: "c" }, nodes);
  assert.deepEqual(drawn(loop), [["moveTo", 46, 80], ["arc", 20, 80, 26, 0, 2 * Math.PI]]);
});
