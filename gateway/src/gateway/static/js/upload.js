// 上传 one file: its SHA-256, a registration, its bytes to the store, a receipt. No DOM here.
//
// An Upload remembers how far it came: run() again after a failure goes on from there, with the same
// registration while that is good, so that a repetition never makes a second document.

import { Problem, call, newKey } from "./api.js";

/** @typedef {{upload_id: string, present: boolean, url: string | null, headers: Record<string, string>, expires_at: string}} Registration */
/** @typedef {{document_id: string, version: number, receipt: string, kind: string, file: {name: string, size: number, sha256: string}}} Version */
/** @typedef {"waiting" | "hashing" | "sending" | "completing"} Phase */
/** @typedef {(phase: Phase, share: number) => void} Progress  share: 0 to 1 of this phase */
/** @typedef {{mime: string, label: string, extensions: string[]}} FileType */
/** @typedef {{kind: string, types: FileType[], largest: number}} Rule */

/** @typedef {"EMPTY" | "TYPE" | "TOO_LARGE" | "UNREADABLE" | "STORE_AWAY" | "STORE_REFUSED"} UploadCode */

/** 上传失败 why; what a service refused is a Problem instead. */
export class UploadFault extends Error {
  /** @param {UploadCode} code @param {string} [why] */
  constructor(code, why = "") {
    super(why || code);
    this.name = "UploadFault";
    this.code = code;
  }
}

const SPARE = 60_000; // ms that a registration must still be good for
const AT_ONCE = 2;
const BROWSERS_OWN = new Set(["content-length", "host"]); // the browser sets these itself
const TAKEN = 412; // If-None-Match: the bytes are there already
const REGISTER_AGAIN = new Set(["UPLOAD_EXPIRED", "UPLOAD_UNPROVEN"]);

/**
 * 检查 what is wrong with a file before it is read, or its type.
 * @param {File} file
 * @param {Rule} rule
 * @returns {FileType}
 * @throws {UploadFault}
 */
export function checked(file, rule) {
  const ending = file.name.includes(".") ? file.name.slice(file.name.lastIndexOf(".") + 1).toLowerCase() : "";
  const type = rule.types.find((each) => each.extensions.includes(ending));
  if (!type) throw new UploadFault("TYPE");
  if (file.size === 0) throw new UploadFault("EMPTY");
  if (file.size > rule.largest) throw new UploadFault("TOO_LARGE");
  return type;
}

/** 一次上传 of one file. */
export class Upload {
  /**
   * @param {File} file
   * @param {Rule} rule
   * @param {Progress} tell
   * @throws {UploadFault} the file is refused before it is read
   */
  constructor(file, rule, tell) {
    this.file = file;
    this.kind = rule.kind;
    this.mime = checked(file, rule).mime;
    this.tell = tell;
    this.sha256 = "";
    /** @type {Registration | null} */
    this.registration = null;
    this.sent = false;
    this.completeKey = "";
  }

  /**
   * 上传 or go on where it ended.
   * @param {AbortSignal} signal
   * @returns {Promise<Version>}
   * @throws {UploadFault | Problem} or the signal's reason
   */
  async run(signal) {
    this.tell("waiting", 0);
    return turn(signal, async () => {
      if (!this.sha256) this.sha256 = await hashed(this.file, (share) => this.tell("hashing", share), signal);
      try {
        return await this.#attempt(signal);
      } catch (fault) {
        if (!(fault instanceof Problem) || fault.retryable) throw fault;
        this.#forget(); // this registration comes to nothing
        if (!mustRegisterAgain(fault)) throw fault;
        return await this.#attempt(signal);
      }
    });
  }

  /** @param {AbortSignal} signal @returns {Promise<Version>} */
  async #attempt(signal) {
    if (!this.registration || expired(this.registration)) await this.#register(signal);
    const registration = /** @type {Registration} */ (this.registration);
    if (!registration.present && !this.sent) await this.#send(registration, signal);
    this.tell("completing", 0);
    return call("documents", "complete_upload", { id: registration.upload_id }, { key: this.completeKey, signal });
  }

  /** @param {AbortSignal} signal */
  async #register(signal) {
    const { name, size } = this.file;
    const told = { name, size, sha256: this.sha256, mime: this.mime, kind: this.kind };
    this.#forget();
    this.registration = await call("documents", "create_upload", told, { signal });
    this.completeKey = newKey();
  }

  #forget() {
    this.registration = null;
    this.sent = false;
  }

  /** @param {Registration} registration @param {AbortSignal} signal */
  async #send(registration, signal) {
    this.tell("sending", 0);
    const status = await put(registration, this.file, (share) => this.tell("sending", share), signal);
    if (status === 0) throw new UploadFault("STORE_AWAY");
    this.sent = (status >= 200 && status < 300) || status === TAKEN;
    if (this.sent) return;
    this.registration = null; // its URL is over, or the file has changed since it was hashed
    if (status < 500) this.sha256 = "";
    throw new UploadFault("STORE_REFUSED", `HTTP ${status}`);
  }
}

/** @param {Problem} fault */
function mustRegisterAgain(fault) {
  return fault.findings.some((each) => REGISTER_AGAIN.has(each.rule));
}

/** @param {Registration} registration */
function expired(registration) {
  return Date.parse(registration.expires_at) - Date.now() < SPARE;
}

/**
 * 摘要 in a worker, which ends with it.
 * @param {File} file
 * @param {(share: number) => void} tell
 * @param {AbortSignal} signal
 * @returns {Promise<string>} lower-case hexadecimal
 */
function hashed(file, tell, signal) {
  const worker = new Worker(new URL("./upload-worker.js", import.meta.url), { type: "module" });
  const result = new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onerror = (event) => reject(new UploadFault("UNREADABLE", event.message));
    worker.onmessage = ({ data }) => {
      if (data.sha256) resolve(data.sha256);
      else if (data.fault) reject(new UploadFault("UNREADABLE", data.fault));
      else tell(data.read / file.size);
    };
    tell(0);
    worker.postMessage({ file });
  });
  return result.finally(() => worker.terminate());
}

/**
 * 传送 the bytes with exactly the headers that were signed (fetch tells no progress of what it sends).
 * @param {Registration} registration
 * @param {File} file
 * @param {(share: number) => void} tell
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the store's status; 0 where it did not answer
 */
function put(registration, file, tell, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => {
      reject(signal.reason); // before abort(), which ends the load with status 0
      request.abort();
    };
    signal.addEventListener("abort", stop, { once: true });
    request.onloadend = () => {
      signal.removeEventListener("abort", stop);
      resolve(request.status);
    };
    request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 1);
    request.open("PUT", registration.url ?? "");
    for (const [name, value] of Object.entries(registration.headers)) {
      if (!BROWSERS_OWN.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.send(file);
  });
}

let running = 0;
/** @type {(() => void)[]} */
const waiting = [];

/**
 * 排队 two at a time, in the order of coming.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function turn(signal, work) {
  if (running >= AT_ONCE) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
  else running += 1;
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
