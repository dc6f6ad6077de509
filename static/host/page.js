// The host's page: finding what stands on it, saying what happens, and talking to the server.
const SEND_MS = 10_000;

export const studio = document.getElementById("studio");
export const base = `/host/${studio.dataset.session}`;
export const at = (id) => document.getElementById(id);
export const state = () => at("show").dataset.state;
export const isLive = () => state() === "live";
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function say(name, text = "") {
  for (const notice of document.querySelectorAll("#said [data-say]")) {
    if (notice.dataset.say === name) {
      notice.hidden = false;
      if (text) notice.textContent = text;
    }
  }
}

export function unsay(...names) {
  for (const name of names) document.querySelector(`#said [data-say=${name}]`).hidden = true;
}

// The part of the page that the server draws, as it is now.
export function redraw(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("show");
  if (!fresh) return location.reload();
  at("show").replaceWith(fresh);
  fresh.querySelector(".problems")?.focus();
}

export async function redrawNow() {
  redraw(await (await fetch(base)).text());
}

export function post(path, body) {
  return fetch(base + path, {
    method: "POST",
    body,
    headers: { "x-csrf": studio.dataset.csrf, "content-type": "application/octet-stream" },
    signal: AbortSignal.timeout(SEND_MS),
  });
}
