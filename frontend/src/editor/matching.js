// Matching: which suggestions what was typed may mean, best first. Accents and capitals do not count.

const WHOLE = ["variable", "prefix", "word", "function"]; // what is only looked for from its first letter

/** The options that a text begins, before those of which it begins a word, before those that hold it; then by count. */
export function matching(options, typed) {
  const wanted = plain(typed);
  return options
    .map((option) => ({ option, rank: rankOf(option, wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((one, other) => one.rank - other.rank || weight(other.option) - weight(one.option))
    .map(({ option }) => option);
}

/** Small letters without accents. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function weight({ count, uses }) {
  return count ?? uses ?? 0;
}

function rankOf({ written, label, section }, wanted) {
  const name = plain(written);
  if (wanted === "" || name.startsWith(wanted)) return 0;
  if (WHOLE.includes(section)) return Infinity;
  const colon = wanted.indexOf(":");
  // Behind a prefix the label is searched too: “tg:structure” finds the class that is called so.
  if (colon !== -1 && !name.startsWith(wanted.slice(0, colon + 1))) return Infinity;
  return rankOfTexts([name.slice(name.indexOf(":") + 1), plain(label ?? "")], wanted.slice(colon + 1));
}

function rankOfTexts(texts, wanted) {
  if (texts.some((text) => text.startsWith(wanted))) return 0;
  if (texts.some((text) => text.split(/[\s'’-]+/).some((word) => word.startsWith(wanted)))) return 1;
  return texts.some((text) => text.includes(wanted)) ? 2 : Infinity;
}
