/** 邀请链接 its secret stands behind "#", which is sent to nobody: it is taken from there into the form. */
const form = document.querySelector("[data-opens-link]");

function open() {
  const secret = location.hash.slice(1);
  const field = form instanceof HTMLFormElement ? form.elements.namedItem("token") : null;
  if (!secret || !(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return;
  field.value = secret;
  history.replaceState(null, "", location.pathname); // neither the history nor the next Referer knows it
  form.requestSubmit();
}

open();
window.addEventListener("hashchange", open); // another link, opened where one stands already
