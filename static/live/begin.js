// Begins to play; where the browser wants a tap for that, as in WeChat, a large button asks for it.
const WAIT_MS = 3000;
export const video = document.getElementById("video");
const button = document.getElementById("play");

export async function begin() {
  setTimeout(() => (button.hidden = !video.paused), WAIT_MS);
  try {
    await video.play();
  } catch (error) {
    if (error.name === "NotAllowedError") button.hidden = false;
  }
}

video.addEventListener("playing", () => (button.hidden = true));
button.addEventListener("click", begin);
