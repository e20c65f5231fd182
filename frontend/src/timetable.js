// A draft is dragged along the timetable: left and right by whole days. Without JavaScript its dates are typed on its page.
const DAY = 86400000;
const iso = (time) => new Date(time).toISOString().slice(0, 10);

export function draggable(document) {
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest?.("tr[data-shift]");
    const days = event.target.closest?.(".tt-days");
    if (!row || !days || event.button !== 0) return;
    const table = row.closest("[data-timetable]");
    const span = (Date.parse(table.dataset.end) - Date.parse(table.dataset.timetable)) / DAY;
    const drawing = days.querySelector(".tt-svg");
    const shapes = Array.from(drawing.children).filter((shape) => shape.tagName !== "use");
    const begin = event.clientX;
    let moved = 0;
    event.preventDefault();
    days.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");
    const drag = (now) => {
      moved = Math.round(((now.clientX - begin) / drawing.clientWidth) * span);
      for (const shape of shapes) shape.setAttribute("transform", `translate(${(moved / span) * drawing.clientWidth})`);
    };
    const drop = () => {
      days.removeEventListener("pointermove", drag);
      row.classList.remove("is-dragged");
      if (!moved) return;
      const form = document.getElementById("tt-shift");
      form.action = row.dataset.shift;
      form.elements.version.value = row.dataset.version;
      for (const [name, day] of [["starts_on", row.dataset.starts], ["due_on", row.dataset.due]]) {
        form.elements[name].value = day ? iso(Date.parse(day) + moved * DAY) : "";
      }
      form.submit();
    };
    days.addEventListener("pointermove", drag);
    days.addEventListener("pointerup", drop, { once: true });
    days.addEventListener("pointercancel", () => { moved = 0; drag({ clientX: begin }); drop(); }, { once: true });
  });
}
