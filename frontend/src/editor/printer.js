// Printer: lines being written, one token after another.

export class Printer {
  constructor() {
    this.lines = [];
    this.current = "";
    this.indent = 0;
  }

  /** Where the next character goes. */
  get column() {
    return this.current.length;
  }

  get isAtStart() {
    return this.current.trim() === "";
  }

  /** Begins a line, after an empty one if `blank`; a line on which nothing was written is used again. */
  startLine(indent, blank = false) {
    if (!this.isAtStart) this.lines.push(this.current);
    if (blank && this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("");
    this.current = " ".repeat(indent);
    this.indent = indent;
  }

  write(text, apart) {
    if (apart && !this.isAtStart) this.current += " ";
    this.current += text;
  }

  get text() {
    return [...this.lines, this.current, ""].join("\n");
  }
}
