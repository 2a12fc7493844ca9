// View: one drawing on the page. vis-network pans, zooms and drags; this class says what is drawn and what is picked.
// package.json keeps component-emitter at 1.x: with 2.x all the drawings of a page would share their listeners.
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";

import { centreOn, fit, frameOf, keepZoomInLimits, panBy, reveal, zoomBy } from "./camera.js";
import { addControls } from "./controls.js";
import { syncItems } from "./diff.js";
import { fullScreenOf } from "./full_screen.js";
import { listenToKeys, nearestTowards } from "./keyboard.js";
import { forgetMeasures } from "./labels.js";
import css from "./network.css";
import { onScreen, paint, renderNode } from "./painter.js";
import { Pointer } from "./pointer.js";
import { Probe } from "./probe.js";
import { Scene } from "./scene.js";
import { Sprites } from "./sprites.js";
import { isSame } from "./targets.js";
import { readTheme } from "./theme.js";
import { TieLayer } from "./ties.js";
import { Tooltip } from "./tooltip.js";
import { watchWheel } from "./wheel.js";

const REST = 140; // milliseconds without a move after which the picture is drawn with every detail

export class NetworkView {
  /** `onChoose` is told what the reader picks: `{kind: "node" | "tie", id}`, or null for nothing. */
  constructor(parent, onChoose = () => {}) {
    this.onChoose = onChoose;
    this.onMove = () => {};
    this.onExpand = () => {};
    this.scene = new Scene();
    this.shown = new Map();
    this.given = new Map();
    this.moved = new Map();
    this.nodeItems = new DataSet();
    this.tieLayer = new TieLayer();
    this.sprites = new Sprites();
    this.selection = null;
    this.hovered = null;
    this.dragged = null;
    this.emphasis = null;
    this.labels = [];
    this.build(parent);
  }

  /** Draws a payload; what was on screen and is still there does not move. */
  update(payload, selection = null) {
    // Emptied by a filter, the picture keeps its view for what comes back.
    if (this.scene.nodes.size > 0) this.shown = this.scene.nodes;
    this.options = payload.options;
    this.forgetMoves(payload.nodes);
    this.given = new Map(payload.nodes.map((node) => [node.id, node]));
    this.scene = new Scene(payload, this.moved);
    this.describe(payload.strings);
    this.probe.counts(this.scene.nodes.size, this.scene.ties.size);
    this.select(selection);
    this.restyle();
    if (!this.network) this.start();
    else this.show();
  }

  /** Reads the theme of the page again and redraws. */
  restyle() {
    this.theme = readTheme(this.element);
    this.tieLayer.forget();
    this.sprites.forget();
    this.redraw();
  }

  /** Picks something for the reader and says so; null picks nothing. */
  choose(target) {
    if (isSame(target, this.selection)) return;
    this.select(target);
    this.redraw();
    this.onChoose(this.selection);
  }

  /** Asks for the neighbours of the selected node that are not drawn. */
  expand() {
    if (this.selection?.kind === "node") this.onExpand(this.selection.id);
  }

  /** Picks the nearest neighbour of the selected node in a direction; without one, the node nearest to the middle. */
  step(way) {
    if (!this.network || this.scene.nodes.size === 0) return;
    const node = this.selection?.kind === "node" ? this.neighbourTowards(way) : this.middleNode();
    if (node === undefined) return;
    this.choose({ kind: "node", id: node.id });
    this.touch();
    reveal(this.network, node, this.size());
    this.said.textContent = node.title;
  }

  fit() {
    if (!this.network) return;
    this.touched = false;
    fit(this.network, this.scene, this.size());
  }

  zoom(steps) {
    this.touch();
    if (this.network) zoomBy(this.network, steps);
  }

  pan(x, y) {
    this.touch();
    if (this.network) panBy(this.network, x, y);
  }

  centre(id) {
    this.touch();
    centreOn(this.network, this.scene.nodes.get(id));
  }

  destroy() {
    this.sizes.disconnect();
    this.probe.stop();
    this.wheel.stop();
    clearTimeout(this.resting);
    cancelAnimationFrame(this.requested);
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
    this.said = document.createElement("div");
    this.said.className = "tg-said";
    this.said.setAttribute("aria-live", "polite");
    this.element.append(this.stage, this.said);
    parent.append(this.style, this.element);
    this.tooltip = new Tooltip(this.element);
    this.probe = new Probe(this.element);
    this.controls = addControls(this.element, {
      zoom_in: () => this.zoom(1),
      zoom_out: () => this.zoom(-1),
      fit: () => this.fit(),
      ...fullScreenOf(this.element),
    });
    this.wheel = watchWheel(this.element, () => this.touch());
    listenToKeys(this.element, this);
    this.pointer = new Pointer(this);
    this.watchSize();
    document.fonts.ready.then(() => {
      forgetMeasures();
      this.redraw();
    });
  }

