// Painter: what each frame shows, in screen pixels: backgrounds of groups, lines, marks, then signs, counts and names.
import { boxAround, Crowd, overlap } from "./boxes.js";
import { drawHulls, drawHullTitles } from "./hulls.js";
import { drawLabels, drawPlate, drawTieCount, drawTieLabel, placeLabels, wantedLabels } from "./labels.js";
import { middleOf } from "./lines.js";
import { boxOf, drawMark, drawSign, drawSilhouette, sizeAt } from "./marks.js";
import { look as LOOK } from "./marks.json";
import { isNode } from "./targets.js";

const BLURRED = 0.15; // opacity of what is not of the selection
const FADED = LOOK.faded; // opacity of what was attested too long ago
const HALO = { gap: 2, width: 3 };
const SMALLEST_TARGET = 24; // screen pixels, WCAG 2.2 success criterion 2.5.8
const COUNTS_FROM = LOOK.countsFrom; // zoom under which the counts of merged ties would crowd the picture
const SIGNS_FROM = 0.25; // zoom under which badges and pins would
const CROWD = 300; // marks on screen from which they are drawn as sprites
const BADGE = { height: 16, rise: 2 };
const PIN = 5.5; // half-height of the sign of a pinned node

/** A node as vis-network wants it from a custom renderer: the size that the pointer meets. Painting comes after. */
export function renderNode(view, { id }) {
  const { look, size } = view.scene.nodes.get(id);
  const zoom = view.network?.getScale() ?? 1;
  const box = boxOf(look, sizeAt(size, zoom) / zoom);
  return {
    nodeDimensions: {
      width: Math.max(2 * box.right, SMALLEST_TARGET / zoom),
      height: Math.max(2 * Math.max(-box.top, box.bottom), SMALLEST_TARGET / zoom),
    },
  };
}

/** Paints a frame; returns the labels placed, so that pointing at one points at its node, and whether it may stay. */
export function paint(view, ctx, frame) {
  const { scene, theme } = view;
  const marks = marksOnScreen(scene, frame);
  ctx.save();
  ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
  drawHulls(ctx, scene, frame);
  const exact = view.tieLayer.paint(ctx, view, frame);
  ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
  drawNodes(ctx, view, marks, frame);
  const titles = drawHullTitles(ctx, scene, theme, frame);
  const signs = frame.zoom >= SIGNS_FROM ? drawSigns(ctx, view, marks) : [];
  const labels = drawNames(ctx, view, marks, [view.controls.box(), ...titles, ...signs], frame);
  if (frame.zoom >= COUNTS_FROM) drawCounts(ctx, view, [...marks.values(), ...labels.map(({ box }) => box)], frame);
  drawTieNames(ctx, view, frame);
  ctx.restore();
  return { labels, exact };
}

function marksOnScreen(scene, { zoom, x, y, width, height }) {
  const marks = new Map();
  for (const node of scene.nodes.values()) {
    const size = sizeAt(node.size, zoom);
    const [middle, level] = [node.x * zoom + x, node.y * zoom + y];
    if (middle < -2 * size || level < -2 * size || middle > width + 2 * size || level > height + 2 * size) continue;
    const { left, right, top, bottom } = boxOf(node.look, size);
    marks.set(node.id, {
      node,
      place: { x: middle, y: level, size },
      left: middle + left,
      right: middle + right,
      top: level + top,
      bottom: level + bottom,
    });
  }
  return marks;
}

function drawNodes(ctx, view, marks, { ratio }) {
  const { theme, emphasis } = view;
  const crowded = marks.size > CROWD;
  const picked = [];
  for (const { node, place } of marks.values()) {
    if (isNode(view.selection, node.id) || isNode(view.hovered, node.id)) {
      picked.push({ node, place });
      continue;
    }
    const opacity = emphasis !== null && !emphasis.nodes.has(node.id) ? BLURRED : node.faded ? FADED : 1;
    if (opacity < 1 && !crowded) drawSilhouette(ctx, node.look, place, theme.background); // no line shows through
    if (opacity < 1 || crowded) view.sprites.draw(ctx, node.look, place, { opacity, theme, ratio });
    else drawMark(ctx, node.look, place, theme);
  }
  for (const { node, place } of picked) drawPicked(ctx, view, node, place);
}

