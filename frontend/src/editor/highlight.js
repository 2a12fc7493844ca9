// Highlighting: SPARQL's grammar, and the colours of its words. The colours are custom properties of editor.css.
import { HighlightStyle, LanguageSupport, foldNodeProp, syntaxHighlighting } from "@codemirror/language";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

// Names of the grammar that its package leaves without a colour, or gives one of their parents.
const TAGS = styleTags({
  "Var VarOrIri/Var": tags.variableName,
  "Pname_ns Pname_ln": tags.name,
  IriRef: tags.url,
  A_predicate: tags.keyword,
  "String Langtag": tags.string,
  "Integer Decimal Double IntegerPositive DecimalPositive DoublePositive": tags.number,
  "IntegerNegative DecimalNegative DoubleNegative TRUE FALSE": tags.number,
  Comment: tags.comment,
});

const FOLDS = foldNodeProp.add({ GroupGraphPattern: ({ from, to }) => ({ from: from + 1, to: to - 1 }) });

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--tg-keyword)", fontWeight: "600" },
  // A line may not be wrapped behind the question mark.
  { tag: tags.variableName, color: "var(--tg-variable)", whiteSpace: "nowrap" },
  { tag: tags.name, color: "var(--tg-name)" },
  { tag: tags.url, color: "var(--tg-iri)" },
  { tag: tags.string, color: "var(--tg-string)" },
  { tag: tags.number, color: "var(--tg-number)" },
  { tag: tags.comment, color: "var(--tg-comment)", fontStyle: "italic" },
]);

/** The language of the editor: its grammar, its comments and brackets, its colours. */
export function sparql() {
  const language = SparqlLanguage.configure({ props: [TAGS, FOLDS] });
  const data = language.data.of({
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["(", "[", "{", '"'] },
    indentOnInput: /^\s*[}\])]$/,
  });
  return [new LanguageSupport(language, data), syntaxHighlighting(COLOURS)];
}
