// Diff: brings a vis DataSet to a list of items by their ids, touching only what changed.

/** Adds, updates and removes; says whether anything changed. */
export function syncItems(dataset, items) {
  const wanted = new Set(items.map((item) => item.id));
  const gone = dataset.getIds().filter((id) => !wanted.has(id));
  const changed = items.filter((item) => !isSame(dataset.get(item.id), item));
  dataset.remove(gone);
  dataset.update(changed);
  return gone.length + changed.length > 0;
}

function isSame(before, after) {
  return before !== null && JSON.stringify(before) === JSON.stringify(after);
}
