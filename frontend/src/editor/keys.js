// Keys: run, cancel, format, and a Tab key that does not hold the keyboard back.
import { acceptCompletion, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { foldKeymap } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { STEP } from "./indent.js";

/** `actions` has `run`, `cancel` (false when nothing runs) and `format`. */
export function keys(actions) {
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => done(actions.run()), preventDefault: true }])),
    keymap.of([
      { key: "Shift-Alt-f", run: () => done(actions.format()), preventDefault: true },
      { key: "Tab", run: (view) => acceptCompletion(view) || insertTab(view), shift: indentLess },
      ...closeBracketsKeymap,
      ...completionKeymap,
      // Behind those of completion: Escape closes its list first.
      { key: "Escape", run: () => actions.cancel() },
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    leavableByTab,
    EditorState.tabSize.of(STEP),
  ];
}

function done() {
  return true;
}

/** Spaces up to the next stop, or all the lines of a selection moved by one. */
function insertTab(view) {
  const { state } = view;
  if (state.readOnly) return false;
  if (!state.selection.main.empty) return indentMore(view);
  const { head } = state.selection.main;
  const column = head - state.doc.lineAt(head).from;
  const spaces = " ".repeat(STEP - (column % STEP));
  view.dispatch(state.replaceSelection(spaces), { userEvent: "input", scrollIntoView: true });
  return true;
}

/** Tab writes spaces once something was typed; on entering the editor, and behind Escape, it leaves it. */
const leavableByTab = [
  EditorView.domEventHandlers({ focus: (_event, view) => view.setTabFocusMode(true) }),
  Prec.lowest(keymap.of([{ key: "Escape", run: (view) => view.setTabFocusMode(true) ?? false }])),
  EditorView.updateListener.of(({ view, transactions }) => {
    const isTyped = transactions.some((each) => each.isUserEvent("input") || each.isUserEvent("delete"));
    if (isTyped) view.setTabFocusMode(false);
  }),
];
