// Page: the drawing in a standalone HTML file, tied to the tables below it.
import { NetworkView } from "./view.js";

/** Draws a payload into an element; elements with `data-select` in the page select what they name. */
export function draw(element, payload) {
  const page = element.ownerDocument;
  const view = new NetworkView(element, (target) => markRow(page, target));
  view.update(payload);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.restyle());
  // Heard by the page: the tables come after the picture, so that it need not wait for them.
  page.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-select]");
    if (button !== null) show(view, button.dataset);
  });
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
