// The film: begins with a recorder, goes into the queue box by box, begins anew when the server asks, and ends.
import { beginBoxes, wholeBoxes } from "./boxes.js";
import { closeCamera, openCamera, openStream } from "./camera.js";
import { pause, post, say, unsay } from "./page.js";
import { beginQueue, emptyQueue, enqueue, isBusy, sendAll } from "./queue.js";
import { showStage } from "./stage.js";
import { keepAwake, letSleep } from "./wake_lock.js";

const TYPES = [
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01E,opus",
  "video/mp4;codecs=avc1,mp4a.40.2",
  "video/mp4",
];
const SLICE_MS = 1000;
const MOST_RESTARTS = 5;
const LAST_MS = 3000;
let recorder = null;
let restarts = 0;
let startedAt = 0;

const next = {
  arrived: () => {
    restarts = 0;
  },
  restart,
  stop: leave,
};

export const isFilming = () => recorder !== null;
export const filmedMs = () => Date.now() - startedAt;

export function show() {
  showStage({ isFilming: isFilming(), isOpen: openStream() !== null });
}

export async function openStage() {
  if (!(await openCamera())) return false;
  show();
  return true;
}

export async function film() {
  const type = TYPES.find((wanted) => window.MediaRecorder?.isTypeSupported(wanted));
  if (!type) return say("recorder");
  if (!openStream() && !(await openStage())) return;
  const first = await becomeCamera();
  if (first === null) return;
  beginQueue(first);
  beginBoxes();
  record(type);
  startedAt ||= Date.now();
  unsay("other", "refused");
  show();
  keepAwake();
}

function record(mimeType) {
  const mine = new MediaRecorder(openStream(), {
    mimeType,
    videoBitsPerSecond: 700_000,
    audioBitsPerSecond: 48_000,
    videoKeyFrameIntervalDuration: SLICE_MS,
  });
  let reading = Promise.resolve();
  mine.ondataavailable = (event) => {
    reading = reading.then(async () => take(mine, new Uint8Array(await event.data.arrayBuffer())));
  };
  recorder = mine;
  mine.start(SLICE_MS);
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

function take(from, bytes) {
  if (from !== recorder) return;
  const whole = wholeBoxes(bytes);
  if (!whole.length) return;
  enqueue(whole);
  sendAll(next);
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
  if (old && old.state !== "inactive") old.stop();
  letSleep();
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
  if (recorder?.state === "recording") recorder.requestData();
  await pause(200);
  while (isBusy() && Date.now() < until) await pause(100);
  stop();
}
