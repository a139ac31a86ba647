/** 未读 how many notifications are unread: asked for at the beginning, and whenever something happens. */

const bell = document.querySelector("[data-unread]");
if (bell instanceof HTMLElement) {
  void count(bell);
  document.body.addEventListener("live:queue", () => void count(bell));
}

/**
 * A line that is down, or a session that has ended, is said elsewhere: the bell keeps what it shows.
 * @param {HTMLElement} here
 */
async function count(here) {
  try {
    const answer = await fetch(here.dataset["unread"] ?? "", { redirect: "manual" });
    if (answer.ok) here.innerHTML = await answer.text();
  } catch {
    // away: live.js says so
  }
}
