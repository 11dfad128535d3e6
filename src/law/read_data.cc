#include "law/read_data.h"

#include <algorithm>

namespace dengbao::law_reading {

PackHead read_head(File& file, const Yaml& root) {
  PackHead h;
  h.place = file.at(root);
  if (!root.is_map()) {
    file.fault(root, "law.map_expected");
    return h;
  }
  h.id = file.text(root, "id", true);
  h.title = file.label(root.find("title"));
  h.edition = file.text(root, "edition", true);
  h.force = file.text(root, "force", true);
  static constexpr std::string_view kForces[] = {"law", "ministry", "standard", "notice", "guide"};
  if (std::find(std::begin(kForces), std::end(kForces), h.force) == std::end(kForces))
    file.fault(root, "law.unknown_word",
               {{"word", h.force}, {"known", "law ministry standard notice guide"}});
  h.since = file.date(root, "since");
  h.until = file.date(root, "until");
  h.uses = file.texts(root.find("uses"));
  h.packager = file.text(root, "packager");
  h.language = file.text(root, "language");
  h.not_yet_run = file.text(root, "status") == "known, not yet run";
  return h;
}

Instrument read_instrument(File& file, const Yaml& root, const std::string& pack) {
  Instrument out;
  out.pack = pack;
  out.id = file.text(root, "id", true);
  out.title = file.label(root.find("title"));
  out.number = file.text(root, "number");
  out.issuer = file.text(root, "issuer");
  out.force = file.text(root, "force");
  const Yaml* clauses = root.find("clauses");
  if (!clauses || !clauses->is_list()) {
    file.fault(root, "law.missing", {{"word", "clauses"}});
    return out;
  }
  for (const Yaml& y : clauses->items) {
    Clause c;
    c.id = file.text(y, "id", true);
    c.title = file.label(y.find("title"));
    c.summary = file.label(y.find("summary"));
    c.row = file.text(y, "source_row");
    c.confirmed = file.text(y, "confirmed");
    if (out.clause(c.id)) file.fault(y, "law.twice", {{"name", c.id}});
    out.clauses.push_back(std::move(c));
  }
  return out;
}

Parameter read_parameter(File& file, const Yaml& root, const std::string& pack) {
  Parameter p;
  p.pack = pack;
  p.place = file.at(root);
  p.name = Symbol(file.text(root, "parameter", true));
  p.label = file.label(root.find("label"));
  p.unit = file.text(root, "unit");
  const Yaml* values = root.find("values");
  if (!values || !values->is_list() || values->items.empty()) {
    file.fault(root, "law.missing", {{"word", "values"}});
    return p;
  }
  for (const Yaml& y : values->items) {
    DatedValue v;
    const auto since = file.date(y, "since");
    if (!since) {
      file.fault(y, "law.missing", {{"word", "since"}});
      continue;
    }
    v.since = *since;
    v.until = file.date(y, "until");
    if (const Yaml* value = y.find("value")) v.value = file.literal(*value);
    v.source = file.text(y, "source");
    if (const Yaml* choice = y.find("choice"); choice && choice->is_map())
      v.choice = file.label(choice->find("reason"));
    p.values.push_back(std::move(v));
  }
  std::stable_sort(p.values.begin(), p.values.end(),
                   [](const DatedValue& a, const DatedValue& b) { return a.since < b.since; });
  return p;
}

CodeList read_code_list(File& file, const Yaml& root) {
  CodeList out;
  out.id = file.text(root, root.has("code_list") ? "code_list" : "id", true);
  if (const Yaml* order = root.find("order")) {
    out.ordered = order->text == "low_to_high";
    if (!out.ordered)
      file.fault(*order, "law.unknown_word", {{"word", order->text}, {"known", "low_to_high"}});
  }
  const Yaml* entries = root.find("entries");
  if (!entries || !entries->is_list()) {
    file.fault(root, "law.missing", {{"word", "entries"}});
    return out;
  }
  for (const Yaml& y : entries->items)
    out.entries.push_back(
        {file.text(y, "code", true), Label{file.text(y, "zh"), file.text(y, "en")}});
  return out;
}

FactSet read_fact_set(File& file, const Yaml& root) {
  FactSet set;
  file.only(root, {"fact_set", "title", "facts", "checks", "cites"});
  if (const Yaml* facts = root.find("facts"))
    for (const auto& [name, y] : facts->members) set.facts.push_back(read_fact(file, name, y));
  set.checks = read_checks(file, root.find("checks"));
  set.references = file.references;
  return set;
}

}  // namespace dengbao::law_reading
