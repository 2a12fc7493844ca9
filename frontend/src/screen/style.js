// The look of a component: one style sheet of the page, whatever the number of its places.

/** Gives it to the place of a component, once. */
export function dress(parent, look) {
  const root = parent.getRootNode();
  if (!root.adoptedStyleSheets.includes(look)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, look];
}

export function lookOf(css) {
  const look = new CSSStyleSheet();
  look.replaceSync(css);
  return look;
}
