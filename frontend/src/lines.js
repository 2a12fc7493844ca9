// Lines: where the drawn lines run. vis-network keeps this to itself; its version is fixed in package.json, and
// this module is the only one that reads its insides.

/** The middle of a tie's line, in canvas units. */
export function middleOf(network, id) {
  const { edgeType } = network.body.edges[id];
  return edgeType.getPoint(0.5, edgeType.getViaNode());
}

/** The id of the tie whose line passes nearest to a point and within reach, both in canvas units. */
export function nearestTie(network, { x, y }, reach) {
  let nearest;
  let least = reach;
  for (const id of network.body.edgeIndices) {
    const distance = distanceTo(network.body.edges[id], x, y);
    if (distance < least) [nearest, least] = [id, distance];
  }
  return nearest;
}

function distanceTo({ connected, edgeType, from, to }, x, y) {
  return connected ? edgeType.getDistanceToEdge(from.x, from.y, to.x, to.y, x, y) : Infinity;
}
