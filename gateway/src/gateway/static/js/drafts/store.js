/**
 * 本机暂存 what was typed, kept in the browser until the server has it; under person and form, so
 * that another person at the same browser never sees it.
 */

/** @typedef {import("./values.js").Values} Values */
/**
 * @typedef {object} Copy
 * @property {Values} values             what stood in the form
 * @property {Values} base               what the server had when it was begun
 * @property {number} version            the version of that; 0 for a new form
 * @property {number} at                 when, in ms since 1970
 * @property {Sent} [pending]            a save whose answer never came
 */
/** @typedef {{url: string, key: string, values: Values, version: number}} Sent */
/** @typedef {{name: string, version: number}} Mark */

const START = "draft";
const MARK = "draft-submitted";
const OLDEST = 30 * 24 * 3600 * 1000; // ms
const FRESH = 10_000; // ms: without locks, a copy that another tab may still be writing

/** @param {string} person @param {string} form */
export function nameOf(person, form) {
  return `${START}:${person}:${form}`;
}

/** @param {string} name @returns {Copy | null} */
export function load(name) {
  try {
    const told = JSON.parse(localStorage.getItem(name) ?? "null");
    return told && typeof told === "object" && told.values ? told : null;
  } catch {
    return null;
  }
}

/** 暂存 false where the browser has no room or forbids it. @param {string} name @param {Copy} copy */
export function save(name, copy) {
  try {
    localStorage.setItem(name, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing was kept then
  }
}

/** 清理 what nobody came back for. */
export function sweep() {
  const oldest = Date.now() - OLDEST;
  for (const name of names(`${START}:`)) if ((load(name)?.at ?? 0) < oldest) drop(name);
}

/** @param {string} start @returns {string[]} */
function names(start) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}

/**
 * 占用 the copy of a new form belongs to one tab while that lives: others must not take it for lost.
 * @param {string} name
 */
export function hold(name) {
  navigator.locks?.request(name, { ifAvailable: true }, () => new Promise(() => {})).catch(() => {});
}

/**
 * 遗留 the latest copy of a new form of this kind whose tab is gone.
 * @param {string} person
 * @param {string} kind  `project:new`
 * @returns {Promise<string | null>} its name
 */
export async function orphan(person, kind) {
  const all = names(`${nameOf(person, kind)}:`);
  const held = navigator.locks ? (await navigator.locks.query()).held?.map((lock) => lock.name) : undefined;
  const left = held
    ? all.filter((name) => !held.includes(name))
    : all.filter((name) => (load(name)?.at ?? 0) < Date.now() - FRESH);
  return left.sort((a, b) => (load(b)?.at ?? 0) - (load(a)?.at ?? 0))[0] ?? null;
}

/** 已提交 the person has sent the form; the next page of this tab tells how that went. @param {Mark} mark */
export function mark(mark) {
  try {
    sessionStorage.setItem(MARK, JSON.stringify(mark));
  } catch {
    // the copy is then compared with what the server has
  }
}

/** @returns {Mark | null} */
export function takeMark() {
  try {
    const told = JSON.parse(sessionStorage.getItem(MARK) ?? "null");
    sessionStorage.removeItem(MARK);
    return told;
  } catch {
    return null;
  }
}
