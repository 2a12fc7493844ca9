// Boxes: rectangles on screen, `{left, right, top, bottom}`.

export function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

export function isInside(one, other) {
  return one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
}

export function grown({ left, right, top, bottom }, by) {
  return { left: left - by, right: right + by, top: top - by, bottom: bottom + by };
}

export function contains({ left, right, top, bottom }, { x, y }) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

export function boxAround({ x, y }, width, height) {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

const CELL = 80; // pixels

/** Boxes found again by where they lie: for thousands, comparing each with each would take longer than a frame. */
export class Crowd {
  constructor(boxes = []) {
    this.cells = new Map();
    for (const box of boxes) this.add(box);
  }

  add(box) {
    for (const cell of cellsOf(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }

  /** Boxes that may overlap one, each once. */
  near(box) {
    return [...new Set(cellsOf(box).flatMap((cell) => this.cells.get(cell) ?? []))];
  }
}

function cellsOf({ left, right, top, bottom }) {
  const cells = [];
  for (let column = Math.floor(left / CELL); column * CELL <= right; column += 1) {
    for (let row = Math.floor(top / CELL); row * CELL <= bottom; row += 1) cells.push(`${column} ${row}`);
  }
  return cells;
}
