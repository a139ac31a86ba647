// 记住未完成的上传 in this browser: a file that is chosen again goes on where it ended, also after the page was closed.
//
// Known by its hash, so that only the very same bytes go on. What has come, the store knows; here
// stands only which registration it was.

/** @typedef {{upload_id: string, expires_at: string, part_size: number, name: string, kind: string, path: string}} Kept */

const PREFIX = "upload:";

/** @param {string} sha256 @param {string} kind */
function place(sha256, kind) {
  return `${PREFIX}${kind}:${sha256}`;
}

/** @param {string} sha256 @param {Kept} kept */
export function keep(sha256, kept) {
  try {
    localStorage.setItem(place(sha256, kept.kind), JSON.stringify(kept));
  } catch {
    // no room, or not allowed: it cannot go on after the page is closed, which is all
  }
}

/** @param {string} sha256 @param {string} kind */
export function forget(sha256, kind) {
  localStorage.removeItem(place(sha256, kind));
}

/** @param {string} sha256 @param {string} kind @returns {Kept | null} */
export function recall(sha256, kind) {
  return read(place(sha256, kind));
}

/** 本页未完成的上传 begun on this page, with their hashes. @returns {[string, Kept][]} */
export function left() {
  const names = Object.keys(localStorage).filter((each) => each.startsWith(PREFIX));
  /** @type {[string, Kept][]} */
  const found = [];
  for (const name of names) {
    const kept = read(name);
    if (kept?.path === location.pathname) found.push([name.slice(name.lastIndexOf(":") + 1), kept]);
  }
  return found;
}

/** @param {string} name @returns {Kept | null} */
function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null");
    if (!kept || Date.parse(kept.expires_at) > Date.now()) return kept;
  } catch {
    // not ours
  }
  localStorage.removeItem(name);
  return null;
}
