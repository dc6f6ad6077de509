// What is filmed and not yet sent: one chunk after the other, the oldest left out when the network is slow.
import { showBehind, showRate } from "./meter.js";
import { pause, post, say, unsay } from "./page.js";

const MOST_BEHIND_MS = 8000;
const RETRY_MS = 1000;
const TO_BEGIN_ANEW = new Set([413, 422]);
let chunks = [];
let seq = 0;
let isSending = false;

export const isBusy = () => chunks.length > 0 || isSending;
export const behindMs = () => (chunks.length ? Date.now() - chunks[0].at : 0);

export function beginQueue(first) {
  seq = first;
  chunks = [];
}

export function emptyQueue() {
  chunks = [];
}

export function enqueue(bytes) {
  chunks.push({ seq, bytes, at: Date.now() });
  seq += 1;
  dropOld();
}

function dropOld() {
  // The first chunk of a camera holds the beginning without which nothing plays.
  while (chunks.length > 2 && behindMs() > MOST_BEHIND_MS) {
    chunks.splice(chunks[0].seq % 1_000_000 === 0 ? 1 : 0, 1);
    say("network");
  }
}

// Sends until nothing is left. `next` holds what to do when a chunk has arrived and when the server wants no more of
// this film (`restart`), of this device (`stop`) or of any (`over`); what became of a chunk
// that has left the queue, or came too late, changes nothing (`late`).
export async function sendAll(next) {
  if (isSending) return;
  isSending = true;
  while (chunks.length) {
    const chunk = chunks[0];
    showBehind(behindMs());
    const outcome = await send(chunk);
    if (outcome === "again") {
      await pause(RETRY_MS);
      dropOld();
    } else {
      chunks = chunks.filter((other) => other !== chunk);
      await next[outcome]();
    }
  }
  isSending = false;
  showBehind(behindMs());
}

async function send(chunk) {
  const began = performance.now();
  let answer;
  let reply;
  try {
    answer = await post(`/chunks/${chunk.seq}`, chunk.bytes);
    reply = await read(answer);
  } catch {
    say("offline");
    return "again";
  }
  unsay("offline");
  if (!chunks.includes(chunk)) return "late";
  if (answer.ok) {
    showRate(chunk.bytes.length, performance.now() - began);
    if (chunks.length < 3) unsay("network", "refused");
    return "arrived";
  }
  if (answer.status >= 500 || reply.id === "busy") return "again";
  if (reply.id === "live-another-camera") {
    say("other");
    return "stop";
  }
  say("refused", reply.problem);
  if (reply.id === "live-not-now") return "over";
  if (reply.id === "chunk-too-late") return "late";
  return TO_BEGIN_ANEW.has(answer.status) ? "restart" : "stop";
}

// What stands before the fair answers with pages of its own; their heading says why.
async function read(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    const page = new DOMParser().parseFromString(text, "text/html");
    return { problem: page.querySelector("main h1")?.textContent ?? "" };
  }
}
