// Hulls: a soft background with a title behind the nodes of a group.
import { boxAround, overlap } from "./boxes.js";
import { sizeAt } from "./marks.js";
import { look as LOOK } from "./marks.json";

export const HULL_PAD = LOOK.hull.pad; // canvas pixels between a node's middle and the edge of its group
const FILLED = LOOK.hull.filled;
const EDGED = 0.45;
const TITLE = { size: 13, gap: 6, longest: 40 };

/** Paints the backgrounds, in canvas units turned into screen pixels by the frame. */
export function drawHulls(ctx, scene, frame) {
  for (const hull of scene.hulls) {
    const corners = cornersOf(hull, scene, frame);
    if (corners.length === 0) continue;
    traceAround(ctx, corners, sizeAt(HULL_PAD, frame.zoom));
    ctx.fillStyle = hull.fill;
    ctx.globalAlpha = FILLED;
    ctx.fill();
    ctx.strokeStyle = hull.fill;
    ctx.globalAlpha = EDGED;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}

/** Writes the titles above the backgrounds; returns their boxes, which names then leave free. */
export function drawHullTitles(ctx, scene, theme, frame) {
  const boxes = [];
  ctx.font = `600 ${TITLE.size}px ${theme.font}`;
  for (const hull of scene.hulls) {
    const corners = cornersOf(hull, scene, frame);
    if (corners.length === 0) continue;
    const text = cut(hull.label);
    const box = titleBox(corners, ctx.measureText(text).width, frame);
    if (boxes.some((other) => overlap(box, other))) continue;
    boxes.push(box);
    writeTitle(ctx, text, box, theme);
  }
  return boxes;
}

/** The corners of the convex hull of some points, clockwise on screen (Andrew's monotone chain). */
export function convexHull(points) {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
  if (sorted.length < 3) return sorted;
  const [there, back] = [chain(sorted), chain([...sorted].reverse())];
  return [...there.slice(0, -1), ...back.slice(0, -1)];
}

function chain(points) {
  const kept = [];
  for (const point of points) {
    while (kept.length > 1 && turn(kept.at(-2), kept.at(-1), point) <= 0) kept.pop();
    kept.push(point);
  }
  return kept;
}

function turn(a, b, c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

function cornersOf({ nodes }, scene, { zoom, x, y }) {
  const drawn = nodes.map((id) => scene.nodes.get(id)).filter((node) => node !== undefined);
  return convexHull(drawn.map((node) => ({ x: node.x * zoom + x, y: node.y * zoom + y })));
}

/** Traces the outline at a distance around some corners: an arc at each, which canvas joins by straight lines. */
function traceAround(ctx, corners, distance) {
  ctx.beginPath();
  corners.forEach((corner, at) => {
    const before = corners.at(at - 1);
    const after = corners[(at + 1) % corners.length];
    const [start, end] = corners.length === 1 ? [0, 2 * Math.PI] : [outward(before, corner), outward(corner, after)];
    ctx.arc(corner.x, corner.y, distance, start, end);
  });
  ctx.closePath();
}

/** The direction that points out of a hull from the edge between two of its corners. */
function outward(from, to) {
  return Math.atan2(from.x - to.x, to.y - from.y);
}

function titleBox(corners, width, { zoom }) {
  const top = Math.min(...corners.map(({ y }) => y)) - sizeAt(HULL_PAD, zoom);
  const left = Math.min(...corners.map(({ x }) => x));
  const right = Math.max(...corners.map(({ x }) => x));
  return boxAround({ x: (left + right) / 2, y: top - TITLE.gap - TITLE.size / 2 }, width, TITLE.size + 4);
}

function writeTitle(ctx, text, box, theme) {
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = theme.background;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = theme.text;
  ctx.fillText(text, x, y);
}

function cut(text) {
  const characters = [...text.trim()];
  return characters.length > TITLE.longest ? `${characters.slice(0, TITLE.longest - 1).join("").trimEnd()}…` : text.trim();
}
