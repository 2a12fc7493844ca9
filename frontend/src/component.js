// Component: the drawing inside a Streamlit page. Streamlit calls the default export at each new data or theme.
import { NetworkView } from "./view.js";

// Kept by parent, so that a rerun finds the drawing with its zoom and place.
const views = new WeakMap();

export default function networkComponent({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? new NetworkView(parentElement);
  views.set(parentElement, view);
  view.onChoose = (target) => setTriggerValue("select", target ?? { kind: "none", id: null });
  view.update(data.drawing, targetOf(data));
  return () => {
    views.delete(parentElement);
    view.destroy();
  };
}

function targetOf({ drawing, selection }) {
  if (selection === null) return null;
  const kind = drawing.edges.some((tie) => tie.id === selection) ? "tie" : "node";
  return { kind, id: selection };
}
