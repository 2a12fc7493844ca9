// Run button: runs the query; while one runs it cancels it, and says for how long it has run.
import { element, fill } from "./dom.js";

const SECOND = 1000;

export class RunButton {
  constructor({ run, cancel }) {
    this.started = null;
    this.element = element("button", { type: "button", className: "tg-run" });
    this.element.onclick = () => (this.isRunning ? cancel() : run());
  }

  get isRunning() {
    return this.started !== null;
  }

  /** Shows whether a query runs; `started` is when it began, in milliseconds, or null. */
  draw(started, strings) {
    this.started = started;
    this.strings = strings;
    clearInterval(this.timer);
    if (this.isRunning) this.timer = setInterval(() => this.tick(), SECOND);
    this.element.classList.toggle("tg-running", this.isRunning);
    this.element.title = strings[this.isRunning ? "cancel_help" : "run_help"];
    this.tick();
  }

  tick() {
    const seconds = Math.floor((Date.now() - (this.started ?? Date.now())) / SECOND);
    this.element.textContent = this.isRunning ? fill(this.strings.cancel, { seconds }) : this.strings.run;
  }

  stop() {
    clearInterval(this.timer);
  }
}
