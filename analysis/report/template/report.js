// Adds a box above each long table that hides the rows which do not hold what is typed.
document.querySelectorAll("table.search").forEach(function (table) {
  var label = document.createElement("label");
  var box = document.createElement("input");
  var count = document.createElement("span");
  var rows = Array.prototype.slice.call(table.tBodies[0].rows);
  label.className = "filter";
  label.textContent = document.body.dataset.filter + " ";
  box.type = "search";
  count.setAttribute("role", "status");
  label.append(box);
  label.append(" ", count);
  (table.closest(".scroll") || table).before(label);
  function narrow() {
    var wanted = box.value.toLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      shown += !row.hidden;
    });
    count.textContent = shown + " / " + rows.length;
  }
  box.addEventListener("input", narrow);
  narrow();
});
