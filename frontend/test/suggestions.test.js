import assert from "node:assert/strict";
import { test } from "node:test";

import { suggest } from "../src/editor/suggestions.js";

const TG = "https://w3id.org/territory-graph/ontology#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";

const VOCABULARY = {
  prefixes: { tg: TG, rdfs: RDFS },
  classes: [
    { name: "tg:Actor", iri: `${TG}Actor`, label: "Acteur", count: 12 },
    { name: "tg:Event", iri: `${TG}Event`, label: "Événement", count: 5 },
  ],
  properties: [
    { name: "tg:memberOf", iri: `${TG}memberOf`, label: "est membre de", count: 34, classes: { "tg:Actor": 34 } },
    { name: "tg:when", iri: `${TG}when`, label: "date", count: 50, classes: { "tg:Event": 50 } },
    { name: "rdfs:label", iri: `${RDFS}label`, label: "nom", count: 90, classes: { "tg:Actor": 12, "tg:Event": 5 } },
  ],
};

/** What is suggested at the bar of a text: all of it, or one section. */
function at(text, section) {
  const offset = text.indexOf("|");
  const found = suggest(text.slice(0, offset) + text.slice(offset + 1), offset, VOCABULARY);
  return found?.options.filter((option) => section === undefined || option.section === section).map((each) => each.written);
}

test("classes follow a and rdf:type, the most used first", () => {
  assert.deepEqual(at("ASK { ?x a |", "class"), ["tg:Actor", "tg:Event"]);
  assert.deepEqual(at("ASK { ?x rdf:type |", "class"), ["tg:Actor", "tg:Event"]);
  assert.deepEqual(at("ASK { ?x a/rdfs:subClassOf* |", "class"), ["tg:Actor", "tg:Event"]);
  assert.deepEqual(at("ASK { ?x tg:memberOf |", "class"), []);
});

test("a word of the label is enough, without its accents", () => {
  assert.deepEqual(at("ASK { ?x a evenem|"), ["tg:Event"]);
  assert.deepEqual(at("ASK { ?x membre|"), ["tg:memberOf"]);
  assert.deepEqual(at("ASK { ?x tg:membre|"), ["tg:memberOf"]);
  assert.deepEqual(at("ASK { ?x rdfs:membre|"), []);
});

test("properties are those of the subject's class, with that class's count first", () => {
  assert.deepEqual(at("ASK { ?x a tg:Actor ; |", "property"), ["tg:memberOf", "rdfs:label"]);
  assert.deepEqual(at("ASK { ?x a tg:Event . ?x |", "property"), ["tg:when", "rdfs:label"]);
  assert.deepEqual(at("ASK { [ a tg:Event ; | ] }", "property"), ["tg:when", "rdfs:label"]);
  assert.deepEqual(at(`PREFIX k: <${TG}> ASK { ?x a k:Actor ; |`, "property"), ["k:memberOf", "rdfs:label"]);
});

test("the class may be said anywhere in the query, even below what is being typed", () => {
  assert.deepEqual(at("ASK { ?x |\n ?y a tg:Event . ?x a tg:Actor }", "property"), ["tg:memberOf", "rdfs:label"]);
  assert.deepEqual(at("ASK { OPTIONAL { ?x a tg:Event } ?x (tg:|", "property"), ["tg:when"]);
});

test("without a class, or when none of its properties can be meant, all are suggested by count", () => {
  assert.deepEqual(at("ASK { ?x |", "property"), ["rdfs:label", "tg:when", "tg:memberOf"]);
  assert.deepEqual(at("ASK { ?x a tg:Actor ; whe|", "property"), ["tg:when"]);
});

test("a later step of a path is about something else than the subject", () => {
  assert.deepEqual(at("ASK { ?x a tg:Event ; tg:when/|", "property"), ["rdfs:label", "tg:when", "tg:memberOf"]);
  assert.deepEqual(at("ASK { ?x a tg:Event ; ^|", "property"), ["rdfs:label", "tg:when", "tg:memberOf"]);
});

test("the variables of the query are suggested, not the one being typed", () => {
  assert.deepEqual(at("SELECT ?nom ?n { ?nom tg:p ?n|"), ["?nom", "?n"]);
  assert.deepEqual(at("SELECT ?nom { ?x tg:p ?y . FILTER(?n|"), ["?nom"]);
});

test("the words of SPARQL are suggested where they may stand", () => {
  assert.deepEqual(at("SEL|"), ["SELECT"]);
  assert.deepEqual(at("SELECT ?x { ?x a tg:Actor } OR|"), ["ORDER BY"]);
  assert.deepEqual(at("SELECT ?x { ?x a tg:Actor\n OPT|"), ["OPTIONAL"]);
  assert.deepEqual(at("SELECT ?x { FILTER(STRS|"), ["STRSTARTS"]);
  assert.deepEqual(at("ASK { ?x OPT|"), []);
});

test("a prefix that is not declared is suggested with its namespace behind PREFIX", () => {
  assert.deepEqual(at("PREFIX r|"), [`rdfs: <${RDFS}>`]);
  assert.deepEqual(at(`PREFIX rdfs: <${RDFS}> PREFIX |`), [`tg: <${TG}>`]);
});

test("a name is written with the prefix that the query declares, in full where its prefix means something else", () => {
  assert.deepEqual(at(`PREFIX k: <${TG}> ASK { ?x a |`, "class"), ["k:Actor", "k:Event"]);
  assert.deepEqual(at("PREFIX tg: <http://e/> ASK { ?x a |", "class"), [`<${TG}Actor>`, `<${TG}Event>`]);
});

test("nothing is suggested inside strings, comments and IRIs", () => {
  for (const text of ["ASK { ?x ?p 'ac|' }", "ASK { ?x ?p 'ac|", "ASK { # ac|\n}", "ASK { ?x a <ac|> }"]) {
    assert.equal(at(text), undefined, text);
  }
});

test("behind SERVICE stand the endpoints, inside it their own properties and classes", () => {
  const there = { classes: [{ iri: "https://schema.org/Place", count: 3 }], properties: [{ iri: "urn:p", count: 7 }] };
  const vocabulary = { ...VOCABULARY, services: { "https://example.org/sparql": there } };
  const inside = (text, section) => {
    const offset = text.indexOf("|");
    const { options } = suggest(text.slice(0, offset) + text.slice(offset + 1), offset, vocabulary);
    return options.filter((option) => option.section === section).map(({ written }) => written);
  };
  assert.deepEqual(inside("ASK { SERVICE |", "entity"), ["<https://example.org/sparql>"]);
  assert.deepEqual(inside("ASK { SERVICE SILENT |", "entity"), ["<https://example.org/sparql>"]);
  assert.deepEqual(inside("ASK { SERVICE <https://example.org/sparql> { ?x |", "property"), ["<urn:p>"]);
  assert.deepEqual(inside("ASK { SERVICE <https://example.org/sparql> { { ?x a |", "class"), ["<https://schema.org/Place>"]);
  assert.deepEqual(inside("ASK { SERVICE <urn:other> { ?x |", "property"), []);
  const after = inside("ASK { SERVICE <https://example.org/sparql> { ?x ?p ?y } ?x |", "property");
  assert.deepEqual(after, ["rdfs:label", "tg:when", "tg:memberOf"]);
});
