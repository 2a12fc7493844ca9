// Marks: the shape, fill and glyph that stand for a kind of node. Paths are drawn in a box from -1 to 1;
// a glyph is filled with ink, and its cuts are drawn over it in the colour of the mark. Sizes are screen pixels.
// How marks and lines look stands in marks.json, which files drawn without a browser read too.
import { glyphs, look as LOOK, shapes } from "./marks.json";

const DARK_INK = LOOK.inks.dark;
const LIGHT_INK = LOOK.inks.light;
const BORDER = LOOK.border.colour;
const BORDER_WIDTH = LOOK.border.width;
const CUT_WIDTH = LOOK.cut;
const RING = LOOK.ring.width; // of a hollow mark, in the colour of its kind
const THICKEST_RING = LOOK.ring.thickest; // share of a small mark's half-width: it stays hollow
const GROUP_RING = LOOK.groupRing;
const SMALLEST_GLYPH = LOOK.smallestGlyph; // half-width under which a glyph would be a blot
const SMALLEST_COUNT = 9; // half-width of a group under which its count could not be read
const SHRINKING = LOOK.shrinking; // marks shrink and grow less than distances, so that they are seen from far
const LARGEST_GAIN = LOOK.largestGain;

const paths = new Map();

/** Half-width of a mark on screen, at a zoom. */
export function sizeAt(size, zoom) {
  return size * Math.min(zoom ** (SHRINKING - 1), LARGEST_GAIN) * zoom;
}

/** The box of a mark centred on (0, 0), in the unit of its half-width. */
export function boxOf(look, size) {
  const { width, top, bottom } = shapes[look.shape];
  return { left: -width * size, right: width * size, top: -top * size, bottom: bottom * size };
}

/** Draws a mark centred on (x, y): filled, hollow in the theme's background, or a group with its count inside. */
export function drawMark(ctx, look, { x, y, size }, theme) {
  const { shape, fill, hollow, members } = look;
  if (members) drawGroupRing(ctx, look, { x, y, size }, theme);
  const { outline, glyph } = shapes[shape];
  const body = hollow ? theme.background : fill;
  const ink = hollow ? theme.text : inkOn(fill);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.lineJoin = "round";
  ctx.fillStyle = body;
  ctx.fill(pathOf(outline));
  if (hollow) strokeWithin(ctx, pathOf(outline), fill, (2 * Math.min(RING, THICKEST_RING * size) + BORDER_WIDTH) / size);
  ctx.strokeStyle = BORDER;
  ctx.lineWidth = BORDER_WIDTH / size;
  ctx.stroke(pathOf(outline));
  if (!members && glyph.size * size >= SMALLEST_GLYPH) drawGlyph(ctx, look.icon, glyph, { ink, body });
  ctx.restore();
  if (members && size >= SMALLEST_COUNT) drawCount(ctx, members, { x, y: y + glyph.y * size, size }, ink, theme);
}

/** Fills a mark's outline with one colour, grown all around by `margin`. */
export function drawSilhouette(ctx, look, { x, y, size }, colour, margin = 0) {
  const outline = pathOf(shapes[look.shape].outline);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.fillStyle = colour;
  ctx.fill(outline);
  ctx.lineJoin = "round";
  ctx.strokeStyle = colour;
  ctx.lineWidth = (2 * margin + BORDER_WIDTH) / size;
  ctx.stroke(outline);
  ctx.restore();
}

/** Draws a glyph alone, for a sign beside a mark; `halo` keeps it apart from what is behind. */
export function drawSign(ctx, icon, { x, y, size }, colour, halo) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size, size);
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 / size;
  ctx.strokeStyle = halo;
  ctx.stroke(pathOf(glyphs[icon].fill));
  ctx.fillStyle = colour;
  ctx.fill(pathOf(glyphs[icon].fill));
  ctx.restore();
}

function drawGroupRing(ctx, look, place, theme) {
  const { gap, width } = GROUP_RING;
  drawSilhouette(ctx, look, place, theme.text, gap + width);
  drawSilhouette(ctx, look, place, theme.background, gap);
}

function strokeWithin(ctx, path, colour, width) {
  ctx.save();
  ctx.clip(path);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.restore();
}

function drawGlyph(ctx, icon, place, { ink, body }) {
  const glyph = glyphs[icon];
  ctx.translate(0, place.y);
  ctx.scale(place.size, place.size);
  ctx.fillStyle = ink;
  ctx.fill(pathOf(glyph.fill));
  if (glyph.cut === undefined) return;
  ctx.lineWidth = CUT_WIDTH;
  ctx.strokeStyle = body;
  ctx.stroke(pathOf(glyph.cut));
}

function drawCount(ctx, members, { x, y, size }, ink, theme) {
  const text = String(members);
  ctx.font = `600 ${Math.min(size * (text.length > 2 ? 0.62 : 0.8), 22)}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y + 0.5);
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
