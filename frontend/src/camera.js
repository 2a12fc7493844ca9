// Camera: which part of the drawing is on screen, and how large.
import { boxOf } from "./marks.js";

const CLOSEST = 4;
const FARTHEST = 0.05;
const FIT_CLOSEST = 1.6;
const ZOOM_FACTOR = 1.3;
// Screen pixels kept free for labels and, on the right, for buttons; on a narrow screen less at the sides.
const ROOM = { left: 74, right: 106, top: 30, bottom: 54 };
const NARROW = 720;

/** Shows every node with its label, never closer than is comfortable for a few nodes. */
export function fit(network, nodes, kinds, size) {
  if (nodes.length === 0) return;
  const box = boundsOf(nodes, kinds);
  const ease = Math.min(size.width / NARROW, 1);
  const [left, right] = [ROOM.left * ease, ROOM.right * ease];
  const scale = Math.min(
    (size.width - left - right) / Math.max(box.right - box.left, 1),
    (size.height - ROOM.top - ROOM.bottom) / Math.max(box.bottom - box.top, 1),
    FIT_CLOSEST,
  );
  const position = {
    x: (box.left + box.right + (right - left) / scale) / 2,
    y: (box.top + box.bottom + (ROOM.bottom - ROOM.top) / scale) / 2,
  };
  network.moveTo({ position, scale: clampZoom(scale), animation: false });
}

export function zoomBy(network, steps) {
  network.moveTo({ scale: clampZoom(network.getScale() * ZOOM_FACTOR ** steps), animation: animation() });
}

export function panBy(network, x, y) {
  const { x: left, y: top } = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: left + x / scale, y: top + y / scale }, animation: false });
}

export function centreOn(network, position) {
  network.moveTo({ position, animation: animation() });
}

/** Brings a zoom made with the wheel or two fingers back between the limits. */
export function keepZoomInLimits(network) {
  const scale = network.getScale();
  if (scale !== clampZoom(scale)) network.moveTo({ scale: clampZoom(scale), animation: false });
}

function clampZoom(scale) {
  return Math.min(Math.max(scale, FARTHEST), CLOSEST);
}

function animation() {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : { duration: 160, easingFunction: "easeInOutQuad" };
}

function boundsOf(nodes, kinds) {
  const boxes = nodes.map(({ x, y, size, group }) => {
    const { left, right, top, bottom } = boxOf(kinds[group], size);
    return { left: x + left, right: x + right, top: y + top, bottom: y + bottom };
  });
  const least = (side) => boxes.reduce((found, box) => Math.min(found, box[side]), Infinity);
  const most = (side) => boxes.reduce((found, box) => Math.max(found, box[side]), -Infinity);
  return { left: least("left"), right: most("right"), top: least("top"), bottom: most("bottom") };
}
