// Tokens: SPARQL text cut as its grammar cuts it (SPARQL 1.1, section 19.8), with a word for what fits nothing.
// Lenient: a text that is being typed has tokens too.

const CHAR = String.raw`[\p{L}\p{M}\p{N}_\-\u00b7\u203f\u2040]`;
const ESCAPE = String.raw`%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]`;
const LOCAL = `(?:${CHAR}|:|${ESCAPE})`;

const KINDS = {
  space: String.raw`[\s\ufeff]+`,
  comment: String.raw`#[^\n\r]*`,
  iri: String.raw`<[^<>"{}|^\x60\\\u0000-\u0020]*>`,
  string: [
    String.raw`"""(?:"{0,2}(?:[^"\\]|\\[^]))*"""`,
    String.raw`'''(?:'{0,2}(?:[^'\\]|\\[^]))*'''`,
    String.raw`"(?!"")(?:[^"\\\n\r]|\\[^\n\r])*"`,
    String.raw`'(?!'')(?:[^'\\\n\r]|\\[^\n\r])*'`,
  ].join("|"),
  unclosed: String.raw`"""[^]*|'''[^]*|["'][^\n\r]*`,
  variable: String.raw`[?$][\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u00b7\u203f\u2040]*`,
  blank: String.raw`_:[\p{L}\p{N}_](?:(?:${CHAR}|\.)*${CHAR})?`,
  name: String.raw`(?:\p{L}(?:(?:${CHAR}|\.)*${CHAR})?)?:(?:${LOCAL}(?:(?:${LOCAL}|\.)*${LOCAL})?)?`,
  language: `@[A-Za-z]+(?:-[A-Za-z0-9]+)*`,
  number: String.raw`[+-]?(?:\d+\.?\d*[eE][+-]?\d+|\.\d+[eE][+-]?\d+|\d*\.\d+|\d+)`,
  word: String.raw`[\p{L}_][\p{L}\p{M}\p{N}_]*`,
  punctuation: String.raw`\^\^|&&|\|\||!=|<=|>=|<<\(|\)>>|<<|>>|\{\||\|\}|[\s\S]`,
};

const PATTERN = new RegExp(
  Object.entries(KINDS).map(([kind, pattern]) => `(?<${kind}>${pattern})`).join("|"),
  "uy",
);

/** Every token of a text but white space: its kind (a key of KINDS), its text, and where it starts and ends. */
export function tokensOf(text) {
  const tokens = [];
  for (let from = 0; from < text.length; ) {
    PATTERN.lastIndex = from;
    const { groups } = PATTERN.exec(text);
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined);
    if (kind !== "space") tokens.push({ kind, text: found, from, to: from + found.length });
    from += found.length;
  }
  return tokens;
}

/** The tokens that say something: no comments. */
export function spokenTokens(text) {
  return tokensOf(text).filter(({ kind }) => kind !== "comment");
}

/** Whether a token is one of these words, whatever its case; the predicate `a` is the word "a" in lower case only. */
export function isWord(token, ...words) {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

export function isMark(token, ...marks) {
  return token?.kind === "punctuation" && marks.includes(token.text);
}

/** Whether a token stands for rdf:type: the word `a`, in lower case. */
export function isA(token) {
  return token?.kind === "word" && token.text === "a";
}
