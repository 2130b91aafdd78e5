(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);
  root.classList.add("scripted");

  // Dark or light: the system's choice until somebody chooses; remembered where the browser allows it.
  const remembered = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("preparity-theme", value);
      return localStorage.getItem("preparity-theme");
    } catch { return null; }
  };
  if (remembered()) root.dataset.theme = remembered();
  one("#theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remembered(root.dataset.theme);
  });

  // The filter.
  const cases = all(".case");
  const search = one("#search"), cause = one("#cause"), tiles = all(".tile");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const pressed = new Set(tiles.filter((t) => t.getAttribute("aria-pressed") === "true").map((t) => t.dataset.status));
    let shown = 0;
    for (const item of cases) {
      const fits = pressed.has(item.dataset.status)
        && (!cause.value || item.dataset.causes.split(" ").includes(cause.value))
        && words.every((word) => item.dataset.text.includes(word));
      item.hidden = !fits;
      shown += fits;
    }
    const noun = cases.length === 1 ? "case" : "cases";
    one("#count").textContent = shown === cases.length ? `${shown} ${noun}` : `${shown} of ${cases.length} ${noun}`;
    one("#none").hidden = shown > 0;
  };
  const reset = () => {
    search.value = cause.value = "";
    tiles.forEach((t) => t.setAttribute("aria-pressed", "true"));
    filter();
  };
  one("#filter").addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", filter);
  cause.addEventListener("change", filter);
  for (const tile of tiles) {
    tile.addEventListener("click", () => {
      tile.setAttribute("aria-pressed", tile.getAttribute("aria-pressed") === "true" ? "false" : "true");
      filter();
    });
  }

  // Deep links open what they lead to, whatever the filter says.
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const item = target && target.closest(".case");
    if (!item) return;
    if (item.hidden) reset();
    item.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);

  // Keys.
  let current = -1;
  const go = (step) => {
    let next = current;
    do next += step; while (cases[next] && cases[next].hidden);
    if (!cases[next]) return;
    if (cases[current]) cases[current].classList.remove("current");
    current = next;
    cases[next].classList.add("current");
    one("summary", cases[next]).focus();
    cases[next].scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "range";
    if (event.key === "Escape" && event.target === search) { search.value = ""; filter(); search.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "o" && cases[current]) cases[current].open = !cases[current].open;
  });

  // Black, blue, red, yellow, white.
  const stops = [[0, 0, 0], [40, 30, 140], [200, 40, 70], [250, 190, 40], [255, 255, 255]];
  const heat = Array.from({ length: 256 }, (_, level) => {
    const at = (level / 255) * (stops.length - 1), low = Math.min(Math.floor(at), stops.length - 2), part = at - low;
    return stops[low].map((value, i) => Math.round(value + (stops[low + 1][i] - value) * part));
  });
  const drawMap = (figure) => {
    const image = one("img", figure);
    const width = image.naturalWidth, height = image.naturalHeight;
    if (!width) return;
    let canvas = one("canvas", figure);
    if (!canvas) {
      canvas = document.createElement("canvas");
      canvas.width = width; canvas.height = height;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", image.alt);
      image.after(canvas);
      image.hidden = true;
    }
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, width, height);
    const gain = 2 ** Number(one(".gain", figure).value), coloured = one(".heat", figure).checked;
    for (let i = 0; i < pixels.data.length; i += 4) {
      const level = Math.min(255, Math.round(pixels.data[i] * gain));
      const color = coloured ? heat[level] : [level, level, level];
      pixels.data[i] = color[0]; pixels.data[i + 1] = color[1]; pixels.data[i + 2] = color[2];
    }
    context.putImageData(pixels, 0, 0);
    one(".gain-value", figure).textContent = `×${gain < 10 ? Math.round(gain * 10) / 10 : Math.round(gain)}`;
  };
  const wire = (block) => {
    if (block.dataset.wired) return;
    block.dataset.wired = "yes";
    const map = one(".map", block);
    if (map) {
      all("input", map).forEach((input) => input.addEventListener("input", () => drawMap(map)));
      const image = one("img", map);
      if (image.complete) drawMap(map); else image.addEventListener("load", () => drawMap(map));
    }
    const compare = one(".compare", block);
    if (compare) {
      const stack = one(".stack", compare), wipe = one(".wipe", compare), blink = one(".blink", compare);
      const [under, over] = ["b", "a"].map((key) => {
        const copy = one(`img[data-key=${key}]`, block).cloneNode();
        stack.append(copy);
        return copy;
      });
      under.alt = "";
      const set = () => { over.style.clipPath = `inset(0 ${100 - wipe.value}% 0 0)`; };
      wipe.addEventListener("input", set);
      set();
      let timer = 0;
      blink.addEventListener("click", () => {
        const on = !timer;
        blink.setAttribute("aria-pressed", String(on));
        wipe.disabled = on;
        clearInterval(timer);
        timer = 0;
        over.style.visibility = "visible";
        if (!on) return set();
        over.style.clipPath = "none";
        // Slower than what may hurt anybody: one change every 600 ms.
        timer = setInterval(() => { over.style.visibility = over.style.visibility === "hidden" ? "visible" : "hidden"; }, 600);
      });
    }
  };
  const open = (item) => { if (item.open) all(".pictures", item).forEach(wire); };
  cases.forEach((item) => { item.addEventListener("toggle", () => open(item)); open(item); });
  addEventListener("beforeprint", () => cases.forEach((item) => { if (item.dataset.status !== "passed") item.open = true; }));

  filter();
  follow();
})();
