// Splits the recorder's bytes into whole boxes of MP4: what the server may take by itself.
let rest = new Uint8Array();

export function beginBoxes() {
  rest = new Uint8Array();
}

// Up to the end of the last `moov` or `mdat`; what follows waits for the next slice. Empty when none has ended.
export function wholeBoxes(bytes) {
  const all = new Uint8Array(rest.length + bytes.length);
  all.set(rest);
  all.set(bytes, rest.length);
  const view = new DataView(all.buffer);
  let end = 0;
  for (let i = 0; i + 8 <= all.length;) {
    const size = view.getUint32(i);
    if (size < 8 || i + size > all.length) break;
    const name = String.fromCharCode(...all.subarray(i + 4, i + 8));
    i += size;
    if (name === "moov" || name === "mdat") end = i;
  }
  rest = all.slice(end);
  return all.slice(0, end);
}
