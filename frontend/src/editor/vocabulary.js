// Vocabulary: the classes and properties of the territory, with their labels and how often they are used. Asked once.

export const NOTHING = { prefixes: {}, classes: [], properties: [], services: {} };
const asked = new Map();

/** The vocabulary at an address beside the page's; an empty one when it cannot be had, to be asked again later. */
export function loadVocabulary(address) {
  if (!asked.has(address)) asked.set(address, ask(address));
  return asked.get(address);
}

async function ask(address) {
  try {
    const answer = await fetch(new URL(address, document.baseURI));
    if (answer.ok) return { ...NOTHING, ...(await answer.json()) };
  } catch {
    // Completion is a help: without it the editor still serves.
  }
  asked.delete(address);
  return NOTHING;
}

/** The properties that subjects of some class have, with that class's count; null when none of the classes is known. */
export function propertiesOf({ classes, properties }, iris) {
  const names = classes.filter(({ iri }) => iris.includes(iri)).map(({ name }) => name);
  const found = properties
    .map((property) => ({ ...property, count: largest(names.map((name) => property.classes?.[name] ?? 0)) }))
    .filter(({ count }) => count > 0);
  return found.length === 0 ? null : found;
}

function largest(numbers) {
  return Math.max(0, ...numbers);
}
