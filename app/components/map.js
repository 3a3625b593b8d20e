// The map: our own shapes, places as circles sized by articles, states and counties shaded.
// Nothing is asked of another host unless the street tiles of `data.tiles` are switched on.
// Texts from the dataset reach the page by textContent only.

const LIBRARY = "app/static/vendor/maplibre-gl.js";
const STYLES = "app/static/vendor/maplibre-gl.css";
const HOME = [[-125.2, 24.2], [-66.4, 49.8]];
const ROOM = { left: 46, top: 8, right: 8, bottom: 26 }; // for the buttons and the legend
const absolute = (path) => new URL(path, document.baseURI).href;

function library() {
  if (!window.coverageMapLibrary) {
    window.coverageMapLibrary = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = absolute(LIBRARY);
      script.onload = () => resolve(window.maplibregl);
      script.onerror = () => reject(new Error("map library"));
      document.head.appendChild(script);
    });
  }
  return window.coverageMapLibrary;
}

function features(places) {
  const items = places.id.map((id, i) => ({
    type: "Feature",
    id: i,
    properties: { i, n: places.n[i], name: places.name[i] },
    geometry: { type: "Point", coordinates: [places.lon[i], places.lat[i]] },
  }));
  return { type: "FeatureCollection", features: items };
}

// Area, not width, stands for the number; the largest circle has a radius of 24 px at national zoom.
const circle = (most) => ["max", 3.2, ["*", 24, ["sqrt", ["/", ["get", "n"], Math.max(most, 12)]]]];

function radius(most) {
  const base = circle(most);
  return ["interpolate", ["linear"], ["zoom"], 2, ["*", 0.6, base], 4, base, 9, ["*", 1.5, base]];
}

// As many of the five shades as there are classes, spread from light to dark; one class alone has the middle one.
function classes(colours, breaks) {
  const last = colours.length - 1;
  if (!breaks.length) return [colours[Math.floor(last / 2)]];
  return [0, ...breaks].map((_, i) => colours[Math.round((i * last) / breaks.length)]);
}

function shade(shades, breaks) {
  const colours = classes(shades, breaks);
  const step = ["step", ["coalesce", ["feature-state", "n"], 0], "rgba(0,0,0,0)", 1, colours[0]];
  breaks.forEach((from, i) => step.push(from, colours[i + 1]));
  return step;
}

function style(data) {
  const c = data.colours;
  const source = (name) => ({ type: "geojson", data: absolute(`app/static/shapes/${name}.json`) });
  const made = {
    version: 8,
    sources: {
      land: source("land"),
      lakes: source("lakes"),
      states: source("states"),
      counties: source("counties"),
      places: { type: "geojson", data: features(data.places) },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      { id: "abroad", type: "fill", source: "land", paint: { "fill-color": c.abroad } },
      { id: "coast", type: "line", source: "land", paint: { "line-color": c.border, "line-width": 0.6, "line-opacity": 0.6 } },
      { id: "country", type: "fill", source: "states", paint: { "fill-color": c.land } },
      { id: "states", type: "fill", source: "states", maxzoom: data.closer, paint: { "fill-color": shade(c.shades, data.breaks.states) } },
      { id: "counties", type: "fill", source: "counties", minzoom: data.closer, paint: { "fill-color": shade(c.shades, data.breaks.counties) } },
      { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": c.sea } },
      { id: "shores", type: "line", source: "lakes", paint: { "line-color": c.border, "line-width": 0.5, "line-opacity": 0.6 } },
      { id: "county-lines", type: "line", source: "counties", minzoom: data.closer, paint: { "line-color": c.border, "line-width": 0.5, "line-opacity": 0.7 } },
      { id: "state-lines", type: "line", source: "states", paint: { "line-color": c.border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 7, 1.6] } },
      {
        id: "places", type: "circle", source: "places",
        layout: { "circle-sort-key": ["-", 0, ["get", "n"]] },
        paint: {
          "circle-radius": radius(data.most), "circle-color": c.accent,
          "circle-opacity": 0.66, "circle-stroke-color": c.ground, "circle-stroke-width": 0.8,
        },
      },
      {
        id: "names", type: "symbol", source: "places", minzoom: 3.2,
        layout: {
          "text-field": ["get", "name"], "text-font": ["Public Sans", "sans-serif"], "text-size": 12,
          "symbol-sort-key": ["-", 0, ["get", "n"]], "text-variable-anchor": ["left", "right", "top", "bottom"],
          "text-radial-offset": ["+", 0.5, ["/", circle(data.most), 11]], "text-justify": "auto", "text-max-width": 9, "text-padding": 6,
        },
        paint: { "text-color": c.ink, "text-halo-color": c.ground, "text-halo-width": 1.4 },
      },
    ],
  };
  if (data.tiles) {
    made.sources.tiles = { type: "raster", tiles: [data.tiles.url], tileSize: 256, attribution: data.tiles.attribution };
    made.layers = made.layers.filter((layer) => layer.source !== "lakes"); // the tiles have their own
    made.layers.splice(4, 0, { id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.7, "raster-opacity": 0.7 } });
  }
  return made;
}

