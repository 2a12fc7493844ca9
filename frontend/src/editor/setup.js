// Setup: what every text of the editor is edited with.
import { closeBrackets } from "@codemirror/autocomplete";
import { history } from "@codemirror/commands";
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
} from "@codemirror/view";

import { complete } from "./completion.js";
import { sparql } from "./highlight.js";
import { STEP, indentByBrackets } from "./indent.js";
import { keys } from "./keys.js";
import { marking } from "./marks.js";
import { declarePrefixes } from "./prefixes.js";

const words = new Compartment();

/**
 * Makes the states of the editor's texts. `session` has the vocabulary and the sentences as they are now; `actions` are
 * those of the keyboard; `onUpdate` is told of every change.
 */
export class States {
  constructor(session, actions, onUpdate) {
    this.session = session;
    this.extensions = [
      lineNumbers(),
      foldGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      dropCursor(),
      indentUnit.of(" ".repeat(STEP)),
      indentByBrackets,
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      sparql(),
      complete(session),
      declarePrefixes(() => session.vocabulary.prefixes),
      marking(session),
      keys(actions),
      EditorView.lineWrapping,
      EditorView.updateListener.of(onUpdate),
    ];
  }

  create(text) {
    return EditorState.create({ doc: text, extensions: [this.extensions, words.of(inWords(this.session.strings))] });
  }

  /** The change that makes a state speak in the sentences as they are now. */
  reword() {
    return { effects: words.reconfigure(inWords(this.session.strings)) };
  }
}

function inWords({ phrases, label, keyboard_help: help }) {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ "aria-label": label, "aria-description": help }),
  ];
}