  /** Makes the vis-network, once the page gives the drawing a size: a hidden tab does not. */
  start() {
    if (this.isHidden()) return;
    this.place();
    const nodes = { ...this.options.nodes, ctxRenderer: (node) => renderNode(this, node) };
    this.network = new Network(this.stage, { nodes: this.nodeItems, edges: [] }, { ...this.options, nodes });
    this.network.on("afterDrawing", (ctx) => this.paint(ctx));
    this.network.on("zoom", () => keepZoomInLimits(this.network));
    this.pointer.follow(this.network);
    this.fit();
  }

  /** Shows a new scene in the old view, unless nothing that was shown is still where it was. */
  show() {
    this.place();
    const stays = [...this.scene.nodes.values()].some((node) => isSamePlace(this.shown.get(node.id), node));
    if (!stays) this.fit();
    this.redraw();
  }

  place() {
    const items = [...this.scene.nodes.values()].map(({ id, size, x, y }) => ({ id, size, x, y }));
    syncItems(this.nodeItems, items);
    this.probe.positions(this.scene.nodes);
  }

  paint(ctx) {
    cancelAnimationFrame(this.requested); // this frame shows what was asked for
    const now = frameOf(this.network, this.stage, ctx.canvas);
    const before = this.frame ?? now;
    const moving = now.zoom !== before.zoom || now.x !== before.x || now.y !== before.y;
    this.frame = { ...now, moving: moving || this.dragged !== null };
    const { labels, exact } = paint(this, ctx, this.frame);
    this.labels = labels;
    clearTimeout(this.resting);
    if (!exact) this.resting = setTimeout(() => this.redraw(), REST);
    this.probe.screen(
      () => [...this.scene.nodes.values()].map((node) => [node.id, this.network.canvasToDOM(node)]),
      () => [...this.scene.ties.keys()].map((id) => [id, onScreen(this.scene, id, this.frame)]),
    );
  }

  /** Draws anew in the next frame, once, however often it is asked before. */
  redraw() {
    cancelAnimationFrame(this.requested);
    this.requested = requestAnimationFrame(() => this.network?.redraw());
  }

  drag(id) {
    if (!this.scene.nodes.has(id)) return;
    if (this.dragged === null) this.tieLayer.forget();
    this.dragged = id;
    this.scene.move(id, this.network.getPosition(id));
  }

  /** Keeps a node where the reader dropped it, and says so. */
  drop(id) {
    this.dragged = null;
    if (!this.scene.nodes.has(id)) return;
    const { x, y } = this.network.getPosition(id);
    const place = { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
    this.moved.set(id, place);
    this.scene.move(id, place);
    this.tieLayer.forget();
    this.place();
    this.redraw();
    this.onMove({ id, ...place });
  }

  /** A node dragged aside stays there until the drawing itself gives it another place. */
  forgetMoves(nodes) {
    const places = new Map(nodes.map((node) => [node.id, node]));
    for (const id of this.moved.keys()) if (!isSamePlace(this.given.get(id), places.get(id))) this.moved.delete(id);
  }

  describe(strings) {
    this.element.setAttribute("aria-label", strings.summary);
    this.element.setAttribute("aria-description", strings.keyboard_help);
    this.controls.relabel(strings);
    this.wheel.relabel(strings.wheel_help);
  }

  select(target) {
    this.selection = this.scene.has(target) ? target : null;
    this.hovered = this.scene.has(this.hovered) ? this.hovered : null;
    this.emphasis = this.scene.emphasisOf(this.selection);
  }

  neighbourTowards(way) {
    const { id } = this.selection;
    return nearestTowards(this.scene.neighboursOf(id), this.scene.nodes.get(id), way);
  }

  middleNode() {
    const { x, y } = this.network.getViewPosition();
    const distance = (node) => Math.hypot(node.x - x, node.y - y);
    return this.scene.largestFirst.reduce((found, node) => (distance(node) < distance(found) ? node : found));
  }

  /** Remembers that the reader chose a view: from then on a new size of the page no longer fits the drawing. */
  touch() {
    this.touched = true;
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

  size() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  isHidden() {
    return this.stage.clientWidth === 0 || this.stage.clientHeight === 0;
  }
}

function isSamePlace(one, other) {
  return one !== undefined && other !== undefined && one.x === other.x && one.y === other.y;
}
