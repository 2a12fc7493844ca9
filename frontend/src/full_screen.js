// Full screen: the picture with what the page shows beside it, or alone where the page shows nothing beside it; or the
// whole page without its bars, so that its menus and dialogs are there too.

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

/** Whether the whole page fills the screen. */
export const pageFillsScreen = () => document.fullscreenElement === document.documentElement;

/** The page fills the screen, or gives it back. */
export function turnPage() {
  if (document.fullscreenElement !== null) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}
