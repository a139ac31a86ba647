/** 公告预览 the frame beside the form, loaded again after each save; where one has read to is kept. */

export {};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

/** @param {HTMLIFrameElement} frame */
function reload(frame) {
  clearTimeout(soon);
  // A save tells of itself twice, here and over the bus: that is one reload.
  soon = setTimeout(() => {
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, top), { once: true });
    frame.contentWindow?.location.reload();
  }, 200);
}

for (const frame of document.querySelectorAll("iframe[data-preview]")) {
  if (!(frame instanceof HTMLIFrameElement)) continue;
  for (const name of ["form:saved", `live:${frame.dataset["preview"]}`]) {
    document.body.addEventListener(name, () => reload(frame));
  }
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
