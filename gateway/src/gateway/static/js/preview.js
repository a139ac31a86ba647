/** 公告预览 the frame beside the form, loaded again after each save; where one has read to is kept. */

export {};

/** @typedef {{ajax(verb: string, url: string, into: {target: Element, swap: string}): Promise<void>}} Htmx */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

function reload() {
  clearTimeout(soon);
  // A save tells of itself twice, here and over the bus: that is one reload.
  soon = setTimeout(() => {
    const frame = document.querySelector("iframe[data-preview]");
    if (!(frame instanceof HTMLIFrameElement)) return;
    // What a frame was refused belongs to nobody: there is nothing in it to read or to scroll.
    const top = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
    frame.addEventListener("load", () => frame.contentDocument?.scrollingElement?.scrollTo(0, top), { once: true });
    frame.src = String(frame.getAttribute("src"));
  }, 200);
}

document.body.addEventListener("form:saved", (event) => {
  const fresh = document.querySelector(".beside[data-new]");
  if (!(fresh instanceof HTMLElement)) return reload();
  // The first save has made the notice: from now on there is something to look at.
  const { id } = /** @type {CustomEvent<{id: string}>} */ (event).detail;
  const url = `${fresh.dataset["new"]}/${id}/aside`;
  const { htmx } = /** @type {{htmx?: Htmx}} */ (/** @type {unknown} */ (window));
  htmx?.ajax("GET", url, { target: fresh, swap: "outerHTML" });
});
for (const frame of document.querySelectorAll("iframe[data-preview]")) {
  if (frame instanceof HTMLElement) document.body.addEventListener(`live:${frame.dataset["preview"]}`, reload);
}

// On a narrow screen what is typed comes first: what is known already and the preview are folded.
const narrow = window.matchMedia("(max-width: 75rem)");
for (const fold of document.querySelectorAll(".beside-fold, .origin")) {
  if (!(fold instanceof HTMLDetailsElement)) continue;
  const follow = () => { fold.open = !narrow.matches || !!fold.querySelector(".invalid-feedback"); };
  follow();
  narrow.addEventListener("change", follow);
}

// A finding of the check leads to its field, also where that lies in something folded.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#f-"]') : null;
  const field = link && document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
