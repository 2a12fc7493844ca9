// Prologue: the prefixes that a query declares, names written with them, and the declaration that one lacks.
import { isMark, isWord, spokenTokens } from "./tokens.js";
import { PROLOGUE } from "./words.js";

const LOCAL_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]|\.(?!$))*$/u;

/** The prefixes that tokens declare: `{tg: "https://…"}`. */
export function declaredPrefixes(tokens) {
  const declared = {};
  tokens.forEach((token, place) => {
    const [name, iri] = [tokens[place + 1], tokens[place + 2]];
    if (!isWord(token, "PREFIX") || name?.kind !== "name" || iri?.kind !== "iri") return;
    declared[name.text.slice(0, -1)] = iri.text.slice(1, -1);
  });
  return declared;
}

/** The prefix of a name: `tg` of `tg:Actor`. */
export function prefixOf(name) {
  return name.slice(0, name.indexOf(":"));
}

/** The IRI that a token stands for, with these prefixes; null for what is not a name or an IRI. */
export function iriOf(token, prefixes) {
  if (token?.kind === "iri") return token.text.slice(1, -1);
  if (token?.kind !== "name") return null;
  const namespace = prefixes[prefixOf(token.text)];
  return namespace === undefined ? null : namespace + token.text.slice(token.text.indexOf(":") + 1).replace(/\\/g, "");
}

/**
 * How a query writes an IRI: with a prefix that it declares, else with one that is known and that it does not use for
 * something else, else in full.
 */
export function writtenIri(iri, declared, known) {
  const free = Object.entries(known).filter(([prefix]) => !Object.hasOwn(declared, prefix));
  for (const [prefix, namespace] of [...Object.entries(declared), ...free].sort(byLongestNamespace)) {
    const local = iri.slice(namespace.length);
    if (namespace !== "" && iri.startsWith(namespace) && LOCAL_NAME.test(local)) return `${prefix}:${local}`;
  }
  return `<${iri}>`;
}

/** The declarations that names of a query lack, as one insertion `{from, insert, prefixes}`; null when none does. */
export function missingPrefixes(text, names, known) {
  const tokens = spokenTokens(text);
  const declared = declaredPrefixes(tokens);
  const wanted = [...new Set(names.map(prefixOf))];
  const prefixes = wanted.filter((prefix) => Object.hasOwn(known, prefix) && !Object.hasOwn(declared, prefix));
  if (prefixes.length === 0) return null;
  const lines = prefixes.map((prefix) => `PREFIX ${prefix}: <${known[prefix]}>\n`).join("");
  return { ...placeOf(lines, text, tokens), prefixes };
}

/** Below the last declaration; before the first word of a query that has none, under the comments that open it. */
function placeOf(lines, text, tokens) {
  const last = lastDeclaration(tokens);
  if (last === undefined) return placeBefore(tokens[0], lines, text);
  const end = text.indexOf("\n", last.to);
  const isAlone = end !== -1 && !tokens.some(({ from }) => from >= last.to && from < end);
  return isAlone ? { from: end + 1, insert: lines } : { from: last.to, insert: `\n${lines.trimEnd()}` };
}

function placeBefore(first, lines, text) {
  if (first !== undefined) return { from: first.from, insert: `${lines}\n` };
  return { from: text.length, insert: text === "" || text.endsWith("\n") ? lines : `\n${lines}` };
}

function lastDeclaration(tokens) {
  let last;
  for (let place = 0; isWord(tokens[place], ...PROLOGUE); ) {
    place += 1;
    while (["name", "iri", "string"].includes(tokens[place]?.kind)) last = tokens[place++];
    if (isMark(tokens[place], ".")) place += 1;
  }
  return last;
}

function byLongestNamespace([, one], [, other]) {
  return other.length - one.length;
}
