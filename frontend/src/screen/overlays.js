// What Streamlit lays over a page (a popover, a menu) stands at the end of the document. By keyboard it is entered from
// the button that opened it, and left to that button again. A menu has keys of its own: Tab closes it and goes on.
const OPENER = "[aria-haspopup][aria-expanded=true]";
const LAID_OVER = "[data-floating-ui-portal]";
const MENU = "[role=menu]";
const OPERABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

let opener = null;

/** The key Tab leads into what is open, and out of it. */
export function keepInReach() {
  document.addEventListener("keydown", onTab, true);
}

function onTab(event) {
  if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
  const focused = deepest(document);
  const open = [...document.querySelectorAll(LAID_OVER)].filter((each) => !each.querySelector(MENU) && operable(each).length > 0);
  const within = open.find((each) => each.contains(document.activeElement));
  const from = document.activeElement?.closest(OPENER);
  let next = null;
  if (within) {
    const all = operable(within);
    if (focused === (event.shiftKey ? all[0] : all.at(-1))) next = opener?.isConnected ? opener : null;
  } else if (from && !event.shiftKey && opener !== from && open.length > 0) {
    opener = from;
    [next] = operable(open.at(-1));
  } else {
    opener = null;
  }
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

/** What has the focus, in whatever shadow root it is. */
function deepest(root) {
  const { activeElement } = root;
  return activeElement?.shadowRoot?.activeElement ? deepest(activeElement.shadowRoot) : activeElement;
}

/** What Tab reaches in an element, in its order, through shadow roots. */
function operable(root) {
  return [...root.querySelectorAll("*")].flatMap((each) => [
    ...(each.matches(OPERABLE) && each.tabIndex >= 0 && !each.disabled && each.checkVisibility() ? [each] : []),
    ...(each.shadowRoot ? operable(each.shadowRoot) : []),
  ]);
}
