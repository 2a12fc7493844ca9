import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAround, contains, Crowd, grown, isInside, overlap } from "../src/boxes.js";
import { between, seeded } from "./seeded.js";

test("boxes that only touch do not overlap", () => {
  const box = boxAround({ x: 0, y: 0 }, 10, 10);
  assert.equal(overlap(box, boxAround({ x: 10, y: 0 }, 10, 10)), false);
  assert.equal(overlap(box, boxAround({ x: 9, y: 9 }, 10, 10)), true);
});

test("a box is inside what it was before it grew, and holds its middle", () => {
  const box = boxAround({ x: 3, y: -4 }, 10, 6);
  assert.equal(isInside(box, box), true);
  assert.equal(isInside(box, grown(box, 2)), true);
  assert.equal(isInside(grown(box, 2), box), false);
  assert.equal(contains(box, { x: 3, y: -4 }), true);
  assert.equal(contains(box, { x: 3, y: -8 }), false);
});

test("a crowd finds every box that overlaps one, each once, as comparing with all would", () => {
  const random = seeded(1);
  const some = () => boxAround({ x: between(random, -900, 900), y: between(random, -900, 900) }, between(random, 1, 300), between(random, 1, 90));
  const boxes = Array.from({ length: 200 }, some);
  const crowd = new Crowd(boxes);
  for (const box of Array.from({ length: 50 }, some)) {
    const near = crowd.near(box);
    assert.equal(new Set(near).size, near.length);
    assert.deepEqual(new Set(near.filter((other) => overlap(box, other))), new Set(boxes.filter((other) => overlap(box, other))));
  }
});
