// Wheel: it zooms once the drawing has the focus, or with Ctrl or Cmd; otherwise the page scrolls on under it.

const HINT_TIME = 1400;

/** Lets the wheel through to the drawing or keeps it from it; `onZoom` is called when it goes through. */
export function watchWheel(element, onZoom) {
  const hint = document.createElement("div");
  hint.className = "tg-hint";
  hint.setAttribute("aria-hidden", "true");
  element.append(hint);
  let timer;
  element.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey || element.matches(":focus-within")) return onZoom();
      event.stopPropagation();
      hint.classList.add("tg-shown");
      clearTimeout(timer);
      timer = setTimeout(() => hint.classList.remove("tg-shown"), HINT_TIME);
    },
    { capture: true, passive: true },
  );
  return {
    relabel(text) {
      hint.textContent = text;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
