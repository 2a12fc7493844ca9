// Tabs: which texts are open, in which order, and which one is shown.

export class Tabs {
  /** `list` has `{id, title}` of each, at least one. */
  constructor(list, active) {
    this.list = list.map(({ id, title }) => ({ id, title }));
    this.active = this.has(active) ? active : this.list[0].id;
  }

  has(id) {
    return this.list.some((tab) => tab.id === id);
  }

  titleOf(id) {
    return this.list.find((tab) => tab.id === id).title;
  }

  placeOf(id) {
    return this.list.findIndex((tab) => tab.id === id);
  }

  activate(id) {
    this.active = id;
  }

  /** Puts a tab at a place, last where none is given, and shows it. */
  add(tab, place = this.list.length) {
    this.list.splice(place, 0, tab);
    this.active = tab.id;
  }

  /** Takes a tab away; the one after it is shown in its place, or the one before. The last one stays. */
  close(id) {
    const place = this.placeOf(id);
    if (this.list.length === 1) return;
    this.list.splice(place, 1);
    if (this.active === id) this.active = this.list[Math.min(place, this.list.length - 1)].id;
  }

  /** Gives a tab another title; an empty one changes nothing. */
  rename(id, title) {
    const trimmed = title.trim();
    if (trimmed !== "") this.list[this.placeOf(id)].title = trimmed;
  }

  /** The tab that is some steps away, round the ends. */
  neighbour(id, steps) {
    const { length } = this.list;
    return this.list[(this.placeOf(id) + steps + length) % length].id;
  }

  /** The first number that no title made with it has yet: “Requête 3” when there are 1 and 2. */
  nextTitle(title) {
    const titles = this.list.map((tab) => tab.title);
    let number = this.list.length + 1;
    while (titles.includes(title(number))) number += 1;
    return title(number);
  }
}

/** An identifier that no other tab has; `crypto.randomUUID` is missing where a page is not served over HTTPS. */
export function newId() {
  const [one, other] = crypto.getRandomValues(new Uint32Array(2));
  return `tab-${one.toString(36)}${other.toString(36)}`;
}
