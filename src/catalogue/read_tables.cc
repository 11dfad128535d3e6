// The tables beside items/ and guide/: words, high-risk cases, hazards, rules, totals, mappings.
#include <charconv>

#include "catalogue/reading_parts.h"

namespace dengbao::requirements {
namespace {

std::vector<Term> read_terms(File& file, const Yaml& root, std::string_view key) {
  std::vector<Term> out;
  for (const Yaml& y : entries(file, root, key)) {
    file.only(y, {"id", "parent", "title"});
    out.push_back({file.text(y, "id", true), file.label(y.find("title")), file.text(y, "parent")});
  }
  return out;
}

void read_classes(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"classes", "domains"});
  for (const Yaml& y : entries(file, root, "classes")) {
    file.only(y, {"code", "slug", "kind", "title"});
    out.classes.push_back(
        {file.text(y, "code", true), file.text(y, "kind", true), file.label(y.find("title"))});
  }
  for (const Yaml& y : entries(file, root, "domains")) {
    file.only(y, {"id", "chapter", "unit_digit", "title"});
    out.domains.push_back({file.text(y, "id", true), file.text(y, "chapter", true),
                           file.text(y, "unit_digit"), file.label(y.find("title"))});
  }
}

void read_objects(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"objects", "methods", "guide_kinds"});
  out.objects = read_terms(file, root, "objects");
  out.methods = read_terms(file, root, "methods");
  out.guide_kinds = read_terms(file, root, "guide_kinds");
}

void read_high_risk(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"cases"});
  for (const Yaml& y : entries(file, root, "cases")) {
    file.only(y, {"id", "domain", "topic", "levels", "condition", "items", "hazard"});
    HighRiskCase c;
    c.id = file.text(y, "id", true);
    c.domain = file.text(y, "domain", true);
    c.topic = file.label(y.find("topic"));
    c.condition = file.label(y.find("condition"));
    const auto levels = file.texts(y.find("levels"));
    if (levels.size() == 2 && levels[0].size() == 1 && levels[1].size() == 1) {
      c.from = levels[0][0] - '0';
      c.to = levels[1][0] - '0';
    }
    if (levels.size() != 2 || c.from < 1 || c.to > 5 || c.from > c.to)
      file.fault(y, "catalogue.level_range", {{"case", c.id}});
    c.items = file.texts(y.find("items"));
    c.hazard = file.text(y, "hazard");
    c.place = file.at(y);
    out.high_risk.push_back(std::move(c));
  }
}

void read_hazards(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"hazards"});
  for (const Yaml& y : entries(file, root, "hazards")) {
    file.only(y, {"id", "topic", "signs", "items", "high_risk"});
    out.hazards.push_back({file.text(y, "id", true), file.label(y.find("topic")),
                           file.text(y, "signs", true), file.texts(y.find("items")),
                           file.text(y, "high_risk"), file.at(y)});
  }
}

void read_rules(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"selection", "allowed", "allowed_notes", "extensions"});
  for (const Yaml& y : entries(file, root, "selection")) {
    file.only(y, {"attribute", "level_from", "meaning"});
    out.rules.choices.push_back({file.text(y, "attribute", true), file.text(y, "level_from", true),
                                 file.label(y.find("meaning"))});
  }
  for (const auto& [key, value] : members(file, root, "allowed"))
    out.rules.allowed.emplace_back(key.size() == 1 ? key[0] - '0' : 0, file.texts(&value));
  for (const Yaml& y : entries(file, root, "extensions")) {
    file.only(y, {"domain", "title", "when", "note"});
    const Yaml* when = y.find("when");
    out.rules.extensions.push_back({file.text(y, "domain", true),
                                    when ? file.text(*when, "technology", true) : "",
                                    file.text(y, "note")});
  }
}

ByLevel read_by_level(File& file, const Yaml& y) {
  ByLevel out{};
  const auto numbers = file.texts(&y);
  bool sound = numbers.size() == kLevels;
  for (std::size_t i = 0; sound && i < kLevels; ++i) {
    const char* end = numbers[i].data() + numbers[i].size();
    sound = std::from_chars(numbers[i].data(), end, out[i]).ptr == end && !numbers[i].empty();
  }
  if (!sound) file.fault(y, "catalogue.four_numbers");
  return out;
}

