// The list of articles. Every text of the dataset reaches the page by textContent: markup in a title stays text.

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// Pieces of text, marked ones in their own colour with what they were resolved to.
function fill(element, spans) {
  spans.forEach(([text, kind, hint]) => {
    if (!kind) { element.append(text); return; }
    const mark = make("mark", kind, text);
    mark.title = hint;
    element.append(mark);
  });
}

// The card of an article lies over the page: when it goes, the keyboard stands where it stood.
function comeBack(title) {
  let seen = false;
  const watch = new MutationObserver(() => {
    if (document.querySelector('[role="dialog"]')) { seen = true; return; }
    if (!seen) return;
    watch.disconnect();
    title.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

function row(item, words, send) {
  const entry = make("li");
  const title = make("button", "title");
  fill(title, item.title);
  title.type = "button";
  title.dir = "auto";
  title.onclick = () => { comeBack(title); send("opened", item.id); };
  const heading = make("h3");
  heading.append(title);
  const meta = make("p", "meta");
  item.meta.forEach((part, i) => {
    if (i) meta.append(make("span", "dot", "·"));
    const piece = make("span", part.strong ? "strong" : "", part.text);
    if (part.hint) piece.title = part.hint;
    piece.dir = "auto";
    meta.append(piece);
  });
  entry.append(heading, meta);
  if (item.evidence.length) {
    const quote = make("p", "evidence");
    quote.dir = "auto";
    fill(quote, item.evidence);
    entry.append(quote);
  }
  const foot = make("p", "foot");
  item.tags.forEach((tag) => { const t = make("span", `tag ${tag.kind}`, tag.text); t.dir = "auto"; if (tag.hint) t.title = tag.hint; foot.append(t); });
  if (item.url) {
    const link = make("a", "source", words.source);
    link.href = item.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.setAttribute("aria-label", `${words.source}: ${item.name}`);
    foot.append(link);
  }
  entry.append(foot);
  return entry;
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component;
  let list = root.querySelector("ol");
  if (!list) { list = make("ol"); root.append(list); }
  // What is shown already stays, and with it where a keyboard stands.
  const shown = JSON.stringify(data);
  if (list.shown === shown) return;
  list.shown = shown;
  list.setAttribute("aria-label", data.words.label);
  list.start = data.first;
  list.replaceChildren(...data.items.map((item) => row(item, data.words, setTriggerValue)));
}
