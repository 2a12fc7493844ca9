// A sheet of text: links open a fiche in place, controls with data-do tell the page what to do.
// Of two acts told within one run Streamlit keeps the last only: what is not known to be done is told again with it,
// and to a session that has just begun, whose first run may have been broken off before it came to the sheet.
import { turnPage } from "../full_screen.js";
import css from "./sheet.css";
import { dress, lookOf } from "./style.js";

const MOST = 8;
const LOOK = lookOf(css);
const CONNECTION = "data-test-connection-state";
let acts = new WeakMap(); // by sheet
const players = new WeakMap();
const listeners = new WeakMap(); // by sheet: the function below runs again at each new text

// What was told before the connection went or came back is not told again: the page shows whether it was done.
new MutationObserver(() => {
  acts = new WeakMap();
}).observe(document.querySelector(`[${CONNECTION}]`), { attributeFilter: [CONNECTION] });

export default function sheetComponent({ data, parentElement, setTriggerValue }) {
  dress(parentElement, LOOK);
  const sheet = parentElement.querySelector(".sheet");
  const tell = ({ name, open }) => setTriggerValue("do", { sheet: name, acts: open });
  const act = (element, value, name = element.dataset.do) => {
    const told = toldBy(sheet);
    told.count += 1;
    told.open = [...told.open, [told.count, name, value ?? element.dataset.value ?? ""]].slice(-MOST);
    tell(told);
  };
  const told = toldBy(sheet);
  const [doneBy, done] = data.done;
  if (doneBy === told.name) told.open = told.open.filter(([number]) => number > done);
  else if (told.open.length > 0) tell(told);
  if (sheet.dataset.revision !== data.revision) redraw(sheet, data);
  for (const { dataset } of sheet.querySelectorAll("[data-address]")) completeAddress(dataset.address);

  sheet.onclick = (event) => {
    if (event.target.closest("button[data-screen]")) return turnPage();
    const control = event.target.closest("button[data-do], button[data-play]");
    if (control?.dataset.play) return togglePlay(sheet, control, act);
    if (control) return act(control, undefined, (event.shiftKey && control.dataset.shift) || undefined);
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("open", link.dataset.open);
  };
  sheet.onchange = (event) => {
    const control = event.target.closest("select[data-do], input[data-do]");
    if (control?.reportValidity()) act(control, control.matches("[data-date]") ? isoDay(control.value) : control.value);
  };

  // Shortcuts of the whole page, but not of a field in which somebody writes.
  const onKey = (event) => {
    const keys = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.shiftKey ? "shift" : "", event.key.toLowerCase()];
    const pressed = keys.filter(Boolean).join("+");
    const control = [...sheet.querySelectorAll("[data-key]")].find((each) => each.dataset.key === pressed);
    if (!control || control.disabled || isWriting(event)) return;
    event.preventDefault();
    control.click();
  };
  document.removeEventListener("keydown", listeners.get(sheet));
  document.addEventListener("keydown", onKey);
  listeners.set(sheet, onKey);
  return () => {
    // Streamlit also ends a call that newer data overtook while the script loaded: the sheet goes on.
    document.removeEventListener("keydown", onKey);
    if (!sheet.isConnected) clearInterval(players.get(sheet));
  };
}

/** The acts that a sheet told, under a name drawn at random: how many, and those not known to be done. */
function toldBy(sheet) {
  if (!acts.has(sheet)) {
    acts.set(sheet, { name: crypto.randomUUID?.() ?? String(Math.random()), count: 0, open: [] });
  }
  return acts.get(sheet);
}

/** A day written as 12/05/2021, as addresses have it. */
function isoDay(text) {
  return text.split("/").reverse().join("-");
}

/** Puts the parameters that the address lacks, or leaves empty, into it, in place: no step of the browser's Back. */
function completeAddress(parameters) {
  const known = new URLSearchParams(location.search);
  const lacking = parameters.split("&").filter((each) => !known.get(each.split("=")[0]));
  if (lacking.length === 0) return;
  const said = location.search.slice(1).split("&").filter((each) => /=./.test(each));
  history.replaceState(history.state, "", `${location.pathname}?${[...said, ...lacking].join("&")}${location.hash}`);
}

function isWriting(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable=true], .cm-content");
}

/** Draws the new text; the focus stays on the control that does the same, else goes
 * to the first one, and what was unfolded stays so. */
function redraw(sheet, { html, revision }) {
  const focused = sheet.getRootNode().activeElement;
  const mine = sheet.contains(focused) ? focused.dataset : null;
  const open = new Set([...sheet.querySelectorAll("details[open][id]")].map(({ id }) => id));
  sheet.innerHTML = html;
  sheet.dataset.revision = revision;
  for (const each of sheet.querySelectorAll("details[id]")) if (open.has(each.id)) each.open = true;
  if (mine?.do) {
    const same = [...sheet.querySelectorAll("[data-do]")].find(
      ({ dataset }) => dataset.do === mine.do && (dataset.value === mine.value || mine.value === undefined),
    );
    (same ?? sheet.querySelector("a[href], button, select"))?.focus({ preventScroll: true });
  }
  const played = sheet.querySelector("[data-play]");
  if (played && players.get(sheet)) showPlaying(played, true);
}

/** Steps through the controls that a player names, one after the other, from the current one. */
function togglePlay(sheet, player, act) {
  if (players.get(sheet)) return stop(sheet);
  const steps = () => [...sheet.querySelectorAll(player.dataset.play)];
  let next = steps().findIndex((each) => each.getAttribute("aria-pressed") === "true") + 1;
  if (next >= steps().length) next = 0;
  const step = () => {
    const control = steps()[next];
    if (!control || !sheet.isConnected) return stop(sheet);
    act(control);
    next += 1;
    if (next >= steps().length) stop(sheet);
  };
  players.set(sheet, setInterval(step, Number(player.dataset.pace)));
  showPlaying(player, true);
  step();
}

function stop(sheet) {
  clearInterval(players.get(sheet));
  players.delete(sheet);
  const player = sheet.querySelector("[data-play]");
  if (player) showPlaying(player, false);
}

function showPlaying(player, playing) {
  player.setAttribute("aria-pressed", String(playing));
}