Total read_total(File& file, const Yaml& y) {
  Total out;
  out.place = file.at(y);
  if (y.is_list()) {
    out.items = read_by_level(file, y);
    return out;
  }
  file.only(y, {"items", "control_points"});
  if (const Yaml* items = y.find("items")) out.items = read_by_level(file, *items);
  if (const Yaml* points = y.find("control_points")) {
    out.points = read_by_level(file, *points);
    out.has_points = true;
  }
  return out;
}

void read_totals(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"domains", "classes", "control_points"});
  for (const auto& [domain, y] : members(file, root, "domains"))
    out.totals.push_back(read_total(file, y)), out.totals.back().domain = domain;
  for (const auto& [domain, classes] : members(file, root, "classes"))
    for (const auto& [code, y] : classes.members) {
      out.totals.push_back(read_total(file, y));
      out.totals.back().domain = domain;
      out.totals.back().class_code = code;
    }
  for (const auto& [point, y] : members(file, root, "control_points"))
    out.totals.push_back(read_total(file, y)), out.totals.back().point = point;
}

void read_head(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"id", "edition", "updated", "licence", "title"});
  out.head = {file.text(root, "id", true), file.text(root, "edition", true),
              file.text(root, "updated", true), file.text(root, "licence", true),
              file.label(root.find("title"))};
  (void)file.date(root, "updated");
}

}  // namespace

void read_table(File& file, const std::string& name, const Yaml& root, Standard& out) {
  using Reader = void (*)(File&, const Yaml&, Standard&);
  static constexpr std::pair<std::string_view, Reader> kTables[] = {
      {"catalogue", read_head},      {"classes", read_classes},       {"objects", read_objects},
      {"high-risk", read_high_risk}, {"major-hazards", read_hazards}, {"profiles", read_rules},
      {"totals", read_totals}};
  std::string known;
  for (const auto& [table, read] : kTables) {
    if (table == name) return read(file, root, out);
    known += std::string(known.empty() ? "" : " ") + std::string(table) + ".yaml";
  }
  file.fault(root, "catalogue.unknown_file", {{"file", name + ".yaml"}, {"known", known}});
}

void read_mapping(File& file, const std::string& id, const Yaml& root, Standard& out) {
  file.only(root, {"title", "source", "target", "direction", "status", "relations", "unmapped",
                   "not_judged", "target_titles"});
  Mapping m;
  m.id = id;
  m.title = file.label(root.find("title"));
  if (m.title.empty()) file.fault(root, "law.missing", {{"word", "title"}});
  m.source = file.text(root, "source", true);
  m.target = file.text(root, "target", true);
  m.direction = file.text(root, "direction", true);
  m.status = file.text(root, "status", true);
  m.place = file.at(root);
  for (const Yaml& y : entries(file, root, "relations")) {
    file.only(y, {"control_point", "targets", "note"});
    Mapping::Relation r{file.text(y, "control_point", true), {}, file.text(y, "note"), file.at(y)};
    for (const Yaml& t : entries(file, y, "targets")) {
      file.only(t, {"target", "relation", "strength"});
      r.targets.push_back({file.text(t, "target", true), file.text(t, "relation", true),
                           file.text(t, "strength", true)});
    }
    m.relations.push_back(std::move(r));
  }
  if (root.has("unmapped"))
    for (const Yaml& y : entries(file, root, "unmapped")) {
      file.only(y, {"control_point", "reason"});
      m.unmapped.push_back(
          {file.text(y, "control_point", true), file.text(y, "reason", true), file.at(y)});
    }
  m.not_judged = file.texts(root.find("not_judged"));
  for (const auto& [key, value] : members(file, root, "target_titles"))
    m.target_titles.emplace_back(key, file.scalar(value, key));
  out.mappings.push_back(std::move(m));
}

}  // namespace dengbao::requirements
