// Makes the photo small and sends it while the person types. Without this script the form does it in two pages.
const SIDES = [1600, 1200, 800];
const MOST_BYTES = 280_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
const MOST_SENT_BYTES = 20_000_000;
const MOST_TRIES = 4;
const MOST_LOOKS = 90;

const form = document.getElementById("photo-form");
const details = document.getElementById("details");
const frame = document.getElementById("frame");
const said = document.getElementById("photo-said");
const waiting = document.querySelector("[data-photo]");
const choices = document.getElementById("photo-choices");
const turning = document.getElementById("turn");
const photos = document.querySelector("[data-photos]")?.dataset.photos ?? "/shop/photos";
let isFresh = true;
let sending = null;
let turned = 0;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function say(name, text = "") {
  said.hidden = false;
  said.textContent = text || said.dataset[name];
}

async function small(file) {
  if (file.size <= MOST_BYTES) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return file; // such as HEIC, which this browser cannot draw: it goes as it is
  }
  let least = file;
  for (const side of SIDES) {
    const canvas = drawn(bitmap, side);
    for (const quality of QUALITIES) {
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (blob && blob.size < least.size) least = blob;
      if (least.size <= MOST_BYTES) return least;
    }
  }
  return least;
}

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function fieldsOfUpload() {
  if (isFresh) {
    isFresh = false;
    return [...form.querySelectorAll("input[type=hidden]")].map((field) => [
      field.name,
      field.value,
    ]);
  }
  const answer = await fetch(photos, { method: "POST", body: new URLSearchParams(ownWords()) });
  return Object.entries((await answer.json()).fields);
}

// The photo's id, or the name of what went wrong.
async function send(file) {
  const fields = await fieldsOfUpload();
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.append("file", file, "photo");
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      const answer = await fetch("/uploads/", { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") return { wrong: "old" };
      return { photoId: Object.fromEntries(fields).key.split("/").pop() };
    } catch {
      await pause(1000 * 2 ** tries);
    }
  }
  return { wrong: "failed" };
}

async function stateOf(photoId) {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    try {
      const answer = await fetch(`${photos}/${photoId}`);
      const now = answer.ok ? await answer.json() : { state: "" };
      if (now.state === "ready" || now.state === "refused") return now;
    } catch {
      // the next look may get through
    }
    await pause(1000);
  }
  return { state: "awaiting" };
}

// The words of the page's own forms: who sends it, and for which shop.
function ownWords() {
  const own = document.querySelectorAll("input[name=csrf], input[name=shop], input[name=county]");
  return [...own].map((field) => [field.name, field.value]);
}

function show(address) {
  const picture = document.createElement("img");
  picture.src = address;
  picture.alt = "";
  frame.replaceChildren(picture);
}

function comeBack() {
  const here = new URL(location.href);
  here.searchParams.delete("photo");
  here.searchParams.delete("change");
  location.replace(here);
}

// A form for one photo has a hidden field for it, one for several a box for each, to untick.
function keep(photoId) {
  if (!choices) {
    if (details) details.elements.photo.value = photoId;
    return;
  }
  let at = 1;
  while (document.getElementById(`photo-${at}`)) at += 1;
  const choice = document.createElement("div");
  const box = document.createElement("input");
  const label = document.createElement("label");
  choice.className = "choice";
  Object.assign(box, { type: "checkbox", id: `photo-${at}`, name: `photo-${at}`, value: photoId });
  box.checked = true;
  label.htmlFor = box.id;
  label.append(frame.firstElementChild.cloneNode(), ` ${choices.dataset.label} ${at}`);
  label.firstElementChild.className = "thumb";
  choice.append(box, label);
  choices.append(choice);
  form.elements.file.value = "";
  form.hidden = choices.children.length >= details.dataset.mostPhotos;
}

function fieldOf(photoId) {
  if (!choices) return details.elements.photo.value === photoId ? details.elements.photo : null;
  return choices.querySelector(`[value="${photoId}"]`);
}

function drop(photoId) {
  const field = fieldOf(photoId);
  if (choices) {
    field.closest(".choice").remove();
    form.hidden = false;
  } else field.value = "";
}

async function take(file) {
  if (!file.size) {
    say("empty");
    return;
  }
  say("shrinking");
  const less = await small(file);
  if (less.size > MOST_SENT_BYTES) {
    say("large");
    return;
  }
  show(URL.createObjectURL(less));
  say("sending");
  const { photoId, wrong } = await send(less);
  if (wrong) {
    say(wrong);
    return;
  }
  keep(photoId);
  if (turning) turning.hidden = false;
  say("checking");
  const following = follow(photoId);
  if ("untilReady" in form.dataset) await following;
}

async function follow(photoId) {
  const now = await stateOf(photoId);
  if (now.state === "ready") {
    if (!details) comeBack();
    else if (fieldOf(photoId)) {
      show(now.src);
      say("ready");
    }
  } else if (now.state === "refused") {
    say("", now.problem);
    if (details && fieldOf(photoId)) drop(photoId);
  }
}

async function turn() {
  const photoId = details.elements.photo.value;
  turned = (turned + 1) % 4;
  say("checking");
  const words = new URLSearchParams([...ownWords(), ["photo", photoId], ["turned", turned]]);
  try {
    const answer = await fetch(`${photos}/turn`, { method: "POST", body: words });
    if (!answer.ok) say("failed");
    else await follow(photoId);
  } catch {
    say("failed");
  }
}

if (form) {
  turning?.addEventListener("click", async () => {
    turning.disabled = true;
    await turn();
    turning.disabled = false;
  });
  document.getElementById("send-photo").hidden = true;
  if (details) details.hidden = false;
  form.elements.file.addEventListener("change", () => {
    const [file] = form.elements.file.files;
    if (!file) return;
    if (details?.elements.photo) details.elements.photo.value = "";
    if (turning) turning.hidden = true;
    turned = 0;
    const mine = Promise.all([sending, take(file)]).finally(() => {
      if (sending === mine) sending = null;
    });
    sending = mine;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  details?.addEventListener("submit", async (event) => {
    if (!sending) return;
    event.preventDefault();
    say("wait");
    await sending;
    details.requestSubmit(event.submitter);
  });
}

if (waiting && waiting.dataset.state === "awaiting") {
  const now = await stateOf(waiting.dataset.photo);
  const told = document.getElementById("photo-state");
  if (!details) comeBack();
  else if (now.state === "ready") {
    show(now.src);
    told.textContent = told.dataset.ready;
  } else if (now.state === "refused") told.textContent = now.problem;
}
