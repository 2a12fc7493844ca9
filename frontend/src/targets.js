// Targets: what can be pointed at or picked, `{kind: "node" | "tie", id}`, or null for nothing.

export function isSame(one, other) {
  return one?.kind === other?.kind && one?.id === other?.id;
}

export function isNode(target, id) {
  return target?.kind === "node" && target.id === id;
}

export function isTie(target, id) {
  return target?.kind === "tie" && target.id === id;
}

/** What stays at full strength while something is selected; null, without a selection, when all does. */
export function emphasisOf(selection, ties) {
  if (selection === null) return null;
  const kept = selection.kind === "tie" ? [ties.get(selection.id)] : tiesOf(selection.id, ties);
  const nodes = new Set(kept.flatMap((tie) => [tie.from, tie.to]));
  if (selection.kind === "node") nodes.add(selection.id);
  return { nodes, ties: new Set(kept.map((tie) => tie.id)) };
}

function tiesOf(node, ties) {
  return [...ties.values()].filter((tie) => tie.from === node || tie.to === node);
}
