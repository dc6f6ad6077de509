// A link to this page, to be opened in a browser that can film.
import { at, pause } from "./page.js";

const COPIED_MS = 3000;

export function offerLink() {
  at("link").value = location.href;
  at("copy").addEventListener("click", copy);
}

async function copy() {
  at("link").select();
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    document.execCommand("copy");
  }
  at("copied").hidden = false;
  await pause(COPIED_MS);
  at("copied").hidden = true;
}
