// Tab bar: the titles of the open texts. Arrows move among them, F2 or a double click renames, Delete closes.
import { element, fill, icon } from "./dom.js";

const ICONS = { add: "M10 4v12M4 10h12", close: "M6 6l8 8M14 6l-8 8" };
const LONGEST = 60;

export class TabBar {
  /** `actions` has `activate(id)`, `add()`, `close(id)` and `rename(id, title)`. */
  constructor(panel, actions) {
    this.panel = panel;
    this.actions = actions;
    this.list = element("div", { className: "tg-tabs", role: "tablist" });
    this.list.onkeydown = (event) => this.key(event);
    this.list.ondblclick = ({ target }) => target.closest(".tg-icon, input") ?? this.rename(this.tabs.active);
    const onclick = () => actions.add();
    this.add = element("button", { type: "button", className: "tg-icon", onclick }, icon(ICONS.add));
    this.element = element("div", { className: "tg-bar" }, this.list, this.add);
  }

  /** Draws the tabs as they are, when they are not those drawn; the one that had the keyboard keeps it. */
  draw(tabs, strings) {
    const drawn = JSON.stringify([tabs.list, tabs.active, strings.language]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const hadFocus = this.list.contains(this.list.getRootNode().activeElement);
    this.tabs = tabs;
    this.strings = strings;
    this.list.setAttribute("aria-label", strings.tabs);
    name(this.add, strings.add_tab);
    this.list.replaceChildren(...tabs.list.map((tab, place) => this.tab(tab, place)));
    this.panel.setAttribute("aria-labelledby", this.shown.id);
    this.shown.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (hadFocus) this.shown.focus();
  }

  get shown() {
    return this.buttonOf(this.tabs.active);
  }

  buttonOf(id) {
    return [...this.list.querySelectorAll('[role="tab"]')].find(({ dataset }) => dataset.id === id);
  }

  tab({ id, title }, place) {
    const isShown = id === this.tabs.active;
    const button = element("button", {
      type: "button",
      role: "tab",
      id: `tg-tab-${place}`,
      dataset: { id },
      textContent: title,
      title: `${title}\n${this.strings.tab_help}`,
      tabIndex: isShown ? 0 : -1,
      "aria-selected": String(isShown),
      "aria-controls": this.panel.id,
      "aria-description": this.strings.tab_help,
      onclick: () => this.actions.activate(id),
    });
    const closer = isShown && this.tabs.list.length > 1 ? [this.closer(id, title)] : [];
    return element("span", { className: "tg-tab", role: "presentation" }, button, ...closer);
  }

  /** For the pointer only: the keyboard has Delete. */
  closer(id, title) {
    const onclick = () => this.actions.close(id);
    const properties = { type: "button", className: "tg-icon", tabIndex: -1, onclick };
    const button = element("button", properties, icon(ICONS.close));
    name(button, fill(this.strings.close_tab, { title }));
    return button;
  }

  key(event) {
    const { id } = event.target.dataset;
    const moves = {
      ArrowLeft: () => this.actions.activate(this.tabs.neighbour(id, -1)),
      ArrowRight: () => this.actions.activate(this.tabs.neighbour(id, 1)),
      Home: () => this.actions.activate(this.tabs.list[0].id),
      End: () => this.actions.activate(this.tabs.list.at(-1).id),
      Delete: () => this.actions.close(id),
      F2: () => this.rename(id),
    };
    if (id === undefined || event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]();
  }

  /** Puts a field in the place of a title: Enter or leaving it renames, Escape does not. */
  rename(id) {
    const value = this.tabs.titleOf(id);
    const field = element("input", { value, maxLength: LONGEST, "aria-label": this.strings.rename_tab });
    const end = (title, keepsFocus) => {
      field.onblur = null;
      this.drawn = undefined;
      this.actions.rename(id, title);
      if (keepsFocus) this.buttonOf(id)?.focus();
    };
    field.onblur = () => end(field.value, false);
    field.onkeydown = ({ key }) => {
      if (key === "Enter") end(field.value, true);
      if (key === "Escape") end("", true);
    };
    this.buttonOf(id).replaceWith(field);
    field.select();
    field.focus();
  }
}

function name(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}
