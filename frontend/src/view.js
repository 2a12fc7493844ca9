// View: one drawing on the page. vis-network pans, zooms and drags; this class says what is drawn and what is picked.
// package.json keeps component-emitter at 1.x: with 2.x all the drawings of a page would share their listeners.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";

import { contains } from "./boxes.js";
import { centreOn, fit, keepZoomInLimits, panBy, zoomBy } from "./camera.js";
import { addControls } from "./controls.js";
import { syncItems } from "./diff.js";
import { listenToKeys } from "./keyboard.js";
import { middleOf, nearestTie } from "./lines.js";
import css from "./network.css";
import { drawOver, renderNode } from "./painter.js";
import { Probe } from "./probe.js";
import { emphasisOf, isSame } from "./targets.js";
import { readTheme } from "./theme.js";
import { tieItem, zoomStep } from "./ties.js";
import { Tooltip } from "./tooltip.js";
import { watchWheel } from "./wheel.js";

const REACH = 9; // screen pixels around a line where the pointer takes it

export class NetworkView {
  /** `onChoose` is told what the reader picks: `{kind: "node" | "tie", id}`, or null for nothing. */
  constructor(parent, onChoose = () => {}) {
    this.onChoose = onChoose;
    this.nodes = new Map();
    this.ties = new Map();
    this.moved = new Map();
    this.nodeItems = new DataSet();
    this.tieItems = new DataSet();
    this.selection = null;
    this.hovered = null;
    this.emphasis = null;
    this.labels = [];
    this.build(parent);
  }

  /** Draws a payload; what was on screen and is still there does not move. */
  update(payload, selection = null) {
    const before = this.nodes;
    this.kinds = payload.kinds;
    this.options = payload.options;
    this.nodes = byId(payload.nodes);
    this.ties = byId(payload.edges);
    this.forgetMoves(before);
    this.describe(payload.strings);
    this.probe.counts(this.nodes.size, this.ties.size);
    this.select(selection);
    this.restyle();
    if (!this.network) this.start();
    else if (isAnotherPicture(before, this.nodes)) this.fit();
  }

  /** Reads the theme of the page again and redraws. */
  restyle() {
    this.theme = readTheme(this.element);
    this.refresh();
  }

  /** Picks something for the reader and says so; null picks nothing. */
  choose(target) {
    if (isSame(target, this.selection)) return;
    this.select(target);
    this.refresh();
    this.onChoose(this.selection);
  }

  fit() {
    if (!this.network) return;
    this.touched = false;
    const nodes = [...this.nodes.values()].map((node) => ({ ...node, ...this.placeOf(node) }));
    fit(this.network, nodes, this.kinds, { width: this.stage.clientWidth, height: this.stage.clientHeight });
  }

  zoom(steps) {
    this.touch();
    zoomBy(this.network, steps);
  }

  pan(x, y) {
    this.touch();
    panBy(this.network, x, y);
  }

  centre(id) {
    this.touch();
    centreOn(this.network, this.network.getPosition(id));
  }

  destroy() {
    this.sizes.disconnect();
    this.probe.stop();
    this.wheel.stop();
    this.network?.destroy();
    this.network = undefined;
    this.element.remove();
    this.style.remove();
  }

  build(parent) {
    this.style = document.createElement("style");
    this.style.textContent = css;
    this.element = document.createElement("div");
    this.element.className = "tg-network";
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.stage = document.createElement("div");
    this.stage.className = "tg-stage";
    this.element.append(this.stage);
    parent.append(this.style, this.element);
    this.tooltip = new Tooltip(this.element);
    this.probe = new Probe(this.element);
    this.controls = addControls(this.element, {
      zoom_in: () => this.zoom(1),
      zoom_out: () => this.zoom(-1),
      fit: () => this.fit(),
    });
    this.wheel = watchWheel(this.element, () => this.touch());
    listenToKeys(this.element, this);
    this.listenToPointer();
    this.watchSize();
    document.fonts.ready.then(() => this.network?.redraw());
  }

  /** Makes the vis-network, once the page gives the drawing a size: a hidden tab does not. */
  start() {
    if (this.isHidden()) return;
    this.fillItems(1);
    const nodes = { ...this.options.nodes, ctxRenderer: (node) => renderNode(this, node) };
    const data = { nodes: this.nodeItems, edges: this.tieItems };
    this.network = new Network(this.stage, data, { ...this.options, nodes });
    this.network.on("afterDrawing", (ctx) => this.finish(ctx));
    this.network.on("click", ({ pointer }) => this.click(pointer.DOM));
    this.network.on("dragStart", () => this.leave());
    this.network.on("dragEnd", ({ nodes: [dragged] }) => this.keepPlace(dragged));
    this.network.on("zoom", () => keepZoomInLimits(this.network));
    this.fit();
    this.refresh();
  }

