"use strict";
(() => {
  const form = document.getElementById("choices");
  const results = document.getElementById("results");
  const status = document.getElementById("status");
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

  async function show() {
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
      results.innerHTML = text;
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
      history.pushState(null, "", `/?${query()}`);
      show();
    }, 150);
  });
  window.addEventListener("popstate", () => window.location.reload());
  document.getElementById("units").addEventListener("click", () => {
    window.location.assign(`/?${query()}&to=${form.elements.units.value === "us" ? "si" : "us"}`);
  });
  label();
  show();
})();
