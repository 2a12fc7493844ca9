// Scene: what is drawn, looked up in the ways that painting and pointing need. Places change only when a node is dragged.
import { courseOf } from "./lines.js";

export class Scene {
  /** `moved` holds the places of nodes that the reader dragged aside, by id. */
  constructor({ nodes = [], edges = [], kinds = {}, hulls = [] } = {}, moved = new Map()) {
    this.nodes = new Map(nodes.map((node) => [node.id, placed(node, kinds, moved)]));
    this.ties = new Map(edges.map((tie) => [tie.id, tie]));
    this.hulls = hulls;
    this.largestFirst = [...this.nodes.values()].sort((one, other) => other.size - one.size);
    this.merged = edges.filter(({ count }) => count > 1);
    this.tiesOfNodes = groupByEnd(edges);
    this.courses = new Map(edges.map((tie) => [tie.id, courseOf(tie, this.nodes)]));
  }

  has(target) {
    return target !== null && (target.kind === "tie" ? this.ties : this.nodes).has(target.id);
  }

  titleOf({ kind, id }) {
    return (kind === "tie" ? this.ties : this.nodes).get(id).title;
  }

  tiesOf(id) {
    return this.tiesOfNodes.get(id) ?? [];
  }

  /** The nodes that ties join to one, each once. */
  neighboursOf(id) {
    const ends = new Set(this.tiesOf(id).flatMap(({ from, to }) => [from, to]));
    ends.delete(id);
    return [...ends].map((end) => this.nodes.get(end));
  }

  move(id, { x, y }) {
    Object.assign(this.nodes.get(id), { x, y });
    for (const tie of this.tiesOf(id)) this.courses.set(tie.id, courseOf(tie, this.nodes));
  }

  /** What stays at full strength while something is selected; null, without a selection, when all does. */
  emphasisOf(selection) {
    if (selection === null) return null;
    const ties = selection.kind === "tie" ? [this.ties.get(selection.id)] : this.tiesOf(selection.id);
    const nodes = new Set(ties.flatMap((tie) => [tie.from, tie.to]));
    if (selection.kind === "node") nodes.add(selection.id);
    return { nodes, ties: new Set(ties.map((tie) => tie.id)) };
  }
}

function placed(node, kinds, moved) {
  const { x, y } = moved.get(node.id) ?? node;
  const kind = kinds[node.group];
  return { ...node, x, y, look: { ...kind, fill: node.fill ?? kind.fill, hollow: node.hollow, members: node.members } };
}

function groupByEnd(ties) {
  const groups = new Map();
  for (const tie of ties) {
    for (const end of new Set([tie.from, tie.to])) {
      if (!groups.has(end)) groups.set(end, []);
      groups.get(end).push(tie);
    }
  }
  return groups;
}
