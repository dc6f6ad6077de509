// Keeps the moderator's page up to date while nobody is typing or tapping in it.
const EVERY_MS = 3000;

async function freshen() {
  const chat = document.getElementById("chat");
  if (document.hidden || chat.contains(document.activeElement)) return;
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("chat");
  if (fresh && fresh.innerHTML !== chat.innerHTML) chat.replaceWith(fresh);
}

setInterval(() => freshen().catch(() => {}), EVERY_MS);
