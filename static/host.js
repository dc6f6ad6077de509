// Films the live with this device: camera → recorder → whole boxes → one chunk after the other, newest first when late.
const studio = document.getElementById("studio");
const preview = document.getElementById("preview");
const at = (id) => document.getElementById(id);
const TYPES = [
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01E,opus",
  "video/mp4;codecs=avc1,mp4a.40.2",
  "video/mp4",
];
const SLICE_MS = 1000;
const MOST_BEHIND_MS = 8000;
const RETRY_MS = 1000;
const SEND_MS = 10_000;
const MOST_RESTARTS = 5;
const base = `/host/${studio.dataset.session}`;

let stream = null;
let recorder = null;
let facing = "environment";
let queue = [];
let sending = false;
let seq = 0;
let rest = new Uint8Array();
let lock = null;
let restarts = 0;
let startedAt = 0;

const state = () => at("show").dataset.state;
const isLive = () => state() === "live";

function say(name, text = "") {
  for (const one of document.querySelectorAll("#said [data-say]")) {
    if (one.dataset.say === name) {
      one.hidden = false;
      if (text) one.textContent = text;
    }
  }
}

function unsay(...names) {
  for (const name of names) document.querySelector(`#said [data-say=${name}]`).hidden = true;
}

async function openCamera() {
  const video = {
    width: { ideal: 854 },
    height: { ideal: 480 },
    frameRate: { ideal: 24, max: 30 },
    facingMode: facing,
  };
  stopTracks();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video, audio: true });
  } catch {
    say("camera");
    return false;
  }
  unsay("camera");
  preview.srcObject = stream;
  show();
  return true;
}

function stopTracks() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  preview.srcObject = null;
  preview.load();
}

function show() {
  const filming = recorder !== null;
  studio.hidden = !["scheduled", "ready", "live"].includes(state());
  at("open").hidden = stream !== null;
  at("film").hidden = filming || !isLive() || !stream;
  at("turn").hidden = stream === null;
  at("mute").hidden = stream === null;
  at("air").hidden = !filming;
  at("network").hidden = !filming;
}

async function post(path, body, headers = {}) {
  return fetch(base + path, {
    method: "POST",
    body,
    headers: {
      "x-csrf": studio.dataset.csrf,
      "content-type": "application/octet-stream",
      ...headers,
    },
    signal: AbortSignal.timeout(SEND_MS),
  });
}

async function film() {
  const type = TYPES.find((one) => window.MediaRecorder?.isTypeSupported(one));
  if (!type) return say("recorder");
  if (!stream && !(await openCamera())) return;
  const first = await becomeCamera();
  if (first === null) return;
  seq = first;
  queue = [];
  rest = new Uint8Array();
  recorder = new MediaRecorder(stream, {
    mimeType: type,
    videoBitsPerSecond: 700_000,
    audioBitsPerSecond: 48_000,
    videoKeyFrameIntervalDuration: SLICE_MS,
  });
  const mine = recorder;
  let reading = Promise.resolve();
  mine.ondataavailable = (event) => {
    reading = reading.then(async () => take(mine, new Uint8Array(await event.data.arrayBuffer())));
  };
  mine.start(SLICE_MS);
  startedAt ||= Date.now();
  unsay("other", "refused");
  show();
  keepAwake();
}

async function becomeCamera() {
  try {
    const answer = await post("/camera", new Uint8Array());
    const told = await answer.json();
    if (answer.ok) return told.first;
    say("refused", told.problem);
  } catch {
    say("offline");
  }
  return null;
}

// Whole boxes only: up to the end of the last `moov` or `mdat`; what follows waits for the next slice.
function take(from, bytes) {
  if (from !== recorder) return;
  const all = new Uint8Array(rest.length + bytes.length);
  all.set(rest);
  all.set(bytes, rest.length);
  const view = new DataView(all.buffer);
  let end = 0;
  for (let i = 0; i + 8 <= all.length;) {
    const size = view.getUint32(i);
    if (size < 8 || i + size > all.length) break;
    const name = String.fromCharCode(...all.subarray(i + 4, i + 8));
    i += size;
    if (name === "moov" || name === "mdat") end = i;
  }
  rest = all.slice(end);
  if (!end) return;
  queue.push({ seq, bytes: all.slice(0, end), at: Date.now() });
  seq += 1;
  dropOld();
  send();
}

