// Spacing: which two tokens of a line stand apart. The role of a place is "expression", or "terms" for triples and
// paths.
import { isA, isMark, isWord } from "./tokens.js";
import { isFunction } from "./words.js";

const BINARY = ["=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/"];
const PATH = ["/", "|", "^", "!"];

/** Whether a space stands between two tokens that follow each other on a line. */
export function standApart(before, token, role) {
  if (isMark(before, "^^") || isMark(token, "^^") || token.kind === "language") return false;
  if (isMark(token, ")") || isMark(before, "(")) return false;
  if (isEmptyPair(before, token)) return false;
  return role === "expression" ? standApartInExpression(before, token) : standApartInTerms(before, token);
}

/** Whether a mark is a sign before its operand, as in `!?x`, rather than an operator between two. */
export function isSign(before, token) {
  if (!isMark(token, "!", "+", "-")) return false;
  return isMark(before, "(", ",", "!", ...BINARY) || isWord(before, "FILTER", "HAVING", "BY");
}

function isEmptyPair(before, token) {
  return (isMark(before, "[") && isMark(token, "]")) || (isMark(before, "{") && isMark(token, "}"));
}

function standApartInExpression(before, token) {
  if (isMark(token, ",", ";")) return false;
  // “- 1” is two tokens, “-1” is one.
  if (before.sign) return token.kind === "number" && !isMark(before, "!");
  return !isMark(token, "(") || !opensArguments(before, token);
}

function standApartInTerms(before, token) {
  if (isMark(before, ...PATH)) return false;
  if (isMark(token, "/", "|", "*", "+", "?")) return before.kind === "word" && !isA(before);
  return !isMark(token, "(") || before.kind === "name" || !opensArguments(before, token);
}

/** A function stands at its bracket; a name where it was written so, for it may be a function or a term of a list. */
function opensArguments(before, token) {
  if (before.kind === "word") return isWord(before, "FILTER", "BIND", "ASC", "DESC") || isFunction(before.text);
  return (before.kind === "name" || before.kind === "iri") && before.to === token.from;
}
