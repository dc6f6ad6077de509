// The film: begins with a recorder, goes into the queue box by box, begins anew when it must, and ends.
import { beginBoxes, wholeBoxes } from "./boxes.js";
import { closeCamera, openCamera, openStream, preview, turnRound } from "./camera.js";
import { pause, post, redrawNow, say, unsay } from "./page.js";
import { beginQueue, emptyQueue, enqueue, isBusy, sendAll } from "./queue.js";
import { canFilm, record } from "./recorder.js";
import { showStage } from "./stage.js";
import { keepAwake, letSleep } from "./wake_lock.js";

const MOST_RESTARTS = 5;
const LAST_MS = 3000;
const SILENT_MS = 2500;
const UNHEARD_MS = 5000;
let recorder = null;
let restarts = 0;
let startedAt = 0;
let isLost = false;
let recordedAt = 0;
let heardAt = 0;
let filmedSize = "";

const next = {
  arrived: () => {
    restarts = 0;
    heardAt = Date.now();
    unsay("unheard");
  },
  late: () => {},
  restart,
  stop: leave,
  over: async () => {
    leave();
    await redrawNow();
    show();
  },
};

export const isFilming = () => recorder !== null;
export const filmedMs = () => Date.now() - startedAt;

export function show() {
  showStage({ isFilming: isFilming(), isOpen: openStream() !== null, isLost, canFilm: canFilm() });
}

export async function openStage() {
  const isOpen = await openCamera();
  show();
  return isOpen;
}

// To the other camera; where that cannot be opened, the film goes on with this one.
export async function turn() {
  const wasFilming = isFilming();
  stop();
  turnRound();
  const isTurned = await openStage();
  if (!isTurned) turnRound();
  if (!isTurned && !(await openStage())) {
    if (wasFilming) lost();
    return;
  }
  if (isTurned) unsay("turn");
  else say("turn");
  if (wasFilming) await film();
}

export async function film() {
  if (!canFilm()) return say("recorder");
  if (isLost) leave();
  if (!openStream() && !(await openStage())) return;
  const first = await becomeCamera();
  if (first === null) return;
  beginQueue(first);
  beginBoxes();
  begin();
  startedAt ||= Date.now();
  unsay("other", "refused");
  setLost(false);
  keepAwake();
}

function begin() {
  const mine = record(
    openStream(),
    (bytes) => mine === recorder && take(bytes),
    () => mine === recorder && lost(),
  );
  recorder = mine;
  recordedAt = heardAt = Date.now();
  filmedSize = sizeOf(preview);
}

async function becomeCamera() {
  try {
    const answer = await post("/camera", new Uint8Array());
    const reply = await answer.json();
    if (answer.ok) return reply.first;
    say("refused", reply.problem);
  } catch {
    say("offline");
  }
  return null;
}

function take(bytes) {
  recordedAt = Date.now();
  if (isLost) setLost(false);
  const whole = wholeBoxes(bytes);
  if (!whole.length) return;
  enqueue(whole);
  sendAll(next);
}

const sizeOf = ({ videoWidth, videoHeight }) => videoWidth && `${videoWidth}x${videoHeight}`;

// A picture of another size needs a beginning of its own: players stop at one that changes within a film.
preview.addEventListener("resize", () => {
  const size = sizeOf(preview);
  if (!isFilming() || !filmedSize || size === filmedSize) filmedSize = size;
  else {
    stop();
    film();
  }
});

// Camera, microphone or recorder are gone, as a call or another app takes them: one tap brings them back.
function lost() {
  leave();
  setLost(true);
}

function setLost(now) {
  isLost = now;
  if (isLost) say("lost");
  else unsay("lost");
  show();
}

// Some recorders stop without a word, and some requests hang: what is filmed and what has arrived are compared.
export function watchFilm() {
  const now = Date.now();
  if (document.hidden) recordedAt = now;
  if (now - recordedAt > SILENT_MS && !isLost) setLost(true);
  if (isBusy() && now - heardAt > UNHEARD_MS) say("unheard");
}

// The server could not use what it got: begin a new film, a few times at most.
async function restart() {
  stop();
  restarts += 1;
  if (restarts <= MOST_RESTARTS) await film();
}

export function stop() {
  const old = recorder;
  recorder = null;
  emptyQueue();
  old?.stop();
  letSleep();
  unsay("unheard");
  show();
}

export function leave() {
  stop();
  closeCamera();
  show();
}

// What is still in the queue has three seconds to arrive before the live ends.
export async function finish() {
  const until = Date.now() + LAST_MS;
  recorder?.flush();
  await pause(200);
  while (isBusy() && Date.now() < until) await pause(100);
  stop();
}
