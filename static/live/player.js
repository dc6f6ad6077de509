// Plays a live playlist of fragmented MP4 close to its end, through Media Source Extensions.
// Safari's own HLS player needs no help. Chromium's jumps back when a short playlist moves on; Firefox has none.
import { begin } from "./begin.js";

const POLL_MS = 500;
const RETRY_MS = 1500;
const FIRST_SEGMENTS = 2;
const BEHIND_S = 1.8;
const MORE_S = 0.6;
const MOST_BEHIND_S = 3.6;
const FAR_S = 2.2;
const REMEMBERED_MS = 60_000;
const NEAR_EDGE_S = 1.2;
const FASTER = 1.06;
const KEPT_S = 20;
const isSafari = "ManagedMediaSource" in window;

export const canPlayParts = () =>
  !isSafari && Boolean(window.MediaSource?.isTypeSupported('video/mp4; codecs="avc1.42E01E"'));

/** Play until the returned function is called; a broken stream is begun again, an unknown codec left to the browser. */
export function playLive(video, url) {
  const over = new AbortController();
  run(video, url, over.signal);
  return () => over.abort();
}

async function run(video, url, signal) {
  while (!signal.aborted) {
    try {
      await follow(video, url, signal);
    } catch (error) {
      if (error.name === "NotSupportedError") {
        video.src = url;
        begin();
        return;
      }
      await pause(RETRY_MS);
    }
  }
}

async function follow(video, url, signal) {
  const source = await opened(video);
  const distance = keepDistance(video, signal);
  let buffer = null;
  let map = "";
  let last = "";
  while (!signal.aborted) {
    const segments = parse(await text(url, signal), new URL(url, location.href));
    for (const segment of following(segments, last)) {
      if (segment.map !== map) {
        map = segment.map;
        buffer = await beginBuffer(source, buffer, await bytes(map, signal));
      }
      await append(buffer, await bytes(segment.url, signal));
      last = segment.url;
      stayNear(video, distance());
    }
    if (video.error) throw video.error;
    await trim(video, buffer);
    await pause(POLL_MS);
  }
}

// Places in the playlist move when a late segment is put before others; names do not.
function following(segments, last) {
  const next = segments.findIndex((segment) => segment.url === last) + 1;
  return last ? segments.slice(next) : segments.slice(-FIRST_SEGMENTS);
}

async function opened(video) {
  const source = new MediaSource();
  const ready = new Promise((done) => source.addEventListener("sourceopen", done, { once: true }));
  video.src = URL.createObjectURL(source);
  begin();
  await ready;
  URL.revokeObjectURL(video.src);
  return source;
}

// A new beginning is another camera: the same buffer goes on with it, where the last one ended.
async function beginBuffer(source, buffer, init) {
  const type = `video/mp4; codecs="${codecs(init)}"`;
  if (buffer) buffer.changeType(type);
  else buffer = source.addSourceBuffer(type);
  buffer.mode = "sequence";
  await append(buffer, init);
  return buffer;
}

function codecs(init) {
  const at = find(init, "avcC") + 5;
  const profile = Array.from(init.slice(at, at + 3), (n) => n.toString(16).padStart(2, "0"));
  const video = `avc1.${profile.join("")}`;
  if (find(init, "Opus") > 0) return `${video},opus`;
  return find(init, "mp4a") > 0 ? `${video},mp4a.40.2` : video;
}

function find(data, name) {
  const wanted = [...name].map((c) => c.charCodeAt(0));
  return data.findIndex((_, i) => wanted.every((code, k) => data[i + k] === code));
}

function parse(playlist, base) {
  let map = "";
  const segments = [];
  for (const line of playlist.split("\n")) {
    const named = /^#EXT-X-MAP:URI="(.+)"/.exec(line);
    if (named) map = new URL(named[1], base).href;
    else if (line && !line.startsWith("#")) segments.push({ map, url: new URL(line, base).href });
  }
  return segments;
}

// How far behind the end of the film to stay: a little more for each time of the last minute that the picture waited.
function keepDistance(video, signal) {
  let waits = [];
  const waited = () => {
    if (video.currentTime > 0) waits.push(Date.now());
  };
  video.addEventListener("waiting", waited, { signal });
  return () => {
    waits = waits.filter((at) => at > Date.now() - REMEMBERED_MS);
    return Math.min(BEHIND_S + MORE_S * waits.length, MOST_BEHIND_S);
  };
}

function stayNear(video, distance) {
  const ranges = video.buffered;
  if (!ranges.length) return;
  const edge = ranges.end(ranges.length - 1);
  const behind = edge - video.currentTime;
  if (behind > distance + FAR_S || video.currentTime < ranges.start(ranges.length - 1)) {
    video.currentTime = Math.max(ranges.start(ranges.length - 1), edge - NEAR_EDGE_S);
  }
  video.playbackRate = behind > distance ? FASTER : 1;
}

async function trim(video, buffer) {
  const start = video.buffered.length ? video.buffered.start(0) : 0;
  if (buffer && video.currentTime - start > 2 * KEPT_S) {
    buffer.remove(0, video.currentTime - KEPT_S);
    await updated(buffer);
  }
}

async function append(buffer, data) {
  buffer.appendBuffer(data);
  await updated(buffer);
}

function updated(buffer) {
  return new Promise((done, failed) => {
    buffer.addEventListener("updateend", done, { once: true });
    buffer.addEventListener("error", failed, { once: true });
  });
}

async function get(url, signal) {
  const answer = await fetch(url, { credentials: "omit", signal });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer;
}

const text = async (url, signal) => (await get(url, signal)).text();
const bytes = async (url, signal) => new Uint8Array(await (await get(url, signal)).arrayBuffer());
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