function setShades(map, data) {
  for (const name of ["states", "counties"]) {
    map.removeFeatureState({ source: name });
    for (const [code, n] of Object.entries(data[name])) map.setFeatureState({ source: name, id: parseInt(code, 10) }, { n });
    map.setPaintProperty(name, "fill-color", shade(data.colours.shades, data.breaks[name]));
  }
}

// What lies under the pointer: a place, else the county or state that is shaded at this zoom.
function under(map, point) {
  const reach = [[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]];
  const place = map.queryRenderedFeatures(reach, { layers: ["places"] })[0];
  if (place) return { kind: "place", feature: place };
  const area = map.queryRenderedFeatures(point, { layers: ["counties", "states"] })[0];
  return area && area.state.n ? { kind: area.source === "states" ? "state" : "county", feature: area } : null;
}

function fill(tip, held, found) {
  const { data } = held;
  const line = (text, className) => {
    const element = document.createElement("div");
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const count = (n) => data.words[n === 1 ? "one" : "other"].replace("{n}", n.toLocaleString(data.locale));
  tip.replaceChildren();
  if (found.kind === "place") {
    const i = found.feature.properties.i;
    tip.append(line(data.places.name[i], "strong"), line(data.places.where[i], "quiet"), line(count(data.places.n[i])));
  } else {
    const code = String(found.feature.id).padStart(found.kind === "state" ? 2 : 5, "0");
    const name = found.feature.properties.name;
    tip.append(line(name, "strong"), line(count(found.feature.state.n)), line(data.words[`${found.kind}_hint`], "quiet"));
  }
}

function control(label, glyph, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.innerHTML = glyph; // our own drawing, never data
  button.onclick = onClick;
  const box = document.createElement("div");
  box.className = "maplibregl-ctrl maplibregl-ctrl-group";
  box.append(button);
  return { onAdd: () => box, onRemove: () => box.remove(), button };
}

const SQUARE = '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><rect x="3.5" y="4.5" width="13" height="11" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="3 2"/></svg>';
const HOUSE = '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M3 10l7-6 7 6M5 9v7h10V9" fill="none" stroke="currentColor" stroke-width="1.6"/></svg>';

// Drag a rectangle; the places inside are sent, most covered first, at most as many as a filter takes.
function boxSelect(held, root) {
  const { map } = held;
  const canvas = map.getCanvasContainer();
  const frame = root.querySelector(".frame");
  let start = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const draw = (to) => {
    Object.assign(frame.style, {
      display: "block", left: `${Math.min(start[0], to[0])}px`, top: `${Math.min(start[1], to[1])}px`,
      width: `${Math.abs(start[0] - to[0])}px`, height: `${Math.abs(start[1] - to[1])}px`,
    });
  };
  const mode = (on) => {
    held.boxing = on;
    canvas.style.cursor = on ? "crosshair" : "";
    canvas.style.touchAction = on ? "none" : "";
    held.boxControl.button.setAttribute("aria-pressed", String(on));
    map.dragPan[on ? "disable" : "enable"]();
  };
  held.mode = mode;
  canvas.addEventListener("pointerdown", (event) => {
    if (!held.boxing) return;
    start = at(event);
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => start && draw(at(event)));
  canvas.addEventListener("pointerup", (event) => {
    if (!start) return;
    const end = at(event);
    const one = map.unproject(start), two = map.unproject(end);
    start = null;
    frame.style.display = "none";
    mode(false);
    held.quiet = Date.now() + 300; // the click that ends a drag picks nothing
    const [w, e] = [one.lng, two.lng].sort((a, b) => a - b), [s, n] = [one.lat, two.lat].sort((a, b) => a - b);
    const { id, lon, lat } = held.data.places;
    const inside = id.filter((_, i) => lon[i] >= w && lon[i] <= e && lat[i] >= s && lat[i] <= n);
    if (inside.length) held.send("picked", { kind: "box", ids: inside.slice(0, held.data.at_most) });
  });
  root.addEventListener("keydown", (event) => event.key === "Escape" && held.boxing && mode(false));
}

function listen(held, root) {
  const { map } = held;
  const tip = root.querySelector(".tip");
  map.on("mousemove", (event) => {
    const found = held.boxing ? null : under(map, event.point);
    if (!held.boxing) map.getCanvas().style.cursor = found ? "pointer" : "";
    tip.hidden = !found;
    if (!found) return;
    fill(tip, held, found);
    const right = event.point.x > map.getContainer().clientWidth * 0.6;
    tip.style.left = right ? "" : `${event.point.x + 14}px`;
    tip.style.right = right ? `${map.getContainer().clientWidth - event.point.x + 14}px` : "";
    tip.style.top = `${Math.max(4, event.point.y - 20)}px`;
  });
  map.on("mouseout", () => { tip.hidden = true; });
  map.on("click", (event) => {
    if (held.boxing || Date.now() < (held.quiet || 0)) return;
    const found = under(map, event.point);
    tip.hidden = true;
    if (!found) return;
    if (found.kind === "place") held.send("picked", { kind: "place", id: held.data.places.id[found.feature.properties.i] });
    else held.send("picked", { kind: found.kind, code: String(found.feature.id).padStart(found.kind === "state" ? 2 : 5, "0") });
  });
  map.on("zoomend", () => legend(held, root));
  map.on("moveend", () => { window.coverageMapView = { center: map.getCenter(), zoom: map.getZoom() }; });
}

// What circles and shades stand for; the shades follow the zoom, states first and then counties.
function legend(held, root) {
  const { map, data } = held;
  const kind = map.getZoom() < data.closer ? "states" : "counties";
  const values = Object.values(data[kind]);
  const box = root.querySelector(".legend");
  const swatches = document.createElement("span");
  swatches.className = "swatches";
  const end = (text) => { const e = document.createElement("span"); e.textContent = text; return e; };
  const boxes = classes(data.colours.shades, data.breaks[kind]).map((colour) => { const e = document.createElement("i"); e.style.background = colour; return e; });
  const none = document.createElement("i");
  none.style.background = data.colours.land;
  swatches.append(none, end(data.words.legend_none));
  const most = Math.max(...values, 0);
  if (most) swatches.append(end("1"), ...boxes);
  if (most > 1) swatches.append(end(most.toLocaleString(data.locale)));
  box.replaceChildren(end(data.words[`legend_${kind}`]), swatches);
}

// A new filter moves the map only where what it selects is out of sight.
function fit(held) {
  const { map, data } = held;
  if (!data.fit || held.fitted === data.fit_token) return;
  const first = held.fitted === undefined;
  held.fitted = data.fit_token;
  if (first && window.coverageMapView) return;
  const [[w, s], [e, n]] = data.fit;
  const view = map.getBounds();
  if (!first && view.contains([w, s]) && view.contains([e, n]) && !data.fit_close) return;
  map.fitBounds(data.fit, { padding: 48, maxZoom: 8, duration: first ? 0 : 600 });
}

async function start(root, held) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = absolute(STYLES);
  const styled = new Promise((resolve) => { link.onload = link.onerror = resolve; });
  root.prepend(link);
  const [maplibregl] = await Promise.all([library(), styled]);
  const { data } = held;
  const touch = window.matchMedia("(pointer: coarse)").matches;
  const view = window.coverageMapView;
  const map = new maplibregl.Map({
    container: root.querySelector(".map"),
    style: style(data),
    ...(view ? view : { bounds: HOME, fitBoundsOptions: { padding: ROOM } }),
    minZoom: 1.5, maxZoom: 12, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    cooperativeGestures: touch, attributionControl: false, boxZoom: false, renderWorldCopies: false,
    locale: data.words.controls,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(control(data.words.home, HOUSE, () => map.fitBounds(HOME, { padding: ROOM })), "top-left");
  held.boxControl = control(data.words.box, SQUARE, () => held.mode(!held.boxing));
  map.addControl(held.boxControl, "top-left");
  map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: data.words.credit }), "bottom-right");
  map.getCanvas().setAttribute("aria-label", data.alt);
  map.getCanvas().setAttribute("role", "application");
  held.map = map;
  boxSelect(held, root);
  listen(held, root);
  await new Promise((resolve) => map.once("load", resolve));
  held.ready = true;
  apply(held, root);
  held.resize = new ResizeObserver(() => map.resize());
  held.resize.observe(root.querySelector(".map"));
}

