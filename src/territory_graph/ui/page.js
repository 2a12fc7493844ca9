// What Streamlit itself shows: in the reader's language, and closed once it has served.
const ATTRIBUTES = ["aria-label", "title", "placeholder", "aria-description"];
const NARROW = matchMedia("(max-width: 768px)");

let words = new Map(); // in any of the languages → in the reader's
let observer = null;

export default function ({ data }) {
  document.documentElement.lang = data.language;
  words = new Map(Object.entries(data.words));
  translate(document.body);
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
}

function renew({ type, target, addedNodes }) {
  if (type === "childList") addedNodes.forEach(translate);
  else translate(target);
}

/** How a text is told in the reader's language: as it is, or with “#” where it has its one number. */
function toldAs(text) {
  const [number] = text?.match(/\d+/) ?? [];
  return words.get(text) ?? (number && words.get(text.replace(number, "#"))?.replace("#", number));
}

/** Only whole texts that are in the table are changed: no text of the data, of a field or of a query's code. */
function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const told = toldAs(node.data.trim());
    if (told && told !== node.data && node.parentElement?.closest("#root, [role]")) node.data = told;
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    for (const name of ATTRIBUTES) {
      const told = toldAs(node.getAttribute(name)?.trim());
      if (told && told !== node.getAttribute(name)) node.setAttribute(name, told);
    }
    node.childNodes.forEach(translate);
  }
}

/** On a phone the list of pages lies over the page: it goes once a page is chosen. */
function closeNavigation({ target }) {
  if (NARROW.matches && target.closest("[data-testid=stSidebarNavLink]"))
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click());
}
