// Painter: what each frame shows. Nodes are painted when vis-network asks, names and counts over its finished picture.
import { boxAround, overlap } from "./boxes.js";
import { drawLabels, drawTieCount, drawTieLabel, placeLabels, wantedLabels } from "./labels.js";
import { middleOf } from "./lines.js";
import { boxOf, drawMark, drawSilhouette, sizeAt } from "./marks.js";
import { isNode } from "./targets.js";

const FADED = 0.15;
const HALO = { gap: 2, width: 3 };
const SMALLEST_TARGET = 24; // screen pixels, WCAG 2.2 success criterion 2.5.8
const COUNTS_FROM = 0.5; // zoom under which the counts of merged ties would crowd the picture

/** A node as vis-network wants it from a custom renderer: how to draw it, and the size that the pointer meets. */
export function renderNode(view, { ctx, id, x, y }) {
  const node = view.nodes.get(id);
  const kind = view.kinds[node.group];
  const zoom = view.network?.getScale() ?? 1;
  const place = { x, y, zoom, size: sizeAt(node.size, zoom) };
  const box = boxOf(kind, place.size);
  return {
    drawNode: () => drawNode(view, ctx, id, kind, place),
    nodeDimensions: {
      width: Math.max(2 * box.right, SMALLEST_TARGET / zoom),
      height: Math.max(2 * Math.max(-box.top, box.bottom), SMALLEST_TARGET / zoom),
    },
  };
}

function drawNode({ theme, selection, hovered, emphasis }, ctx, id, kind, place) {
  if (isNode(selection, id)) {
    drawSilhouette(ctx, kind, place, theme.text, HALO.gap + HALO.width);
    drawSilhouette(ctx, kind, place, theme.background, HALO.gap);
  } else if (isNode(hovered, id)) {
    drawSilhouette(ctx, kind, place, theme.text, HALO.gap);
  } else if (emphasis !== null && !emphasis.nodes.has(id)) {
    drawSilhouette(ctx, kind, place, theme.background);
    ctx.globalAlpha = FADED;
  }
  drawMark(ctx, kind, place);
}

/** Draws names and counts in screen pixels; returns the labels placed, so that pointing at one points at its node. */
export function drawOver(view, ctx) {
  const zoom = view.network.getScale();
  const ratio = ctx.canvas.width / view.stage.clientWidth;
  const marks = marksOnScreen(view, zoom);
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const labels = drawNames(view, ctx, marks, [view.controls.box()]);
  if (zoom >= COUNTS_FROM) drawCounts(view, ctx, [...marks.values(), ...labels.map(({ box }) => box)]);
  drawTieNames(view, ctx);
  ctx.restore();
  return labels;
}

function drawNames(view, ctx, marks, taken) {
  const { nodes, selection, hovered, theme, network } = view;
  const wanted = wantedLabels([...nodes.values()], { ...view, zoom: network.getScale() });
  const forced = ({ id }) => isNode(selection, id) || isNode(hovered, id);
  const visible = wanted.filter(({ id }) => marks.has(id));
  const labels = placeLabels(ctx, visible, { screen: screenOf(view), marks, taken, forced, theme });
  drawLabels(ctx, labels, theme);
  return labels;
}

function drawCounts({ ties, emphasis, theme, network }, ctx, taken) {
  const merged = [...ties.values()].filter(({ count }) => count > 1);
  const full = merged.filter(({ id }) => emphasis === null || emphasis.ties.has(id));
  const plates = full.map(({ id, count }) => ({ count, box: countBox(network, id, count) }));
  const free = plates.filter(({ box }) => !taken.some((other) => overlap(box, other)));
  for (const { count, box } of free) drawTieCount(ctx, count, box, theme);
}

function drawTieNames({ ties, selection, hovered, theme, network }, ctx) {
  const targets = [selection, hovered].filter((target) => target?.kind === "tie");
  for (const { id } of targets) {
    const { label } = ties.get(id);
    if (label.trim() !== "") drawTieLabel(ctx, label, network.canvasToDOM(middleOf(network, id)), theme);
  }
}

function countBox(network, id, count) {
  return boxAround(network.canvasToDOM(middleOf(network, id)), 12 + 6 * String(count).length, 17);
}

function screenOf({ stage }) {
  return { left: 0, right: stage.clientWidth, top: 0, bottom: stage.clientHeight };
}

function marksOnScreen(view, zoom) {
  const { nodes, kinds, network } = view;
  const marks = new Map();
  for (const { id, group, size } of nodes.values()) {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    const { left, right, top, bottom } = boxOf(kinds[group], sizeAt(size, zoom) * zoom);
    const mark = { left: x + left, right: x + right, top: y + top, bottom: y + bottom };
    if (overlap(mark, screenOf(view))) marks.set(id, mark);
  }
  return marks;
}
