// Theme: whether the page around the editor is dark now.

/** Whether an element's own background is dark; it is when the reader or the system chose so. */
export function isDark(element) {
  const channels = getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255];
  const [red, green, blue] = channels.map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
