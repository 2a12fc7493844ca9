// Labels: names under the nodes, in screen pixels whatever the zoom, none over another.
import { boxAround, grown, isInside, overlap } from "./boxes.js";
import { isNode } from "./targets.js";
import { TIE_COLOUR } from "./theme.js";

const LINE_LENGTH = 22;
const LINE_HEIGHT = 15.5;
const FONT_SIZE = 13;
const HALO = 4;
const GAP = 4;
const MANY_NODES = 40;
const FAR = 0.9;
const LARGEST_SHOWN = 15;
const ALWAYS_SHOWN = 6;
const LESSER = 0.95; // share of a mark's height under which its label may cover another mark

/** Cuts a name into at most two lines of 22 characters; the whole name is in the tooltip and the table. */
export function wrapLabel(text) {
  const words = text.trim().split(/\s+/).flatMap(cutWord);
  const first = takeLine(words);
  if (words.length === 0) return [first];
  const second = takeLine(words);
  return [first, words.length === 0 ? second : `${second.slice(0, LINE_LENGTH - 1).trimEnd()}…`];
}

/** Nodes whose label is wanted, the most important first: the selection, the pointed one, then by size. */
export function wantedLabels(nodes, { selection, hovered, emphasis, zoom }) {
  const bySize = [...nodes].sort((one, other) => other.size - one.size);
  const first = bySize.filter(({ id }) => isNode(selection, id) || isNode(hovered, id));
  const kept = bySize.filter(({ id }) => emphasis === null || emphasis.nodes.has(id));
  const thinned = emphasis === null && nodes.length > MANY_NODES && zoom < FAR;
  return [...new Set([...first, ...(thinned ? kept.slice(0, LARGEST_SHOWN) : kept)])];
}

/**
 * Places each label below its node, else above or beside it, where it covers no label, button or node and stays on
 * screen. The largest nodes, more of them in a crowd, may cover smaller ones, the fewest possible; those of `forced` anything.
 */
export function placeLabels(ctx, wanted, { screen, marks, taken, forced, theme }) {
  const placed = [];
  wanted.forEach((node, rank) => {
    const label = measured(ctx, node.label, forced(node) ? 600 : 400, theme);
    const boxes = boxesBeside(marks.get(node.id), label);
    const others = [...taken, ...placed.map((other) => other.box)];
    const free = boxes.filter((box) => isInside(box, screen) && !others.some((other) => overlap(grown(box, 2), other)));
    const mayCover = rank < (marks.size > MANY_NODES ? LARGEST_SHOWN : ALWAYS_SHOWN);
    const covered = free.map((box) => countCovered(box, marks, node.id, mayCover));
    const least = Math.min(...covered);
    if (least === Infinity && !forced(node) && rank > 0) return;
    placed.push({ id: node.id, ...label, box: free[covered.indexOf(least)] ?? boxes[0] });
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
  drawPlate(ctx, grown(box, 5), theme);
  drawLabels(ctx, [{ ...label, box }], theme);
}

/** Draws how many ties a line stands for, at its middle. */
export function drawTieCount(ctx, count, box, theme) {
  drawPlate(ctx, box, theme);
  ctx.font = `600 11px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.text;
  ctx.fillText(String(count), (box.left + box.right) / 2, (box.top + box.bottom) / 2 + 0.5);
}

function measured(ctx, text, weight, theme) {
  const lines = wrapLabel(text);
  ctx.font = labelFont(theme, weight);
  const width = Math.max(...lines.map((line) => ctx.measureText(line).width));
  return { lines, weight, width, height: lines.length * LINE_HEIGHT };
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

function drawPlate(ctx, { left, right, top, bottom }, theme) {
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, 5);
  ctx.fillStyle = theme.background;
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = TIE_COLOUR;
  ctx.stroke();
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
  return [below, above, right, left].map((place) => boxAround(place, width, height));
}

/** How many smaller marks a label covers; infinity when it covers a mark that it must not. */
function countCovered(box, marks, own, mayCover) {
  let count = 0;
  for (const [id, mark] of marks) {
    if (id === own || !overlap(box, mark)) continue;
    if (!mayCover || heightOf(mark) > LESSER * heightOf(marks.get(own))) return Infinity;
    count += 1;
  }
  return count;
}

function heightOf({ top, bottom }) {
  return bottom - top;
}
