"""A camera that films a clock and beeps at each full second, and the eyes and ears of one who watches (scripts)."""

CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const clock = Object.assign(document.createElement("canvas"), { width: 848, height: 480 });
  const paint = clock.getContext("2d");
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound, { frequency: 1000 });
  const level = new GainNode(sound, { gain: 0 });
  const heard = sound.createMediaStreamDestination();
  tone.connect(level).connect(heard);
  tone.start();
  let planned = 0;
  setInterval(() => {
    const now = Date.now();
    const second = Math.ceil(now / 1000);
    if (second > planned) {
      planned = second;
      const at = sound.currentTime + second - now / 1000;
      level.gain.setValueAtTime(1, at);
      level.gain.setValueAtTime(0, at + 0.1);
    }
    const hundredths = Math.floor(now / 10) % 2 ** 24;
    for (let bit = 0; bit < 24; bit++) {
      paint.fillStyle = (hundredths >> bit) & 1 ? "#fff" : "#000";
      paint.fillRect(20 + bit * 33, 60, 33, 360);
    }
  }, 40);
  const stream = clock.captureStream(24);
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  return stream;
};
"""
PLAY_FILE = "src => { document.getElementById('video').src = src; }"
PLAY_BY_HLS_JS = """src => {
  const player = new Hls({ liveSyncDurationCount: 2 });
  player.loadSource(src);
  player.attachMedia(document.getElementById("video"));
}"""
WATCH = """async (seconds) => {
  const video = document.getElementById("video");
  video.muted = false;
  await video.play();
  const sound = new AudioContext();
  const ear = sound.createScriptProcessor(256, 1, 1);
  sound.createMediaElementSource(video).connect(ear).connect(sound.destination);
  const beeps = [];
  const places = [];
  const pictures = [];
  let isLoud = false;
  ear.onaudioprocess = ({ inputBuffer, playbackTime }) => {
    const first = inputBuffer.getChannelData(0).findIndex((sample) => Math.abs(sample) > 0.1);
    if (first >= 0 && !isLoud) beeps.push(playbackTime + first / sound.sampleRate);
    isLoud = first >= 0;
  };
  const seen = Object.assign(document.createElement("canvas"), { width: 848, height: 1 });
  const paint = seen.getContext("2d", { willReadFrequently: true });
  const look = (_, { mediaTime }) => {
    paint.drawImage(video, 0, 0.5 * video.videoHeight, video.videoWidth, 1, 0, 0, 848, 1);
    const row = paint.getImageData(0, 0, 848, 1).data;
    let then = 0;
    for (let bit = 0; bit < 24; bit++) if (row[4 * (36 + bit * 33)] > 127) then |= 1 << bit;
    const late = ((Math.floor(Date.now() / 10) % 2 ** 24) - then) / 100;
    pictures.push({ mediaTime, then: then / 100, late });
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  let waits = 0;
  let jumpsBack = 0;
  let last = video.currentTime;
  video.addEventListener("waiting", () => (waits += 1));
  const eye = setInterval(() => {
    if (video.currentTime < last) jumpsBack += 1;
    last = video.currentTime;
    places.push([sound.currentTime, last]);
  }, 20);
  const shown = () => {
    const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
    return totalVideoFrames - droppedVideoFrames;
  };
  const before = { shown: shown(), place: video.currentTime };
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  clearInterval(eye);
  const placeAt = (moment) => {
    const next = places.findIndex(([at]) => at >= moment);
    if (next < 1) return NaN;
    const [[t0, p0], [t1, p1]] = [places[next - 1], places[next]];
    return p0 + ((p1 - p0) * (moment - t0)) / (t1 - t0 || 1);
  };
  const offsets = beeps.map((moment) => {
    const heard = placeAt(moment);
    const near = pictures.find(({ mediaTime }) => Math.abs(mediaTime - heard) < 0.1);
    if (!near) return [NaN, NaN];
    const second = near.then + heard - near.mediaTime;
    return [Math.round(second), 1000 * (second - Math.round(second))];
  });
  return {
    seconds: video.currentTime - before.place,
    shown: shown() - before.shown,
    waits,
    jumps_back: jumpsBack,
    late: pictures.map(({ late }) => late),
    sound_ms: offsets.filter(([second]) => !Number.isNaN(second)),
  };
}"""
