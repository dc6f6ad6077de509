// The camera and the microphone: opened, turned round, muted, and given back.
import { at, say, unsay } from "./page.js";

export const preview = document.getElementById("preview");
let stream = null;
let facing = "environment";

export const openStream = () => stream;

export async function openCamera() {
  const video = {
    width: { ideal: 854 },
    height: { ideal: 480 },
    frameRate: { ideal: 24, max: 30 },
    facingMode: facing,
  };
  closeCamera();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video, audio: true });
  } catch {
    say("camera");
    return false;
  }
  unsay("camera");
  preview.srcObject = stream;
  return true;
}

export function closeCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  preview.srcObject = null;
  preview.load();
}

// From the next time that the camera is opened.
export function turnRound() {
  facing = facing === "environment" ? "user" : "environment";
}

export function mute() {
  const muted = at("mute").getAttribute("aria-pressed") !== "true";
  at("mute").setAttribute("aria-pressed", muted);
  stream?.getAudioTracks().forEach((track) => (track.enabled = !muted));
}
