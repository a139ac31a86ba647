// 计算摘要 SHA-256 of a file, piece by piece, beside the page's own thread.
// In: {file}. Out: {read} bytes now and then, at last {sha256} — or {fault} where the file cannot be read.

import { sha256 } from "../vendor/noble-hashes/sha2.js";

const TELL_EVERY = 100; // ms

self.onmessage = async (/** @type {MessageEvent<{file: File}>} */ { data: { file } }) => {
  try {
    self.postMessage({ sha256: await digest(file) });
  } catch (fault) {
    self.postMessage({ fault: String(fault) });
  }
};

/** @param {File} file */
async function digest(file) {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  let read = 0;
  let told = performance.now();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hash.update(piece.value);
    read += piece.value.length;
    if (performance.now() - told > TELL_EVERY) {
      told = performance.now();
      self.postMessage({ read });
    }
  }
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
