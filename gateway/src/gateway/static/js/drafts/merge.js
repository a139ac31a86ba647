/**
 * 合并 what two people have made of the same form, field by field: what only one has changed is
 * taken by itself; what both have changed differently is for a person to choose.
 *
 * Rows are known again by their id (files: by their receipt), so that adding or removing one does not
 * shift the others; rows of a kind that has none are known by their place.
 */
import { equal, numbers, rowName } from "./values.js";

/** @typedef {import("./values.js").Values} Values */
/** @typedef {Map<string, string[]>} Fields */
/** @typedef {{number: number, fields: Fields}} Row */
/** @typedef {{fields: Fields, rows: Map<string, Row>}} Form */
/**
 * @typedef {object} Conflict
 * @property {string} name        the field's name in this page; of a row: `lots.2`
 * @property {string[] | null} theirs   null: the row is gone
 * @property {string[] | null} mine
 */
/**
 * @typedef {object} Merged
 * @property {Values} values       merged; where there is a conflict, mine
 * @property {Conflict[]} conflicts
 * @property {number} taken        fields that were theirs
 * @property {(theirs: boolean[]) => Values} resolve  with theirs where true, in the order of the conflicts
 */

const NAMES = ["id", "receipt"];

/**
 * @param {Values} base    what both began with
 * @param {Values} theirs
 * @param {Values} mine
 * @returns {Merged}
 */
export function merge(base, theirs, mine) {
  const known = identified([base, theirs]);
  return new Merge(form(base, known), form(theirs, known), form(mine, known)).done();
}

/** The prefixes whose rows have ids. @param {Values[]} all @returns {Set<string>} */
function identified(all) {
  const found = new Set();
  for (const values of all) {
    for (const [name, [id]] of Object.entries(values)) {
      const row = rowName(name);
      if (row && NAMES.includes(row.rest) && id) found.add(row.prefix);
    }
  }
  return found;
}

/**
 * @param {Values} values
 * @param {Set<string>} known
 * @returns {Form}
 */
function form(values, known) {
  /** @type {Form} */
  const made = { fields: new Map(), rows: new Map() };
  const places = numbers(values);
  for (const [name, value] of Object.entries(values)) {
    const row = rowName(name);
    if (!row) {
      made.fields.set(name, value);
      continue;
    }
    const id = NAMES.map((rest) => values[`${row.prefix}.${row.number}.${rest}`]?.[0]).find(Boolean);
    const place = places.get(row.prefix)?.indexOf(row.number) ?? 0;
    const key = !known.has(row.prefix) ? `@${place}` : id ? `#${id}` : `+${row.number}`;
    const whole = `${row.prefix}${key}`;
    const there = made.rows.get(whole) ?? { number: row.number, fields: new Map() };
    made.rows.set(whole, there);
    there.fields.set(row.rest, value);
  }
  return made;
}

class Merge {
  /**
   * @param {Form} base
   * @param {Form} theirs
   * @param {Form} mine
   */
  constructor(base, theirs, mine) {
    this.base = base;
    this.theirs = theirs;
    this.mine = mine;
    this.taken = 0;
    /** @type {Conflict[]} */
    this.conflicts = [];
    /** What each conflict means if it is theirs. @type {((into: Values) => void)[]} */
    this.yielding = [];
    /** @type {Values} */
    this.values = {};
    /** @type {Map<string, number>} */
    this.next = new Map();
    for (const [key, row] of mine.rows) this.seen(prefixOf(key), row.number);
  }

  /** @returns {Merged} */
  done() {
    this.fields("", this.base.fields, this.theirs.fields, this.mine.fields);
    for (const key of new Set([...this.mine.rows.keys(), ...this.theirs.rows.keys()])) this.row(key);
    const { values, conflicts, taken, yielding } = this;
    const resolve = (/** @type {boolean[]} */ theirs) => {
      const into = { ...values };
      yielding.forEach((give, place) => theirs[place] && give(into));
      return into;
    };
    return { values, conflicts, taken, resolve };
  }

  /** @param {string} prefix @param {number} number */
  seen(prefix, number) {
    this.next.set(prefix, Math.max(this.next.get(prefix) ?? 0, number + 1));
  }

  /** A number that no row of this page has. @param {string} prefix */
  number(prefix) {
    const next = this.next.get(prefix) ?? 0;
    this.seen(prefix, next);
    return next;
  }

  /**
   * @param {string} start   `lots.2.`, or empty
   * @param {Fields} base
   * @param {Fields} theirs
   * @param {Fields} mine
   */
  fields(start, base, theirs, mine) {
    for (const [rest, own] of mine) {
      const name = start + rest;
      const [was, other] = [base.get(rest), theirs.get(rest)];
      this.values[name] = own;
      if (other === undefined || equal(other, own) || equal(other, was)) continue;
      if (equal(was, own)) {
        this.values[name] = other;
        this.taken += 1;
      } else {
        this.conflicts.push({ name, theirs: other, mine: own });
        this.yielding.push((into) => (into[name] = other));
      }
    }
  }

  /** @param {string} key */
  row(key) {
    const [was, other, own] = [this.base.rows.get(key), this.theirs.rows.get(key), this.mine.rows.get(key)];
    const prefix = prefixOf(key);
    if (own && other) this.fields(`${prefix}.${own.number}.`, was?.fields ?? new Map(), other.fields, own.fields);
    else if (own) this.removedByThem(prefix, own, was);
    else if (other) this.removedByMe(prefix, other, was);
  }

  /**
   * @param {string} prefix
   * @param {Row} own
   * @param {Row | undefined} was
   */
  removedByThem(prefix, own, was) {
    const names = [...own.fields.keys()].map((rest) => `${prefix}.${own.number}.${rest}`);
    if (was && changes(was, own).length === 0) {
      this.taken += 1;
      return;
    }
    put(this.values, prefix, own.number, own.fields);
    // With its id the service would look for a row that is gone: kept, it is a new one.
    delete this.values[`${prefix}.${own.number}.id`];
    if (!was) return; // mine alone
    this.conflicts.push({ name: `${prefix}.${own.number}`, theirs: null, mine: changes(was, own) });
    this.yielding.push((into) => names.forEach((name) => delete into[name]));
  }

  /**
   * @param {string} prefix
   * @param {Row} other
   * @param {Row | undefined} was
   */
  removedByMe(prefix, other, was) {
    if (was && changes(was, other).length === 0) return;
    const number = this.number(prefix);
    if (!was) {
      put(this.values, prefix, number, other.fields);
      this.taken += 1;
      return;
    }
    this.conflicts.push({ name: `${prefix}.${number}`, theirs: changes(was, other), mine: null });
    this.yielding.push((into) => put(into, prefix, number, other.fields));
  }
}

/** @param {string} key */
function prefixOf(key) {
  return key.split(/[#+@]/)[0] ?? "";
}

/** What has been changed in a row: its new texts. @param {Row} was @param {Row} now @returns {string[]} */
function changes(was, now) {
  return [...now.fields].filter(([rest, value]) => !equal(was.fields.get(rest), value)).flatMap(([, value]) => value);
}

/**
 * @param {Values} into
 * @param {string} prefix
 * @param {number} number
 * @param {Fields} fields
 */
function put(into, prefix, number, fields) {
  for (const [rest, value] of fields) into[`${prefix}.${number}.${rest}`] = value;
}
