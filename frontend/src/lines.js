// Lines: the course of a tie between its two nodes, in canvas units: straight, bent beside a parallel one, or a loop.

const LOOP = 1.3; // radius of a loop, in half-widths of its node
const SAMPLES = 12;

/** The course of a tie: its ends, the point that bends it (the middle where it is straight), or the circle of a loop. */
export function courseOf({ from, to, smooth }, nodes) {
  const a = nodes.get(from);
  const b = nodes.get(to);
  if (a === b) return { loop: true, x: a.x + a.size, y: a.y - a.size, radius: LOOP * a.size };
  const bend = smooth ? (smooth.type === "curvedCW" ? smooth.roundness : -smooth.roundness) : 0;
  const x = (a.x + b.x) / 2 + bend * (b.y - a.y);
  const y = (a.y + b.y) / 2 - bend * (b.x - a.x);
  return { loop: false, bent: bend !== 0, ax: a.x, ay: a.y, bx: b.x, by: b.y, x, y };
}

/** Adds a course to the path being drawn. */
export function trace(ctx, course) {
  if (course.loop) {
    ctx.moveTo(course.x + course.radius, course.y);
    ctx.arc(course.x, course.y, course.radius, 0, 2 * Math.PI);
    return;
  }
  ctx.moveTo(course.ax, course.ay);
  if (course.bent) ctx.quadraticCurveTo(course.x, course.y, course.bx, course.by);
  else ctx.lineTo(course.bx, course.by);
}

/** The middle of a course, where its count and its label stand. */
export function middleOf(course) {
  return course.loop ? { x: course.x + course.radius, y: course.y } : pointAt(course, 0.5);
}

/** The id of the tie whose course passes nearest to a point and within reach. */
export function nearestTie(courses, { x, y }, reach) {
  let nearest;
  let least = reach;
  for (const [id, course] of courses) {
    if (isFar(course, x, y, least)) continue;
    const distance = distanceTo(course, x, y);
    if (distance < least) [nearest, least] = [id, distance];
  }
  return nearest;
}

/** Whether a course lies outside a box, as far as its ends and its bend tell. */
export function isOutside(course, { left, right, top, bottom }) {
  if (course.loop) return false;
  const { ax, ay, bx, by, x, y } = course;
  return (
    (ax < left && bx < left && x < left) ||
    (ax > right && bx > right && x > right) ||
    (ay < top && by < top && y < top) ||
    (ay > bottom && by > bottom && y > bottom)
  );
}

function isFar(course, x, y, reach) {
  return isOutside(course, { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach });
}

function distanceTo(course, x, y) {
  if (course.loop) return Math.abs(Math.hypot(course.x - x, course.y - y) - course.radius);
  if (!course.bent) return distanceToSegment(course.ax, course.ay, course.bx, course.by, x, y);
  let least = Infinity;
  let before = pointAt(course, 0);
  for (let step = 1; step <= SAMPLES; step += 1) {
    const point = pointAt(course, step / SAMPLES);
    least = Math.min(least, distanceToSegment(before.x, before.y, point.x, point.y, x, y));
    before = point;
  }
  return least;
}

function distanceToSegment(ax, ay, bx, by, x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(ax + along * dx - x, ay + along * dy - y);
}

function pointAt({ ax, ay, bx, by, x, y }, share) {
  const rest = 1 - share;
  return {
    x: rest * rest * ax + 2 * rest * share * x + share * share * bx,
    y: rest * rest * ay + 2 * rest * share * y + share * share * by,
  };
}