  finish(ctx) {
    this.labels = drawOver(this, ctx);
    if (zoomStep(this.network.getScale()) !== this.step) requestAnimationFrame(() => this.refresh());
    this.probe.screen(
      () => this.nodePlaces().map(([id, place]) => [id, this.network.canvasToDOM(place)]),
      () => [...this.ties.keys()].map((id) => [id, this.network.canvasToDOM(middleOf(this.network, id))]),
    );
  }

  refresh() {
    if (!this.network) return;
    this.fillItems(zoomStep(this.network.getScale()));
    this.network.redraw();
    this.probe.positions(this.nodePlaces());
  }

  fillItems(step) {
    this.step = step;
    const nodes = [...this.nodes.values()];
    syncItems(this.nodeItems, nodes.map((node) => ({ id: node.id, size: node.size, ...this.placeOf(node) })));
    syncItems(this.tieItems, [...this.ties.values()].map((tie) => tieItem(tie, this)));
  }

  placeOf(node) {
    const { x, y } = this.moved.get(node.id) ?? node;
    return { x, y };
  }

  nodePlaces() {
    return [...this.nodes.keys()].map((id) => [id, this.network.getPosition(id)]);
  }

  keepPlace(id) {
    this.touch();
    if (id === undefined) return;
    this.moved.set(id, this.network.getPosition(id));
    this.network.unselectAll();
    this.refresh();
  }

  /** A node dragged aside stays there until the drawing itself gives it another place. */
  forgetMoves(before) {
    for (const id of this.moved.keys()) if (!isSamePlace(before.get(id), this.nodes.get(id))) this.moved.delete(id);
  }

  describe(strings) {
    this.element.setAttribute("aria-label", strings.summary);
    this.element.setAttribute("aria-description", strings.keyboard_help);
    this.controls.relabel(strings);
    this.wheel.relabel(strings.wheel_help);
  }

  select(target) {
    this.selection = this.isDrawn(target) ? target : null;
    this.hovered = this.isDrawn(this.hovered) ? this.hovered : null;
    this.emphasis = emphasisOf(this.selection, this.ties);
  }

  isDrawn(target) {
    return target !== null && (target.kind === "tie" ? this.ties : this.nodes).has(target.id);
  }

  /** Remembers that the reader chose a view: from then on a new size of the page no longer fits the drawing. */
  touch() {
    this.touched = true;
  }

  listenToPointer() {
    this.stage.addEventListener("pointerdown", () => this.element.focus({ preventScroll: true }));
    this.stage.addEventListener("pointermove", (event) => this.point(event));
    this.stage.addEventListener("pointerleave", () => this.leave());
  }

  point(event) {
    if (!this.network || event.buttons !== 0 || event.pointerType === "touch") return;
    const { left, top } = this.stage.getBoundingClientRect();
    const place = { x: event.clientX - left, y: event.clientY - top };
    this.hover(this.targetAt(place));
    if (this.hovered && !isSame(this.hovered, this.clicked)) this.tooltip.show(this.titleOf(this.hovered), place);
  }

  hover(target) {
    if (isSame(target, this.hovered)) return;
    this.hovered = target;
    this.clicked = null;
    this.tooltip.hide();
    this.stage.style.cursor = target ? "pointer" : "";
    this.refresh();
  }

  leave() {
    this.hover(null);
  }

  click(place) {
    const target = this.targetAt(place);
    this.clicked = target;
    this.tooltip.hide();
    this.choose(target);
  }

  titleOf({ kind, id }) {
    return (kind === "tie" ? this.ties : this.nodes).get(id).title;
  }

  /** What lies at a place on screen: a node, else its label, else a line near enough, else null. */
  targetAt(place) {
    const node = this.network.getNodeAt(place) ?? this.labels.find(({ box }) => contains(box, place))?.id;
    if (node !== undefined) return { kind: "node", id: node };
    const tie = nearestTie(this.network, this.network.DOMtoCanvas(place), REACH / this.network.getScale());
    return tie === undefined ? null : { kind: "tie", id: tie };
  }

  watchSize() {
    this.sizes = new ResizeObserver(() => {
      if (!this.options || this.isHidden()) return;
      if (!this.network) this.start();
      // In the next frame: vis-network answers the new size after this, with a zoom of its own.
      else if (!this.touched) requestAnimationFrame(() => this.fit());
    });
    this.sizes.observe(this.stage);
  }

  isHidden() {
    return this.stage.clientWidth === 0 || this.stage.clientHeight === 0;
  }
}

function byId(items) {
  return new Map(items.map((item) => [item.id, item]));
}

function isSamePlace(one, other) {
  return one !== undefined && other !== undefined && one.x === other.x && one.y === other.y;
}

/** Whether no node kept its place, so that the old view would show nothing of the new drawing. */
function isAnotherPicture(before, after) {
  return [...after.values()].every((node) => !isSamePlace(before.get(node.id), node));
}