function drawPicked(ctx, { theme, selection }, { id, look }, place) {
  const ring = look.members ? HALO.gap + HALO.width : 0;
  if (isNode(selection, id)) {
    drawSilhouette(ctx, look, place, theme.text, ring + HALO.gap + HALO.width);
    drawSilhouette(ctx, look, place, theme.background, ring + HALO.gap);
  } else {
    drawSilhouette(ctx, look, place, theme.text, ring + HALO.gap);
  }
  drawMark(ctx, look, place, theme);
}

/**
 * Draws how many neighbours are hidden, at the upper right of a mark, and the sign of a pinned one at its upper left;
 * returns their boxes, which names then leave free.
 */
function drawSigns(ctx, { emphasis, theme }, marks) {
  const boxes = [];
  for (const mark of marks.values()) {
    const { id, hidden, pinned } = mark.node;
    if (emphasis !== null && !emphasis.nodes.has(id)) continue;
    if (pinned) boxes.push(drawPin(ctx, mark, theme));
    if (hidden) boxes.push(drawBadge(ctx, `+${hidden}`, mark, theme));
  }
  return boxes;
}

function drawPin(ctx, { left, top }, theme) {
  drawSign(ctx, "pin", { x: left, y: top, size: PIN }, theme.text, theme.background);
  return boxAround({ x: left, y: top }, 2 * PIN, 2 * PIN);
}

function drawBadge(ctx, text, { right, top }, theme) {
  const width = 9 + 6.5 * text.length;
  const box = boxAround({ x: right + width / 2 - BADGE.height / 2, y: top + BADGE.rise }, width, BADGE.height);
  drawPlate(ctx, box, { fill: theme.text, edge: theme.background, corner: BADGE.height / 2 });
  ctx.font = `600 11px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.background;
  ctx.fillText(text, (box.left + box.right) / 2, (box.top + box.bottom) / 2 + 0.5);
  return box;
}

function drawNames(ctx, view, marks, taken, frame) {
  const { theme } = view;
  const wanted = wantedLabels(view.scene.largestFirst, marks, view);
  const forced = ({ id }) => isNode(view.selection, id) || isNode(view.hovered, id);
  const screen = { left: 0, right: frame.width, top: 0, bottom: frame.height };
  const labels = placeLabels(ctx, wanted, { screen, marks: seen(marks, view), taken, forced, theme });
  drawLabels(ctx, labels, theme);
  return labels;
}

/** The marks of which a name keeps clear: those that a selection pales do not hold up the names of the others. */
function seen(marks, { emphasis, selection, hovered }) {
  if (emphasis === null) return marks;
  const stays = (id) => emphasis.nodes.has(id) || isNode(selection, id) || isNode(hovered, id);
  return new Map([...marks].filter(([id, { node }]) => stays(id) || node.hit));
}

function drawCounts(ctx, { scene, emphasis, theme }, taken, frame) {
  const full = scene.merged.filter(({ id }) => emphasis === null || emphasis.ties.has(id));
  const crowd = new Crowd(taken);
  for (const { id, count } of full) {
    const box = boxAround(onScreen(scene, id, frame), 12 + 6 * String(count).length, 17);
    if (!crowd.near(box).some((other) => overlap(other, box))) drawTieCount(ctx, count, box, theme);
  }
}

function drawTieNames(ctx, { scene, selection, hovered, theme }, frame) {
  const targets = [selection, hovered].filter((target) => target?.kind === "tie");
  for (const { id } of targets) {
    const { label } = scene.ties.get(id);
    if (label.trim() !== "") drawTieLabel(ctx, label, onScreen(scene, id, frame), theme);
  }
}

/** The middle of a tie on screen. */
export function onScreen(scene, id, { zoom, x, y }) {
  const middle = middleOf(scene.courses.get(id));
  return { x: middle.x * zoom + x, y: middle.y * zoom + y };
}