function apply(held, root) {
  const { map, data } = held;
  if (!held.ready) return;
  root.querySelector(".wrap").classList.toggle("dark", data.dark);
  if (held.theme !== data.theme) {
    if (held.theme !== undefined) {
      map.setStyle(style(data), { diff: false });
      map.once("styledata", () => setShades(map, data));
    }
    held.theme = data.theme;
  }
  if (held.token !== data.token) {
    held.token = data.token;
    map.getSource("places").setData(features(data.places));
    map.setPaintProperty("places", "circle-radius", radius(data.most));
    map.setLayoutProperty("names", "text-radial-offset", ["+", 0.5, ["/", circle(data.most), 11]]);
    root.querySelector(".tip").hidden = true;
  }
  map.setLayerZoomRange("states", 0, data.closer);
  map.setLayerZoomRange("counties", data.closer, 24);
  map.setLayerZoomRange("county-lines", data.closer, 24);
  setShades(map, data);
  legend(held, root);
  fit(held);
  root.querySelector(".map").dataset.drawn = String(data.places.id.length); // for tests and screen readers' tools
  map.once("idle", () => { root.querySelector(".map").dataset.idle = data.token; });
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component;
  if (!root.held) root.held = {};
  const held = root.held;
  held.data = data;
  held.send = setTriggerValue;
  if (!held.started) {
    held.started = true;
    window.coverageMap = held; // one map a page; browser tests ask it where a place lies
    start(root, held).catch(() => {
      held.started = false;
      root.querySelector(".failed").hidden = false;
      root.querySelector(".failed").textContent = data.words.failed;
    });
  }
  apply(held, root);
  return () => {
    if (held.resize) held.resize.disconnect();
    if (held.map) held.map.remove();
    root.held = undefined;
  };
}
