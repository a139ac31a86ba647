// 分片上传 a large file in parts, some at a time; what the store has already is not sent again.

import { call, growing, pause } from "./api.js";
import { pieceHashed } from "./upload-hash.js";
import { put, throughGateway } from "./upload-wire.js";

const AT_ONCE = 3;
const TRIES = 5; // of one part, before the upload stops until somebody goes on

/** The store, or the way to it, is away; or it refused a part. */
export class PartFault extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/**
 * 传送各分片
 * @param {File} file
 * @param {{upload_id: string, part_size: number}} upload
 * @param {(share: number) => void} tell
 * @param {AbortSignal} signal
 * @throws {PartFault} or a Problem, or the signal's reason
 */
export async function sendParts(file, { upload_id: upload, part_size: length }, tell, signal) {
  const { received } = await call("documents", "upload_parts", { id: upload, parts: [] }, { signal });
  const here = new Set(received);
  const count = Math.ceil(file.size / length);
  const wanted = Array.from({ length: count }, (_, index) => index + 1).filter((number) => !here.has(number));
  const progress = new Progress(file.size, length, here, tell);
  const failed = new AbortController(); // one part that fails stops the others
  const stop = AbortSignal.any([signal, failed.signal]);
  const next = async () => {
    for (let number = wanted.shift(); number; number = wanted.shift()) {
      const piece = file.slice((number - 1) * length, number * length);
      await sendPart(piece, upload, number, progress, stop);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  } catch (fault) {
    failed.abort(fault);
    throw fault;
  }
}

/**
 * @param {Blob} piece
 * @param {string} upload
 * @param {number} number
 * @param {Progress} progress
 * @param {AbortSignal} signal
 */
async function sendPart(piece, upload, number, progress, signal) {
  const sha256 = await pieceHashed(piece, signal);
  const permit = async () => {
    const asked = { id: upload, parts: [{ number, sha256 }] };
    return (await call("documents", "upload_parts", asked, { signal })).parts[0];
  };
  for (let tried = 1; ; tried += 1) {
    const status = await put(piece, { upload, part: number, sha256 }, permit, (share) => progress.of(number, share * piece.size), signal);
    if (status >= 200 && status < 300) return progress.of(number, piece.size);
    if (tried >= TRIES || (status >= 400 && status < 500 && (tried > 1 || throughGateway()))) throw new PartFault(status);
    await pause(growing(tried), signal); // a URL that has run out is asked for anew
  }
}

/** 进度 of all parts together. */
class Progress {
  /**
   * @param {number} size
   * @param {number} length
   * @param {Set<number>} here
   * @param {(share: number) => void} tell
   */
  constructor(size, length, here, tell) {
    this.size = size;
    this.tell = tell;
    /** @type {Map<number, number>} number → bytes that have gone */
    this.gone = new Map();
    for (const number of here) this.gone.set(number, Math.min(length, size - (number - 1) * length));
    this.#told();
  }

  /** @param {number} number @param {number} bytes */
  of(number, bytes) {
    this.gone.set(number, bytes);
    this.#told();
  }

  #told() {
    let sum = 0;
    for (const bytes of this.gone.values()) sum += bytes;
    this.tell(sum / this.size);
  }
}
