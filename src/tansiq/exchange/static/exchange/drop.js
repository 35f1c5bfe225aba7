// Bundles dragged onto the page, and how far they are sent. Without scripts the same form sends them.

const form = document.querySelector("[data-drop]");

const begin = () => {
  const files = form.querySelector('input[type="file"]');
  const fault = form.querySelector("[data-fault]");
  const progress = form.querySelector("progress");
  form.querySelector(".drop-hint").hidden = false;

  const over = (event, isOver) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", isOver);
  };
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && over(event, false));
  document.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer?.files.length) return;
    files.files = event.dataTransfer.files;
    form.requestSubmit();
  });

  /** Show the page that answers where it is no page of its own: a form with its faults, or a refusal. */
  const show = (text) => {
    const answer = new DOMParser().parseFromString(text, "text/html");
    document.querySelector("main").replaceWith(answer.querySelector("main"));
    document.querySelector("main").focus();
  };

  /** Say why these files cannot be given in together; nothing where they can. */
  const whyTooLarge = () => {
    const most = Number(form.dataset.most);
    const alone = [...files.files].find((file) => file.size > most);
    if (alone) return `\u2068${alone.name}\u2069: ${form.dataset.aloneTooLarge}`;
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    return size > most ? form.dataset.tooLarge : "";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fault.textContent = whyTooLarge();
    fault.hidden = !fault.textContent;
    if (!fault.hidden) return;
    const sending = new XMLHttpRequest();
    progress.hidden = false;
    sending.upload.addEventListener("progress", (sent) => { progress.value = sent.loaded / sent.total; });
    sending.addEventListener("load", () => {
      if (sending.responseURL.includes("/taken")) location.assign(sending.responseURL);
      else show(sending.responseText);
    });
    sending.addEventListener("error", () => form.submit());
    sending.open("POST", form.action);
    sending.send(new FormData(form));
  });
};

if (form) begin();
