// A form of the page is sent without leaving it, since leaving would stop the camera; the server draws the rest.
import { openStream } from "./camera.js";
import { film, finish, leave, openStage, show } from "./film.js";
import { base, isLive, redraw, say } from "./page.js";

const TO_FILM = new Set(["/live", "/resume"]);
const IN_PLACE = new Set(["/pin", "/unpin", "/end", ...TO_FILM]);

export async function sendInPlace(event) {
  const form = event.target;
  const deed = new URL(form.action).pathname.slice(base.length);
  if (!IN_PLACE.has(deed)) return;
  event.preventDefault();
  form.querySelector("button").disabled = true;
  if (TO_FILM.has(deed) && !openStream()) await openStage();
  if (deed === "/end") await finish();
  await submit(form, deed);
}

async function submit(form, deed) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body });
    redraw(await answer.text());
    if (TO_FILM.has(deed) && openStream() && isLive()) film();
    if (deed === "/end" && !isLive()) leave();
  } catch {
    say("offline");
    form.querySelector("button").disabled = false;
  }
  show();
}
