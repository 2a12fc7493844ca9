// Patterns: what a place in a query is for, and the classes that its triples give their subjects. Reads tokens, not a
// tree: a query that is being typed is wrong most of the time.
import { isA, isMark, isWord } from "./tokens.js";
import { FORMS, PATTERNS, PROLOGUE } from "./words.js";

const EXPRESSIONS = ["FILTER", "BIND", "HAVING"];
const CLAUSES = [...FORMS, "GROUP", "ORDER", "LIMIT", "OFFSET", "FROM", "WHERE"];
const PATH_MARKS = ["/", "|", "^"];
const PATH_ENDS = ["*", "+", "?"];

/**
 * Reads triples from the first token to the last. At each moment `place` says what the next token would be:
 *
 * - "start", the beginning of the text; "prologue", behind PREFIX; "clause", between clauses;
 * - "subject", "predicate" (a property of the subject), "step" (a later step of a path, or one taken backwards),
 *   "object", "class" (the object of rdf:type), "list";
 * - "expression"; "values", inside the braces of VALUES.
 */
export class PatternReader {
  constructor() {
    this.frames = [{ kind: "top", place: "start" }];
    this.types = new Map(); // subject → the tokens of its classes
    this.before = undefined;
  }

  get frame() {
    return this.frames.at(-1);
  }

  get place() {
    return this.frame.place;
  }

  /** What the triple at this moment is about: the text of a variable or name, or a name for a pair of brackets. */
  get subject() {
    return this.frame.subject;
  }

  /** Whether the triple at this moment lacks its object. */
  get awaitsObject() {
    return ["object", "class"].includes(this.place) && !this.frame.hasObject;
  }

  read(token) {
    if (token.kind === "punctuation") this.readMark(token);
    else if (token.kind === "word" && !isA(token)) this.readWord(token);
    else this.readTerm(token);
    this.before = token;
  }

  readMark(token) {
    if (isMark(token, "{", "(", "[")) this.open(token);
    else if (isMark(token, "}", ")", "]")) this.close();
    else if (["subject", "predicate", "step", "object", "class"].includes(this.place)) this.readInTriple(token);
  }

  readInTriple(token) {
    if (isMark(token, ".")) this.startTriple();
    else if (isMark(token, ";")) this.startPredicate();
    else if (isMark(token, ",")) Object.assign(this.frame, { place: this.placeOfObject(), hasObject: false });
    else if (isMark(token, ...PATH_MARKS)) this.goOnWithPath(token);
    else if (isMark(token, ...PATH_ENDS)) this.frame.place = this.placeOfObject();
  }

  /** Behind “|” a path begins again at its subject; behind “/” and “^” it is elsewhere. */
  goOnWithPath(token) {
    this.frame.place = isMark(token, "|") ? (this.frame.base ?? "predicate") : "step";
  }

  readWord(token) {
    if (isWord(token, ...EXPRESSIONS)) this.frame.place = "expression";
    else if (isWord(token, "VALUES")) this.frame.place = "values";
    else if (isWord(token, ...PROLOGUE)) this.frame.place = "prologue";
    else if (isWord(token, ...CLAUSES)) this.frame.place = "clause";
    else if (isWord(token, ...PATTERNS)) this.frame.place = "graph";
    else if (isWord(token, "TRUE", "FALSE")) this.readTerm(token);
  }

  readTerm(token) {
    if (token.kind === "language") return;
    switch (this.place) {
      case "prologue":
        if (token.kind === "iri") this.frame.place = "clause";
        break;
      case "subject":
        this.frame.subject = token.text;
        this.startPredicate();
        break;
      case "predicate":
      case "step":
        this.readStep(token);
        break;
      case "object":
      case "class":
        this.readObject(token);
        break;
    }
  }

  readStep(token) {
    if (!this.frame.hasStep) this.frame.isType = this.place === "predicate" && isTypeProperty(token);
    this.frame.hasStep = true;
    this.frame.place = this.placeOfObject();
  }

  /** A dot may be missing: then the object of one triple, before `a`, is the subject of the next. */
  readObject(token) {
    this.frame.hasObject = true;
    if (isA(token)) {
      this.frame.subject = this.before?.text;
      this.startPredicate();
      this.readStep(token);
    } else if (this.frame.isType && ["name", "iri"].includes(token.kind)) {
      this.types.set(this.subject, [...(this.types.get(this.subject) ?? []), token]);
    }
  }

  placeOfObject() {
    return this.frame.isType ? "class" : "object";
  }

  startTriple() {
    Object.assign(this.frame, { place: "subject", subject: undefined });
  }

  startPredicate() {
    Object.assign(this.frame, { place: "predicate", hasStep: false, isType: false, hasObject: false });
  }

  open(token) {
    const { place, subject } = this.frame;
    if (isMark(token, "{")) this.frames.push({ kind: "braces", place: place === "values" ? "values" : "subject" });
    else if (isMark(token, "[")) this.openNode(token);
    else if (["predicate", "step"].includes(place)) this.frames.push({ kind: "path", place, subject, base: place });
    else this.frames.push({ kind: "list", place: placeInList(place) });
  }

  openNode(token) {
    this.frames.push({ kind: "node", subject: `[${token.from}` });
    this.startPredicate();
  }

  close() {
    if (this.frames.length === 1) return;
    const { kind, subject } = this.frames.pop();
    if (kind === "braces") this.frame.place = this.frame.kind === "top" ? "clause" : placeAfterBraces(this.frame);
    else if (kind === "path") this.readStep({ kind: "path" });
    else if (this.place === "subject") this.readTerm({ kind, text: subject ?? "()" });
    else if (["object", "class"].includes(this.place)) this.frame.hasObject = true;
    else if (this.place === "expression" && this.frame.kind === "braces") this.startTriple();
  }
}

/** The place at an offset of a query, what the triple there is about, and the classes of every subject. */
export function readPatterns(tokens, offset) {
  const reader = new PatternReader();
  let here;
  for (const token of tokens) {
    const isTyped = token.kind !== "punctuation" && token.from < offset && offset <= token.to;
    if (isTyped || token.from >= offset) here ??= { place: reader.place, subject: reader.subject };
    // The word at the offset is unfinished: what it would be is the question.
    if (!isTyped) reader.read(token);
  }
  return { place: reader.place, subject: reader.subject, ...here, types: reader.types };
}

function isTypeProperty(token) {
  return isA(token) || token.text === "rdf:type" || token.text === "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
}

function placeInList(place) {
  if (place === "values") return "values";
  return ["subject", "object", "class"].includes(place) ? "list" : "expression";
}

function placeAfterBraces({ kind, place }) {
  return kind === "braces" && place !== "clause" ? "subject" : place;
}
