// Targets: what can be pointed at or picked, `{kind: "node" | "tie", id}`, or null for nothing.

export function isSame(one, other) {
  return one?.kind === other?.kind && one?.id === other?.id;
}

export function isNode(target, id) {
  return target?.kind === "node" && target.id === id;
}
