/** 保存 one autosave: what is sent, and what the answer means. */
import { rowName } from "./values.js";

/** @typedef {import("./values.js").Values} Values */
/** @typedef {import("./store.js").Sent} Sent */
/** @typedef {{field: string, message_zh: string, message_en?: string}} Finding */
/** @typedef {{id: string, version: number, saved_at: string, url: string, autosave: string, conflict: string, rows: Record<string, string[]>}} Saved */
/** @typedef {{version: number, values: Values, by: string, at: string}} Theirs */
/**
 * @typedef {{kind: "saved", saved: Saved}
 *   | {kind: "invalid", findings: Finding[]}
 *   | {kind: "conflict"}
 *   | {kind: "expired"}
 *   | {kind: "token"}
 *   | {kind: "away", wait: number, doubt: boolean}
 *   | {kind: "refused", title: string}} Outcome
 */

const PATIENCE = 30_000; // ms for one answer
const AWAY = new Set([408, 429, 500, 502, 503, 504]);
const CERTAIN = new Set([429, 503]); // certainly not carried out
const FAULTY = 60; // s; asking again at once does not mend a fault

/**
 * 发送 the values; the same key never acts twice, so what got no answer is sent again unchanged.
 * @param {Sent} sent
 * @param {string} csrf
 * @returns {Promise<Outcome>}
 */
export async function send(sent, csrf) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(sent.values)) for (const value of values) body.append(name, value);
  body.append("_csrf", csrf);
  body.append("_key", sent.key);
  if (sent.version) body.append("version", String(sent.version));
  try {
    const answer = await ask(sent.url, { method: "POST", body });
    return await meaning(answer);
  } catch {
    return { kind: "away", wait: 0, doubt: true };
  }
}

/** @param {Response} answer @returns {Promise<Outcome>} */
async function meaning(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "expired" };
  const told = await answer.json().catch(() => null);
  if (answer.ok) return told ? { kind: "saved", saved: told } : { kind: "away", wait: 0, doubt: true };
  if (AWAY.has(answer.status)) {
    const wait = answer.status === 500 ? FAULTY : Number(answer.headers.get("retry-after")) || 0;
    return { kind: "away", wait: wait * 1000, doubt: !CERTAIN.has(answer.status) };
  }
  if (told?.code === "VERSION_CONFLICT") return { kind: "conflict" };
  if (told?.code === "PAGE_EXPIRED") return { kind: "token" };
  if ((answer.status === 422 || answer.status === 400) && told?.findings?.length) {
    return { kind: "invalid", findings: told.findings };
  }
  const english = document.documentElement.lang.startsWith("en");
  return { kind: "refused", title: (english && told?.title_en) || told?.title || String(answer.status) };
}

/**
 * 会话 who is logged in now, with a token for this page; null while nobody is, undefined where nobody answers.
 * @returns {Promise<{person: string, csrf: string} | null | undefined>}
 */
export async function session() {
  try {
    const answer = await ask("/desk/session", {});
    if (answer.type === "opaqueredirect" || answer.status === 401) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * 对方的内容 what the server has now; null where it cannot be told.
 * @param {string} url
 * @returns {Promise<Theirs | null>}
 */
export async function theirs(url) {
  if (!url) return null;
  try {
    const answer = await ask(url, {});
    return answer.ok && answer.type !== "opaqueredirect" ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** @param {string} url @param {RequestInit} request */
function ask(url, request) {
  return fetch(url, {
    ...request,
    redirect: "manual",
    headers: { accept: "application/json, application/problem+json" },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

/**
 * 行号 the number in the page of the n-th row that was sent: the server closes the gaps.
 * @param {Values} sent
 * @param {string} field  as the server names it: `lots.1.budget`
 */
export function inPage(sent, field) {
  const row = rowName(field);
  if (!row) return field;
  const seen = new Set(Object.keys(sent).flatMap((name) => {
    const one = rowName(name);
    return one?.prefix === row.prefix ? [one.number] : [];
  }));
  const number = [...seen].sort((a, b) => a - b)[row.number];
  return number === undefined ? field : `${row.prefix}.${number}.${row.rest}`;
}
