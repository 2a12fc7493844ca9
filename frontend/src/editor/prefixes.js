// Prefixes: the line that declares one is written by itself when a name that needs it is typed, pasted or completed.
import { Annotation, EditorState } from "@codemirror/state";

import { missingPrefixes } from "./prologue.js";
import { isWord, spokenTokens } from "./tokens.js";

/** On a transaction that declared prefixes: which. */
export const declared = Annotation.define();

/** `prefixes` gives those that are known now: `{tg: "https://…"}`. */
export function declarePrefixes(prefixes) {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || !transaction.isUserEvent("input")) return transaction;
    const text = transaction.newDoc.toString();
    const missing = missingPrefixes(text, namesWritten(transaction.changes, text), prefixes());
    if (missing === null) return transaction;
    return [transaction, { changes: missing, sequential: true, annotations: declared.of(missing.prefixes) }];
  });
}

/** The names of which the colon was just written, but those that PREFIX declares, and IRIs that are being typed. */
function namesWritten(changes, text) {
  const colons = [];
  changes.iterChanges((_fromA, _toA, from, _toB, inserted) => {
    for (const { index } of inserted.toString().matchAll(/:/g)) colons.push(from + index);
  });
  if (colons.length === 0) return [];
  return spokenTokens(text)
    .filter((token, place, all) => token.kind === "name" && !isWord(all[place - 1], "PREFIX"))
    .filter(({ from }) => text[from - 1] !== "<")
    .filter(({ text: name, from }) => colons.includes(from + name.indexOf(":")))
    .map(({ text: name }) => name);
}
