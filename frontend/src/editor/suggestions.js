// Suggestions: what may be written at a place of a query, best first.
import { matching } from "./matching.js";
import { readPatterns } from "./patterns.js";
import { declaredPrefixes, iriOf, writtenIri } from "./prologue.js";
import { isMark, isWord, tokensOf } from "./tokens.js";
import { propertiesOf } from "./vocabulary.js";
import { FUNCTIONS } from "./words.js";

const SILENT = ["comment", "string", "unclosed", "iri", "number", "language"];
const TYPED = ["name", "word", "variable", "blank"];
const TERMS = ["subject", "object", "class", "list", "values", "expression"];

const WORDS = {
  start: ["PREFIX", "BASE", "SELECT", "CONSTRUCT", "DESCRIBE", "ASK"],
  clause: [
    "SELECT", "DISTINCT", "WHERE", "FROM", "FROM NAMED", "GROUP BY", "HAVING", "ORDER BY", "ASC", "DESC", "LIMIT",
    "OFFSET", "VALUES", "AS", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX", "REDUCED",
  ],
  subject: ["FILTER", "OPTIONAL", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "SELECT", "FILTER NOT EXISTS"],
  expression: ["NOT IN", "IN", "NOT EXISTS", "EXISTS", "AS", "DISTINCT", "TRUE", "FALSE"],
  values: ["UNDEF"],
};
// The dot that ends a triple may be left out before these.
WORDS.object = WORDS.class = WORDS.subject;

/** What is being typed at an offset: `{from, text}`; null inside a comment, a string or an IRI. */
export function typedAt(tokens, text, offset) {
  const token = tokens.find(({ from, to }) => from < offset && offset <= to);
  if (token === undefined) return { from: offset, text: "" };
  if (isMark(token, "?", "$")) return { from: token.from, text: token.text };
  if (token.kind === "punctuation") return { from: offset, text: "" };
  // At the end of a closed string or IRI something new begins.
  if (["string", "iri"].includes(token.kind) && offset === token.to) return { from: offset, text: "" };
  if (SILENT.includes(token.kind) || !TYPED.includes(token.kind)) return null;
  return { from: token.from, text: text.slice(token.from, offset) };
}

/**
 * Everything that may be written at an offset: `{from, typed, place, options}`, or null where nothing is suggested. An
 * option is `{section, written, label, gloss, count, iri}`; of these only the first two are always there.
 */
export function suggest(text, offset, vocabulary) {
  const tokens = tokensOf(text);
  const typed = typedAt(tokens, text, offset);
  if (typed === null) return null;
  const spoken = tokens.filter(({ kind }) => kind !== "comment");
  const told = vocabularyAt(spoken, offset, vocabulary);
  const query = { spoken, declared: declaredPrefixes(spoken), vocabulary: told, ...readPatterns(spoken, offset) };
  const options = isBehindService(spoken, typed.from) ? endpoints(vocabulary) : optionsAt(query, typed);
  return { from: typed.from, typed: typed.text, place: query.place, options: matching(options, typed.text) };
}

/** Inside SERVICE, the classes and properties of that endpoint; elsewhere those of the territory. */
function vocabularyAt(spoken, offset, vocabulary) {
  const open = [];
  for (const [place, token] of spoken.entries()) {
    if (token.from >= offset) break;
    if (isMark(token, "{")) open.push(endpointBefore(spoken, place));
    else if (isMark(token, "}")) open.pop();
  }
  const endpoint = open.findLast((iri) => iri !== null);
  if (endpoint === undefined) return vocabulary;
  return { ...vocabulary, classes: [], properties: [], ...vocabulary.services?.[endpoint] };
}

/** The endpoint whose group begins with the brace at a place; null where it is no group of SERVICE. */
function endpointBefore(spoken, place) {
  const iri = spoken[place - 1];
  return iri?.kind === "iri" && isBehindService(spoken, iri.from) ? iri.text.slice(1, -1) : null;
}

function isBehindService(spoken, offset) {
  const before = spoken.filter(({ from }) => from < offset).slice(-2);
  if (isWord(before.at(-1), "SILENT")) return isWord(before[0], "SERVICE");
  return isWord(before.at(-1), "SERVICE");
}

function endpoints({ services = {} }) {
  return Object.keys(services).map((iri) => ({ section: "entity", written: `<${iri}>`, iri, label: "" }));
}

function optionsAt(query, typed) {
  const { place } = query;
  if (/^[?$]/.test(typed.text)) return variables(query, typed);
  if (place === "prologue") return prefixes(query);
  const begun = TERMS.includes(place) ? prefixes(query) : [];
  return [...variables(query, typed), ...nouns(query, typed.text), ...begun, ...words(place)];
}

/** Properties in predicate position, classes in the position of a class. */
function nouns(query, typed) {
  switch (query.place) {
    case "predicate":
      return [...typeWord(), ...properties(query, typed)];
    case "step":
      return entries("property", query.vocabulary.properties, query);
    case "class":
      return entries("class", query.vocabulary.classes, query);
    case "object":
    case "list":
    case "values":
    case "expression":
      return typed === "" ? [] : entries("class", query.vocabulary.classes, query);
    default:
      return [];
  }
}

/** Those that subjects of its class have, when the query says its class and one of them can be meant; else all. */
function properties(query, typed) {
  const { types, subject, declared, vocabulary } = query;
  const known = { ...vocabulary.prefixes, ...declared };
  const iris = (types.get(subject) ?? []).map((token) => iriOf(token, known)).filter(Boolean);
  const own = propertiesOf(vocabulary, iris);
  const options = own && entries("property", own, query);
  return options && matching(options, typed).length > 0 ? options : entries("property", vocabulary.properties, query);
}

function entries(section, things, { declared, vocabulary }) {
  return things.map((thing) => ({ ...thing, section, written: writtenIri(thing.iri, declared, vocabulary.prefixes) }));
}

function typeWord() {
  return [{ section: "word", written: "a", uses: Infinity }];
}

function words(place) {
  const functions = place === "expression" ? FUNCTIONS.map((name) => ({ section: "function", written: name })) : [];
  return [...(WORDS[place] ?? []).map((word) => ({ section: "word", written: word })), ...functions];
}

function prefixes({ declared, vocabulary, place }) {
  const all = place === "prologue" ? unlike(vocabulary.prefixes, declared) : { ...vocabulary.prefixes, ...declared };
  return Object.entries(all).map(([prefix, namespace]) => ({
    section: "prefix",
    written: place === "prologue" ? `${prefix}: <${namespace}>` : `${prefix}:`,
    label: namespace,
  }));
}

function unlike(known, declared) {
  return Object.fromEntries(Object.entries(known).filter(([prefix]) => !Object.hasOwn(declared, prefix)));
}

/** The other variables of the query, the most used first. */
function variables({ spoken }, typed) {
  const counts = new Map();
  for (const { kind, text, from } of spoken) {
    if (kind === "variable" && from !== typed.from) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, uses]) => ({ section: "variable", written: text, uses }));
}
