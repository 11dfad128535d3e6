// Profiles, the mappings, and the whole set of files.
#include <map>

#include "catalogue/oscal_parts.h"
#include "catalogue/uuid.h"

namespace dengbao::requirements {
namespace {

json::object import_of(std::string_view file, const std::vector<const Row*>& rows) {
  // One list for each domain, so that an importer can cut out the extensions an object has not.
  json::array lists, ids;
  std::string domain;
  const auto close = [&] {
    if (!ids.empty()) lists.push_back(json::object{{"with-ids", std::move(ids)}});
    ids = {};
  };
  for (const Row* row : rows) {
    if (row->point->domain != domain) close();
    domain = row->point->domain;
    ids.emplace_back(control_id(row->item->id, row->at->level));
  }
  close();
  return {{"href", file}, {"include-controls", std::move(lists)}};
}

// What overlays demand beyond the summary, as parts added to the control.
json::array alters_of(const std::vector<const Row*>& rows) {
  json::array out;
  for (const Row* row : rows) {
    if (!row->tailoring || row->tailoring->sharpened.empty()) continue;
    json::array parts;
    for (const auto& s : row->tailoring->sharpened)
      parts.push_back(json::object{{"name", "sharpened"},
                                   {"ns", kNamespace},
                                   {"title", line(s.basis.empty() ? s.overlay : s.basis)},
                                   {"prose", s.demand.zh + "\n\n" + s.demand.en}});
    out.push_back(json::object{
        {"control-id", control_id(row->item->id, row->at->level)},
        {"adds", json::array{json::object{{"position", "ending"}, {"parts", std::move(parts)}}}}});
  }
  return out;
}

Label level_title(int level) {
  static constexpr std::string_view kChinese[] = {"第一级", "第二级", "第三级", "第四级"};
  return {"等级保护" + std::string(kChinese[static_cast<std::size_t>(level - 1)]) + "要求",
          "Requirements of level " + std::to_string(level)};
}

json::array sources_of(const Standard& c, const std::string& point) {
  json::array out;
  for (const Item& item : c.items)
    if (item.point == point && item.at(3))
      out.push_back(json::object{{"type", "control"}, {"id-ref", control_id(item.id, 3)}});
  return out;
}

json::object target_of(const Mapping& m, const Mapping::Target& t) {
  json::object out{{"type", "control"}, {"id-ref", t.target}};
  for (const auto& [target, title] : m.target_titles)
    if (target == t.target) out["remarks"] = title;
  return out;
}

json::object gap_of(const Standard& c, const Mapping& m) {
  json::array ids;
  for (const Mapping::Unmapped& u : m.unmapped)
    for (const Item& item : c.items)
      if (item.point == u.point && item.at(3)) ids.emplace_back(control_id(item.id, 3));
  return {{"uuid", uuid_of("gap/" + m.id)},
          {"unmapped-controls", json::array{json::object{{"with-ids", std::move(ids)}}}}};
}

json::object mapping(const Standard& c, const Mapping& m) {
  json::array maps;
  for (const Mapping::Relation& r : m.relations)
    for (const Mapping::Target& t : r.targets) {
      json::object map{{"uuid", uuid_of("map/" + m.id + "/" + r.point + "/" + t.target)},
                       {"relationship", t.relation},
                       {"sources", sources_of(c, r.point)},
                       {"targets", json::array{target_of(m, t)}},
                       {"props", json::array{own_prop("control-point", r.point),
                                             own_prop("strength", t.strength)}}};
      if (!r.note.empty()) map["remarks"] = r.note;
      maps.push_back(std::move(map));
    }
  json::object out{
      {"uuid", uuid_of("mapping/" + m.id)},
      {"source-resource", json::object{{"type", "catalog"}, {"href", catalog_file(c.head.id)}}},
      {"target-resource",
       json::object{{"type", "catalog"}, {"href", "#" + resource_uuid(m.target)}}},
      {"maps", std::move(maps)}};
  if (!m.unmapped.empty()) out["source-gap-summary"] = gap_of(c, m);
  std::string open;
  for (const std::string& point : m.not_judged) open += (open.empty() ? "" : "、") + point;
  if (!open.empty()) out["remarks"] = "没有判断的控制点：" + open;
  return out;
}

}  // namespace

OscalFile oscal_profile(const Standard& c, const std::string& name, const Label& title,
                        const std::vector<Row>& rows, const std::string& added_file) {
  std::vector<const Row*> own, added;
  for (const Row& row : rows) {
    if (!row.applicable()) continue;
    const bool extra = row.tailoring && !row.tailoring->added_by.empty();
    (extra ? added : own).push_back(&row);
  }
  json::array imports;
  if (!own.empty()) imports.push_back(import_of(catalog_file(c.head.id), own));
  if (!added.empty()) imports.push_back(import_of(added_file, added));
  json::object profile{{"uuid", uuid_of("profile/" + name + "/" + c.head.edition)},
                       {"metadata", metadata(c, title, c.head.edition)},
                       {"imports", std::move(imports)},
                       {"merge", json::object{{"as-is", true}}}};
  own.insert(own.end(), added.begin(), added.end());
  if (json::array alters = alters_of(own); !alters.empty())
    profile["modify"] = json::object{{"alters", std::move(alters)}};
  return {c.head.id + "_" + name + "_profile.json",
          pretty(json::object{{"profile", std::move(profile)}})};
}

OscalFile oscal_mappings(const Standard& c) {
  json::array mappings, resources;
  for (const Mapping& m : c.mappings) {
    mappings.push_back(mapping(c, m));
    resources.push_back(resource(m.target, m.title.zh));
  }
  const Label title{"GB/T 22239-2019 控制点与其他标准的对照",
                    "Control points of GB/T 22239-2019 mapped to other standards"};
  json::object out{
      {"uuid", uuid_of("mappings/" + c.head.edition)},
      {"metadata", metadata(c, title, c.head.edition)},
      {"provenance",
       json::object{
           {"method", "human"},
           {"matching-rationale", "semantic"},
           {"status", "draft"},
           {"mapping-description",
            "到控制点为止的专业判断，不是官方对照；每条以该控制点第三级的全部控制项为来源，"
            "方向从本目录看对方，strength 是有一方的证据能支持另一方多少。"}}},
      {"mappings", std::move(mappings)},
      {"back-matter", json::object{{"resources", std::move(resources)}}}};
  return {c.head.id + "_mappings.json",
          pretty(json::object{{"mapping-collection", std::move(out)}})};
}

std::vector<OscalFile> oscal_files(const Standard& c) {
  std::vector<OscalFile> out;
  out.push_back(oscal_catalog(c, catalog_name(c), select(c, {})));
  for (int level = 1; level <= kLevels; ++level) {
    Selection s;
    s.levels.insert(level);
    out.push_back(
        oscal_profile(c, "level-" + std::to_string(level), level_title(level), select(c, s)));
  }
  for (const Grade& grade : grades(c)) {
    Selection s;
    s.grade = grade;
    out.push_back(oscal_profile(c, grade.code(),
                                {grade.code() + " 的要求", "Requirements of " + grade.code()},
                                select(c, s)));
  }
  out.push_back(oscal_mappings(c));
  return out;
}

}  // namespace dengbao::requirements
