// Camera: which part of the drawing is on screen, and how large.
import { HULL_PAD } from "./hulls.js";
import { boxOf } from "./marks.js";
import { look as LOOK } from "./marks.json";

const CLOSEST = 4;
const FARTHEST = 0.05;
const FIT_CLOSEST = LOOK.closestFit;
const ZOOM_FACTOR = 1.3;
// Screen pixels kept free for labels and, on the right, for buttons; on a narrow screen less at the sides.
const ROOM = { left: 74, right: 106, top: 30, bottom: 54 };
const NARROW = 720;

/** Shows every node with its label, never closer than is comfortable for a few nodes. */
export function fit(network, scene, size) {
  if (scene.nodes.size === 0) return;
  const box = boundsOf(scene);
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

/** Moves the view just as far as is needed to bring a place inside it. */
export function reveal(network, { x, y }, size) {
  const { x: left, y: top } = network.canvasToDOM({ x, y });
  const beyond = (place, most, room) => Math.min(place - room, 0) + Math.max(place - most + room, 0);
  const across = beyond(left, size.width, ROOM.left);
  const down = beyond(top, size.height, ROOM.bottom);
  if (across !== 0 || down !== 0) panBy(network, across, down);
}

/** How the canvas lies on screen: a place (x, y) is seen at (x * zoom + frame.x, y * zoom + frame.y). */
export function frameOf(network, { clientWidth: width, clientHeight: height }, canvas) {
  return { zoom: network.getScale(), ...network.canvasToDOM({ x: 0, y: 0 }), width, height, ratio: canvas.width / width };
}

function boundsOf({ nodes, hulls }) {
  const grouped = new Set(hulls.flatMap((hull) => hull.nodes));
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { id, x, y, size, look } of nodes.values()) {
    const { left, right, top, bottom } = boxOf(look, grouped.has(id) ? Math.max(size, HULL_PAD) : size);
    bounds.left = Math.min(bounds.left, x + left);
    bounds.right = Math.max(bounds.right, x + right);
    bounds.top = Math.min(bounds.top, y + top);
    bounds.bottom = Math.max(bounds.bottom, y + bottom);
  }
  return bounds;
}
