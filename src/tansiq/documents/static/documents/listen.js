// Reads the sentences of a page aloud, one by one. The button shows only where the browser has a voice of the page's
// language that works on this computer itself: a voice from the network would send what stands here to others.

const speech = window.speechSynthesis;
const wanted = document.documentElement.lang.toLowerCase();
const HIDDEN_SIGNS = /[\u2066-\u2069]/g;

/** Give a voice of the page's language, of its own region first. */
function voiceHere() {
  const own = (voice) => voice.lang.toLowerCase().replace("_", "-");
  const voices = speech.getVoices().filter((it) => it.localService && own(it).split("-")[0] === wanted.split("-")[0]);
  return voices.find((it) => own(it) === wanted) ?? voices[0];
}

class Reader {
  constructor(tools) {
    this.tools = tools;
    this.begin = tools.querySelector("[data-begin]");
    this.label = tools.querySelector("[data-label]");
    this.stop = tools.querySelector("[data-stop]");
    this.first = this.label.textContent;
    this.sentences = [...document.getElementById(tools.dataset.listen).querySelectorAll("[data-sentence]")];
    this.at = 0;
    this.turn = 0; // what a voice that was silenced still reports belongs to an earlier turn
    this.isReading = false;
    this.begin.addEventListener("click", () => (this.isReading ? this.pause() : this.read()));
    this.stop.addEventListener("click", () => this.end());
    window.addEventListener("pagehide", () => speech.cancel());
  }

  show() {
    this.tools.hidden = !this.sentences.length || !voiceHere();
  }

  read() {
    // what is folded away is not read
    while (this.at < this.sentences.length && this.sentences[this.at].closest("details:not([open])")) this.at += 1;
    const sentence = this.sentences[this.at];
    if (!sentence) return this.end();
    const turn = this.silence();
    const said = new SpeechSynthesisUtterance(
      sentence.querySelector(".sentence").textContent.replace(HIDDEN_SIGNS, "").trim(),
    );
    said.voice = voiceHere();
    said.lang = said.voice.lang;
    said.addEventListener("end", () => turn === this.turn && this.next());
    said.addEventListener("error", () => turn === this.turn && this.end());
    this.isReading = true;
    this.mark(sentence);
    this.tell(this.tools.dataset.pause);
    speech.speak(said);
  }

  next() {
    this.at += 1;
    this.read();
  }

  pause() {
    this.silence();
    this.isReading = false;
    this.tell(this.tools.dataset.goOn);
  }

  end() {
    this.silence();
    this.at = 0;
    this.isReading = false;
    this.mark(null);
    this.tell(this.first);
    this.stop.hidden = true;
  }

  silence() {
    this.turn += 1;
    speech.cancel();
    return this.turn;
  }

  mark(sentence) {
    for (const it of this.sentences) it.removeAttribute("aria-current");
    sentence?.setAttribute("aria-current", "true");
    sentence?.scrollIntoView({ block: "nearest" });
  }

  tell(label) {
    this.label.textContent = label;
    this.stop.hidden = false;
  }
}

if (speech) {
  const readers = [...document.querySelectorAll("[data-listen]")].map((tools) => new Reader(tools));
  const show = () => readers.forEach((reader) => reader.show());
  speech.addEventListener?.("voiceschanged", show);
  show();
}
