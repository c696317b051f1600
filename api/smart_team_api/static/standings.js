"use strict";
// The trend as lines; the table below it says the same without JavaScript.
document.addEventListener("DOMContentLoaded", function () {
  const place = document.getElementById("trend");
  const source = document.getElementById("trend-data");
  if (!place || !source || typeof echarts === "undefined") {
    return;
  }
  const data = JSON.parse(source.textContent);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let chart = null;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function draw() {
    if (chart) {
      chart.dispose();
    }
    chart = echarts.init(place, null, { renderer: "canvas" });
    const ink = colour("--ink"), line = colour("--line"), quiet = colour("--quiet");
    chart.setOption({
      animation: !calm,
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      color: [1, 2, 3, 4, 5, 6].map(function (n) { return colour("--chart-" + n); }),
      legend: { top: 8, type: "scroll", textStyle: { color: ink } },
      grid: { left: 56, right: 24, top: 48, bottom: 64 },
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: colour("--paper"), borderColor: line, textStyle: { color: ink } },
      xAxis: { type: "category", data: data.labels, axisLabel: { color: quiet, interval: 0, width: Math.max(40, place.clientWidth / data.labels.length - 40), overflow: "truncate" }, axisLine: { lineStyle: { color: line } } },
      yAxis: { type: "value", scale: true, axisLabel: { color: quiet, formatter: "{value}%" }, splitLine: { lineStyle: { color: line } } },
      series: data.lines.map(function (each, n) {
        return { name: each.name, type: "line", data: each.values, symbolSize: 7, lineStyle: { width: n === 0 ? 3 : 1.5, type: n === 0 ? "solid" : ["dashed", "dotted"][n % 2] } };
      })
    });
    place.dataset.drawn = "yes";
  }

  draw();
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.addEventListener("resize", draw);
});
