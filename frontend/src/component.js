// Component: the drawing inside a Streamlit page. Streamlit calls the default export at each new data or theme.
import { NetworkView } from "./view.js";

// Kept by parent, so that a rerun finds the drawing with its zoom and place.
const views = new WeakMap();

export default function networkComponent({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? new NetworkView(parentElement);
  views.set(parentElement, view);
  const { reports = [] } = data;
  view.onChoose = (target) => setTriggerValue("select", target ?? { kind: "none", id: null });
  view.onMove = reports.includes("move") ? (move) => setTriggerValue("move", move) : () => {};
  view.onExpand = reports.includes("expand") ? (id) => setTriggerValue("expand", { id }) : () => {};
  view.update(data.drawing, targetOf(data));
  return () => {
    // Streamlit also ends a call that newer data overtook while the script loaded, or between two reruns: by then the
    // drawing is the newer call's. Only one that has left the page is done with.
    if (parentElement.isConnected) return;
    views.delete(parentElement);
    view.destroy();
  };
}

function targetOf({ drawing, selection }) {
  if (selection === null) return null;
  const kind = drawing.edges.some((tie) => tie.id === selection) ? "tie" : "node";
  return { kind, id: selection };
}
