// 调用 RPCs from a page: POST /api/v1/<service>/<rpc> with the page's session and CSRF token.

/**
 * 发现 one fault of a form, as the contracts carry it.
 * @typedef {{field: string, rule: string, message_zh: string, message_en: string, basis: string}} Finding
 */

/**
 * @typedef {object} CallOptions
 * @property {string} [key]          Idempotency-Key; a new one if not given. The same key never acts twice.
 * @property {number} [tries]        how often at most, the first included
 * @property {AbortSignal} [signal]  gives up; the promise is then rejected with the signal's reason
 */

const TRIES = 5;
const FIRST_WAIT = 400; // ms; doubled each time
const LONGEST_WAIT = 8000; // ms
const TRY_AGAIN = new Set([503, 504]);

/** 问题 a refusal (RFC 9457), or a platform that cannot be reached (code NETWORK, status 0). */
export class Problem extends Error {
  /**
   * @param {Record<string, any>} told  the problem's members
   * @param {number} status             HTTP status; 0 where no answer came
   */
  constructor(told, status) {
    super(told["title"] ?? told["code"] ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    /** @type {string} */
    this.code = told["code"] ?? `HTTP_${status}`;
    /** 标题 in the page's language. @type {string} */
    this.title = (english() && told["title_en"]) || told["title"] || this.code;
    /** @type {Finding[]} */
    this.findings = told["findings"] ?? [];
    /** @type {boolean} */
    this.retryable = told["retryable"] ?? (status === 0 || TRY_AGAIN.has(status));
    /** @type {string} */
    this.request_id = told["request_id"] ?? "";
    /** Everything that was told, also what only this refusal carries (clashes, blockers …). */
    this.told = told;
  }

  /** 说明 the title and each finding in the page's language, a line each. */
  get lines() {
    return [this.title, ...this.findings.map((each) => (english() && each.message_en) || each.message_zh)];
  }
}

/**
 * 调用 one RPC as the person whose page this is.
 *
 * What may be repeated (503, 504, no answer) is repeated with the same key after growing waits: 504 and a
 * broken connection mean that nobody knows whether it was done, and the key makes the repetition safe.
 * @param {string} service
 * @param {string} rpc
 * @param {object} [payload]
 * @param {CallOptions} [options]
 * @returns {Promise<any>} the RPC's answer
 * @throws {Problem}
 */
export async function call(service, rpc, payload = {}, { key = newKey(), tries = TRIES, signal } = {}) {
  const request = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, application/problem+json",
      "x-csrf-token": meta("csrf-token"),
      "idempotency-key": key,
    },
    body: JSON.stringify(payload),
    ...(signal && { signal }),
  };
  for (let tried = 1; ; tried += 1) {
    const [answer, problem, wait] = await once(`/api/v1/${service}/${rpc}`, request);
    if (!problem) return answer;
    if (!mayRepeat(problem) || tried >= tries) throw problem;
    await pause(Math.max(wait, growing(tried)), signal);
  }
}

/** 幂等键 a new one (randomUUID is missing where a page is neither https nor localhost). */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * 等待
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
  });
}

/**
 * The n-th wait, with some chance in it so that many pages do not come back together.
 * @param {number} tried
 */
export function growing(tried) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tried - 1)) * (0.75 + Math.random() / 2);
}

/**
 * @param {string} url
 * @param {RequestInit} request
 * @returns {Promise<[any, Problem | null, number]>} the answer or the problem; how long to wait (ms)
 */
async function once(url, request) {
  let response;
  let body;
  try {
    response = await fetch(url, request);
    body = await response.text();
  } catch (fault) {
    if (request.signal?.aborted) throw request.signal.reason;
    return [null, new Problem({ code: "NETWORK", title: meta("text-unreachable"), why: String(fault) }, 0), 0];
  }
  const read = parsed(body);
  if (response.ok && read !== undefined) return [read, null, 0];
  const wait = Number(response.headers.get("retry-after")) * 1000 || 0;
  return [null, new Problem(isObject(read) ? read : {}, response.status), wait];
}

/** @param {Problem} problem */
function mayRepeat(problem) {
  return problem.status === 0 || TRY_AGAIN.has(problem.status);
}

/** @param {string} body */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} read
 * @returns {read is Record<string, any>}
 */
function isObject(read) {
  return typeof read === "object" && read !== null;
}

/**
 * The content of `<meta name=…>`: the page's token and its texts for script.
 * @param {string} name
 */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

function english() {
  return document.documentElement.lang.startsWith("en");
}
