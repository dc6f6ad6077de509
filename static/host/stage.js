// Which buttons and lines of the stage can be seen, by what the camera and the recorder do.
import { at, isLive, state, studio } from "./page.js";

export function showStage({ isFilming, isOpen, isLost, canFilm }) {
  studio.hidden = !["scheduled", "ready", "live"].includes(state());
  at("open").hidden = isOpen || isLost || !canFilm;
  at("film").hidden = (isFilming && !isLost) || !isLive() || !(isOpen || isLost);
  at("turn").hidden = !isOpen;
  at("mute").hidden = !isOpen;
  at("air").hidden = !isFilming;
  at("network").hidden = !isFilming;
}
