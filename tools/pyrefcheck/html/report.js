// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything can be read without this. It filters, jumps and draws the paths.
"use strict";
(function () {
  const findings = Array.from(document.querySelectorAll("article"));
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const ranks = Array.from(document.querySelectorAll("input[data-rank]"));

  function draw(source) {
    const old = source.querySelector("svg.path");
    if (old) old.remove();
    const marks = Array.from(source.querySelectorAll(".mark"));
    if (marks.length < 2) return;
    marks.sort((a, b) => a.dataset.step - b.dataset.step);
    const box = source.getBoundingClientRect();
    const points = marks.map((mark) => {
      const r = mark.getBoundingClientRect();
      return {
        x: r.left - box.left + source.scrollLeft,
        y: r.top - box.top + r.height / 2,
      };
    });
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "path");
    svg.setAttribute("aria-hidden", "true");
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1], b = points[i];
      const bend = Math.min(26, 8 + Math.abs(b.y - a.y) / 12);
      const line = document.createElementNS(svg.namespaceURI, "path");
      line.setAttribute("d",
        `M${a.x},${a.y} C${a.x - bend},${a.y} ${b.x - bend},${b.y} ${b.x},${b.y}`);
      svg.append(line);
    }
    source.append(svg);
  }

  function visible() { return findings.filter((f) => !f.hidden); }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(ranks.filter((r) => r.checked).map((r) => r.dataset.rank));
    for (const f of findings) {
      const text = f.dataset.text;
      f.hidden = !on.has(f.dataset.rank) || !words.every((w) => text.includes(w));
    }
    shown.textContent = visible().length + " of " + findings.length + " shown";
  }

  // Where one was before the filter had the keys.
  let last = null;

  function go(list, direction, current) {
    if (!list.length) return;
    let at = list.indexOf(current) + direction;
    if (current === null || list.indexOf(current) < 0)
      at = direction > 0 ? 0 : list.length - 1;
    const next = list[Math.max(0, Math.min(list.length - 1, at))];
    next.focus();
    last = next.closest("article");
    next.scrollIntoView({ block: next.tagName === "ARTICLE" ? "start" : "center" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const active = document.activeElement;
    if (active === search) {
      if (event.key === "Escape") search.blur();
      if (event.key === "Enter") go(visible(), 1, null);
      return;
    }
    const article = (active && active.closest("article")) || last;
    if (event.key === "j") go(visible(), 1, article);
    else if (event.key === "k") go(visible(), -1, article);
    else if ((event.key === "n" || event.key === "p") && article) {
      const marks = Array.from(article.querySelectorAll(".mark"));
      marks.sort((a, b) => a.dataset.step - b.dataset.step);
      go(marks, event.key === "n" ? 1 : -1, active);
    } else if (event.key === "/") {
      search.focus();
    } else return;
    event.preventDefault();
  });

  search.addEventListener("input", filter);
  ranks.forEach((r) => r.addEventListener("change", filter));
  document.querySelectorAll("[data-filter]").forEach((link) =>
    link.addEventListener("click", () => {
      search.value = link.dataset.filter;
      filter();
    }));
  document.querySelector(".filter").hidden = !findings.length;
  filter();

  // Drawn when seen: there may be thousands.
  const observer = new IntersectionObserver((entries) => {
    for (const e of entries) if (e.isIntersecting) draw(e.target);
  });
  document.querySelectorAll(".source").forEach((s) => observer.observe(s));
  window.addEventListener("beforeprint", () =>
    document.querySelectorAll(".source").forEach(draw));
  window.addEventListener("resize", () =>
    document.querySelectorAll(".source").forEach((s) => {
      if (s.querySelector("svg.path")) draw(s);
    }));
})();
