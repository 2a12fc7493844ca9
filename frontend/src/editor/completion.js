// Completion: suggestions as CodeMirror lists them, each with its label, how often it is used and its definition.
import { autocompletion, snippet, startCompletion } from "@codemirror/autocomplete";

import { element, fill } from "./dom.js";
import { findEntities } from "./entities.js";
import { declaredPrefixes, writtenIri } from "./prologue.js";
import { suggest } from "./suggestions.js";
import { spokenTokens } from "./tokens.js";

const MOST = 200;
const SECTIONS = ["property", "class", "variable", "entity", "prefix", "word", "function"]; // in the order of the list
const WITH_ENTITIES = ["subject", "object", "list", "values", "expression"];

/** `session` has the vocabulary, the address of the search for entities, and the sentences, as they are now. */
export function complete(session) {
  return autocompletion({
    override: [(context) => suggestKnown(context, session), (context) => suggestEntities(context, session)],
    icons: false,
    maxRenderedOptions: MOST,
    optionClass: ({ kind }) => `tg-option-${kind}`,
    positionInfo,
    addToOptions: [{ render: ({ count }) => countOf(count, session), position: 85 }],
  });
}

function suggestKnown(context, session) {
  const found = suggestAt(context, session);
  if (found === null || (found.typed === "" && !context.explicit)) return null;
  // A word that is whole needs no list, which would take the next Enter for itself; a prefix is not whole.
  const isWhole = found.options.some(({ written, section }) => written === found.typed && section !== "prefix");
  if (isWhole && !context.explicit) return null;
  const options = found.options.slice(0, MOST).filter(({ written }) => written !== found.typed);
  return listed(found.from, options, session);
}

async function suggestEntities(context, session) {
  const found = suggestAt(context, session);
  if (found === null || !WITH_ENTITIES.includes(found.place) || /^[?$]/.test(found.typed)) return null;
  const [, prefix, text] = /^([^:]*:)?(.*)$/.exec(found.typed);
  const controller = new AbortController();
  context.addEventListener("abort", () => controller.abort(), { onDocChange: true });
  const entities = await findEntities(session.entities, text, session.strings.language, controller.signal);
  const declared = declaredPrefixes(spokenTokens(context.state.doc.toString()));
  const options = entities
    .map((entity) => ({ ...entity, written: writtenIri(entity.iri, declared, session.vocabulary.prefixes) }))
    .filter(({ written }) => prefix === undefined || written.startsWith(prefix));
  return listed(found.from, options.map((option) => ({ ...option, section: "entity" })), session);
}

function suggestAt({ state, pos }, { vocabulary }) {
  return suggest(state.doc.toString(), pos, vocabulary);
}

/** No `validFor`: each key asks anew, for the order depends on what is typed; what is found is filtered already. */
function listed(from, options, session) {
  if (options.length === 0) return null;
  return { from, filter: false, options: options.map((option) => completionOf(option, session)) };
}

function completionOf(option, { strings }) {
  const { section, written, label, kind, count } = option;
  return {
    label: written,
    detail: [label, section === "entity" ? kind : null].filter(Boolean).join(" · "),
    section: { name: strings[`section_${section}`], rank: SECTIONS.indexOf(section) },
    kind: section,
    count,
    info: option.iri ? () => infoOf(option, strings) : undefined,
    apply: applyOf(section, written),
  };
}

function applyOf(section, written) {
  if (section === "function") return snippet(`${written}(\${})`);
  if (section === "prefix" && written.endsWith(":")) {
    return (view, _completion, from, to) => {
      const changes = { from, to, insert: written };
      view.dispatch({ changes, selection: { anchor: from + written.length }, userEvent: "input.complete" });
      startCompletion(view);
    };
  }
  return written;
}

function countOf(count, { strings }) {
  if (typeof count !== "number") return null;
  return element("span", { className: "tg-count", textContent: count.toLocaleString(strings.language) });
}

function infoOf({ label, gloss, iri, count }, strings) {
  const info = element("div", { className: "tg-info" });
  if (label) info.append(element("strong", { textContent: label }));
  if (gloss) info.append(element("p", { textContent: gloss }));
  info.append(element("code", { textContent: iri }));
  if (typeof count === "number") {
    const uses = fill(strings.uses, { count: count.toLocaleString(strings.language) });
    info.append(element("small", { textContent: uses }));
  }
  return info;
}

/** Beside the list where there is room; else below it, or above, but never over what may be chosen. */
function positionInfo(_view, list, option, info, space) {
  const width = info.right - info.left;
  const top = `top: ${option.top - list.top}px`;
  if (space.right - list.right >= width) return { class: "cm-completionInfo-right", style: top };
  if (list.left - space.left >= width) return { class: "cm-completionInfo-left", style: top };
  const below = space.bottom - list.bottom;
  const isBelow = below >= info.bottom - info.top || below >= list.top - space.top;
  return { style: `${isBelow ? "top" : "bottom"}: 100%; left: 0; max-width: ${list.right - list.left}px` };
}
