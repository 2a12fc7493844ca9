// DOM: elements made in one call.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties, listeners (`onclick`) and attributes (`aria-label`), and what it holds. */
export function element(tag, { dataset = {}, ...properties } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

/** A drawing of lines on a square of 20, hidden from screen readers. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A sentence with its `{fields}` filled. */
export function fill(sentence, fields) {
  return sentence.replace(/\{(\w+)\}/g, (field, name) => fields[name] ?? field);
}
