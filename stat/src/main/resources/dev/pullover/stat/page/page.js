"use strict";

// How amounts are written, as the command line does.
const amounts = {
  number: v => v >= 100 || Number.isInteger(v) ? Math.round(v).toLocaleString("en-US") : v.toPrecision(2),
  bytes(v) {
    const units = ["B", "KB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    while (v >= 1000 && unit < units.length - 1) { v /= 1000; unit++; }
    return (unit === 0 ? Math.round(v) : v.toFixed(1)) + " " + units[unit];
  },
  duration(ms) {
    if (ms < 1000) return Math.round(ms) + " ms";
    const s = ms / 1000;
    if (s < 60) return (s < 10 && s % 1 ? s.toFixed(1) : Math.floor(s)) + " s";
    if (s < 3600) return Math.floor(s / 60) + " min " + Math.floor(s % 60) + " s";
    if (s < 86400) return Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min";
    return Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) + " h";
  },
  clock(ms, short) {
    const time = new Date(ms);
    return time.toLocaleTimeString("en-GB", short ? { hour: "2-digit", minute: "2-digit" } : {});
  },
  moment(ms) {
    const time = new Date(ms);
    const today = new Date().toDateString() === time.toDateString();
    return (today ? "" : time.toLocaleDateString("en-GB", { day: "numeric", month: "short" }) + " ") + amounts.clock(ms);
  },
};

