// The recorder: what this browser can record, and everything by which a recording ends without being asked.
const TYPES = [
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01E,opus",
  "video/mp4;codecs=avc1,mp4a.40.2",
  "video/mp4",
];
const SLICE_MS = 1000;
const MUTED_MS = 2000;

const type = () => TYPES.find((wanted) => window.MediaRecorder?.isTypeSupported(wanted));
export const canFilm = () => Boolean(type() && navigator.mediaDevices);

// `take` hears each slice of bytes; `lost` hears once that camera, microphone or recorder is gone.
export function record(stream, take, lost) {
  const over = new AbortController();
  const recorder = new MediaRecorder(stream, {
    mimeType: type(),
    videoBitsPerSecond: 700_000,
    audioBitsPerSecond: 48_000,
    videoKeyFrameIntervalDuration: SLICE_MS,
  });
  const gone = () => {
    if (!over.signal.aborted) lost();
  };
  let reading = Promise.resolve();
  recorder.addEventListener("dataavailable", (event) => {
    reading = reading.then(async () => take(new Uint8Array(await event.data.arrayBuffer())));
  });
  recorder.addEventListener("error", gone);
  recorder.addEventListener("stop", gone);
  for (const track of stream.getTracks()) watch(track, gone, over.signal);
  recorder.start(SLICE_MS);
  return {
    flush: () => recorder.state === "recording" && recorder.requestData(),
    stop: () => {
      over.abort();
      if (recorder.state !== "inactive") recorder.stop();
    },
  };
}

// A call takes the microphone and mutes its track; a moment without pictures is none.
function watch(track, gone, signal) {
  let timer = 0;
  const isMuted = () => {
    timer = setTimeout(() => track.muted && gone(), MUTED_MS);
  };
  track.addEventListener("ended", gone, { signal });
  track.addEventListener("mute", isMuted, { signal });
  track.addEventListener("unmute", () => clearTimeout(timer), { signal });
}
