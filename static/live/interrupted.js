// Says that the picture is interrupted when the fair has had no film for some seconds.
const interruption = document.getElementById("interrupted");
const PATIENCE_MS = Number(interruption.dataset.ms);
let filmAtMs = 0;

export function hearFilm(atMs) {
  filmAtMs = atMs;
}

// By the clock of the fair, as its answers carry it: those of phones may be wrong.
export function judgeFilm(headers) {
  const age = 1000 * Number(headers.get("Age") ?? 0);
  const answeredAtMs = Date.parse(headers.get("Date") ?? "") + age;
  const isInterrupted = filmAtMs > 0 && answeredAtMs - filmAtMs > PATIENCE_MS;
  if (isInterrupted === interruption.hidden) tell(isInterrupted);
}

function tell(isInterrupted) {
  interruption.hidden = !isInterrupted;
  document.getElementById("said").textContent = isInterrupted ? interruption.textContent : "";
}
