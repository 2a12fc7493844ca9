// Reporter: tells Python what is open, once each time that it is another than Python knows.

// A report asks for a run of the present page, which would take the place of the one that a link asks for.
const LEAVING = 1500;

export class Reporter {
  /** `content()` is what is open now; `tell(content)` tells it. */
  constructor(content, tell) {
    this.content = content;
    this.tell = tell;
  }

  /** Notes that Python knows of this content. */
  know(content) {
    clearTimeout(this.timer);
    this.known = JSON.stringify(content);
  }

  flush() {
    clearTimeout(this.timer);
    const content = this.content();
    if (JSON.stringify(content) === this.known) return;
    this.know(content);
    this.tell(content);
  }

  flushIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), milliseconds);
  }

  /** Flushes when the keyboard leaves an element, unless for a link, and when the page ends. */
  watch(element) {
    this.ending = new AbortController();
    const { signal } = this.ending;
    const onLeave = ({ relatedTarget: next }) => (isLink(next) ? this.flushIn(LEAVING) : this.flush());
    element.addEventListener("focusout", onLeave, { signal });
    window.addEventListener("popstate", () => this.flushIn(LEAVING), { signal });
    window.addEventListener("pagehide", () => this.flush(), { signal });
  }

  stop() {
    clearTimeout(this.timer);
    this.ending.abort();
  }
}

function isLink(element) {
  return Boolean(element?.closest("a[href]"));
}
