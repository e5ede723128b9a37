// The page works without this; with it, it follows the parcel. No third party, no storage.
const main = document.getElementById("main");
const announce = document.getElementById("announce");
const pause = document.getElementById("pause");
let source = null;

function copying() {
  for (const button of document.querySelectorAll("button.copy")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce.textContent = button.textContent = button.dataset.done;
    };
  }
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  // Its style is the one we have, under a nonce that is not ours: the policy would refuse it.
  const text = (await answer.text()).replace(/<style[^]*?<\/style>/, "");
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const before = document.getElementById("live");
  const after = fresh.getElementById("live");
  if (!after || before.dataset.version === after.dataset.version) return;
  const open = [...before.querySelectorAll("details")].map((d) => d.open);
  const told = before.querySelector("h1")?.textContent;
  before.replaceWith(document.adoptNode(after));
  after.querySelectorAll("details").forEach((d, i) => { d.open = Boolean(open[i]); });
  document.title = fresh.title;
  copying();
  const now = after.querySelector("h1")?.textContent;
  if (now && now !== told) {
    announce.textContent = now;
    after.classList.add("changed");
  }
}

function follow() {
  const version = document.getElementById("live").dataset.version;
  source = new EventSource(`${main.dataset.stream}?have=${encodeURIComponent(version)}`);
  source.addEventListener("changed", refresh);
}

copying();
if (main.dataset.stream && "EventSource" in window) {
  follow();
  pause.hidden = false;
  pause.onclick = () => {
    const stop = source !== null;
    if (stop) { source.close(); source = null; } else { follow(); refresh(); }
    pause.setAttribute("aria-pressed", String(stop));
    pause.textContent = stop ? pause.dataset.resume : pause.dataset.pause;
  };
}
