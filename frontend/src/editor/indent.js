// Indentation: two spaces for each bracket that is open, two more behind a semicolon or a comma.
import { indentService } from "@codemirror/language";

import { isMark, spokenTokens } from "./tokens.js";

export const STEP = 2;

/** Indents a new line, and one on which a closing bracket was typed. */
export const indentByBrackets = indentService.of((context, position) =>
  indentationAfter(context.state.doc.sliceString(0, position), context.textAfterPos(position)),
);

/** The spaces that a line begins with, behind a text and before the rest of the line. */
export function indentationAfter(text, rest) {
  const tokens = spokenTokens(text);
  const depth = tokens.reduce((open, token) => open + change(token), 0);
  const goesOn = isMark(tokens.at(-1), ";", ",");
  const closes = /^\s*[}\])]/.test(rest);
  return STEP * Math.max(depth - (closes ? 1 : 0) + (goesOn && !closes ? 1 : 0), 0);
}

function change(token) {
  if (isMark(token, "{", "(", "[")) return 1;
  return isMark(token, "}", ")", "]") ? -1 : 0;
}
