// Keeps the screen on while this device films.
let lock = null;

export async function keepAwake() {
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    lock = null;
  }
}

export function letSleep() {
  lock?.release().catch(() => {});
  lock = null;
}
