// A form of the page is sent without leaving it, since leaving would stop the camera; the server draws the rest.
import { openStream } from "./camera.js";
import { film, finish, leave, openStage, show } from "./film.js";
import { at, base, isLive, say } from "./page.js";

const IN_PLACE = new Set(["/pin", "/unpin", "/live", "/end"]);

export async function sendInPlace(event) {
  const form = event.target;
  const deed = new URL(form.action).pathname.slice(base.length);
  if (!IN_PLACE.has(deed)) return;
  event.preventDefault();
  form.querySelector("button").disabled = true;
  if (deed === "/live" && !openStream()) await openStage();
  if (deed === "/end") await finish();
  await submit(form, deed);
}

async function submit(form, deed) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body });
    redraw(await answer.text());
    if (deed === "/live" && openStream() && isLive()) film();
    if (deed === "/end" && !isLive()) leave();
  } catch {
    say("offline");
    form.querySelector("button").disabled = false;
  }
  show();
}

function redraw(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("show");
  if (!fresh) return location.reload();
  at("show").replaceWith(fresh);
  fresh.querySelector(".problems")?.focus();
}
