// Statements: what a token begins at the top of a query or inside braces, and what a bracket holds.
import { isMark, isWord } from "./tokens.js";
import { CLAUSES, FORMS, PATTERNS, PROLOGUE, UPDATES } from "./words.js";

const AT_TOP = [...PROLOGUE, ...FORMS, ...CLAUSES, ...UPDATES, "FROM"];
const IN_BRACES = [...CLAUSES, ...PATTERNS];

/** Whether a token begins a statement even where the one before it was not closed by a dot. */
export function isOpening(token, before, frame) {
  if (isWord(token, "WHERE") && isWord(before, "DELETE")) return false;
  return isWord(token, ...(frame.kind === "top" ? AT_TOP : IN_BRACES));
}

/** The kind of statement that a token begins: prologue, clause, constraint, values, graph, or triple. */
export function statementKind(token, frame) {
  if (isWord(token, "VALUES")) return "values";
  if (isWord(token, "FILTER", "BIND")) return "constraint";
  if (isWord(token, ...PROLOGUE)) return "prologue";
  if (frame.kind !== "top" && isWord(token, ...PATTERNS)) return "graph";
  return isWord(token, ...AT_TOP) ? "clause" : "triple";
}

/** The place of the bracket that closes the one at a place. */
export function closerOf(tokens, place) {
  let depth = 0;
  return tokens.findIndex((token, at) => {
    if (at < place) return false;
    if (isMark(token, "{", "(", "[")) depth += 1;
    else if (isMark(token, "}", ")", "]")) depth -= 1;
    return depth === 0;
  });
}

/** Whether what braces or square brackets hold stays on one line: it was written so, and is one triple at most. */
export function isShort(tokens, place, text, isData) {
  const end = closerOf(tokens, place);
  const inside = tokens.slice(place + 1, end);
  if (inside.length === 0) return true;
  if (/[\n\r]/.test(text.slice(tokens[place].to, tokens[end].from))) return false;
  if (isData || isMark(tokens[place], "[")) return true;
  const dot = inside.findIndex((token) => isMark(token, "."));
  return !inside.some(isSplitting) && (dot === -1 || dot === inside.length - 1);
}

function isSplitting(token) {
  return isMark(token, "{", ";", ",") || isWord(token, ...IN_BRACES);
}
