// Sprites: marks as small images, drawn once for each look and size. In a crowd they take a fraction of a path's time,
// and what fades does so as one, without its parts shining through each other.
import { boxOf, drawMark } from "./marks.js";

const STEP = 0.5; // pixels between two sizes that are kept apart
const ROOM = 6; // pixels around a mark for borders and rings
const MOST = 3000; // sprites kept

export class Sprites {
  constructor() {
    this.kept = new Map();
  }

  forget() {
    this.kept.clear();
  }

  draw(ctx, look, { x, y, size }, { opacity, theme, ratio }) {
    const rounded = Math.max(Math.round(size / STEP), 1) * STEP;
    const { shape, fill, icon, hollow, members } = look;
    const key = `${shape} ${fill} ${icon} ${hollow} ${members} ${rounded} ${ratio}`;
    const sprite = this.kept.get(key) ?? this.keep(key, look, { size: rounded, theme, ratio });
    const { width, height } = sprite;
    // On whole pixels of the device: between them each would be blended anew, which takes as long as its path.
    const [left, top] = [Math.round(x * ratio - width / 2), Math.round(y * ratio - height / 2)];
    ctx.globalAlpha = opacity;
    ctx.drawImage(sprite, left / ratio, top / ratio, width / ratio, height / ratio);
    ctx.globalAlpha = 1;
  }

  keep(key, look, { size, theme, ratio }) {
    if (this.kept.size >= MOST) this.forget();
    const { right, top, bottom } = boxOf(look, size);
    const half = Math.ceil((Math.max(right, -top, bottom) + ROOM) * ratio);
    const sprite = document.createElement("canvas");
    sprite.width = 2 * half;
    sprite.height = 2 * half;
    const ctx = sprite.getContext("2d");
    ctx.scale(ratio, ratio);
    drawMark(ctx, look, { x: half / ratio, y: half / ratio, size }, theme);
    this.kept.set(key, sprite);
    return sprite;
  }
}
