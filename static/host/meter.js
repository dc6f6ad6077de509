// How long the film runs, how far sending is behind, and how fast the network takes it.
import { at } from "./page.js";

let slow = 0;

export function showBehind(ms) {
  at("behind").value = ms / 1000;
}

export function showRate(bytes, ms) {
  const now = (8 * bytes) / Math.max(ms, 1);
  slow = slow ? 0.7 * slow + 0.3 * now : now;
  at("rate").textContent = `${Math.round(slow).toLocaleString("en")} kbit/s`;
}

export function showClock(ms) {
  const seconds = Math.round(ms / 1000);
  const clock = new Date(seconds * 1000).toISOString();
  at("clock").textContent = clock.slice(seconds < 3600 ? 14 : 11, 19);
}
