// Marks: errors and warnings at their place. Those of the server come with an answer, the parser's after a pause in the
// typing; each goes when its line is edited.
import { completionStatus } from "@codemirror/autocomplete";
import { forEachDiagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { ChangeSet, EditorState, StateEffect, StateField } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";

import { fill } from "./dom.js";
import { syntaxError } from "./syntax.js";
import { tokensOf } from "./tokens.js";

const PAUSE = 900; // milliseconds without a change before the text is checked
const SERVER = "tg-from-server";

/** Says that the text is being run as it is now: the marks that come back are about this text. */
export const ran = StateEffect.define();

/** The text of the last run, and what was changed since. */
const lastRun = StateField.define({
  create: ({ doc }) => ({ doc, since: ChangeSet.empty(doc.length) }),
  update(run, { newDoc: doc, changes, effects }) {
    if (effects.some((effect) => effect.is(ran))) return { doc, since: ChangeSet.empty(doc.length) };
    return changes.empty ? run : { doc: run.doc, since: run.since.compose(changes) };
  },
});

/** `session` has the sentences as they are now. */
export function marking(session) {
  return [lastRun, lintGutter(), clearEdited, checkAfterPause(session)];
}

/** The transaction that shows the marks of a run, in place of those before, where its lines were not edited since. */
export function showMarks(state, marks) {
  const { doc, since } = state.field(lastRun);
  const found = marks.map((mark) => placed(mark, doc)).filter((each) => !isEdited(doc, since, each));
  const moved = found.map((each) => ({ ...each, from: since.mapPos(each.from), to: since.mapPos(each.to) }));
  return setDiagnostics(state, moved);
}

/** Every mark that a text has now, in the order of the text. */
export function marksOf(state) {
  const marks = [];
  forEachDiagnostic(state, ({ message, severity, markClass }, from, to) => {
    marks.push({ message, severity, markClass, from, to });
  });
  return marks;
}

/** Lines and columns count from 1, columns in characters; a mark without an end takes in the word it begins. */
function placed({ line, column, end_column: end, message, severity }, doc) {
  const { from: start, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(offsetOf(text, column), Math.max(text.length - 1, 0));
  const word = tokensOf(text).find((token) => token.from <= from && from < token.to);
  const to = end === null ? (word?.to ?? from + 1) : offsetOf(text, end);
  const last = Math.min(Math.max(to, from + 1), text.length);
  return { from: start + from, to: start + Math.max(last, from), message, severity, markClass: SERVER };
}

function offsetOf(text, column) {
  return [...text].slice(0, Math.max(column - 1, 0)).join("").length;
}

const clearEdited = EditorState.transactionExtender.of(({ startState, changes }) => {
  if (changes.empty) return null;
  const marks = marksOf(startState);
  const kept = marks.filter((mark) => !isEdited(startState.doc, changes, mark));
  if (kept.length === marks.length) return null;
  const moved = kept.map((mark) => ({ ...mark, from: changes.mapPos(mark.from), to: changes.mapPos(mark.to) }));
  return { effects: setDiagnostics(startState, moved).effects };
});

/** Whether changes touch the lines of a mark; whole lines put in before or behind them do not. */
function isEdited(doc, changes, { from, to }) {
  let edited = false;
  const [start, end] = [doc.lineAt(from).from, doc.lineAt(to).to];
  changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    const isLineBefore = toA === start && fromA === toA && inserted.line(inserted.lines).length === 0;
    const isLineBehind = fromA === end && fromA === toA && inserted.line(1).length === 0;
    edited ||= fromA <= end && toA >= start && !isLineBefore && !isLineBehind;
  });
  return edited;
}

function checkAfterPause(session) {
  return ViewPlugin.define((view) => {
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(check, PAUSE);
    };
    // While the list of completions is open the word is still being chosen.
    const check = () => {
      if (completionStatus(view.state) !== null) wait();
      else view.dispatch(setDiagnostics(view.state, checked(view.state, session)));
    };
    return { update: ({ docChanged }) => docChanged && wait(), destroy: () => clearTimeout(timer) };
  });
}

/** The server's marks, and the first error of the syntax unless the server said something about its line. */
function checked(state, { strings }) {
  const marks = marksOf(state).filter(({ markClass }) => markClass === SERVER);
  const found = syntaxError(state.doc.toString());
  if (found === null) return marks;
  const { code, fields, from, to } = found;
  const line = state.doc.lineAt(from).number;
  if (marks.some((mark) => state.doc.lineAt(mark.from).number === line)) return marks;
  return [...marks, { from, to, severity: "error", message: fill(strings[`syntax_${code}`], fields) }];
}
