// Shows the lines of the chat as they come, and sends one's own without leaving the page.
const list = document.getElementById("chat-lines");
const form = document.getElementById("chat-form");
const sent = document.getElementById("chat-sent");
let known = "";

export function chat(lines) {
  const now = JSON.stringify(lines);
  if (!list || now === known) return;
  known = now;
  list.replaceChildren(...lines.map(item));
}

function item(line) {
  const name = document.createElement("b");
  const number = String(line.number).padStart(4, "0");
  name.textContent = line.name || list.dataset.guest.replace("{number}", number);
  const row = document.createElement("li");
  row.append(name, ` ${line.text}`);
  return row;
}

// The answer is the page of the live again: what it says of this line is taken from it.
async function send(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problem = page.getElementById("text-problem");
    if (answer.ok) form.elements.text.value = "";
    sent.textContent = problem
      ? problem.textContent
      : (page.getElementById("chat-sent")?.textContent ?? "");
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", send);
