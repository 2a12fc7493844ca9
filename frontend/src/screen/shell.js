// What Streamlit itself shows: in the reader's language, and closed once it has served; and one step back a step ahead.
import { keepInReach } from "./overlays.js";

const ATTRIBUTES = ["aria-label", "title", "placeholder", "aria-description"];
const NAMING = [/^(Help for |Remove |Fullscreen: |Close fullscreen: )(.+)()$/s, /^()(.+)( files are not allowed\.)$/s];
const [MAP, FIGURE] = [".mapboxgl-canvas", "[data-testid=stDeckGlJsonChart][aria-label]"];
const SIZE = /^[\d.]+[KM]?B$/;
const SWITCHING = 5000; // milliseconds between the two, on a busy machine
const NARROW = matchMedia("(max-width: 768px)");

let words = new Map(); // in any of the languages → in the reader's
let observer = null;
let top = ""; // by what name the page was last asked to show its top

export default function shellComponent({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.style.setProperty("--waiting", JSON.stringify(data.waiting));
  words = new Map(Object.entries(data.words));
  translate(document.body);
  if (data.top !== top) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  top = data.top;
  if (observer) return;
  observer = new MutationObserver((changes) => changes.forEach(renew));
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  document.addEventListener("click", closeNavigation);
  keepHistoryPlain();
  keepInReach();
}

/**
 * To open another page Streamlit first gives the present one the parameters of the other, then goes there: two entries of
 * the browser's history, of which the first is no view that anybody saw. The second takes its place.
 */
function keepHistoryPlain() {
  const push = history.pushState.bind(history);
  let changed = Number.NEGATIVE_INFINITY; // when the present entry was made for other parameters of its page
  history.pushState = (state, title, address) => {
    const next = new URL(address, location.href);
    const samePath = next.pathname === location.pathname;
    if (!samePath && next.search !== "" && next.search === location.search && performance.now() - changed < SWITCHING) {
      history.replaceState(state, title, address);
      changed = Number.NEGATIVE_INFINITY;
      return;
    }
    changed = samePath ? performance.now() : Number.NEGATIVE_INFINITY;
    push(state, title, address);
  };
  addEventListener("popstate", () => {
    changed = Number.NEGATIVE_INFINITY;
  });
}

function renew({ type, target, addedNodes }) {
  if (type === "childList") addedNodes.forEach(translate);
  else translate(target);
}

/** How a text is told in the reader's language: as it is, or with “#” for its one number or “*” for the name in it. */
function toldAs(text) {
  if (!text || words.has(text)) return words.get(text);
  const [number] = text.match(/\d+(?:\.\d+)?/) ?? [];
  const counted = number && words.get(text.replace(number, "#"));
  if (counted) return counted.replace("#", () => shown(number));
  for (const form of NAMING) {
    const [, before, name, after] = text.match(form) ?? [];
    const named = name && words.get(`${before}*${after}`);
    if (named) return named.replace("*", () => name);
  }
  return undefined;
}

function shown(number) {
  return document.documentElement.lang === "fr" ? number.replace(/\.0$/, "").replace(".", ",") : number;
}

/** Only whole texts that are in the table are changed: no text of the data, of a field or of a query's code. */
function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.trim();
    if (SIZE.test(text) && !node.parentElement?.closest("[data-testid=stFileChip]")) return; // “3B” may be of the data
    const told = toldAs(text);
    if (told && told !== text && node.parentElement?.closest("#root, [role]"))
      node.data = node.data.replace(text, () => told);
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    if (node.matches(MAP)) nameMap(node);
    for (const name of ATTRIBUTES) {
      const told = toldAs(node.getAttribute(name)?.trim());
      if (told && told !== node.getAttribute(name)) node.setAttribute(name, told);
    }
    node.childNodes.forEach(translate);
  }
}

/** The canvas of a map, which its library calls “Map” in any language, says what the figure says that holds it. */
function nameMap(canvas) {
  const told = canvas.parentElement.closest(FIGURE)?.getAttribute("aria-label");
  if (told && told !== canvas.getAttribute("aria-label")) canvas.setAttribute("aria-label", told);
}

/** On a phone the list of pages lies over the page: it goes once a page is chosen. */
function closeNavigation({ target }) {
  if (NARROW.matches && target.closest("[data-testid=stSidebarNavLink]"))
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click());
}
