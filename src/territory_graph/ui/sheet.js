// A sheet of text whose links open a fiche in place; with a modifier key they stay ordinary links.
export default function ({ data, parentElement, setTriggerValue }) {
  const sheet = parentElement.querySelector(".sheet");
  if (sheet.dataset.revision !== data.revision) {
    sheet.innerHTML = data.html;
    sheet.dataset.revision = data.revision;
  }
  sheet.onclick = (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("open", link.dataset.open);
  };
}
