// 封装PIN seal a PIN to the one-time key of a signing host: HPKE (RFC 9180), with WebCrypto only.
//
// Base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Nobody between this page and the host
// can open it; the info binds it to one job, document, token and user. The exact bytes stand in
// services/signing/README.md.

/**
 * 签章任务 the part of the contracts' SealJobOut that sealing needs; keys and info are base64.
 * @typedef {object} SealJob
 * @property {string | null} pin_key            the host's one-time public key, an uncompressed point
 * @property {string | null} pin_info
 * @property {string | null} pin_key_signature  the host's Ed25519 signature of info ‖ key
 * @property {{sha256: string}} pdf
 */

/**
 * @typedef {"PIN_EMPTY" | "PIN_TOO_LONG" | "INSECURE_PAGE" | "NO_ED25519" | "HOST_UNKNOWN" | "OTHER_DOCUMENT" | "NO_KEY"} PinCode
 */

/** 不能封装 why a PIN was not sealed; the page has the text of each code. */
export class PinFault extends Error {
  /** @param {PinCode} code */
  constructor(code) {
    super(code);
    this.name = "PinFault";
    this.code = code;
  }
}

const PADDED = 64; // bytes: the length of a sealed PIN does not tell the PIN's
const PURPOSE = "tenderhall seal pin v1";
const KEM = 0x0010; // DHKEM(P-256, HKDF-SHA256)
const KDF = 0x0001; // HKDF-SHA256
const AEAD = 0x0002; // AES-256-GCM
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * 封装 the PIN for this job.
 * @param {string} pin
 * @param {SealJob} job
 * @param {string | undefined} hostKey  the enrolled host's Ed25519 public key (base64, raw); without it nothing is sealed
 * @returns {Promise<string>} base64 of enc ‖ ciphertext: what `signing.apply_seal` takes as `sealed_pin`
 * @throws {PinFault}
 */
export async function sealPin(pin, job, hostKey) {
  if (!globalThis.crypto?.subtle) throw new PinFault("INSECURE_PAGE"); // neither https nor localhost
  const padded = pad(pin);
  if (!job.pin_key || !job.pin_info) throw new PinFault("NO_KEY");
  const point = bytes(job.pin_key);
  const info = bytes(job.pin_info);
  checkBinding(info, job);
  if (!hostKey) throw new PinFault("HOST_UNKNOWN");
  await checkHost(hostKey, info, point, job.pin_key_signature ?? "");
  try {
    return base64(await seal(padded, point, info));
  } finally {
    padded.fill(0);
  }
}

/**
 * The PIN as UTF-8, filled with zeros.
 * @param {string} pin
 * @returns {Bytes}
 */
function pad(pin) {
  if (!pin) throw new PinFault("PIN_EMPTY");
  const text = new TextEncoder().encode(pin);
  if (text.length > PADDED) throw new PinFault("PIN_TOO_LONG");
  const padded = new Uint8Array(PADDED);
  padded.set(text);
  text.fill(0);
  return padded;
}

/**
 * The key was made for the document that this page shows.
 * @param {Bytes} info
 * @param {SealJob} job
 */
function checkBinding(info, job) {
  const bound = JSON.parse(new TextDecoder().decode(info));
  if (bound.purpose !== PURPOSE || bound.document !== job.pdf.sha256) throw new PinFault("OTHER_DOCUMENT");
}

/**
 * 核对主机签名 the one-time key was made by the host that the page knows.
 * @param {string} hostKey
 * @param {Bytes} info
 * @param {Bytes} point
 * @param {string} signature
 */
