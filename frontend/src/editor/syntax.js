// Syntax: the first error of a query, as one thing to say about one place.
import { SparqlLanguage } from "codemirror-lang-sparql";

import { PatternReader } from "./patterns.js";
import { declaredPrefixes, prefixOf } from "./prologue.js";
import { isMark, isWord, spokenTokens } from "./tokens.js";

const CLOSERS = { "{": "}", "(": ")", "[": "]" };
const NEWER_MARKS = ["<<", ">>", "<<(", ")>>", "{|", "|}", "~"];
const NEWER_WORDS = [
  "LATERAL", "VERSION", "ADJUST", "TRIPLE", "ISTRIPLE", "LANGDIR", "STRLANGDIR", "HASLANG", "HASLANGDIR",
];

/**
 * The first error: `{code, from, to, fields}`, or null. The code is that of a sentence: unclosed_string, unclosed,
 * unopened, undeclared, missing_object, missing_predicate, unexpected or unexpected_end.
 */
export function syntaxError(text) {
  const tokens = spokenTokens(text);
  if (tokens.length === 0) return null;
  return stringError(tokens) ?? bracketError(tokens) ?? grammarError(text, tokens) ?? prefixError(tokens);
}

function stringError(tokens) {
  const token = tokens.find(({ kind }) => kind === "unclosed");
  return token ? error("unclosed_string", token) : null;
}

function bracketError(tokens) {
  const open = [];
  for (const token of tokens) {
    if (isMark(token, "{", "(", "[")) open.push(token);
    else if (isMark(token, "}", ")", "]") && CLOSERS[open.pop()?.text] !== token.text) return error("unopened", token);
  }
  return open.length > 0 ? error("unclosed", open.at(-1)) : null;
}

/** The parser knows SPARQL 1.1; of a query in a newer SPARQL only the server may say that it is wrong. */
function grammarError(text, tokens) {
  if (tokens.some((token) => isMark(token, ...NEWER_MARKS) || isWord(token, ...NEWER_WORDS))) return null;
  const place = firstErrorPlace(text);
  if (place === null) return null;
  const at = tokens.findIndex(({ to }) => to > place);
  return at === -1 ? error("unexpected_end", tokens.at(-1)) : error(codeOf(tokens, at), tokens[at]);
}

function firstErrorPlace(text) {
  const cursor = SparqlLanguage.parser.parse(text).cursor();
  do if (cursor.type.isError) return cursor.from;
  while (cursor.next());
  return null;
}

/** What is missing before a token that closes a triple. */
function codeOf(tokens, at) {
  const reader = new PatternReader();
  for (const token of tokens.slice(0, at)) reader.read(token);
  if (!isMark(tokens[at], ".", ";", ",", "}", "]")) return "unexpected";
  if (reader.awaitsObject) return "missing_object";
  return reader.place === "predicate" && isMark(tokens[at], ".", "}") ? "missing_predicate" : "unexpected";
}

function prefixError(tokens) {
  const declared = declaredPrefixes(tokens);
  const token = tokens.find(
    ({ kind, text }, place) =>
      kind === "name" && !Object.hasOwn(declared, prefixOf(text)) && !isWord(tokens[place - 1], "PREFIX"),
  );
  return token ? error("undeclared", token) : null;
}

function error(code, { from, to, text }) {
  return { code, from, to, fields: { text, prefix: prefixOf(text) } };
}
