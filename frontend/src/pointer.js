// Pointer: what the mouse or a finger points at, picks, drags and asks to grow.
import { contains } from "./boxes.js";
import { nearestTie } from "./lines.js";
import { isSame } from "./targets.js";

const REACH = 9; // screen pixels around a line where the pointer takes it

export class Pointer {
  constructor(view) {
    this.view = view;
    this.clicked = null;
    const { stage, element } = view;
    stage.addEventListener("pointerdown", () => element.focus({ preventScroll: true }));
    stage.addEventListener("pointermove", (event) => this.point(event));
    stage.addEventListener("pointerleave", () => this.hover(null));
  }

  /** Listens to a vis-network, which tells clicks from drags. */
  follow(network) {
    network.on("click", ({ pointer }) => this.click(pointer.DOM));
    network.on("doubleClick", ({ pointer }) => this.grow(pointer.DOM));
    network.on("dragStart", () => this.hover(null));
    network.on("dragging", ({ nodes: [dragged] }) => dragged !== undefined && this.view.drag(dragged));
    network.on("dragEnd", ({ nodes: [dragged] }) => this.drop(dragged));
  }

  point(event) {
    const { view } = this;
    if (!view.network || event.buttons !== 0 || event.pointerType === "touch") return;
    const { left, top } = view.stage.getBoundingClientRect();
    const place = { x: event.clientX - left, y: event.clientY - top };
    this.hover(this.targetAt(place));
    if (view.hovered && !isSame(view.hovered, this.clicked)) view.tooltip.show(view.scene.titleOf(view.hovered), place);
  }

  hover(target) {
    const { view } = this;
    if (isSame(target, view.hovered)) return;
    view.hovered = target;
    this.clicked = null;
    view.tooltip.hide();
    view.stage.style.cursor = target ? "pointer" : "";
    view.redraw();
  }

  click(place) {
    const target = this.targetAt(place);
    this.clicked = target;
    this.view.tooltip.hide();
    this.view.choose(target);
  }

  grow(place) {
    const target = this.targetAt(place);
    if (target?.kind !== "node") return;
    this.view.choose(target);
    this.view.expand();
  }

  drop(dragged) {
    this.view.touch();
    if (dragged === undefined) return;
    this.view.network.unselectAll();
    this.view.drop(dragged);
  }

  /** What lies at a place on screen: a node, else its label, else a line near enough, else null. */
  targetAt(place) {
    const { network, labels, scene } = this.view;
    const node = network.getNodeAt(place) ?? labels.find(({ box }) => contains(box, place))?.id;
    if (node !== undefined) return { kind: "node", id: node };
    const tie = nearestTie(scene.courses, network.DOMtoCanvas(place), REACH / network.getScale());
    return tie === undefined ? null : { kind: "tie", id: tie };
  }
}
