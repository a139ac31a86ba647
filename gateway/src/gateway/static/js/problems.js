/** 错误汇总 each fault in the box of problems leads into the field that it is about. */
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('.problem a[href^="#f-"]') : null;
  const id = decodeURIComponent(link?.getAttribute("href") ?? "").slice(1);
  const control = id ? document.getElementById(id) : null;
  const inside = control?.matches("fieldset") ? control.querySelector("input") : control;
  if (!(inside instanceof HTMLElement)) return;
  event.preventDefault();
  inside.scrollIntoView({ block: "center" });
  inside.focus();
});
