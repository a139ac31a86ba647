/**
 * 场地看板 rooms along the hours, to look at and to drag over with the mouse; the table below it says
 * the same to everybody. Times are Shanghai's, without offset: the browser's time zone plays no part.
 */

/** @typedef {{id: number, name: string, kind: string, opens: string, closes: string, buffer_minutes: number, buffer_before_minutes: number, enabled: boolean}} Room */
/** @typedef {{room: number, begins: string, ends: string, from: string, until: string, label: string, own: boolean, closed: boolean}} Held */
/** @typedef {{view: string, first: string, rooms: Room[], held: Held[], lengths: Record<string, [number, number]>, texts: Record<string, string>}} Board */
/** @typedef {{startStr: string, endStr: string, resource: {id: string}}} Chosen */
/** @typedef {{ok: boolean, said: string}} Verdict */

const MINUTE = 60_000; // ms
const NAMES = 96; // px, what the rooms' names take

const place = document.getElementById("board");
// The page itself comes first: it is read and clicked while the board is being drawn.
if (place) requestAnimationFrame(() => setTimeout(() => draw(place, JSON.parse(place.dataset.board ?? "{}"))));

/** @param {HTMLElement} here @param {Board} board */
function draw(here, board) {
  document.getElementById("board-card")?.removeAttribute("hidden");
  const calendar = /** @type {any} */ (globalThis)["EventCalendar"];
  const rooms = new Map(board.rooms.map((one) => [String(one.id), one]));
  const week = board.view === "week";
  calendar.create(here, {
    view: week ? "resourceTimelineWeek" : "resourceTimelineDay",
    date: board.first,
    firstDay: 1,
    locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    resources: board.rooms.map((one) => ({ id: String(one.id), title: one.name })),
    events: board.held.flatMap(shown),
    ...axis(here, board),
    snapDuration: "00:15",
    height: "auto",
    editable: false,
    selectable: "selectable" in here.dataset,
    unselectAuto: false,
    selectConstraint: (/** @type {Chosen} */ info) => {
      const room = rooms.get(info.resource.id);
      if (!room) return false;
      const found = judge(board, room, info.startStr, info.endStr);
      tell(found, room, info);
      return found.ok || tooShort(board, room, info);
    },
    select: (/** @type {Chosen} */ info) => {
      const room = rooms.get(info.resource.id);
      if (!room) return;
      const found = judge(board, room, info.startStr, info.endStr);
      tell(found, room, info);
      offer(found.ok, room, info);
    },
  });
}

/** What holds a room, and behind it its preparation and clean-up. @param {Held} one @param {number} place */
function shown(one, place) {
  const resourceIds = [String(one.room)];
  const look = one.closed ? "board-closed" : one.own ? "board-own" : "board-taken";
  const held = { id: `h${place}`, resourceIds, start: one.begins, end: one.ends, title: one.label, classNames: [look, `board-room-${one.room}`] };
  if (one.from === one.begins && one.until === one.ends) return [held];
  const around = { id: `b${place}`, resourceIds, start: one.from, end: one.until, display: "background", classNames: ["board-around"] };
  return [around, held];
}

/** Whole hours in which any room is open, as wide as there is room for them. @param {HTMLElement} here @param {Board} board */
function axis(here, { rooms, view }) {
  const first = Math.min(...rooms.map((one) => Number(one.opens.slice(0, 2))));
  const last = Math.max(...rooms.map((one) => Math.ceil(minutes(one.closes) / 60)));
  const told = (/** @type {number} */ hour) => `${String(hour).padStart(2, "0")}:00`;
  const [slots, least, slotDuration] = view === "week" ? [7 * (last - first), 36, "01:00"] : [2 * (last - first), 36, "00:30"];
  const slotWidth = Math.max(least, Math.floor((here.clientWidth - NAMES) / slots));
  return { slotMinTime: told(first), slotMaxTime: told(last), slotDuration, slotWidth };
}

/**
 * 核对 what venue would refuse, as far as it can be seen from here; venue decides at submit.
 * @param {Board} board @param {Room} room @param {string} begins @param {string} ends
 * @returns {Verdict}
 */
function judge(board, room, begins, ends) {
  const { texts } = board;
  const lengths = board.lengths[room.kind];
  if (!room.enabled) return { ok: false, said: texts["closed"] ?? "" };
  if (!lengths) return { ok: false, said: texts["other"] ?? "" };
  const [from, until] = [begins.slice(11, 16), ends.slice(11, 16)];
  const sameDay = begins.slice(0, 10) === ends.slice(0, 10);
  if (!sameDay || from < room.opens || until > room.closes) return { ok: false, said: texts["hours"] ?? "" };
  const met = board.held.find((one) => one.room === room.id && meets(one, room, begins, ends));
  if (met) return { ok: false, said: `${texts["taken"]} ${met.until.slice(11)} ${met.label}` };
  const lasts = (moment(ends) - moment(begins)) / MINUTE;
  const [least, most] = lengths;
  if (lasts < least || lasts > most) return { ok: false, said: `${texts["length"]} ${least}–${most} ${texts["minutes"]}` };
  return { ok: true, said: texts["free"] ?? "" };
}

/** Half open, each with its preparation and clean-up. @param {Held} one @param {Room} room @param {string} begins @param {string} ends */
function meets(one, room, begins, ends) {
  const first = moment(begins) - room.buffer_before_minutes * MINUTE;
  return moment(one.from) < moment(ends) + room.buffer_minutes * MINUTE && first < moment(one.until);
}

/** A drag begins with one quarter: it may be too short yet. @param {Board} board @param {Room} room @param {Chosen} info */
function tooShort(board, room, info) {
  const least = board.lengths[room.kind]?.[0] ?? 0;
  const longer = moment(info.startStr) + least * MINUTE;
  const ends = new Date(longer).toISOString().slice(0, 19);
  return longer > moment(info.endStr) && judge(board, room, info.startStr, ends).ok;
}

/** @param {Verdict} found @param {Room} room @param {Chosen} info */
function tell(found, room, info) {
  const said = document.getElementById("board-said");
  if (!said) return;
  const time = `${info.startStr.slice(0, 10)} ${info.startStr.slice(11, 16)}–${info.endStr.slice(11, 16)}`;
  said.className = `verdict ${found.ok ? "verdict-ok" : "verdict-bad"}`;
  said.textContent = `${room.name} ${time} ${found.ok ? "✔" : "✘"} ${found.said}`;
  offer(false, room, info);
}

/** 预约此时段 the way to a form that has room and time in it already. @param {boolean} ok @param {Room} room @param {Chosen} info */
function offer(ok, room, info) {
  const form = document.getElementById("board-form");
  if (!(form instanceof HTMLFormElement)) return;
  form.hidden = !ok;
  if (!ok) return;
  const lasts = (moment(info.endStr) - moment(info.startStr)) / MINUTE;
  const values = { at: info.startStr.slice(0, 16), minutes: String(lasts), room_id: String(room.id) };
  const fields = Object.entries(values).map(([name, value]) => {
    const field = document.createElement("input");
    return Object.assign(field, { type: "hidden", name: `${room.kind}_${name}`, value });
  });
  form.querySelector("[data-fields]")?.replaceChildren(...fields);
  form.querySelector("button")?.focus();
}

/** Milliseconds of a time without offset; only differences mean anything. @param {string} text */
function moment(text) {
  return Date.parse(`${text.slice(0, 16)}:00Z`);
}

/** @param {string} clock */
function minutes(clock) {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
}
