"use strict";
(() => {
  const form = document.getElementById("choices");
  const results = document.getElementById("results");
  const status = document.getElementById("status");
  const notice = document.getElementById("notice");
  let running = null;
  let waiting = 0;

  const query = () => new URLSearchParams(new FormData(form)).toString();
  const label = () => {
    for (const output of form.querySelectorAll("output")) {
      const input = document.getElementById(output.htmlFor.value);
      output.value = `${input.value} ${input.dataset.unit}`;
    }
    document.getElementById("yaml").href = `/my-room.yaml?${query()}`;
  };

  const opened = () => [...results.querySelectorAll("details[open] > summary")].map((part) => part.textContent);

  async function show(isNew) {
    const asked = query();
    if (running) running.abort();
    running = new AbortController();
    const began = performance.now();
    results.classList.add("old");
    status.classList.remove("wrong");
    status.textContent = "Working it out …";
    try {
      const response = await fetch(`/results?${asked}`, { signal: running.signal });
      const text = await response.text();
      if (!response.ok) {
        status.classList.add("wrong");
        status.textContent = text;
        return;
      }
      const before = opened();
      results.innerHTML = text;
      for (const part of results.querySelectorAll("details")) {
        part.open = part.open || before.includes(part.querySelector("summary").textContent);
      }
      if (isNew) {
        history.pushState(null, "", `/?${asked}`);
        notice.hidden = true;
      }
      results.classList.remove("old");
      status.textContent = `A year of minutes in ${Math.max((performance.now() - began) / 1000, 0.1).toFixed(1)} s`;
      window.hpsim.draw();
      results.dataset.shown = asked;
    } catch (error) {
      if (error.name !== "AbortError") {
        status.classList.add("wrong");
        status.textContent = "The program does not run any more: start hpsim serve again.";
      }
    }
  }

  form.addEventListener("input", label);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      show(true);
    }, 150);
  });
  window.addEventListener("popstate", () => window.location.reload());
  document.getElementById("units").addEventListener("click", () => {
    window.location.assign(`/?${query()}&to=${form.elements.units.value === "us" ? "si" : "us"}`);
  });
  const theme = document.getElementById("theme");
  theme.addEventListener("click", () => sessionStorage.setItem("theme", document.documentElement.dataset.theme));
  const kept = sessionStorage.getItem("theme");
  if (kept && kept !== document.documentElement.dataset.theme) theme.click();
  label();
  show(false);
})();
