// Status: one line under the text, for what just happened or for the first mark. Read out politely.
import { element, fill } from "./dom.js";

export class Status {
  /** `goTo(offset)` shows a place of the text. */
  constructor(goTo) {
    this.goTo = goTo;
    this.element = element("div", { className: "tg-status", role: "status", dataset: { kind: "rest" } });
  }

  /** Says what may be done, when there is nothing else to say. */
  rest(text) {
    this.show("rest", element("span", { textContent: text }));
  }

  /** Says what happened; `action` is a button beside it: `{text, onclick}`. */
  tell(text, action) {
    const { text: name, onclick } = action ?? {};
    const buttons = action ? [element("button", { type: "button", textContent: name, onclick })] : [];
    this.show("news", element("span", { textContent: text }), ...buttons);
  }

  /** Shows a mark as a button that leads to it. */
  mark({ from, severity, message }, doc, strings) {
    const line = doc.lineAt(from);
    const text = fill(strings.mark, { line: line.number, column: from - line.from + 1, message });
    this.show(severity, element("button", { type: "button", textContent: text, onclick: () => this.goTo(from) }));
  }

  get isNews() {
    return this.element.dataset.kind === "news";
  }

  endNews() {
    if (this.isNews) this.element.dataset.kind = "past";
  }

  /** What is said already is not said again: a screen reader would read it out anew. */
  show(kind, ...children) {
    const text = children.map(({ textContent }) => textContent).join("");
    if (kind !== "news" && this.element.dataset.kind === kind && this.element.textContent === text) return;
    this.element.dataset.kind = kind;
    this.element.replaceChildren(...children);
  }
}
