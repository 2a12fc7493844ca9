// Component: the place of a picture that is made once a reader comes near it. It says what the picture will show, and
// tells that somebody comes near. Printing asks for it too, and does not wait for it.
const MARGIN = "50%"; // of what is visible, above and below

export default function nearComponent({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector("div");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", data.alt);
  place.style.height = `${data.height}px`;
  const tell = () => {
    leave();
    setTriggerValue("near", true);
  };
  // A margin counts only for the element that scrolls: the main part of the page, not the window.
  const root = parentElement.getRootNode().host?.closest("main") ?? null;
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) tell();
    },
    { root, rootMargin: `${MARGIN} 0px` },
  );
  const leave = () => {
    observer.disconnect();
    removeEventListener("beforeprint", tell);
  };
  observer.observe(place);
  addEventListener("beforeprint", tell);
  return leave;
}