function dropOld() {
  // The first chunk of a camera holds the beginning without which nothing plays.
  while (queue.length > 2 && Date.now() - queue[0].at > MOST_BEHIND_MS) {
    queue.splice(queue[0].seq % 1_000_000 === 0 ? 1 : 0, 1);
    say("network");
  }
}

async function send() {
  if (sending) return;
  sending = true;
  while (queue.length && recorder) {
    const chunk = queue[0];
    meter();
    const outcome = await sent(chunk);
    if (outcome === "again") {
      await new Promise((done) => setTimeout(done, RETRY_MS));
      dropOld();
    } else {
      queue = queue.filter((one) => one !== chunk);
      if (outcome === "restart") await restart();
      if (outcome === "stop") leave();
    }
  }
  sending = false;
  meter();
}

async function sent(chunk) {
  const began = performance.now();
  let answer;
  let told;
  try {
    answer = await post(`/chunks/${chunk.seq}`, chunk.bytes);
    told = await answer.json();
  } catch {
    say("offline");
    return "again";
  }
  unsay("offline");
  if (answer.ok) {
    rate(chunk.bytes.length, performance.now() - began);
    if (queue.length < 3) unsay("network", "refused");
    restarts = 0;
    return "sent";
  }
  if (answer.status >= 500 || told.id === "busy") return "again";
  if (told.id === "live-another-camera") {
    say("other");
    return "stop";
  }
  say("refused", told.problem);
  return answer.status === 422 ? "restart" : "stop";
}

// The server could not use what it got: begin a new film, a few times at most.
async function restart() {
  stop();
  restarts += 1;
  if (restarts <= MOST_RESTARTS) await film();
}

function stop() {
  const old = recorder;
  recorder = null;
  queue = [];
  if (old && old.state !== "inactive") old.stop();
  lock?.release().catch(() => {});
  lock = null;
  show();
}

function leave() {
  stop();
  stopTracks();
  show();
}

function meter() {
  at("behind").value = queue.length ? (Date.now() - queue[0].at) / 1000 : 0;
}

let slow = 0;
function rate(bytes, ms) {
  const now = (8 * bytes) / Math.max(ms, 1);
  slow = slow ? 0.7 * slow + 0.3 * now : now;
  at("rate").textContent = `${Math.round(slow).toLocaleString("en")} kbit/s`;
}

async function keepAwake() {
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    lock = null;
  }
}

document.addEventListener("visibilitychange", () => {
  if (!recorder) return;
  if (document.hidden) say("hidden");
  else {
    keepAwake();
    setTimeout(() => unsay("hidden"), 8000);
  }
});

at("open").addEventListener("click", openCamera);
at("film").addEventListener("click", film);
at("turn").addEventListener("click", async () => {
  facing = facing === "environment" ? "user" : "environment";
  const filming = recorder !== null;
  stop();
  if ((await openCamera()) && filming) film();
});
at("mute").addEventListener("click", () => {
  const muted = at("mute").getAttribute("aria-pressed") !== "true";
  at("mute").setAttribute("aria-pressed", muted);
  stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
});

// A form of the page is sent without leaving it, since leaving would stop the camera; the server draws the rest.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const what = new URL(form.action).pathname.slice(base.length);
  if (!["/pin", "/unpin", "/live", "/end"].includes(what)) return;
  event.preventDefault();
  form.querySelector("button").disabled = true;
  if (what === "/live" && !stream) await openCamera();
  if (what === "/end") await finish();
  await submit(form, what);
});

async function submit(form, what) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
    redraw(await answer.text());
    if (what === "/live" && stream && isLive()) film();
    if (what === "/end" && !isLive()) leave();
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

// What is still in the queue has three seconds to arrive before the live ends.
async function finish() {
  const until = Date.now() + 3000;
  if (recorder?.state === "recording") recorder.requestData();
  await new Promise((done) => setTimeout(done, 200));
  while ((queue.length || sending) && Date.now() < until)
    await new Promise((done) => setTimeout(done, 100));
  stop();
}

setInterval(() => {
  if (!recorder) return;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  at("clock").textContent = new Date(seconds * 1000)
    .toISOString()
    .slice(seconds < 3600 ? 14 : 11, 19);
  meter();
}, 500);

show();
