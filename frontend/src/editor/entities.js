// Entities: things of the territory found by their label, asked of the server while a name is typed.

const PAUSE = 150; // milliseconds without a key before the server is asked
const SHORTEST = 2;

/** The things whose label holds a text; none when the text is short, or when `signal` or the network gives up. */
export async function findEntities(address, text, language, signal) {
  if (address === "" || text.length < SHORTEST) return [];
  try {
    await pause(signal);
    const answer = await fetch(searchAddress(address, text, language), { signal });
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

function searchAddress(address, text, language) {
  const url = new URL(address, document.baseURI);
  url.searchParams.set("text", text);
  if (!url.searchParams.has("lang")) url.searchParams.set("lang", language);
  return url;
}

function pause(signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
