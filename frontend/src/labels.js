// Labels: names under the nodes, in screen pixels whatever the zoom, none over another.
import { boxAround, Crowd, grown, isInside, overlap } from "./boxes.js";
import { isNode } from "./targets.js";

const LINE_LENGTH = 22;
const LINE_HEIGHT = 15.5;
const FONT_SIZE = 13;
const HALO = 4;
const GAP = 4;
const ALWAYS_SHOWN = 6;
const CROWDED = 150; // nodes of a picture from which not all are named, however near
const MOST_IN_CROWD = 60;
const MOST_MEASURED = 5000;
const LESSER = 0.95; // share of a mark's height under which its label may cover another mark

/** Cuts a name into at most two lines of 22 characters; the whole name is in the tooltip and the table. */
export function wrapLabel(text) {
  const words = text.trim().split(/\s+/).flatMap(cutWord);
  const first = takeLine(words);
  if (words.length === 0) return [first];
  const second = takeLine(words);
  return [first, words.length === 0 ? second : `${second.slice(0, LINE_LENGTH - 1).trimEnd()}…`];
}

/**
 * Nodes on screen whose label is wanted, the most important first: the selection, the pointed one, search hits, then
 * by size. All of a picture are wanted, room decides; of a crowd never more than can be read at once.
 */
export function wantedLabels(largestFirst, marks, { selection, hovered, emphasis }) {
  const bySize = largestFirst.filter(({ id }) => marks.has(id));
  const chosen = bySize.filter(({ id }) => isNode(selection, id) || isNode(hovered, id));
  const hits = bySize.filter(({ hit }) => hit);
  const kept = bySize.filter(({ id }) => emphasis === null || emphasis.nodes.has(id));
  const most = largestFirst.length > CROWDED ? MOST_IN_CROWD : Infinity;
  return [...new Set([...chosen, ...hits.slice(0, MOST_IN_CROWD), ...kept.slice(0, most)])];
}

/**
 * Places each label below its node, else above, beside or at a corner of it, where it covers no label, button or node
 * and stays on screen. The largest nodes may cover smaller ones, the fewest possible; those of `forced` anything.
 */
export function placeLabels(ctx, wanted, { screen, marks, taken, forced, theme }) {
  const placed = [];
  const crowd = new Crowd(marks.values());
  const full = new Crowd(taken);
  wanted.forEach((node, rank) => {
    const label = measured(ctx, node.label, forced(node) ? 600 : 400, theme);
    const mark = marks.get(node.id);
    const boxes = boxesBeside(mark, label);
    const free = boxes.filter((box) => isInside(box, screen) && !isTaken(full, grown(box, 2)));
    const mayCover = rank < ALWAYS_SHOWN;
    const covered = free.map((box) => countCovered(box, crowd, mark, mayCover));
    const least = Math.min(...covered);
    if (least === Infinity && !forced(node)) return;
    const box = free[covered.indexOf(least)] ?? boxes[0];
    placed.push({ id: node.id, ...label, box });
    full.add(box);
  });
  return placed;
}

export function drawLabels(ctx, placed, theme) {
  ctx.lineJoin = "round";
  for (const { box, lines, weight } of placed) {
    ctx.font = labelFont(theme, weight);
    lines.forEach((line, row) => {
      drawLine(ctx, line, { x: (box.left + box.right) / 2, y: box.top + (row + 0.5) * LINE_HEIGHT }, theme);
    });
  }
}

/** Draws what a tie says at its middle, on a small plate that hides the lines behind it. */
export function drawTieLabel(ctx, text, place, theme) {
  const label = measured(ctx, text, 600, theme);
  const box = boxAround(place, label.width, label.height);
  drawPlate(ctx, grown(box, 5), plateOf(theme));
  drawLabels(ctx, [{ ...label, box }], theme);
}

/** Draws how many ties a line stands for, at its middle. */
export function drawTieCount(ctx, count, box, theme) {
  drawPlate(ctx, box, plateOf(theme));
  ctx.font = `600 11px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.text;
  ctx.fillText(String(count), (box.left + box.right) / 2, (box.top + box.bottom) / 2 + 0.5);
}

const measures = new Map();

function measured(ctx, text, weight, theme) {
  const key = `${weight} ${theme.font} ${text}`;
  if (!measures.has(key)) {
    if (measures.size >= MOST_MEASURED) measures.clear();
    measures.set(key, measure(ctx, text, weight, theme));
  }
  return measures.get(key);
}

function measure(ctx, text, weight, theme) {
  const lines = wrapLabel(text);
  ctx.font = labelFont(theme, weight);
  const width = Math.max(...lines.map((line) => ctx.measureText(line).width));
  return { lines, weight, width, height: lines.length * LINE_HEIGHT };
}

/** Text measured before the fonts of the page came is measured again. */
export function forgetMeasures() {
  measures.clear();
}

function drawLine(ctx, text, { x, y }, theme) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = HALO;
  ctx.strokeStyle = theme.background;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = theme.text;
  ctx.fillText(text, x, y);
}

/** Draws a small plate behind a number or a word. */
export function drawPlate(ctx, { left, right, top, bottom }, { fill, edge, corner }) {
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, corner);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = edge;
  ctx.stroke();
}

function plateOf(theme) {
  return { fill: theme.background, edge: theme.line, corner: 5 };
}

function labelFont(theme, weight) {
  return `${weight} ${FONT_SIZE}px ${theme.font}`;
}

function takeLine(words) {
  let line = words.shift();
  while (words.length > 0 && line.length + 1 + words[0].length <= LINE_LENGTH) line += ` ${words.shift()}`;
  return line;
}

function cutWord(word) {
  if (word.length <= LINE_LENGTH) return [word];
  return [word.slice(0, LINE_LENGTH), ...cutWord(word.slice(LINE_LENGTH))];
}

function boxesBeside(mark, { width, height }) {
  const middle = { x: (mark.left + mark.right) / 2, y: (mark.top + mark.bottom) / 2 };
  const below = { x: middle.x, y: mark.bottom + GAP + height / 2 };
  const above = { x: middle.x, y: mark.top - GAP - height / 2 };
  const right = { x: mark.right + 2 * GAP + width / 2, y: middle.y };
  const left = { x: mark.left - 2 * GAP - width / 2, y: middle.y };
  const corners = [right.x - GAP, left.x + GAP].flatMap((x) => [below.y - GAP, above.y + GAP].map((y) => ({ x, y })));
  return [below, above, right, left, ...corners].map((place) => boxAround(place, width, height));
}

function isTaken(full, box) {
  return full.near(box).some((other) => overlap(box, other));
}

/** How many smaller marks a label covers; infinity when it covers a mark that it must not. */
function countCovered(box, crowd, own, mayCover) {
  let count = 0;
  for (const mark of crowd.near(box)) {
    if (mark === own || !overlap(box, mark)) continue;
    if (!mayCover || heightOf(mark) > LESSER * heightOf(own)) return Infinity;
    count += 1;
  }
  return count;
}

function heightOf({ top, bottom }) {
  return bottom - top;
}
