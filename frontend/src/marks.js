// Marks: the shape, fill and glyph that stand for a kind of node. Paths are drawn in a box from -1 to 1;
// a glyph is filled with ink, and its cuts are drawn over it in the colour of the mark.
import { glyphs, shapes } from "./marks.json";

const DARK_INK = "#1a1a1a";
const LIGHT_INK = "#ffffff";
const BORDER = "#1f1f1f";
const BORDER_WIDTH = 1.5;
const CUT_WIDTH = 0.16;
const SMALLEST_GLYPH = 4; // half-width in screen pixels under which a glyph would be a blot
const SHRINKING = 0.7; // marks shrink and grow less than distances, so that they are seen from far
const LARGEST_GAIN = 1.6;

const paths = new Map();

/** Half-width of a mark in canvas units, at a zoom. */
export function sizeAt(size, zoom) {
  return size * Math.min(zoom ** (SHRINKING - 1), LARGEST_GAIN);
}

/** The box of a mark centred on (0, 0), in the unit of its half-width. */
export function boxOf(kind, size) {
  const { width, top, bottom } = shapes[kind.shape];
  return { left: -width * size, right: width * size, top: -top * size, bottom: bottom * size };
}

/** Draws a mark centred on (x, y); its border keeps its width on screen. */
export function drawMark(ctx, kind, { x, y, size, zoom }) {
  const shape = shapes[kind.shape];
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.lineJoin = "round";
  ctx.fillStyle = kind.fill;
  ctx.fill(pathOf(shape.outline));
  ctx.strokeStyle = BORDER;
  ctx.lineWidth = BORDER_WIDTH / zoom / size;
  ctx.stroke(pathOf(shape.outline));
  if (shape.glyph.size * size * zoom >= SMALLEST_GLYPH) drawGlyph(ctx, kind, shape.glyph);
  ctx.restore();
}

/** Fills a mark's outline with one colour, grown all around by `margin` screen pixels. */
export function drawSilhouette(ctx, kind, { x, y, size, zoom }, colour, margin = 0) {
  const outline = pathOf(shapes[kind.shape].outline);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.fillStyle = colour;
  ctx.fill(outline);
  ctx.lineJoin = "round";
  ctx.strokeStyle = colour;
  ctx.lineWidth = (2 * margin + BORDER_WIDTH) / zoom / size;
  ctx.stroke(outline);
  ctx.restore();
}

function drawGlyph(ctx, { fill, icon }, place) {
  const glyph = glyphs[icon];
  ctx.translate(0, place.y);
  ctx.scale(place.size, place.size);
  ctx.fillStyle = inkOn(fill);
  ctx.fill(pathOf(glyph.fill));
  if (glyph.cut === undefined) return;
  ctx.lineWidth = CUT_WIDTH;
  ctx.strokeStyle = fill;
  ctx.stroke(pathOf(glyph.cut));
}

/** The ink, dark or light, that contrasts most with a fill (WCAG 2.2, relative luminance). */
function inkOn(fill) {
  const light = luminance(fill);
  return (light + 0.05) / (luminance(DARK_INK) + 0.05) >= 1.05 / (light + 0.05) ? DARK_INK : LIGHT_INK;
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel) {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function pathOf(text) {
  if (!paths.has(text)) paths.set(text, new Path2D(text));
  return paths.get(text);
}
