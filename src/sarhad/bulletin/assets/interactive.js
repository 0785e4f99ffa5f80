"use strict";
// Draws the specification in the page. Expressions are interpreted, not compiled, so that the page's policy needs no eval.
(function () {
  var spec = JSON.parse(document.getElementById("spec").textContent);
  var place = document.getElementById("chart");
  place.textContent = "";
  window.vegaEmbed(place, spec, { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true } });
})();
