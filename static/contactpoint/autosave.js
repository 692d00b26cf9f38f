// Saves what is typed every 20 seconds, as a draft; without JavaScript "Save and continue" does (R-LARA-3).
const EVERY = 20_000;

export function startSaving() {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const box = form.querySelector("textarea");
  let kept = box.value;
  setInterval(async () => {
    if (box.value === kept || document.body.hidden) return; // or the time of the sign-in is up
    const typed = box.value;
    const answer = await save(form);
    const words = document.querySelector("[data-autosave-words]");
    if (answer?.status === 409) words.textContent = (await answer.json()).words; // somebody was first
    if (!answer?.ok) return; // signed out, or no network: the next time, or the button
    kept = typed;
    words.textContent = `Saved at ${(await answer.json()).saved}`;
  }, EVERY);
}

function save(form) {
  const body = new URLSearchParams(new FormData(form));
  return fetch(form.dataset.autosave, { method: "POST", body, redirect: "error" }).catch(() => null);
}
