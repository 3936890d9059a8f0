"use strict";
(() => {
  const root = document.documentElement;
  const charts = () => JSON.parse(document.getElementById("charts")?.textContent || "[]");
  const narrow = () => window.innerWidth < 640;
  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim() || name;
  const faded = (value, alpha) => {
    const digits = value.match(/^#(..)(..)(..)$/);
    return digits ? `rgba(${digits.slice(1).map((d) => parseInt(d, 16)).join(",")},${alpha})` : value;
  };
  const shown = (values, unit) =>
    Array.isArray(values) && unit ? values.map((v) => (v === null ? null : v * unit[1] + unit[2])) : values;

  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;"); // no markup of plotly's
  const short = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const wrapped = (text, width) => {
    const lines = [""];
    for (const word of short(text).split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length > width && lines.at(-1)) lines.push(word); else lines[lines.length - 1] = longer;
    }
    return lines.map(plain).join("<br>");
  };
  const nameAt = (name) => wrapped(name, narrow() ? 17 : 40);
  const heightOf = (chart) => {
    const names = chart.y.names.map((name) => nameAt(name).split("<br>").length);
    const wider = names.length * 14 * (Math.max(1, ...names) - 1);
    return chart.height + wider + (narrow() && chart.legend ? 19 * chart.traces.length : 0);
  };

  function traceOf(trace, chart, units) {
    const made = { ...trace.plotly };
    const hue = colour(trace.colour);
    made.name = plain(short(trace.name));
    made.x = shown(trace.x, chart.x.units && chart.x.units[units]);
    made.y = shown(trace.y, chart.y.units && chart.y.units[units]);
    for (const key of ["x", "y"]) if (made[key] === undefined || made[key] === null) delete made[key];
    if (made.type === "bar") made.marker = { ...made.marker, color: hue, line: { color: colour("paper"), width: 0.5 } };
    else if (made.type === "heatmap") {
      made.z = trace.z;
      made.colorscale = [[0, colour("soft")], [1, hue]];
    } else {
      made.line = { ...made.line, color: hue };
      made.marker = { ...made.marker, color: hue };
      if (made.fill) made.fillcolor = faded(hue, trace.fill_opacity);
    }
    return made;
  }

  function layoutOf(chart, units, width) {
    const axis = (part) => {
      const made = {
        ...part.plotly, gridcolor: colour("line"), linecolor: colour("line"), zerolinecolor: colour("line"),
        tickfont: { color: colour("quiet"), size: 12 }, automargin: true, fixedrange: false, separatethousands: true,
        title: { text: part.title[units], font: { size: 12, color: colour("quiet") }, standoff: 8 },
      };
      if (narrow() && part.plotly.tickangle === 0) made.tickfont.size = 10;
      if (part.names.length) {
        made.ticktext = part.names.map((name, k) => {
          const shown = nameAt(name);
          return part.headings.includes(k) ? `<b>${shown}</b>` : shown;
        });
      }
      if (part.range && part.units) made.range = part.range.map((v) => v * part.units[units][1] + part.units[units][2]);
      return made;
    };
    const legend = chart.legend
      ? { orientation: "h", yref: "container", y: 0.012, yanchor: "bottom", x: 0, traceorder: "normal", font: { color: colour("ink"), size: 12 } } : undefined;
    const rows = {};
    for (let row = 2; row <= chart.rows; row += 1) rows[`yaxis${row}`] = axis(chart.y);
    const height = chart.rows > 1 ? 1 / (1.18 * chart.rows - 0.18) : 1;
    for (let row = 1; row <= chart.rows && chart.rows > 1; row += 1) {
      const top = 1 - (row - 1) * 1.18 * height;
      (row === 1 ? (rows.yaxis = axis(chart.y)) : rows[`yaxis${row}`]).domain = [Math.max(top - height, 0), top];
    }
    return {
      ...chart.layout, width, height: heightOf(chart), xaxis: { ...axis(chart.x), anchor: chart.rows > 1 ? `y${chart.rows}` : "y" }, yaxis: axis(chart.y), ...rows, legend,
      showlegend: Boolean(chart.legend), paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "system-ui, sans-serif", color: colour("ink") }, margin: { l: 56, r: 14, t: 12, b: 44 },
      hoverlabel: { bgcolor: colour("paper"), font: { color: colour("ink") } },
      hovermode: chart.hover || "closest",
    };
  }

  function draw(width) {
    const units = root.dataset.units;
    const listed = charts();
    for (const chart of listed) {
      const place = document.getElementById(chart.id);
      const wide = width || place.clientWidth || 600;
      Plotly.react(place, chart.traces.map((t) => traceOf(t, chart, units)), layoutOf(chart, units, wide), {
        displayModeBar: false, scrollZoom: false, doubleClick: "reset",
      });
    }
    root.dataset.drawn = String(listed.length);
  }

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const setTheme = (theme) => { root.dataset.theme = theme; };
  setTheme(dark.matches ? "dark" : "light");
  document.getElementById("units").addEventListener("click", () => {
    root.dataset.units = root.dataset.units === "us" ? "si" : "us";
    draw();
  });
  document.getElementById("theme").addEventListener("click", () => {
    setTheme(root.dataset.theme === "dark" ? "light" : "dark");
    draw();
  });
  dark.addEventListener("change", (event) => { setTheme(event.matches ? "dark" : "light"); draw(); });
  let resizing = 0;
  window.addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => draw(), 120); });
  let before = "light";
  window.addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    setTheme("light");
    for (const part of document.querySelectorAll("details")) part.open = true;
    draw(680);
  });
  window.addEventListener("afterprint", () => { setTheme(before); draw(); });
  Plotly.setPlotConfig({ logging: 0 }); // its advice on margins is not for readers
  draw();
  window.hpsim = { draw };
})();
