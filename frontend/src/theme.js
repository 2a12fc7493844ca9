// Theme: the colours and the font of the page around the drawing, as Streamlit's custom properties give them.
import { look } from "./marks.json";

const LIGHT = {
  "--st-background-color": "#ffffff",
  "--st-text-color": "#1a1a1a",
};

/** Reads the theme that applies to an element now; it changes when the reader switches to dark. */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const property = (name) => style.getPropertyValue(name).trim() || LIGHT[name];
  return {
    background: property("--st-background-color"),
    text: property("--st-text-color"),
    line: look.line,
    font: style.fontFamily,
  };
}
