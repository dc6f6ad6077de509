// Keeps the live page up to date: asks for the small state, shows the pin, and plays the film once there is one.
import { begin, video } from "./live/begin.js";
import { chat } from "./live/chat.js";
import { hearFilm, judgeFilm } from "./live/interrupted.js";
import { canPlayParts, playLive } from "./live/player.js";

const live = document.getElementById("live");
const words = document.getElementById("words").dataset;
const HIDDEN_MS = 15_000;
const MOST_MS = 30_000;
let etag = "";
let failures = 0;
let shown = live.querySelector("[name=pin_id]").value;
let status = live.dataset.status;
let pollMs = Number(live.dataset.poll);
let timer = 0;

async function poll() {
  try {
    const answer = await fetch(`/live/${live.dataset.session}/state.json`, {
      credentials: "omit",
      headers: etag ? { "If-None-Match": etag } : {},
    });
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(answer.status);
      etag = answer.headers.get("ETag") ?? "";
      show(await answer.json());
    }
    judgeFilm(answer.headers);
    failures = 0;
  } catch {
    failures += 1;
  }
  next();
}

function next() {
  const base = document.hidden
    ? Math.max(HIDDEN_MS, pollMs)
    : Math.min(MOST_MS, pollMs * 2 ** failures);
  clearTimeout(timer);
  timer = setTimeout(poll, base * (0.8 + 0.4 * Math.random()));
}

function show(state) {
  pollMs = state.next_poll_ms;
  if (state.status !== status) {
    status = state.status;
    if (status !== "live" && status !== "scheduled") say(words.over);
    freshen();
  }
  hearFilm(state.film_at_ms);
  play(state);
  pin(state.pin);
  chat(state.chat);
}

// The words around the film (chip, start, "over") are the server's: take them from a fresh page.
async function freshen() {
  const page = new DOMParser().parseFromString(
    await (await fetch(location.pathname)).text(),
    "text/html",
  );
  const chip = page.getElementById("chip");
  if (chip) document.getElementById("chip").replaceWith(chip);
  const wait = page.getElementById("wait");
  const old = document.getElementById("wait");
  if (old) old.remove();
  if (wait) live.querySelector(".top").after(wait);
}

let playing = "";
let stop = () => {};
function play({ status: now, video: wanted }) {
  if (!wanted || playing === wanted) return;
  stop();
  playing = wanted;
  const isLive = now === "live";
  const byParts = isLive && canPlayParts();
  const cannot = !byParts && !video.canPlayType("application/vnd.apple.mpegurl");
  document.getElementById("cannot").hidden = !cannot;
  document.getElementById("wait")?.remove();
  sound.hidden = !isLive || cannot;
  video.hidden = cannot;
  video.controls = !isLive;
  if (byParts) stop = playLive(video, wanted);
  else if (!cannot && video.getAttribute("src") !== wanted) video.src = wanted;
  if (isLive && !byParts) begin();
}

// A picture that is wider than high is shown whole; one from an upright phone fills the page.
video.addEventListener("resize", () =>
  live.classList.toggle("live-wide", video.videoWidth > video.videoHeight),
);

const sound = document.getElementById("sound");
sound.addEventListener("click", () => {
  video.muted = !video.muted;
  sound.setAttribute("aria-pressed", String(!video.muted));
});

function pin(now) {
  const card = document.getElementById("pin");
  card.hidden = !now;
  if (!now) {
    shown = "";
    return;
  }
  const link = card.querySelector("h2 a");
  const title = (document.documentElement.lang === "en" && now.title_en) || now.title;
  link.textContent = title;
  link.lang = /\p{Script=Han}/u.test(title) ? "zh-Hans" : "en";
  link.href = `/goods/${now.listing_id}`;
  card.querySelector(".price").lastChild.data = (now.price_fen / 100).toLocaleString("en", {
    minimumFractionDigits: now.price_fen % 100 ? 2 : 0,
  });
  stock(card.querySelector(".stock"), now.left);
  if (now.pin_id !== shown) {
    shown = now.pin_id;
    card.querySelector("img").src = now.photo_src;
    say(words.shown.replace("{title}", title));
  }
  const form = card.querySelector("form");
  form.hidden = now.left <= 0;
  for (const name of ["sku_id", "price_fen", "pin_id"]) form.elements[name].value = now[name];
}

function stock(place, left) {
  const text =
    left <= 0 ? words.soldOut : (left <= 10 ? words.only : words.left).replace("{count}", left);
  if (place.textContent.trim() === text) return;
  const span = document.createElement("span");
  span.className = left <= 0 ? "left-none" : left <= 10 ? "left-few" : "quiet";
  span.textContent = text;
  place.replaceChildren(span);
}

function say(text) {
  document.getElementById("said").textContent = text;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) poll();
});
play({ status, video: video.getAttribute("src") ?? "" });
next();
