// Keyboard: the same moves as the mouse, and steps from a node to its neighbours.

const STEP = 60;
const WIDEST = Math.PI / 3; // angle to a direction within which a neighbour lies that way

const DIRECTIONS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Calls the view for each key it knows; other keys, and keys with Ctrl or Cmd, keep their meaning. */
export function listenToKeys(element, view) {
  const moves = {
    "+": () => view.zoom(1),
    "=": () => view.zoom(1),
    "-": () => view.zoom(-1),
    0: () => view.fit(),
    Escape: () => view.choose(null),
    Enter: () => view.expand(),
  };
  for (const [key, { x, y }] of Object.entries(DIRECTIONS)) moves[key] = () => view.pan(x * STEP, y * STEP);
  const steps = Object.fromEntries(Object.entries(DIRECTIONS).map(([key, way]) => [key, () => view.step(way)]));
  element.addEventListener("keydown", (event) => {
    const known = event.altKey ? steps : moves;
    if (event.target !== element || event.ctrlKey || event.metaKey || !Object.hasOwn(known, event.key)) return;
    event.preventDefault();
    known[event.key]();
  });
}

/** The nearest of some nodes in a direction from a place, or undefined. */
export function nearestTowards(nodes, place, way) {
  const measured = nodes.map((node) => {
    const [x, y] = [node.x - place.x, node.y - place.y];
    return { node, distance: Math.hypot(x, y), angle: Math.acos((x * way.x + y * way.y) / (Math.hypot(x, y) || 1)) };
  });
  const ahead = measured.filter(({ angle, distance }) => distance > 0 && angle <= WIDEST);
  return ahead.sort((one, other) => one.distance - other.distance)[0]?.node;
}
