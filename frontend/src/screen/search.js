// The search box: a combobox (WAI-ARIA, list autocomplete with automatic selection) that asks the server as one types.

const PAUSE = 120; // milliseconds without a key before the server is asked
const MOST = 10; // things in the list

// Kept by parent, so that a rerun finds the box with its text and its focus.
const boxes = new WeakMap();

export default function searchComponent({ data, parentElement, setTriggerValue }) {
  const box = boxes.get(parentElement) ?? new SearchBox(parentElement.querySelector(".search"));
  boxes.set(parentElement, box);
  box.report = (id) => setTriggerValue("open", id);
  box.update(data);
  return () => {
    // Streamlit also calls this for a call that a newer one overtook while the page was loading.
    if (box.data !== data) return;
    boxes.delete(parentElement);
    box.destroy();
  };
}

class SearchBox {
  constructor(root) {
    this.input = root.querySelector("input");
    this.panel = root.querySelector(".panel");
    this.list = root.querySelector(".list");
    this.note = root.querySelector(".note");
    this.status = root.querySelector(".status");
    this.asked = null; // what the server is being asked, or was asked last
    this.hits = null; // its answer: null until it has come
    this.active = -1;
    this.wanted = false; // whether the first hit is to be opened as soon as it is known
    this.listen(root);
  }

  listen(root) {
    this.input.oninput = () => this.ask(PAUSE);
    this.input.onfocus = () => this.ask(0);
    this.input.onblur = () => this.close();
    this.input.onkeydown = (event) => this.press(event);
    root.querySelector(".field").onmousedown = (event) => event.target !== this.input && this.focus(event);
    this.panel.onmousedown = (event) => event.preventDefault(); // the focus stays in the field
    this.panel.onclick = (event) => this.click(event);
    this.panel.onpointermove = (event) => this.point(event);
    this.shortcut = (event) => this.pressAnywhere(event);
    document.addEventListener("keydown", this.shortcut);
  }

  update(data) {
    if (this.data?.language !== data.language) this.forget(); // the list is in the other language
    this.data = data;
    const { strings } = data;
    this.input.setAttribute("aria-label", strings.label);
    this.input.setAttribute("aria-description", strings.keys);
    this.input.placeholder = strings.placeholder;
    this.list.setAttribute("aria-label", strings.list);
    if (this.focused()) this.ask(0); // what was typed while the page was loading
  }

  focused() {
    return this.input.getRootNode().activeElement === this.input;
  }

  destroy() {
    document.removeEventListener("keydown", this.shortcut);
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.controller?.abort();
    this.asked = this.hits = null;
    this.wanted = false;
  }

  // Asking

  ask(pause) {
    const text = this.input.value.trim();
    if (text === this.asked && this.hits !== null) return this.show();
    this.forget();
    if (text === "") return this.close();
    this.asked = text;
    this.timer = setTimeout(() => this.fetch(text), pause);
  }

  async fetch(text) {
    this.controller = new AbortController();
    const { signal } = this.controller;
    try {
      const answer = await fetch(this.address(text), { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const { hits, ...about } = await answer.json();
      if (!signal.aborted) this.found(hits, about);
    } catch {
      if (!signal.aborted) this.fail();
    }
  }

  address(text) {
    const url = new URL("search", document.baseURI);
    const { version } = this.data.parameters;
    url.search = new URLSearchParams({ text, lang: this.data.language, limit: MOST, ...(version && { version }) });
    return url;
  }

  found(hits, { cut, near }) {
    const { strings } = this.data;
    const more = cut ? strings.cut.replace("{count}", hits.length) : "";
    this.tell(hits, hits.length === 0 ? strings.none : [near ? strings.near : "", more].filter(Boolean).join(" "));
    if (this.wanted && hits.length > 0) return this.open(hits[0].id);
    this.wanted = false;
    this.show();
  }

  fail() {
    this.tell([], this.data.strings.failed);
    this.wanted = false;
    this.show();
    this.asked = null; // the same text is asked again
  }

  tell(hits, note) {
    this.hits = hits;
    this.note.textContent = note;
    this.status.textContent = note || this.counted(hits.length);
    this.list.replaceChildren(...hits.map((hit, number) => this.option(hit, number)));
    this.select(hits.length > 0 ? 0 : -1);
  }

  counted(count) {
    const one = this.data.language === "fr" ? count < 2 : count === 1;
    return this.data.strings.results[one ? "one" : "other"].replace("{count}", count);
  }

  // Showing

  option(hit, number) {
    const option = element("a", "hit");
    option.href = `${this.data.page}?${new URLSearchParams({ id: hit.id, ...this.data.parameters })}`;
    option.id = `hit-${number}`;
    option.dataset.id = hit.id;
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.insertAdjacentHTML("beforeend", this.data.marks[hit.drawn_kind]); // the server's own drawing
    const told = element("span", "told");
    told.append(element("bdi", "name", hit.label));
    told.append(element("span", "kind", [hit.kind, hit.place].filter(Boolean).join(" · ")));
    if (hit.why !== "") told.append(element("span", "why", hit.why));
    option.append(told);
    return option;
  }

  show() {
    const visible = this.focused() && this.hits !== null;
    this.panel.hidden = !visible;
    this.input.setAttribute("aria-expanded", String(visible && this.hits.length > 0));
    this.select(this.active);
  }

  close() {
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.wanted = false;
  }

  select(number) {
    this.active = number;
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(at === number));
    }
    const option = this.list.children[number];
    if (option === undefined || this.panel.hidden) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  // What the reader does

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = { ArrowDown: () => this.move(1), ArrowUp: () => this.move(-1), Enter: () => this.enter() }[event.key];
    if (event.key === "Escape") return this.escape(event);
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  move(step) {
    if (this.panel.hidden) return this.ask(0);
    const count = this.list.children.length;
    if (count > 0) this.select((this.active + step + count) % count);
  }

  enter() {
    const text = this.input.value.trim();
    if (text === "") return;
    if (this.hits === null || this.asked !== text) {
      this.ask(0);
      this.wanted = true; // opened when the answer comes
    } else if (this.hits.length > 0) {
      this.open(this.list.children[this.active].dataset.id);
    } else {
      this.show();
    }
  }

  escape(event) {
    event.stopPropagation();
    if (!this.panel.hidden) return this.close();
    if (this.input.value === "") return this.leave();
    this.input.value = "";
    this.forget();
  }

  /** The focus goes back to where the key “/” was pressed. */
  leave() {
    this.input.blur();
    if (this.from?.isConnected) this.from.focus({ preventScroll: true });
    this.from = null;
  }

  click(event) {
    const option = event.target.closest(".hit");
    if (option === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.open(option.dataset.id);
  }

  point(event) {
    const number = [...this.list.children].indexOf(event.target.closest(".hit"));
    if (number >= 0 && number !== this.active) this.select(number);
  }

  pressAnywhere(event) {
    if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    this.from = target;
    this.focus(event);
  }

  focus(event) {
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  open(id) {
    this.input.value = "";
    this.forget();
    this.close();
    this.report(id);
  }
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
