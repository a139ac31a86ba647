// 摘要 SHA-256 of a file beside the page's own thread, and of a part of one.

/** The file cannot be read. */
export class Unreadable extends Error {}

/**
 * 摘要 in a worker, which ends with it.
 * @param {Blob} file
 * @param {(share: number) => void} tell
 * @param {AbortSignal} signal
 * @returns {Promise<string>} lower-case hexadecimal
 */
export function hashed(file, tell, signal) {
  const worker = new Worker(new URL("./upload-worker.js", import.meta.url), { type: "module" });
  const result = new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onerror = (event) => reject(new Unreadable(event.message));
    worker.onmessage = ({ data }) => {
      if (data.sha256) resolve(data.sha256);
      else if (data.fault) reject(new Unreadable(data.fault));
      else tell(data.read / file.size);
    };
    tell(0);
    worker.postMessage({ file });
  });
  return result.finally(() => worker.terminate());
}

/**
 * 分片摘要 by the browser itself where the page may ask it (https or localhost), else as a file's.
 * @param {Blob} piece
 * @param {AbortSignal} signal
 */
export async function pieceHashed(piece, signal) {
  if (!crypto.subtle) return hashed(piece, () => {}, signal);
  let bytes;
  try {
    bytes = await piece.arrayBuffer();
  } catch (fault) {
    throw new Unreadable(String(fault));
  }
  return hexadecimal(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** @param {Uint8Array} bytes */
function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
