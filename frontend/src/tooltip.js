// Tooltip: what a node or a tie is, as plain text beside the pointer.

const OFFSET = 14;

export class Tooltip {
  constructor(parent) {
    this.parent = parent;
    this.element = document.createElement("div");
    this.element.className = "tg-tooltip";
    this.element.hidden = true;
    this.element.setAttribute("aria-hidden", "true");
    parent.append(this.element);
  }

  show(text, { x, y }) {
    this.element.textContent = text;
    this.element.hidden = text === "";
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { clientWidth, clientHeight } = this.parent;
    const left = x + OFFSET + width > clientWidth ? x - OFFSET - width : x + OFFSET;
    const top = y + OFFSET + height > clientHeight ? y - OFFSET - height : y + OFFSET;
    this.element.style.transform = `translate(${Math.max(left, 4)}px, ${Math.max(top, 4)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
