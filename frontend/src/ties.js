// Ties: how a line looks for its status, its place in the emphasis and the zoom.
import { isTie } from "./targets.js";
import { TIE_COLOUR } from "./theme.js";

const FADED = "26"; // 15 % in hexadecimal alpha
const THINNEST = 1.5;
const ZOOM_STEPS = [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12];

/** The step that a zoom belongs to: lines are restyled when it changes, so that they never thin out of sight. */
export function zoomStep(zoom) {
  return ZOOM_STEPS.find((step) => zoom >= step) ?? ZOOM_STEPS.at(-1);
}

/** A tie as an item of the vis-network data set. */
export function tieItem(tie, { emphasis, selection, hovered, theme, step }) {
  const chosen = isTie(selection, tie.id) || isTie(hovered, tie.id);
  const faded = emphasis !== null && !emphasis.ties.has(tie.id);
  const colour = faded ? TIE_COLOUR + FADED : TIE_COLOUR;
  return {
    id: tie.id,
    from: tie.from,
    to: tie.to,
    smooth: tie.smooth,
    dashes: tie.dashes && tie.dashes.map((length) => length / step),
    width: (Math.max(tie.width, THINNEST) + (chosen ? THINNEST : 0)) / step,
    color: { color: chosen ? theme.text : colour, inherit: false },
  };
}
