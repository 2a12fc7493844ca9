// Probe: what is drawn and where, written as attributes for tests and assistive scripts.

const QUIET = 80; // milliseconds without a new frame before places on screen are written
const MOST = 600; // nodes of a picture from which places are not written: thousands would cost more than drawing them

export class Probe {
  constructor(element) {
    this.element = element;
  }

  counts(nodes, ties) {
    this.element.dataset.nodes = nodes;
    this.element.dataset.ties = ties;
    this.silent = nodes > MOST;
  }

  positions(nodes) {
    if (this.silent) return;
    this.element.dataset.positions = asJson([...nodes.values()].map((node) => [node.id, node]));
  }

  screen(nodePlaces, tiePlaces) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.silent) {
        this.element.dataset.screen = asJson(nodePlaces());
        this.element.dataset.screenTies = asJson(tiePlaces());
      }
      this.element.dataset.drawn = "true";
    }, QUIET);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

function asJson(places) {
  const rounded = places.map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]);
  return JSON.stringify(Object.fromEntries(rounded));
}
