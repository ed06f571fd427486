// The table of records: sort, filter, search, columns, pages, download.
//
// Our own rather than a grid library: a plain <table> in pages is what screen readers, printers,
// find-in-page and phones understand, ten thousand rows need no more than an array to filter, and
// every cell gets into the page as text, so that nothing in a cell can run.
"use strict";
(() => {
  const place = document.getElementById("explorer");
  const table = iraqdata.tables[place.dataset.table];
  const { columns, rows, ids, labels, names } = table;
  const contested = new Set(table.contested);
  const columnOf = new Map(columns.map((column, index) => [column.name, index]));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const counted = new Intl.NumberFormat("en");

  // LABEL stands for the first column, the name of the record.
  const LABEL = -1;
  const narrow = matchMedia("(max-width: 40rem)").matches;
  const shown = new Set(
    columns.flatMap((column, index) => (column.shown ? [index] : [])).slice(0, narrow ? 2 : undefined),
  );
  const filters = new Map();
  let search = "";
  let sorting = null;
  let page = 0;
  let found = rows.map((_, row) => row);

  const search_box = document.getElementById("search");
  const status = document.getElementById("count");
  const head = place.querySelector("thead");
  const body = place.querySelector("tbody");
  const size = document.getElementById("page-size");

  // --- text of cells -------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function cellText(row, index) {
    if (index === LABEL) return labels[row];
    const cell = rows[row][index];
    return names[cell] && columns[index].reference ? names[cell][1] : cell;
  }

  let haystacks = null;
  function haystack(row) {
    haystacks ??= rows.map((cells, at) =>
      fold([labels[at], ...cells, ...cells.map((cell) => names[cell]?.[1] ?? "")].join("\n")));
    return haystacks[row];
  }

  // --- filters -------------------------------------------------------------------------------

  // `=x` exactly x, `=` empty, `>x` and `<x` by size or date, otherwise: contains x.
  function test(index, wanted) {
    const [sign, rest] = /^[=<>]/.test(wanted) ? [wanted[0], wanted.slice(1).trim()] : ["", wanted];
    const raw = (row) => (index === LABEL ? labels[row] : rows[row][index]);
    if (sign === "=") {
      const isList = index !== LABEL && columns[index].list;
      return (row) => raw(row) === rest || (isList && raw(row).split("|").includes(rest));
    }
    if (sign) {
      if (!rest) return () => true;
      const side = sign === ">" ? 1 : -1;
      const limit = sortKey(index, rest);
      return (row) => raw(row) !== "" && Math.sign(compareKeys(sortKey(index, raw(row)), limit)) === side;
    }
    const part = fold(rest.trim());
    return (row) => fold(cellText(row, index)).includes(part)
      || (index !== LABEL && fold(raw(row)).includes(part));
  }

  function refresh() {
    const words = fold(search).split(/\s+/).filter(Boolean);
    const tests = [...filters].map(([index, wanted]) => test(index, wanted));
    found = [];
    for (let row = 0; row < rows.length; row++) {
      if (words.every((word) => haystack(row).includes(word)) && tests.every((holds) => holds(row))) {
        found.push(row);
      }
    }
    if (sorting) sortFound();
    page = 0;
    draw();
  }

  // --- sorting -------------------------------------------------------------------------------

  function sortKey(index, cell) {
    const column = columns[index];
    if (column && (column.type === "number" || column.type === "integer")) return Number(cell);
    if (column && column.date) {
      // EDTF: an interval by its start; years before year 1 count down.
      const [, sign, year, rest] = /^[./]*(-?)([0-9X]{4})?(.*)$/.exec(cell);
      return [Number(sign + (year ?? "9999").replaceAll("X", "0")), rest];
    }
    return cell;
  }

  function compareKeys(one, other) {
    if (typeof one === "number") return one - other;
    if (Array.isArray(one)) return one[0] - other[0] || collator.compare(one[1], other[1]);
    return collator.compare(one, other);
  }

  function sortFound() {
    const [index, direction] = sorting;
    const keys = new Map(found.map((row) => {
      const raw = index === LABEL ? labels[row] : rows[row][index];
      return [row, raw === "" ? null : sortKey(index, columns[index]?.reference ? cellText(row, index) : raw)];
    }));
    // What is missing stands last, whichever way the rest is sorted.
    found.sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === null || b === null) return (a === null) - (b === null);
      return direction * compareKeys(a, b);
    });
  }

  function sortBy(index) {
    const again = sorting && sorting[0] === index;
    if (again && sorting[1] === -1) {
      sorting = null;
      found.sort((one, other) => one - other);
    } else {
      sorting = [index, again ? -1 : 1];
      sortFound();
    }
    page = 0;
    drawHead();
    draw();
    head.querySelector(`button[data-column="${index}"]`).focus();
  }

  // --- drawing -------------------------------------------------------------------------------

  const element = iraqdata.element;
  const order = () => [LABEL, ...[...columns.keys()].filter((index) => shown.has(index))];

  function drawHead() {
    const titles = element("tr");
    const inputs = element("tr", { class: "filters" });
    for (const index of order()) {
      const title = index === LABEL ? "Record" : columns[index].title;
      const direction = sorting && sorting[0] === index ? sorting[1] : 0;
      const button = element("button", { type: "button", "data-column": index }, title);
      if (index !== LABEL) button.title = columns[index].description;
      const cell = element("th", { scope: "col" }, button);
      cell.setAttribute("aria-sort", { 1: "ascending", [-1]: "descending", 0: "none" }[direction]);
      if (isNumber(index)) cell.className = "number";
      button.addEventListener("click", () => sortBy(index));
      titles.append(cell);
      inputs.append(element("td", {}, filterFor(index, title)));
    }
    head.replaceChildren(titles, inputs);
  }

  function filterFor(index, title) {
    const codes = index !== LABEL && Object.keys(columns[index].codes).length > 0;
    const control = codes ? chooser(index) : element("input", { type: "text", placeholder: "filter" });
    control.setAttribute("aria-label", `Filter by ${title}`);
    control.value = filters.get(index) ?? "";
    control.addEventListener(codes ? "change" : "input", () => {
      if (control.value) filters.set(index, control.value);
      else filters.delete(index);
      refresh();
    });
    return control;
  }

  function chooser(index) {
    const tally = new Map();
    for (const cells of rows) tally.set(cells[index], (tally.get(cells[index]) ?? 0) + 1);
    const select = element("select", {}, element("option", { value: "" }, "all"));
    for (const code of [...Object.keys(columns[index].codes), ""]) {
      if (tally.has(code)) {
        const text = `${code || "(empty)"} (${counted.format(tally.get(code))})`;
        select.append(element("option", { value: `=${code}` }, text));
      }
    }
    return select;
  }

  const isNumber = (index) => index !== LABEL && ["number", "integer"].includes(columns[index].type);

  function draw() {
    const step = Number(size.value);
    const from = page * step;
    const visible = found.slice(from, from + step);
    body.replaceChildren(...visible.map(drawRow));
    const all = found.length === rows.length;
    const total = all ? `${counted.format(rows.length)} records`
      : `${counted.format(found.length)} of ${counted.format(rows.length)} records`;
    status.textContent = visible.length < found.length
      ? `${total}; ${counted.format(from + 1)} to ${counted.format(from + visible.length)} shown`
      : total;
    document.getElementById("previous").disabled = page === 0;
    document.getElementById("next").disabled = from + step >= found.length;
    document.getElementById("clear").disabled = !search && filters.size === 0;
    document.getElementById("nothing").hidden = found.length > 0;
  }

  function drawRow(row) {
    const link = element("a", { href: `#${encodeURIComponent(ids[row])}`, dir: "auto" }, labels[row]);
    const name = element("th", { scope: "row" }, link);
    if (contested.has(row)) name.append(" ", element("span", { class: "pill contested" }, "contested"));
    const line = element("tr", {}, name);
    for (const index of order().slice(1)) {
      const kind = isNumber(index) ? "number" : columns[index].date ? "date" : "";
      const cell = element("td", kind ? { class: kind } : {});
      iraqdata.fill(cell, columns[index], rows[row][index], names);
      line.append(cell);
    }
    return line;
  }

  // --- tools ---------------------------------------------------------------------------------

  search_box.addEventListener("input", () => { search = search_box.value; refresh(); });
  size.addEventListener("change", () => { page = 0; draw(); });
  for (const [id, step] of [["previous", -1], ["next", 1]]) {
    document.getElementById(id).addEventListener("click", () => {
      page += step;
      draw();
      place.querySelector(".scroll").scrollIntoView({ block: "start" });
    });
  }
  document.getElementById("clear").addEventListener("click", () => {
    filters.clear();
    search = search_box.value = "";
    drawHead();
    refresh();
    search_box.focus();
  });

  const chosen = document.getElementById("columns");
  for (const [index, column] of columns.entries()) {
    const box = element("input", { type: "checkbox" });
    box.checked = shown.has(index);
    box.addEventListener("change", () => {
      if (box.checked) shown.add(index);
      else shown.delete(index);
      drawHead();
      draw();
    });
    chosen.append(element("label", { title: column.description }, box, ` ${column.title}`));
  }

  // The rows found, in the order seen, with every column, as RFC 4180 writes them.
  document.getElementById("download").addEventListener("click", () => {
    const quote = (cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const lines = [columns.map((column) => column.name), ...found.map((row) => rows[row])]
      .map((cells) => `${cells.map(quote).join(",")}\n`);
    const url = URL.createObjectURL(new Blob(lines, { type: "text/csv" }));
    const link = element("a", { href: url, download: `${table.name}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });

  // `events.html?status==alleged` and `?search=word` open the table filtered.
  for (const [name, wanted] of new URLSearchParams(location.search)) {
    if (columnOf.has(name)) {
      filters.set(columnOf.get(name), wanted);
      shown.add(columnOf.get(name));
      chosen.children[columnOf.get(name)].firstElementChild.checked = true;
    } else if (name === "search") {
      search = search_box.value = wanted;
    }
  }
  for (const button of document.querySelectorAll("button[data-filter]")) {
    button.addEventListener("click", () => {
      filters.clear();
      for (const [name, wanted] of new URLSearchParams(button.dataset.filter)) {
        filters.set(columnOf.get(name), wanted);
      }
      drawHead();
      refresh();
      place.scrollIntoView();
    });
  }

  iraqdata.pageOf = (id) => {
    const at = found.indexOf(ids.indexOf(id));
    if (at >= 0 && page !== Math.floor(at / Number(size.value))) {
      page = Math.floor(at / Number(size.value));
      draw();
    }
  };
  document.getElementById("tools").hidden = false;
  drawHead();
  refresh();
})();
