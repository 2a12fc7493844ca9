// Diff: brings a vis DataSet to a list of items by their ids, touching only what changed.

/** Adds, updates and removes, by the fields of each item. */
export function syncItems(dataset, items) {
  const wanted = new Set(items.map((item) => item.id));
  const gone = dataset.getIds().filter((id) => !wanted.has(id));
  const before = new Map(dataset.get().map((item) => [item.id, item]));
  const changed = items.filter((item) => !isSame(before.get(item.id), item));
  if (gone.length > 0) dataset.remove(gone);
  if (changed.length > 0) dataset.update(changed);
}

function isSame(before, after) {
  return before !== undefined && Object.keys(after).every((field) => before[field] === after[field]);
}
