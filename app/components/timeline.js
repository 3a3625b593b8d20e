// The timeline: bars stacked by series, what was not collected shaded, a brush over it. Drawn as SVG, without a library.
// By pointer: drag over bars, or click one. By keyboard: arrows move from bar to bar, Shift extends, Enter asks for it.
// Texts of the dataset reach the page by textContent only.

const SVG = "http://www.w3.org/2000/svg";
const TOP = 8, BOTTOM = 34, RIGHT = 6;
const DAY = 86400000;
const day = (iso) => Date.parse(`${iso}T00:00Z`) / DAY;

function make(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// Round steps, whole numbers only: no more than four lines.
function steps(most) {
  const rough = Math.max(most / 4, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough);
  const found = [];
  for (let value = 0; value <= most; value += step) found.push(value);
  return found;
}

function layout(held, width, height) {
  const { data } = held;
  const totals = data.starts.map((_, i) => data.series.reduce((sum, series) => sum + series.values[i], 0));
  const most = Math.max(...totals, 1);
  const left = 10 + 7.5 * String(most.toLocaleString(data.locale)).length;
  const [first, last] = data.range.map(day);
  const x = (value) => left + ((value - first) / (last - first)) * (width - left - RIGHT);
  const y = (value) => height - BOTTOM - (value / most) * (height - TOP - BOTTOM);
  const bars = data.starts.map((start, i) => ({ from: x(day(start)), to: x(day(data.ends[i])), total: totals[i] }));
  return { x, y, left, most, bars, width, height, bottom: height - BOTTOM };
}

function draw(held) {
  const { data, svg } = held;
  const box = svg.getBoundingClientRect();
  if (!box.width) return;
  const at = (held.at = layout(held, box.width, box.height));
  svg.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  const parts = [];
  for (const [start, end] of data.gaps) {
    const from = Math.max(at.x(day(start)), at.left);
    parts.push(make("rect", { class: "gap", x: from, width: Math.max(at.x(day(end)) - from, 0), y: TOP, height: at.bottom - TOP }));
  }
  for (const value of steps(at.most)) {
    const y = Math.round(at.y(value)) + 0.5;
    parts.push(make("line", { class: "grid", x1: at.left, x2: at.width - RIGHT, y1: y, y2: y }));
    parts.push(make("text", { x: at.left - 6, y: y + 4, "text-anchor": "end" }, value.toLocaleString(data.locale)));
  }
  at.bars.forEach((bar, i) => {
    let base = 0;
    const gap = Math.min((bar.to - bar.from) * 0.14, 6);
    for (const series of data.series) {
      const value = series.values[i];
      if (!value) continue;
      const top = at.y(base + value);
      parts.push(make("rect", { x: bar.from + gap / 2, width: Math.max(bar.to - bar.from - gap, 1), y: top, height: at.y(base) - top, fill: series.colour }));
      base += value;
    }
  });
  let free = -Infinity, year = null; // a label that would touch the one before it is left out
  for (const tick of data.ticks) {
    const middle = (at.x(day(tick.start)) + at.x(day(tick.end))) / 2;
    const half = tick.text.length * 3.4;
    const place = Math.min(Math.max(middle, at.left + half - 8), at.width - half);
    if (place - half < free) continue;
    free = place + half + 10;
    parts.push(make("text", { x: place, y: at.bottom + 16, "text-anchor": "middle" }, tick.text));
    if (tick.year !== year) parts.push(make("text", { x: place, y: at.bottom + 31, "text-anchor": "middle" }, tick.year));
    year = tick.year;
  }
  held.brush = make("rect", { class: "brush", y: TOP, height: at.bottom - TOP, width: 0 });
  held.mark = make("rect", { class: "at", y: TOP, height: at.bottom - TOP, width: 0, visibility: "hidden" });
  svg.replaceChildren(...parts, held.brush, held.mark);
}

function tell(held, i) {
  const { data, tip, at } = held;
  tip.hidden = i === null;
  if (i === null) { held.mark.setAttribute("visibility", "hidden"); return; }
  const bar = at.bars[i];
  const line = (left, right, colour) => {
    const row = document.createElement("div");
    if (colour) { const box = document.createElement("i"); box.style.background = colour; row.append(box); }
    for (const text of [left, right]) { const span = document.createElement("span"); span.textContent = text; row.append(span); }
    return row;
  };
  const head = document.createElement("b");
  head.textContent = data.labels[i];
  const shown = data.series.filter((series) => series.values[i]).map((s) => line(s.name, s.values[i].toLocaleString(data.locale), s.colour));
  tip.replaceChildren(head, ...shown);
  const right = bar.from > at.width * 0.6;
  tip.style.left = right ? "" : `${bar.to + 8}px`;
  tip.style.right = right ? `${at.width - bar.from + 8}px` : "";
  tip.style.top = "4px";
}

// The bar that lies nearest to a place on the axis.
function nearest(held, x) {
  let best = null, least = Infinity;
  held.at.bars.forEach((bar, i) => {
    const away = x < bar.from ? bar.from - x : x > bar.to ? x - bar.to : 0;
    if (away < least) { best = i; least = away; }
  });
  return best;
}

function mark(held, first, last) {
  const { bars } = held.at;
  const [from, to] = [Math.min(first, last), Math.max(first, last)];
  held.mark.setAttribute("x", bars[from].from);
  held.mark.setAttribute("width", bars[to].to - bars[from].from);
  held.mark.setAttribute("visibility", "visible");
}

function listen(held) {
  const { svg } = held;
  const place = (event) => event.clientX - svg.getBoundingClientRect().left;
  let start = null;
  const ask = (first, last) => held.send("brushed", { first, last });
  svg.addEventListener("pointerdown", (event) => {
    if (event.button || !held.data.starts.length) return;
    start = place(event);
    if (event.pointerType !== "touch") svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const x = place(event);
    tell(held, held.data.starts.length ? nearest(held, x) : null);
    if (start === null) return;
    held.brush.setAttribute("x", Math.min(start, x));
    held.brush.setAttribute("width", Math.abs(x - start));
  });
  svg.addEventListener("pointercancel", () => { start = null; held.brush.setAttribute("width", 0); });
  svg.addEventListener("pointerleave", () => { if (start === null) tell(held, null); });
  svg.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const edges = [start, place(event)].sort((a, b) => a - b);
    start = null;
    held.brush.setAttribute("width", 0);
    const { starts } = held.data;
    const touched = held.at.bars.map((bar, i) => i).filter((i) => held.at.bars[i].to >= edges[0] && held.at.bars[i].from <= edges[1]);
    if (touched.length) ask(starts[touched[0]], starts[touched[touched.length - 1]]);
  });
  let at = null, from = null; // the bar of the keyboard, and where a selection began
  svg.addEventListener("keydown", (event) => {
    const { starts } = held.data;
    if (!starts.length) return;
    const last = starts.length - 1;
    const moves = { ArrowLeft: (i) => i - 1, ArrowRight: (i) => i + 1, Home: () => 0, End: () => last };
    if (event.key in moves) {
      const next = at === null ? last : Math.min(Math.max(moves[event.key](Math.min(at, last)), 0), last);
      from = event.shiftKey ? (from ?? at ?? next) : next;
      at = next;
      mark(held, from, at);
      tell(held, at);
      event.preventDefault();
    } else if (event.key === "Enter" && at !== null) {
      const [one, two] = [from, at].map((i) => Math.min(i, last)).sort((a, b) => a - b);
      ask(starts[one], starts[two]);
    } else if (event.key === "Escape") { at = from = null; tell(held, null); }
  });
  svg.addEventListener("blur", () => { at = from = null; tell(held, null); });
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component;
  if (!root.held) {
    const chart = document.createElement("div");
    chart.className = "chart";
    const svg = make("svg", { role: "application", tabindex: 0 });
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("aria-live", "polite");
    chart.append(svg, tip);
    root.append(chart);
    root.held = { svg, tip, data };
    listen(root.held);
    root.held.resize = new ResizeObserver(() => { tip.hidden = true; draw(root.held); });
    root.held.resize.observe(svg);
  }
  const held = root.held;
  held.data = data;
  held.send = setTriggerValue;
  held.svg.setAttribute("aria-label", data.alt);
  held.tip.hidden = true;
  draw(held);
  return () => { held.resize.disconnect(); root.replaceChildren(); root.held = undefined; };
}
