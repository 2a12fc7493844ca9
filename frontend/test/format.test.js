import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { format, formatting } from "../src/editor/format.js";
import { tokensOf } from "../src/editor/tokens.js";

const QUERIES = fileURLToPath(new URL("../../src/territory_graph/queries", import.meta.url));

const HARD = [
  `# head
prefix tg: <x#> # trailing
select ?x (count(distinct ?y) as ?n)
  ?z where { # open
  # own
  ?x a tg:A ; # c1
     # c2
     tg:b ?y , # c3
       ?z ; tg:c [ a tg:D ;
         tg:e "x"@fr , 'y'^^xsd:date ] .
  filter ( ?y > 3 &&
     # why
     ?z < 4 || !bound(?q) ) # after
  bind(if(?x=1,-?y,- 1) as ?k) .
  { ?a ?b ?c } union { ?d ?e ?f ; ?g ?h }
  ?x tg:p ( 1 2 ( 3 tg:q ) ) ; tg:q () , [] .
  values (?x ?y) {
   (1 2)
   # c
   (3 undef) }
}
group by ?x (str(?y) as ?w) having (count(*) > 1) order by desc(?n) limit 3 offset 2
# end`,
  "delete where { ?a ?b ?c } ; insert data { <a> <b> <c> } ; with <g> delete { ?a ?b ?c } insert { ?a ?b ?d } where {}",
  "select ?x { ?x ^tg:a/^(tg:b|^tg:c)+ / tg:d ? ?y . ?x !(^tg:a|tg:b) ?k . filter(?a-1 = ?b - -1) }",
  "select ?x { ?x tg:a ?b\n # z\n . ?y # u\n tg:c # v\n ?d }",
  `select * { ?x ?p '''a
  "b" # no comment''', "c # d" . ?x ?q <http://e/#f> }`,
  "select ?x { ?x a ?y ;; tg:b ?c ; . << ?s ?p ?o >> tg:q ?x }",
  "ask{filter(exists{?a ?b ?c. ?d ?e ?f}&&?x in(1,2))}",
];

function queries() {
  const files = readdirSync(QUERIES, { recursive: true }).filter((file) => file.endsWith(".rq"));
  return files.map((file) => [file, readFileSync(path.join(QUERIES, file), "utf8")]);
}

/** What a query says: its tokens, with words in capitals. */
function said(text) {
  return tokensOf(text).map(({ kind, text: token }) => (kind === "word" ? token.toUpperCase() : token));
}

/** Random numbers below a limit, the same ones each time. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

/** A text with other white space and other comments between its tokens. */
function respaced(text, random) {
  const gaps = [" ", " ", "\n", "\n\n", "\n      ", " # note\n", "\n# note\n"];
  return tokensOf(text)
    .map(({ kind, text: token }) => token + (kind === "comment" ? "\n" : gaps[random(gaps.length)]))
    .join("");
}

test("every packaged query keeps its tokens, and formatting it again changes nothing", () => {
  assert.ok(queries().length > 50);
  for (const [file, text] of queries()) {
    const formatted = format(text);
    assert.deepEqual(said(formatted), said(text), file);
    assert.equal(format(formatted), formatted, file);
  }
});

test("so does any query, however it is spaced and commented", () => {
  const random = numbers(7);
  const texts = [...HARD, ...queries().map(([, text]) => text)];
  for (const text of texts.flatMap((each) => [each, respaced(each, random), respaced(each, random)])) {
    const formatted = format(text);
    assert.notEqual(formatting(text), null, text);
    assert.deepEqual(said(formatted), said(text));
    assert.equal(format(formatted), formatted);
  }
});

test("the questions are written as the formatter writes", () => {
  const questions = queries().filter(([file]) => /^\d\d-/.test(file));
  assert.ok(questions.length > 30);
  for (const [file, text] of questions) assert.equal(format(text), text, file);
});

test("braces indent, and each triple pattern has its line", () => {
  const text = "prefix tg: <x#> select ?x where{?x a tg:Actor;tg:p ?y,?z.optional{?x tg:q ?w}filter(?y>3)}limit 3";
  assert.equal(
    format(text),
    `PREFIX tg: <x#>

SELECT ?x
WHERE {
  ?x a tg:Actor ;
    tg:p ?y ,
         ?z .
  OPTIONAL { ?x tg:q ?w }
  FILTER(?y > 3)
}
LIMIT 3
`,
  );
});

test("comments, strings and IRIs stay as they were written", () => {
  const formatted = format(`select * { ?x ?p 'select  {' . # where  {\n ?x ?q <http://e/select> }`);
  assert.match(formatted, /'select {2}\{' \. # where {2}\{\n/);
  assert.match(formatted, /<http:\/\/e\/select>/);
});

test("what is not closed is not formatted", () => {
  for (const text of ["select * {", "select * { ?x ?p 'a }", "ask { ) }", "ask {]}"]) {
    assert.equal(format(text), text);
    assert.equal(formatting(text), null);
  }
});

test("the changes of a formatting give the formatted text", () => {
  for (const text of HARD) {
    const changes = formatting(text).reverse();
    const changed = changes.reduce((all, { from, to, insert }) => all.slice(0, from) + insert + all.slice(to), text);
    assert.equal(changed, format(text));
  }
});
