"use strict";

// The four plots. Chart.js draws; the values come as totals and levels, one per slot.
const plots = (() => {
  const charts = new Map();
  const DEFINITIONS = [
    { id: "plot-bytes", key: "bytes_copied", colour: "--plot-1", rate: true, least: 1000, unit: v => amounts.bytes(v) + "/s" },
    { id: "plot-files", key: "files_copied", colour: "--plot-2", rate: true, least: 1, unit: v => amounts.number(v) + "/s" },
    { id: "plot-lag-time", key: "lag_time", colour: "--plot-3", rate: false, least: 1000, unit: v => amounts.duration(v) },
    { id: "plot-lag-files", key: "lag_files", colour: "--plot-4", rate: false, least: 4, unit: v => amounts.number(v) },
  ];
  // A bound for the loop that makes ticks: an axis that is far too wide must not hang the page.
  const MAX_TICKS = 50;
  let span = "hour";

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function points(definition, series) {
    const values = series.values[definition.key] || [];
    const first = series["last-ms"] - (values.length - 1) * series["step-ms"];
    const out = [];
    for (let i = 1; i < values.length; i++) {
      // Negative: not known yet at that time.
      if (values[i] < 0 || (definition.rate && values[i - 1] < 0)) continue;
      const grown = values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
      out.push({ x: first + i * series["step-ms"], y: definition.rate ? grown * 1000 / series["step-ms"] : values[i] });
    }
    return out;
  }

  function options(definition, series) {
    const slots = (series.values[definition.key] || []).length;
    const text = colour("--soft");
    return {
      animation: false, parsing: false, normalized: true, maintainAspectRatio: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: items => amounts.clock(items[0].parsed.x),
            label: item => definition.unit(item.parsed.y),
          },
        },
      },
      scales: {
        x: {
          type: "linear", grid: { display: false },
          min: series["last-ms"] - (slots - 1) * series["step-ms"], max: series["last-ms"],
          ticks: { color: text, maxTicksLimit: 7, maxRotation: 0, autoSkip: true, callback: v => amounts.clock(v, true) },
          afterBuildTicks: axis => { axis.ticks = timeTicks(axis.min, axis.max); },
        },
        y: {
          beginAtZero: true, suggestedMax: definition.least, grid: { color: colour("--grid") }, border: { display: false },
          ticks: { color: text, maxTicksLimit: 5, callback: v => definition.unit(v) },
        },
      },
    };
  }

  function timeTicks(min, max) {
    const step = span === "hour" ? 600000 : 4 * 3600000;
    const offset = new Date().getTimezoneOffset() * 60000;
    const ticks = [];
    for (let t = Math.ceil((min - offset) / step) * step + offset; t <= max && ticks.length < MAX_TICKS; t += step) {
      ticks.push({ value: t });
    }
    return ticks;
  }

  function draw(definition, series) {
    const data = points(definition, series);
    let chart = charts.get(definition.id);
    if (!chart) {
      chart = new Chart(document.getElementById(definition.id), {
        type: "line", data: { datasets: [{ borderWidth: 1.5, pointRadius: 0, fill: true, stepped: !definition.rate }] },
        options: options(definition, series),
      });
      charts.set(definition.id, chart);
    }
    const line = colour(definition.colour);
    Object.assign(chart.data.datasets[0], { data, borderColor: line, backgroundColor: line + "22" });
    chart.options = options(definition, series);
    chart.update("none");
  }

  async function refresh() {
    const answer = await fetch("/api/history?span=" + span);
    if (answer.ok) {
      const series = await answer.json();
      DEFINITIONS.forEach(definition => draw(definition, series));
      document.documentElement.dataset.plotted = series["last-ms"];
    }
  }

  function choose(chosen) {
    span = chosen;
    document.querySelectorAll("[data-span]").forEach(button =>
      button.setAttribute("aria-pressed", String(button.dataset.span === chosen)));
    return refresh();
  }

  return { refresh: () => refresh().catch(() => {}), choose: chosen => choose(chosen).catch(() => {}) };
})();
