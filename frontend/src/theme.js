// Theme: the colours and the font of the page around the drawing, as Streamlit's custom properties give them.

const LIGHT = {
  "--st-background-color": "#ffffff",
  "--st-text-color": "#1a1a1a",
};

export const TIE_COLOUR = "#8a8a8a";

/** Reads the theme that applies to an element now; it changes when the reader switches to dark. */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const property = (name) => style.getPropertyValue(name).trim() || LIGHT[name];
  return {
    background: property("--st-background-color"),
    text: property("--st-text-color"),
    font: style.fontFamily,
  };
}
