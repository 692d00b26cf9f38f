// Asks the browser for a passkey and sends the form with its answer. The block stays hidden without this script.
const block = document.querySelector("[data-passkey]");
const form = block.querySelector("form");
const options = JSON.parse(document.getElementById("passkey-options").textContent);

async function ask() {
  const making = block.dataset.passkey === "create";
  const answer = await (making ? webauthnJSON.create(options.creation_options) : webauthnJSON.get(options.request_options));
  form.elements.credential.value = JSON.stringify(answer);
  form.requestSubmit();
}

block.hidden = false;
block.querySelector("[data-passkey-button]").addEventListener("click", () => {
  ask().catch(() => { block.querySelector("[data-passkey-failed]").hidden = false; });
});