(() => {
  const $ = id => document.getElementById(id);
  const parts = {};
  let clockOffset = 0;
  let received = null;
  let token = sessionStorage.getItem("token") || "";
  const cpu = new Map();
  const now = () => Date.now() + clockOffset;
  const ago = ms => ms ? amounts.duration(Math.max(0, now() - ms)) : "never";

  // ---- small helpers: everything from outside goes in as text, never as markup

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") made.className = value;
      else if (name === "on") made.addEventListener("click", value);
      else if (value !== undefined && value !== false) made.setAttribute(name, value);
    }
    made.append(...children.filter(child => child !== null && child !== undefined).map(child =>
      child instanceof Node ? child : document.createTextNode(child)));
    return made;
  }
  const text = (id, value) => { if ($(id).textContent !== value) $(id).textContent = value; };

  /** Replaces what is in a place, and keeps the focus on what has the same key. */
  function fill(id, children) {
    const key = document.activeElement && document.activeElement.dataset.key;
    $(id).replaceChildren(...children);
    if (key) {
      const same = [...$(id).querySelectorAll("[data-key]")].find(one => one.dataset.key === key);
      if (same) same.focus({ preventScroll: true });
    }
  }
  const count = (n, noun) => amounts.number(n) + " " + noun + (n === 1 ? "" : "s");

  // ---- the parts of the page

  const show = {
    overview(o) {
      const level = o.level.toLowerCase();
      $("state").className = "state " + level;
      document.documentElement.dataset.active = o["active-server"];
      const current = o["lag-files"] === 0 ? "The replica is current" : "The replica is catching up";
      text("headline", level === "alarm" ? "Someone must act" : level === "warn" ? current + ", but" : current);
      fill("notices", o.notices.map(notice => element("li", { class: notice.level.toLowerCase() }, notice.text)));
      text("active", o["active-server"] || "none");
      text("why", o.why + (o["forced-server"] ? "; an operator switched to " + o["forced-server"]
        + (o["forced-until-ms"] ? " until " + amounts.moment(o["forced-until-ms"]) : "") : ""));
      text("lag", o["lag-files"] === 0 ? "nothing" : count(o["lag-files"], "file"));
      text("lag-more", o["lag-files"] === 0 ? "all that is published is here"
        : amounts.bytes(o["lag-bytes"]) + ", oldest " + amounts.duration(o["lag-ms"])
          + (o.parked ? ", " + amounts.number(o.parked) + " of them parked" : ""));
      text("rpo", o.rpo.count ? amounts.duration(o.rpo["p50-ms"]) : "–");
      text("rpo-more", o.rpo.count ? "p50; p95 " + amounts.duration(o.rpo["p95-ms"]) + ", p99 "
        + amounts.duration(o.rpo["p99-ms"]) + " (" + count(o.rpo.count, "file") + ", last hour)" : "no file in the last hour");
      const failover = o["last-failover"];
      text("rto", failover ? amounts.duration(failover["outage-ms"]) : "none yet");
      text("rto-more", failover ? failover.from + " to " + failover.to + ", " + amounts.moment(failover["time-ms"]) : "");
      text("files", count(o["replica-files"], "file"));
      text("bytes", amounts.bytes(o["replica-bytes"]) + (o["copied-twice"] ? "; received twice: " + o["copied-twice"] : ""));
      text("asof", o["data-ms"] ? "numbers of " + amounts.moment(o["data-ms"]) : "no module has reported yet");
    },

    servers(rows) {
      fill("server-rows", rows.map(serverRow));
      const files = rows.reduce((sum, row) => sum + row.files, 0);
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
      rate(files, bytes);
      document.documentElement.dataset.files = files;
    },

    modules(rows) {
      fill("module-rows", rows.map(row => element("tr", {},
        element("th", { scope: "row" }, row.name),
        element("td", { class: "text" }, element("span", { class: row.running ? "running" : "stopped" },
          row.running ? "running" : "stopped")),
        element("td", {}, row.running ? String(row.pid) : "–"),
        element("td", {}, row.since ? ago(Date.parse(row.since)) : "–"),
        element("td", {}, cpuShare(row)),
        element("td", {}, row.memory ? amounts.bytes(row.memory) : "–"),
        number(row.waiting), number(row.dropped, "bad"), number(row.warnings), number(row.errors, "bad"),
        element("td", {}, row["report-ms"] ? ago(row["report-ms"]) + " ago" : "–"))));
    },

    flight(f) {
      const flying = f.now;
      const files = flying ? flying["in-flight"] : [];
      text("flight-summary", flying
        ? count(flying["left-files"], "file") + ", " + amounts.bytes(flying["left-bytes"]) + " to go at "
          + amounts.bytes(flying["bytes-per-second"]) + "/s"
          + (flying["remaining-ms"] >= 0 ? ", about " + amounts.duration(flying["remaining-ms"]) : "")
        : "Nothing is being received.");
      fill("flight", files.slice(0, 12).map(file => element("li", {},
        element("div", { class: "name mono" }, file.path),
        element("progress", { max: Math.max(1, file.size), value: file.size ? file["done-bytes"] : 1, "aria-label": file.path }),
        element("div", { class: "small" }, amounts.bytes(file["done-bytes"]) + " of " + amounts.bytes(file.size)
          + " from " + file.server))));
    },

    parked(p) {
      text("parked-summary", p.count === 0 ? "None." : count(p.count, "file") + " put aside after failing, so that the rest goes on"
        + (p.count > p.files.length ? "; the first " + p.files.length + ":" : "."));
      $("parked-table").hidden = p.count === 0;
      fill("parked-rows", p.files.map(file => element("tr", {},
        element("td", { class: "text wrap mono" }, file.path),
        element("td", { class: "text" }, file.outcome),
        element("td", { class: "text wrap" }, file.reason),
        element("td", {}, String(file.tries)),
        element("td", {}, file["next-try-ms"] ? amounts.moment(file["next-try-ms"]) : "only when asked"))));
      locks();
    },

    timeline(changes) {
      fill("timeline", changes.length === 0 ? [element("li", {}, "Nothing has happened yet.")] : changes.map(change => {
        const failover = change.kind === "failover";
        const what = failover
          ? [element("span", { class: "badge failover" }, "FAILOVER"), " " + change.before + " → " + change.server + ", "
            + amounts.duration(Number(change.reason)) + " without a server"]
          : [change.server + " ", badge(change.before), " → ", badge(change.after), change.reason ? " " + change.reason : ""];
        return element("li", {},
          element("time", { datetime: new Date(change["time-ms"]).toISOString() }, amounts.moment(change["time-ms"])),
          element("div", { class: "what" }, ...what));
      }));
    },

    log(lines) {
      const box = $("log");
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      fill("log", lines.map(line => element("div", { class: line.level },
        element("span", { class: "soft" }, line.time.slice(11, 23)),
        element("span", {}, line.level),
        element("span", { class: "soft" }, line.module),
        element("span", { class: "text" }, line.text))));
      if (atEnd) box.scrollTop = box.scrollHeight;
    },
  };

  const badge = state => element("span", { class: "badge " + state.toLowerCase() }, state);
  const cell = (label, value, attributes = {}, ...more) =>
    element("td", { ...attributes, "data-label": label }, value, ...more);
  const number = (value, kind = "", label = "") =>
    cell(label, amounts.number(value), value > 0 ? { class: "nonzero " + kind } : {});

  function rowClass(row) {
    const state = row.state.toLowerCase();
    return state === "up" ? (row.active ? "up-active" : "up-backup") : state;
  }

  function serverRow(row) {
    const usable = ["UNKNOWN", "UP", "SLOW", "STALE"].includes(row.state);
    const down = row["downtime-ms"] + (usable ? 0 : Math.max(0, now() - row["since-ms"]));
    const layers = (row.layers || []).map(l => l.layer + (l.passed ? " ok" : " FAILED") + " " + l["duration-ms"] + " ms").join(", ");
    const name = element("th", { scope: "row" }, row.name, row.active ? element("span", { class: "tag" }, "active") : null);
    if (row.reason) name.append(element("div", { class: "reason" }, row.reason));
    if (token) name.append(orders(row));
    return element("tr", { class: rowClass(row), "data-server": row.name, "data-state": row.state }, name,
      cell("Status", ago(row["since-ms"]) + " ", { class: "text" }, element("b", {}, row.state)),
      cell("Role", row.preferred ? "preferred" : "backup", { class: "text" }),
      cell("Last check", row.layer ? row.layer + " in " + row["check-ms"] + " ms" : "–", { class: "text", title: layers }),
      cell("Admin", row.admin, { class: "text" }),
      cell("Checks", amounts.number(row.checks)), number(row["check-failures"], "", "Failed"),
      number(row.downs, "", "Downs"), cell("Downtime", amounts.duration(down)),
      cell("Sequence", row.epoch ? amounts.number(row.sequence) : "no catalog", { title: row.epoch }),
      number(row.behind, "", "Behind"),
      cell("Files", amounts.number(row.files)), cell("Bytes", amounts.bytes(row.bytes)),
      number(row.faults, "", "Conn. errors"), number(row.retries, "", "Retries"),
      number(row["bad-hashes"], "bad", "Bad hashes"));
  }

  function rate(files, bytes) {
    const at = performance.now();
    if (received === null || files < received.files) received = { files, bytes, at, steps: [] };
    received.steps.push({ files, bytes, at });
    received.steps = received.steps.filter(step => at - step.at < 10000);
    const first = received.steps[0];
    const seconds = Math.max(1, (at - first.at) / 1000);
    const perSecond = (files - first.files) / seconds;
    text("rate", perSecond === 0 ? "nothing" : amounts.bytes((bytes - first.bytes) / seconds) + "/s");
    text("rate-more", perSecond === 0 ? "no file in the last 10 s" : amounts.number(perSecond) + " files/s over 10 s");
  }

  function cpuShare(row) {
    const before = cpu.get(row.name);
    if (!before || before.pid !== row.pid || row["report-ms"] < before.at) {
      cpu.set(row.name, { pid: row.pid, at: row["report-ms"], ms: row["cpu-ms"], share: null });
    } else if (row["report-ms"] > before.at) {
      const share = (row["cpu-ms"] - before.ms) / (row["report-ms"] - before.at) * 100;
      cpu.set(row.name, { pid: row.pid, at: row["report-ms"], ms: row["cpu-ms"], share });
    }
    const share = cpu.get(row.name).share;
    return share === null || !row.running ? "–" : share.toFixed(1) + " %";
  }

  // ---- what operators may do

  const ORDERS = {
    drain: ["Drain", "Nothing new is pulled from it; what is under way may end."],
    maint: ["Maint", "It is neither checked nor used until it is made ready."],
    ready: ["Ready", "It is checked and used again; an alarm is cleared, a switch to it ends."],
    switch: ["Switch", "It is used from now on, until it fails or another order ends it."],
  };

  const orders = row => element("div", { class: "orders" }, ...Object.entries(ORDERS).map(([verb, [label]]) =>
    element("button", {
      type: "button", class: "order", "data-key": verb + " " + row.name, "data-verb": verb, "data-target": row.name,
      on: () => ask(verb, row.name),
    }, label)));

  function ask(verb, server) {
    const [label, explanation] = server ? ORDERS[verb] : ["Try again", "All parked files become due now."];
    text("order-title", server ? label + " " + server + "?" : "Try all parked files again?");
    text("order-text", explanation);
    text("order-error", "");
    text("order-ok", label);
    $("order-ok").disabled = false;
    $("order-dialog").dataset.path = "/api/orders/" + verb + (server ? "/" + server : "");
    $("order-dialog").showModal();
    $("order-ok").focus();
  }

  const post = path => fetch(path, { method: "POST", headers: { "X-Pullover-Token": token } })
    .then(async answer => ({ ok: answer.ok, status: answer.status, message: (await answer.json()).message }))
    .catch(failure => ({ ok: false, status: 0, message: "not reached: " + failure.message }));

  $("order-dialog").querySelector("form").addEventListener("submit", async event => {
    event.preventDefault();
    $("order-ok").disabled = true;
    const answer = await post($("order-dialog").dataset.path);
    $("order-ok").disabled = false;
    if (answer.status === 403) forget();
    if (answer.ok) {
      $("order-dialog").close();
      toast(answer.message);
    } else {
      text("order-error", answer.message);
    }
  });
  $("order-cancel").addEventListener("click", () => $("order-dialog").close());
  $("retry-parked").addEventListener("click", () => ask("retry-parked", ""));

  function toast(message) {
    text("toast", message);
    $("toast").hidden = false;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => { $("toast").hidden = true; }, 6000);
  }

  function locks() {
    text("unlock", token ? "Lock" : "Unlock");
    $("retry-parked").hidden = !token || !parts.parked || parts.parked.count === 0;
  }

  function forget() {
    token = "";
    sessionStorage.removeItem("token");
    redraw();
  }

  $("unlock").addEventListener("click", () => {
    if (token) { forget(); return; }
    text("token-error", "");
    $("token").value = "";
    $("token-dialog").showModal();
    $("token").focus();
  });
  $("token-cancel").addEventListener("click", () => $("token-dialog").close());
  $("token-dialog").querySelector("form").addEventListener("submit", async event => {
    event.preventDefault();
    token = $("token").value.trim();
    const answer = await post("/api/unlock");
    if (answer.ok) {
      sessionStorage.setItem("token", token);
      $("token-dialog").close();
      redraw();
    } else {
      forget();
      text("token-error", answer.message);
    }
  });

  // ---- light and dark

  const THEMES = ["auto", "light", "dark"];
  function theme(chosen) {
    if (chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    localStorage.setItem("theme", chosen);
    text("theme", "Theme: " + chosen);
    plots.refresh();
  }
  $("theme").addEventListener("click", () => {
    const at = THEMES.indexOf(localStorage.getItem("theme") || "auto");
    theme(THEMES[(at + 1) % THEMES.length]);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.refresh());

  // ---- staying live

  function redraw() {
    for (const [name, data] of Object.entries(parts)) show[name](data);
    locks();
  }

  function link(state, words) {
    $("link").className = "link " + state;
    text("link", words);
  }

  const events = new EventSource("/api/events");
  events.addEventListener("open", () => link("live", "live"));
  events.addEventListener("error", () => link("lost", "connection lost, trying again"));
  events.addEventListener("hello", event => { clockOffset = JSON.parse(event.data)["now-ms"] - Date.now(); });
  for (const name of Object.keys(show)) {
    events.addEventListener(name, event => {
      parts[name] = JSON.parse(event.data);
      show[name](parts[name]);
    });
  }

  document.querySelectorAll("[data-span]").forEach(button =>
    button.addEventListener("click", () => plots.choose(button.dataset.span)));
  theme(localStorage.getItem("theme") || "auto");
  // Ages grow by themselves; plots have a new point every ten seconds.
  setInterval(() => { if (!document.hidden && parts.servers) { show.servers(parts.servers); } }, 1000);
  setInterval(() => { if (!document.hidden) plots.refresh(); }, 10000);
  locks();
})();
