// Controls: zoom, fit and full screen as buttons, for those who do not use a wheel.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  zoom_in: "M10 4v12M4 10h12",
  zoom_out: "M4 10h12",
  fit: "M4 4h12v12H4ZM8 8h4v4H8Z",
  full_screen: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
};

/** Adds a button for each action, in order, named later in the reader's language. */
export function addControls(parent, actions) {
  const group = document.createElement("div");
  group.className = "tg-controls";
  const buttons = Object.entries(actions).map(([name, action]) => button(name, action));
  group.append(...buttons);
  parent.append(group);
  return {
    relabel: (strings) => {
      for (const element of buttons) name(element, strings[element.dataset.action]);
    },
    box: () => boxOf(group),
  };
}

function button(action, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.dataset.action = action;
  element.append(icon(ICONS[action]));
  element.addEventListener("click", onClick);
  return element;
}

function name(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}

function boxOf({ offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height }) {
  return { left, right: left + width, top, bottom: top + height };
}

function icon(text) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", text);
  svg.append(path);
  return svg;
}
