// Films the live with this device: camera → recorder → whole boxes → one chunk after the other, newest first when late.
import { mute } from "./host/camera.js";
import { film, filmedMs, isFilming, openStage, show, turn, watchFilm } from "./host/film.js";
import { sendInPlace } from "./host/forms.js";
import { offerLink } from "./host/link.js";
import { showBehind, showClock } from "./host/meter.js";
import { at, say, unsay } from "./host/page.js";
import { behindMs } from "./host/queue.js";
import { canFilm } from "./host/recorder.js";
import { keepAwake } from "./host/wake_lock.js";

const CLOCK_MS = 500;
const SAID_MS = 8000;

document.addEventListener("visibilitychange", () => {
  if (!isFilming()) return;
  if (document.hidden) say("hidden");
  else {
    keepAwake();
    setTimeout(() => unsay("hidden"), SAID_MS);
  }
});

at("open").addEventListener("click", openStage);
at("film").addEventListener("click", film);
at("turn").addEventListener("click", turn);
at("mute").addEventListener("click", mute);
document.addEventListener("submit", sendInPlace);

setInterval(() => {
  if (!isFilming()) return;
  showClock(filmedMs());
  showBehind(behindMs());
  watchFilm();
}, CLOCK_MS);

offerLink();
if (!canFilm()) say("recorder");

show();
