// Keyboard: the same moves as the mouse.

const STEP = 60;

/** Calls the view for each key it knows; other keys, and keys with Ctrl, Alt or Cmd, keep their meaning. */
export function listenToKeys(element, view) {
  const moves = {
    ArrowLeft: () => view.pan(-STEP, 0),
    ArrowRight: () => view.pan(STEP, 0),
    ArrowUp: () => view.pan(0, -STEP),
    ArrowDown: () => view.pan(0, STEP),
    "+": () => view.zoom(1),
    "=": () => view.zoom(1),
    "-": () => view.zoom(-1),
    0: () => view.fit(),
    Escape: () => view.choose(null),
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]();
  });
}
