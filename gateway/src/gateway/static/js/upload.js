// 上传 one file: its SHA-256, a registration, its bytes to the store, a receipt. No DOM here.
//
// An Upload remembers how far it came: run() again after a failure or a pause goes on from there, with
// the same registration while that is good, so that a repetition never makes a second document. Large
// files go in parts, and go on also after the page was closed, once they are chosen again.

import { Problem, call, newKey } from "./api.js";
import { Unreadable, hashed } from "./upload-hash.js";
import { forget, keep, recall } from "./upload-kept.js";
import { PartFault, sendParts } from "./upload-parts.js";
import { put } from "./upload-wire.js";

/**
 * @typedef {object} Registration
 * @property {string} upload_id
 * @property {boolean} present
 * @property {string | null} url
 * @property {Record<string, string>} headers
 * @property {string} expires_at
 * @property {number | null} [part_size]
 */
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
const TAKEN = 412; // If-None-Match: the bytes are there already
const REGISTER_AGAIN = new Set(["UPLOAD_EXPIRED", "UPLOAD_UNPROVEN", "UPLOAD_NOT_PARTS"]);

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
   * @param {string} [document]  of which document it is a new version
   * @throws {UploadFault} the file is refused before it is read
   */
  constructor(file, rule, tell, document) {
    this.file = file;
    this.document = document;
    this.kind = rule.kind;
    this.mime = checked(file, rule).mime;
    this.tell = tell;
    this.sha256 = "";
    /** @type {Registration | null} */
    this.registration = null;
    this.sent = false;
    this.recalled = false; // the registration was found in this browser; its upload may be gone
    this.completeKey = "";
  }

  /** 分片 whether it goes in parts, so that it may be paused. */
  get parted() {
    return Boolean(this.registration?.part_size);
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
      if (!this.sha256) this.sha256 = await this.#hashed(signal);
      this.#recall();
      try {
        return await this.#attempt(signal);
      } catch (fault) {
        if (!(fault instanceof Problem) || fault.retryable) throw fault;
        this.#forget(); // this registration comes to nothing
        if (!mustRegisterAgain(fault) && !(this.recalled && fault.code === "NOT_FOUND")) throw fault;
        this.recalled = false;
        return await this.#attempt(signal);
      }
    });
  }

  /** 取消 what was sent of it goes at once, and not only when its time is over. */
  cancel() {
    const id = this.registration?.upload_id;
    this.#forget();
    if (id) call("documents", "cancel_upload", { id }, { tries: 1 }).catch(() => {}); // the sweeper comes anyway
  }

  /** @param {AbortSignal} signal */
  async #hashed(signal) {
    try {
      return await hashed(this.file, (share) => this.tell("hashing", share), signal);
    } catch (fault) {
      throw fault instanceof Unreadable ? new UploadFault("UNREADABLE", fault.message) : fault;
    }
  }

  /** An upload of these bytes that was left unfinished in this browser. */
  #recall() {
    const kept = this.registration || this.document ? null : recall(this.sha256, this.kind);
    if (!kept) return;
    this.recalled = true;
    this.registration = { ...kept, present: false, url: null, headers: {} };
    this.completeKey = newKey();
  }

  /** @param {AbortSignal} signal @returns {Promise<Version>} */
  async #attempt(signal) {
    if (!this.registration || expired(this.registration)) await this.#register(signal);
    const registration = /** @type {Registration} */ (this.registration);
    if (!registration.present && !this.sent) await this.#send(registration, signal);
    this.tell("completing", 0);
    const asked = { id: registration.upload_id };
    const version = await call("documents", "complete_upload", asked, { key: this.completeKey, signal });
    forget(this.sha256, this.kind);
    return version;
  }

  /** @param {AbortSignal} signal */
  async #register(signal) {
    const { name, size } = this.file;
    const told = { name, size, sha256: this.sha256, mime: this.mime, kind: this.kind, parts: true };
    this.#forget();
    const asked = this.document ? { ...told, document_id: this.document } : told;
    this.registration = /** @type {Registration} */ (await call("documents", "create_upload", asked, { signal }));
    this.completeKey = newKey();
    const { upload_id, expires_at, part_size } = this.registration;
    if (part_size && !this.document) keep(this.sha256, { upload_id, expires_at, part_size, name, kind: this.kind, path: location.pathname });
  }

  #forget() {
    this.registration = null;
    this.sent = false;
    if (this.sha256) forget(this.sha256, this.kind);
  }

  /** @param {Registration} registration @param {AbortSignal} signal */
  async #send(registration, signal) {
    this.tell("sending", 0);
    if (registration.part_size) await this.#inParts(registration, registration.part_size, signal);
    else await this.#whole(registration, signal);
    this.sent = true;
  }

  /** @param {Registration} registration @param {AbortSignal} signal */
  async #whole(registration, signal) {
    const permit = () => ({ url: registration.url ?? "", headers: registration.headers });
    const which = { upload: registration.upload_id };
    const status = await put(this.file, which, permit, (share) => this.tell("sending", share), signal);
    if ((status >= 200 && status < 300) || status === TAKEN) return;
    this.#refused(status);
  }

  /** @param {Registration} registration @param {number} length @param {AbortSignal} signal */
  async #inParts(registration, length, signal) {
    const upload = { upload_id: registration.upload_id, part_size: length };
    try {
      await sendParts(this.file, upload, (share) => this.tell("sending", share), signal);
    } catch (fault) {
      if (fault instanceof Unreadable) throw new UploadFault("UNREADABLE", fault.message);
      if (!(fault instanceof PartFault)) throw fault;
      this.#refused(fault.status);
    }
  }

  /** @param {number} status @returns {never} */
  #refused(status) {
    if (status === 0) throw new UploadFault("STORE_AWAY");
    if (!this.parted || status < 500) this.registration = null; // its URL is over, or the file has changed since it was hashed
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
