// How a cell is shown, in the table and in the panel. Cells become text nodes, never HTML.
"use strict";
globalThis.iraqdata ??= { tables: {}, panels: {} };
(() => {
  const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 20 });

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // An address that a reader may follow; null for anything but http and https.
  function address(text) {
    if (!/^https?:\/\//i.test(text)) return null;
    try {
      const url = new URL(text);
      return ["http:", "https:"].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  function link(id, names) {
    const [table, label] = names[id];
    return element("a", { href: `${table}.html#${encodeURIComponent(id)}`, dir: "auto" }, label);
  }

  // Puts a cell's content into a node.
  function fill(node, column, cell, names) {
    if (cell === "") return;
    if (column.reference && names[cell]) {
      node.append(link(cell, names));
    } else if (Object.keys(column.codes).length) {
      const kind = ["status", "stance", "verdict", "result"].includes(column.name) ? ` is-${cell}` : "";
      const pill = element("span", { class: `pill${kind}` }, cell);
      if (column.codes[cell]) pill.title = column.codes[cell];
      node.append(pill);
    } else if (column.list) {
      cell.split("|").forEach((item, index) => {
        if (index) node.append("; ");
        node.append(element("bdi", {}, item));
      });
    } else if (column.type === "number" && Number.isFinite(Number(cell))) {
      node.append(grouped.format(Number(cell)));
    } else if (address(cell)) {
      node.append(element("a", { href: address(cell), rel: "noreferrer" }, cell));
    } else {
      const text = element("span", { dir: "auto" }, cell);
      if (column.name.endsWith("_ar")) text.lang = "ar";
      node.append(text);
    }
  }

  Object.assign(iraqdata, { element, address, fill });
})();
