// Ties: the lines of a picture. Lines of one look are stroked together, and those of a large picture are kept as an image
// while it moves: a stroke of its own for each of thousands would take longer than a frame.
import { isOutside, trace } from "./lines.js";
import { look as LOOK } from "./marks.json";

const THINNEST = 1.5;
const FROM_FAR = 0.12; // zoom under which lines thin out, to half at the least
const BLURRED = 0.15; // opacity of what is not of the selection
const FADED = LOOK.faded; // opacity of what was attested too long ago
const TOGETHER = 50; // lines in one stroke: fewer or many more take longer
const MANY = 800; // ties from which an image of them is kept
const MARGIN = 0.25; // of the image, beyond the picture on each side
const STRETCH = 1.8; // most that the image is enlarged or shrunk, and
const PATIENCE = 250; // milliseconds that it may leave an edge bare, before it is drawn anew while the picture moves

export class TieLayer {
  constructor() {
    this.image = document.createElement("canvas");
    this.drawnFor = null;
  }

  /** Forgets the image: what it shows has changed. */
  forget() {
    this.drawnFor = null;
  }

  /** Paints all lines; says whether they are as they shall stay, or a quick likeness until the picture rests. */
  paint(ctx, view, frame) {
    const live = view.dragged === null ? [] : view.scene.tiesOf(view.dragged);
    const exact = view.scene.ties.size < MANY || this.paintImage(ctx, view, frame, new Set(live));
    const ties = view.scene.ties.size < MANY ? [...view.scene.ties.values()] : live;
    strokeAll(ctx, ties, view, frame);
    const picked = [view.selection, view.hovered].filter((target) => target?.kind === "tie");
    for (const { id } of picked) strokeChosen(ctx, view.scene.ties.get(id), view, frame);
    return exact;
  }

  paintImage(ctx, view, frame, left) {
    const fresh = this.drawnFor !== null && this.drawnFor.emphasis === view.emphasis && this.drawnFor.left === view.dragged;
    const same = fresh && this.drawnFor.zoom === frame.zoom && this.drawnFor.exact && this.covers(frame);
    const recent = fresh && frame.moving && performance.now() - this.drawnFor.at < PATIENCE;
    if (!same && !recent && !(fresh && frame.moving && this.covers(frame))) this.draw(view, frame, left);
    const { zoom, x, y, width, height } = this.drawnFor;
    const scale = frame.zoom / zoom;
    ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    ctx.drawImage(this.image, frame.x - x * scale, frame.y - y * scale, width * scale, height * scale);
    return scale === 1 && this.drawnFor.exact;
  }

  draw(view, frame, left) {
    const [sides, ends] = [MARGIN * frame.width, MARGIN * frame.height];
    const larger = {
      ...frame,
      x: frame.x + sides,
      y: frame.y + ends,
      width: frame.width + 2 * sides,
      height: frame.height + 2 * ends,
    };
    this.image.width = Math.round(larger.width * frame.ratio);
    this.image.height = Math.round(larger.height * frame.ratio);
    const ties = [...view.scene.ties.values()].filter((tie) => !left.has(tie));
    strokeAll(this.image.getContext("2d"), ties, view, larger);
    this.drawnFor = { ...larger, emphasis: view.emphasis, left: view.dragged, exact: !frame.moving, at: performance.now() };
  }

  covers(frame) {
    const { zoom, x, y, width, height } = this.drawnFor;
    const scale = frame.zoom / zoom;
    const [left, top] = [frame.x - x * scale, frame.y - y * scale];
    const reaches = left <= 0 && top <= 0 && left + width * scale >= frame.width && top + height * scale >= frame.height;
    return reaches && scale < STRETCH && scale > 1 / STRETCH;
  }
}

function strokeAll(ctx, ties, view, frame) {
  const { zoom, ratio, x, y, width, height } = frame;
  const shown = { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
  const looks = new Map();
  for (const tie of ties) {
    const course = view.scene.courses.get(tie.id);
    if (isOutside(course, shown)) continue;
    const look = lookOf(tie, view.emphasis);
    if (!looks.has(look.key)) looks.set(look.key, { ...look, courses: [] });
    looks.get(look.key).courses.push(course);
  }
  ctx.save();
  ctx.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  const faintFirst = [...looks.values()].sort((one, other) => one.opacity - other.opacity);
  for (const look of faintFirst) stroke(ctx, look, frame);
  ctx.restore();
}

function strokeChosen(ctx, tie, { scene, theme }, frame) {
  const { zoom, ratio, x, y } = frame;
  const look = { ...lookOf(tie, null), opacity: 1, colour: theme.text, courses: [scene.courses.get(tie.id)] };
  ctx.save();
  ctx.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
  stroke(ctx, { ...look, width: look.width + THINNEST }, { ...frame, moving: false });
  ctx.restore();
}

function lookOf({ id, width, dashes, colour = LOOK.line, faded }, emphasis) {
  const opacity = emphasis !== null && !emphasis.ties.has(id) ? BLURRED : faded ? FADED : 1;
  const wide = Math.max(width, THINNEST);
  return { key: `${wide} ${dashes} ${colour} ${opacity}`, width: wide, dashes: dashes || [], colour, opacity };
}

/** Strokes courses of one look. While the picture moves all are drawn solid, for dashes take several times longer. */
function stroke(ctx, { width, dashes, colour, opacity, courses }, { zoom, moving }) {
  ctx.lineWidth = (width * Math.min(Math.max(zoom / FROM_FAR, 0.5), 1)) / zoom;
  ctx.strokeStyle = colour;
  ctx.globalAlpha = opacity;
  ctx.lineCap = dashes.length > 0 ? "round" : "butt";
  ctx.setLineDash(moving && courses.length > TOGETHER ? [] : dashes.map((length) => length / zoom));
  for (let first = 0; first < courses.length; first += TOGETHER) {
    ctx.beginPath();
    for (const course of courses.slice(first, first + TOGETHER)) trace(ctx, course);
    ctx.stroke();
  }
}
