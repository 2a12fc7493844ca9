// Component: the SPARQL editor inside a Streamlit page. Streamlit calls the default export at each new data or theme.
import { SparqlEditor } from "./view.js";

// Kept by parent, so that a rerun finds the editor with its caret and its undo.
const editors = new WeakMap();

export default function editorComponent({ data, parentElement, setStateValue, setTriggerValue }) {
  const editor = editors.get(parentElement) ?? new SparqlEditor(parentElement, data.key, data.strings);
  editors.set(parentElement, editor);
  // What is open is kept as a state, so that a later report never hides a run or a cancel that is on its way.
  editor.tell = (event, value) => (event === "tabs" ? setStateValue(event, value) : setTriggerValue(event, value));
  editor.update(data);
  editor.latest = data;
  return () => {
    // Streamlit also calls this for a call that a newer one overtook while the page was loading.
    if (editor.latest !== data) return;
    editors.delete(parentElement);
    editor.destroy();
  };
}
