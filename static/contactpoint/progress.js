// Keeps a page about a long piece of work up to date; without JavaScript its link does. Says a quarter, half and so on aloud.
const EVERY = 3000;

export function startProgress() {
  const box = document.querySelector("[data-progress]");
  if (box) setTimeout(() => look(box), EVERY);
}

async function look(box) {
  if (document.body.hidden) return; // the time of the sign-in is up
  // Nobody asked for this: it does not count as use, so that leaving the page open keeps no sign-in alive.
  const headers = { "X-Unattended": "" };
  const answer = await fetch(box.dataset.progress, { headers, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return; // signed out, or no network: the link is still there
  const now = await answer.json();
  if (now.over) return location.reload();
  show(box, now);
  setTimeout(() => look(box), EVERY);
}

function show(box, now) {
  const bar = box.querySelector("progress");
  if (now.total) {
    bar.max = now.total;
    bar.value = now.done;
  } else {
    bar.removeAttribute("value");
  }
  box.querySelector("[data-progress-words]").textContent = now.words;
  const quarter = now.total ? Math.floor((4 * now.done) / now.total) : 0;
  if (quarter > Number(box.dataset.quarter ?? 0)) {
    box.querySelector("[role=status]").textContent = `${25 * quarter}% done`;
  }
  box.dataset.quarter = quarter;
}