async function checkHost(hostKey, info, point, signature) {
  let known;
  try {
    known = await crypto.subtle.importKey("raw", bytes(hostKey), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    throw new PinFault("NO_ED25519"); // a browser from before 2025; never passed over in silence
  }
  const ok = await crypto.subtle.verify({ name: "Ed25519" }, known, bytes(signature), join(info, point));
  if (!ok) throw new PinFault("HOST_UNKNOWN");
}

/**
 * 加密 single-shot seal to a public key (RFC 9180 §6.1).
 * @param {Bytes} plain
 * @param {Bytes} point
 * @param {Bytes} info
 * @param {CryptoKeyPair} [ephemeral]  for tests only: a key pair must never serve twice
 * @returns {Promise<Bytes>} enc ‖ ciphertext
 */
export async function seal(plain, point, info, ephemeral) {
  const [secret, enc] = await encapsulate(point, ephemeral);
  const [key, nonce] = await schedule(secret, info);
  const aead = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, aead, plain);
  for (const each of [secret, key, nonce]) each.fill(0);
  return join(enc, new Uint8Array(sealed));
}

/**
 * RFC 9180 §4.1: Encap.
 * @param {Bytes} point
 * @param {CryptoKeyPair} [given]
 * @returns {Promise<[Bytes, Bytes]>} the shared secret; what the host needs to find it
 */
async function encapsulate(point, given) {
  const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
  const ours = given ?? (await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const suite = join(text("KEM"), number(KEM));
  const extracted = await extract(suite, empty(), "eae_prk", new Uint8Array(shared));
  return [await expand(suite, extracted, "shared_secret", join(enc, point), KEY_BYTES), enc];
}

/**
 * RFC 9180 §5.1: KeySchedule in base mode.
 * @param {Bytes} secret
 * @param {Bytes} info
 * @returns {Promise<[Bytes, Bytes]>} key and nonce
 */
async function schedule(secret, info) {
  const suite = join(text("HPKE"), number(KEM), number(KDF), number(AEAD));
  const context = join(
    new Uint8Array([0]), // mode_base
    await extract(suite, empty(), "psk_id_hash", empty()),
    await extract(suite, empty(), "info_hash", info),
  );
  const prk = await extract(suite, secret, "secret", empty());
  return [
    await expand(suite, prk, "key", context, KEY_BYTES),
    await expand(suite, prk, "base_nonce", context, NONCE_BYTES),
  ];
}

/**
 * LabeledExtract.
 * @param {Bytes} suite
 * @param {Bytes} salt
 * @param {string} label
 * @param {Bytes} secret
 */
function extract(suite, salt, label, secret) {
  return hmac(salt, join(text("HPKE-v1"), suite, text(label), secret));
}

/**
 * LabeledExpand of at most 32 bytes, which is HKDF's first block.
 * @param {Bytes} suite
 * @param {Bytes} prk
 * @param {string} label
 * @param {Bytes} info
 * @param {number} length
 */
async function expand(suite, prk, label, info, length) {
  const labelled = join(number(length), text("HPKE-v1"), suite, text(label), info);
  return (await hmac(prk, join(labelled, new Uint8Array([1])))).slice(0, length);
}

/**
 * @param {Bytes} key
 * @param {Bytes} data
 * @returns {Promise<Bytes>}
 */
async function hmac(key, data) {
  // WebCrypto takes no empty key; HMAC fills a short one with zeros anyway (RFC 2104).
  const raw = key.length ? key : new Uint8Array(32);
  const made = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, data));
}

/** @param {number} value @returns {Bytes} two bytes, the higher first */
const number = (value) => new Uint8Array([value >> 8, value & 0xff]);

/** @param {string} value @returns {Bytes} */
const text = (value) => new Uint8Array(new TextEncoder().encode(value));

/** @returns {Bytes} */
const empty = () => new Uint8Array(0);

/**
 * @param {...Bytes} parts
 * @returns {Bytes}
 */
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

/**
 * @param {string} encoded  base64
 * @returns {Bytes}
 */
export function bytes(encoded) {
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}

/** @param {Bytes} raw */
export function base64(raw) {
  return btoa(String.fromCharCode(...raw));
}
