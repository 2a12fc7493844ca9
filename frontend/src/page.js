// Page: the drawing in a standalone HTML file, tied to the tables below it.
import { NetworkView } from "./view.js";

/** Draws a payload into an element; elements with `data-select` in the page select what they name. */
export function draw(element, payload) {
  const view = new NetworkView(element, (target) => markRow(element.ownerDocument, target));
  view.update(payload);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.restyle());
  for (const button of element.ownerDocument.querySelectorAll("[data-select]")) {
    button.addEventListener("click", () => show(view, button.dataset));
  }
  return view;
}

function show(view, { select: kind, id }) {
  view.choose({ kind, id });
  if (kind === "node") view.centre(id);
  view.element.scrollIntoView({ block: "nearest" });
}

function markRow(page, target) {
  for (const button of page.querySelectorAll("[data-select]")) {
    const chosen = button.dataset.select === target?.kind && button.dataset.id === target?.id;
    button.setAttribute("aria-pressed", String(chosen));
  }
}
