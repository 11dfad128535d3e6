// items/: one file per control point.
#include <algorithm>

#include "catalogue/reading_parts.h"

namespace dengbao::requirements {
namespace {

AtLevel read_at_level(File& file, int level, const Yaml& y, const Item& item) {
  file.only(y, {"clause", "unit", "printed_unit", "summary", "adds", "same_as", "methods"});
  AtLevel out;
  out.level = level;
  out.clause = file.text(y, "clause", true);
  out.unit = file.text(y, "unit", true);
  out.printed_unit = file.text(y, "printed_unit");
  out.same_as = static_cast<int>(file.integer(y, "same_as").value_or(0));
  out.summary = file.label(y.find("summary"));
  out.adds = file.label(y.find("adds"));
  out.methods = y.has("methods") ? file.texts(y.find("methods")) : item.methods;
  out.place = file.at(y);
  if (out.summary.empty() == (out.same_as == 0))
    file.fault(y, "catalogue.summary_or_same", {{"item", item.id}});
  return out;
}

// The summary of the level that another is the same as.
void take_summaries(File& file, const Yaml& y, Item& item) {
  for (AtLevel& l : item.levels) {
    if (l.same_as == 0) continue;
    const AtLevel* from = item.at(l.same_as);
    if (!from || l.same_as >= l.level || from->same_as != 0) {
      file.fault(y, "catalogue.same_as",
                 {{"item", item.id},
                  {"level", std::to_string(l.level)},
                  {"value", std::to_string(l.same_as)}});
      continue;
    }
    l.summary = from->summary;
  }
}

Item read_item(File& file, const Yaml& y, const ControlPoint& point) {
  file.only(
      y, {"id", "methods", "objects", "high_risk", "hazards", "related", "single_check", "levels"});
  Item out;
  out.id = file.text(y, "id", true);
  out.point = point.id;
  out.methods = file.texts(y.find("methods"));
  out.objects = file.texts(y.find("objects"));
  out.high_risk = file.texts(y.find("high_risk"));
  out.hazards = file.texts(y.find("hazards"));
  out.place = file.at(y);
  if (const Yaml* related = y.find("related"))
    for (const Yaml& r : related->items) {
      file.only(r, {"item", "note"});
      out.related.push_back({file.text(r, "item", true), file.label(r.find("note")), file.at(r)});
    }
  for (const std::string& level : file.texts(y.find("single_check")))
    if (const int n = read_level(file, y, level)) out.single_check.push_back(n);
  for (const auto& [key, value] : members(file, y, "levels"))
    if (const int n = read_level(file, value, key))
      out.levels.push_back(read_at_level(file, n, value, out));
  if (out.levels.empty()) file.fault(y, "catalogue.no_levels", {{"item", out.id}});
  std::sort(out.levels.begin(), out.levels.end(),
            [](const AtLevel& a, const AtLevel& b) { return a.level < b.level; });
  take_summaries(file, y, out);
  return out;
}

}  // namespace

void read_items(File& file, const Yaml& root, Standard& out) {
  file.only(root, {"control_point", "domain", "class", "title", "title_at", "attribute", "basis",
                   "chapters", "items"});
  ControlPoint point;
  point.id = file.text(root, "control_point", true);
  point.domain = file.text(root, "domain", true);
  point.class_code = file.text(root, "class", true);
  point.title = file.label(root.find("title"));
  point.attribute = file.text(root, "attribute", true);
  point.basis = file.text(root, "basis", true);
  point.place = file.at(root);
  for (const auto& [key, value] : members(file, root, "title_at"))
    if (const int n = read_level(file, value, key))
      point.title_at.emplace_back(n, file.label(&value));
  for (const auto& [key, value] : members(file, root, "chapters"))
    if (const int n = read_level(file, value, key))
      point.chapters.emplace_back(n, file.scalar(value, key));
  for (const Yaml& y : entries(file, root, "items")) out.items.push_back(read_item(file, y, point));
  out.points.push_back(std::move(point));
}

}  // namespace dengbao::requirements
