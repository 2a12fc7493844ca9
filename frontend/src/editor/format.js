// Formatter: the same tokens in a regular shape. Braces indent, a triple pattern has its line, reserved words are in
// capitals; comments, strings, IRIs and line breaks inside brackets stay as they were written.
import { Layout } from "./layout.js";
import { isMark, tokensOf } from "./tokens.js";
import { capitals } from "./words.js";

const CLOSERS = { "{": "}", "(": ")", "[": "]" };

/** A query in its regular shape; unchanged when its brackets or its quotes are not closed. */
export function format(text) {
  return formatted(text) ?? text;
}

/**
 * The same as changes to a text: of what stands between tokens, and of reserved words; the other tokens stay where they
 * are. Null when brackets or quotes are not closed.
 */
export function formatting(text) {
  const result = formatted(text);
  if (result === null) return null;
  const [before, after] = [tokensOf(text), tokensOf(result)];
  const changes = before.flatMap((token, place) => [
    change(text, before[place - 1]?.to ?? 0, token.from, result.slice(after[place - 1]?.to ?? 0, after[place].from)),
    change(text, token.from, token.to, after[place].text),
  ]);
  const end = change(text, before.at(-1)?.to ?? 0, text.length, result.slice(after.at(-1)?.to ?? 0));
  return [...changes, end].filter(Boolean);
}

function formatted(text) {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return text;
  if (!areClosed(tokens)) return null;
  const result = new Layout(tokens, text).print();
  return isSame(tokens, tokensOf(result)) ? result : null;
}

function change(text, from, to, insert) {
  return text.slice(from, to) === insert ? null : { from, to, insert };
}

function areClosed(tokens) {
  const awaited = [];
  for (const token of tokens) {
    if (token.kind === "unclosed") return false;
    if (isMark(token, "{", "(", "[")) awaited.push(CLOSERS[token.text]);
    else if (isMark(token, "}", ")", "]") && awaited.pop() !== token.text) return false;
  }
  return awaited.length === 0;
}

/** Two lists of tokens say the same thing: nothing but the case of reserved words may differ. */
function isSame(tokens, others) {
  return (
    tokens.length === others.length &&
    tokens.every((token, place) => token.kind === others[place].kind && said(token) === said(others[place]))
  );
}

function said({ kind, text }) {
  return kind === "word" ? capitals(text) : text;
}
