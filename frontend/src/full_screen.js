// Full screen: the picture with what the page shows beside it, or alone where the page shows nothing beside it.

const WITH = ".st-key-full-screen"; // what a page marks as going with its picture

/** The control that fills the screen, and gives it back; none where the browser cannot. */
export function fullScreenOf(element) {
  if (!document.fullscreenEnabled) return {};
  return {
    full_screen: () => {
      if (document.fullscreenElement !== null) document.exitFullscreen();
      else (element.getRootNode().host?.closest(WITH) ?? element).requestFullscreen();
    },
  };
}
