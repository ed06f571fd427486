// The panel of one record: its fields in words, what it rests on, what refers to it.
"use strict";
(() => {
  const { element, fill } = iraqdata;
  const place = document.getElementById("explorer");
  const table = iraqdata.tables[place.dataset.table];
  const dialog = document.getElementById("panel");
  const rowOf = new Map(table.ids.map((id, row) => [id, row]));
  const idInAddress = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } };

  // Loaded when first needed, and as a script: a page opened from a folder may not read files.
  let loading = null;
  const panels = () => (loading ??= new Promise((done, failed) => {
    const script = element("script", { src: place.dataset.panels });
    script.addEventListener("load", () => done(iraqdata.panels[place.dataset.panelsOf]));
    script.addEventListener("error", failed);
    document.head.append(script);
  }));

  async function show(id) {
    const row = rowOf.get(id);
    if (row === undefined) return;
    const panel = (await panels())[id];
    if (idInAddress() !== id) return; // The reader has gone on to another record.
    iraqdata.pageOf(id);
    const close = element("button", { type: "button", class: "close" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const heading = element("h2", { id: "panel-title", tabindex: "-1", dir: "auto" }, table.labels[row]);
    const identity = element("p", { class: "identity" }, element("code", {}, id));
    if (table.contested.includes(row)) {
      identity.append(" ", element("span", { class: "pill contested" }, "contested"));
    }
    dialog.replaceChildren(
      element("header", {}, element("p", { class: "kicker" }, table.title), heading, identity, close),
      section("Fields", fields(row, panel.words)),
      ...(panel.evidence.length ? [section("Evidence", ...evidence(panel.evidence))] : []),
      ...panel.relations.map((group) => section(`${group.title} (${group.count})`, relations(group))),
    );
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    heading.focus();
  }

  const section = (title, ...content) => element("section", {}, element("h3", {}, title), ...content);

  function fields(row, words) {
    const list = element("dl", { class: "fields" });
    table.columns.forEach((column, index) => {
      const cell = table.rows[row][index];
      if (cell === "") return;
      const value = element("dd");
      if (words[column.name]) value.append(words[column.name], " ", element("code", {}, cell));
      else fill(value, column, cell, table.names);
      if (column.codes[cell]) value.append(" ", element("span", { class: "meaning" }, column.codes[cell]));
      list.append(element("div", {}, element("dt", { title: column.description }, column.title), value));
    });
    return list;
  }

  function evidence(rows) {
    const side = (name) => rows.filter((row) => row.side === name).map(claim);
    const [pro, contra, rest] = [side("for"), side("against"), side("")];
    const stack = (title, claims) =>
      element("div", { class: "side" }, element("h4", {}, title), ...claims);
    if (pro.length && contra.length) {
      return [
        element("div", { class: "sides" }, stack("Who says so", pro), stack("Who denies it or declines", contra)),
        ...rest,
      ];
    }
    return [...pro, ...contra, ...rest];
  }

  function claim(row) {
    const said = element("p", { class: "said" });
    if (row.stance) said.append(element("span", { class: `pill is-${row.stance}` }, row.stance), " ");
    said.append(element("strong", { dir: "auto" }, row.said_by ?? ""));
    if (row.said_on) said.append(`, ${row.said_on}`);
    const card = element("article", { class: "claim" }, said);
    if (row.field) {
      card.append(element("p", {}, `${row.field}: `, element("bdi", {}, row.stated_value ?? "")));
    }
    if (row.verdict) {
      const verdict = element("p", {}, "Public record: ", element("span", { class: `pill is-${row.verdict}` }, row.verdict));
      if (row.verdict_source_id) verdict.append(" ", source(row.verdict_source_id, row.verdict_source));
      card.append(verdict);
    }
    if (row.note) card.append(element("p", { class: "note", dir: "auto" }, row.note));
    const where = element("p", { class: "where" }, source(row.source_id, row.source));
    if (row.locator) {
      where.append(", ", iraqdata.address(row.locator)
        ? element("a", { href: iraqdata.address(row.locator), rel: "noreferrer" }, row.locator)
        : row.locator);
    }
    if (row.claim_id) {
      where.append(" · ", element("a", { href: `claims.html#${encodeURIComponent(row.claim_id)}` }, row.claim_id));
    }
    card.append(where);
    return card;
  }

  const source = (id, title) =>
    element("a", { href: `sources.html#${encodeURIComponent(id)}`, dir: "auto" }, title ?? id);

  function relations(group) {
    const list = element("ul", { class: "relations" });
    for (const [home, id, label] of group.records) {
      list.append(element("li", {}, element("a", { href: `${home}.html#${encodeURIComponent(id)}`, dir: "auto" }, label)));
    }
    if (group.count > group.records.length) {
      list.append(element("li", {}, element("a", { href: group.all }, `all ${group.count}`)));
    }
    return list;
  }

  // A click beside the panel closes it, as Escape does.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    const id = idInAddress();
    history.replaceState(null, "", location.pathname + location.search);
    document.querySelector(`#explorer tbody a[href="#${encodeURIComponent(id)}"]`)?.focus();
  });
  addEventListener("hashchange", () => show(idInAddress()));
  show(idInAddress());
})();
