// 传送 bytes on their way: to the store, or through the gateway where the browser cannot reach the store.

import { meta } from "./api.js";

/** @typedef {{url: string, headers: Record<string, string>}} Permit  a signed URL and exactly its headers */
/** @typedef {{upload: string, part?: number, sha256?: string}} Which  an upload, or one part of it */
/** @typedef {(share: number) => void} Share  0 to 1 */

const BROWSERS_OWN = new Set(["content-length", "host"]); // the browser sets these itself
const AWAY = new Set([0, 502, 503, 504]);

let way = meta("upload-way") || "either"; // store, either, gateway
let reached = false; // the store has answered this page

/** 经网关 whether bytes go through the gateway from now on. */
export function throughGateway() {
  return way === "gateway";
}

/**
 * 传送 to the store; where it cannot be reached at all, through the gateway from then on.
 * @param {Blob} bytes
 * @param {Which} which
 * @param {() => Permit | Promise<Permit>} permit  asked for only where the store is to be tried
 * @param {Share} tell
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the HTTP status; 0 where nobody answered
 */
export async function put(bytes, which, permit, tell, signal) {
  if (!throughGateway()) {
    const { url, headers } = await permit();
    const status = await sent(url, headers, bytes, tell, signal);
    if (status !== 0) reached = true;
    if (status !== 0 || reached || way !== "either") return status;
    way = "gateway";
    // What is fetched comes the same way (pages/kit/handed.py), for a day.
    document.cookie = "th_store=gateway; path=/desk; max-age=86400; samesite=strict";
  }
  const status = await sent(address(which), { "x-csrf-token": meta("csrf-token") }, bytes, tell, signal);
  return AWAY.has(status) ? 0 : status;
}

/** @param {Which} which */
function address({ upload, part, sha256 }) {
  const query = part === undefined ? "" : `?part=${part}&sha256=${sha256}`;
  return `/uploads/${upload}/content${query}`;
}

/**
 * fetch tells no progress of what it sends; this does.
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {Blob} bytes
 * @param {Share} tell
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
function sent(url, headers, bytes, tell, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
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
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) {
      if (!BROWSERS_OWN.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.send(bytes);
  });
}
