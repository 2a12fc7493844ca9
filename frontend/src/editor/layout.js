// Layout: where lines break and how far they are indented.
import { Printer } from "./printer.js";
import { isSign, standApart } from "./spacing.js";
import { isOpening, isShort, statementKind } from "./statements.js";
import { isMark, isWord } from "./tokens.js";
import { capitals } from "./words.js";

const STEP = 2;
const FARTHEST = 60; // column beyond which objects are no longer aligned under the first

export class Layout {
  constructor(tokens, text) {
    this.tokens = tokens;
    this.text = text;
    this.printer = new Printer();
    // What is open: the whole text is "top"; "block" and "data" are braces, "nodes" square brackets, "list" round ones,
    // "inline" what stays on its line.
    this.frames = [{ kind: "top", indent: 0, statement: null }];
    this.before = undefined;
    this.afterComment = false;
  }

  print() {
    for (const [place, token] of this.tokens.entries()) this.put(token, place);
    return this.printer.text;
  }

  get frame() {
    return this.frames.at(-1);
  }

  get role() {
    const { kind, role, statement } = this.frame;
    if (kind !== "top" && kind !== "block") return role;
    return ["constraint", "clause"].includes(statement?.kind) ? "expression" : "terms";
  }

  put(token, place) {
    if (token.kind === "comment") this.putComment(token, place);
    else if (isMark(token, "}", ")", "]")) this.close(token);
    else this.putToken(token, place);
    this.last = token;
  }

  putToken(token, place) {
    const begins = this.beginsStatement(token);
    const indent = this.lineFor(token, begins);
    if (indent !== null) this.startLine(token, indent, begins);
    this.write(token, indent !== null);
    if (begins && !isMark(token, "{")) this.beginStatement(token);
    if (isMark(token, "{", "(", "[")) this.open(token, place);
    else if (isMark(token, ".") || (isMark(token, ";") && this.frame.kind === "top")) this.frame.statement = null;
  }

  write(token, isFirst) {
    token.sign = this.role === "expression" && isSign(this.before, token);
    const apart = !isFirst && this.before !== undefined && standApart(this.before, token, this.role);
    if ((isFirst || apart) && !isMark(token, ",")) this.frame.column = this.printer.column + (apart ? 1 : 0);
    this.printer.write(token.kind === "word" ? capitals(token.text) : token.text, apart);
    this.before = token;
    this.afterComment = false;
  }

  beginsStatement(token) {
    const { kind, statement } = this.frame;
    if (kind !== "top" && kind !== "block") return false;
    if (statement === null) return !isMark(token, ".", ";");
    return isOpening(token, this.before, this.frame) || (statement.kind === "triple" && isMark(token, "{"));
  }

  beginStatement(token) {
    this.frame.previous = this.frame.statement;
    this.frame.statement = { kind: statementKind(token, this.frame), indent: this.printer.indent };
  }

  /** The indent of the line that a token begins, or null where it stays on the present one. */
  lineFor(token, begins) {
    if (begins) return this.lineForStatement(token);
    if (this.afterComment) return this.lineAfterComma() ?? this.continuation;
    const broken = this.isBroken(token);
    switch (this.frame.kind) {
      case "top":
      case "block":
        return this.lineInStatement(token, broken);
      case "nodes":
        return isMark(this.before, "[", ";") ? this.frame.indent : this.lineAfterComma();
      case "list":
      case "data":
        return broken || (this.frame.kind === "data" && isMark(this.before, "{")) ? this.frame.indent : null;
      default:
        return null;
    }
  }

  lineForStatement(token) {
    const staysBehind = isWord(token, "UNION") && isMark(this.before, "}") && !this.afterComment;
    return staysBehind ? null : this.frame.indent;
  }

  lineInStatement(token, broken) {
    const { kind } = this.frame.statement ?? {};
    if (kind === "triple") return isMark(this.before, ";") ? this.continuation : this.lineAfterComma();
    return kind === "clause" && broken && !isMark(token, "{") && !isWord(token, "BY") ? this.continuation : null;
  }

  /** Objects stand under the first of their list. */
  lineAfterComma() {
    if (!isMark(this.before, ",") || this.role !== "terms" || this.frame.kind === "list") return null;
    return this.frame.column <= FARTHEST ? this.frame.column : this.continuation + STEP;
  }

  /** The indent of a line that goes on with what is open. */
  get continuation() {
    const { indent, statement } = this.frame;
    return statement ? statement.indent + STEP : indent;
  }

  startLine(token, indent, begins) {
    const isFirst = this.before === undefined || isMark(this.last, "{");
    this.printer.startLine(indent, !isFirst && (this.isSpaced(token) || (begins && this.endsPrologue(token))));
  }

  endsPrologue(token) {
    return this.frame.statement?.kind === "prologue" && statementKind(token, this.frame) !== "prologue";
  }

  open(token, place) {
    const kind = this.kindOf(token, place);
    const role = isMark(token, "(") ? this.role : "terms";
    this.frames.push({ kind, role, indent: this.printer.indent + STEP, statement: null });
  }

  kindOf(token, place) {
    if (isMark(token, "(")) return "list";
    const isData = this.frame.statement?.kind === "values";
    if (isShort(this.tokens, place, this.text, isData)) return "inline";
    if (isMark(token, "[")) return "nodes";
    return isData ? "data" : "block";
  }

  close(token) {
    const { kind, indent } = this.frame;
    const onItsLine = this.afterComment || (kind === "list" ? this.isBroken(token) : kind !== "inline");
    if (onItsLine) this.printer.startLine(indent - STEP);
    this.write(token, onItsLine);
    this.frames.pop();
    if (this.endsStatement(token)) this.frame.statement = null;
  }

  endsStatement(token) {
    const { kind } = this.frame.statement ?? {};
    return isMark(token, "}") ? kind !== "triple" : isMark(token, ")") && kind === "constraint";
  }

  putComment(token, place) {
    if (this.last === undefined || this.isBroken(token)) {
      const isFirst = this.last === undefined || isMark(this.last, "{");
      this.printer.startLine(this.indentOfComment(place), !isFirst && this.isSpaced(token));
    }
    this.printer.write(token.text, true);
    this.afterComment = true;
  }

  /** A comment on a line of its own stands as what follows it does. */
  indentOfComment(place) {
    const next = this.tokens.slice(place).find(({ kind }) => kind !== "comment");
    if (next === undefined || isMark(next, "}", ")", "]") || this.beginsStatement(next)) return this.frame.indent;
    return this.continuation;
  }

  /** Whether a token was written on another line than the one before it. */
  isBroken(token) {
    return /[\n\r]/.test(this.gapBefore(token));
  }

  isSpaced(token) {
    return /\n[^\S\n]*\r?\n/.test(this.gapBefore(token));
  }

  gapBefore(token) {
    return this.text.slice(this.last?.to ?? 0, token.from);
  }
}
