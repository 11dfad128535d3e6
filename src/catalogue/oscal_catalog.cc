// The catalog: groups by domain, class and control point, one control for each row.
#include <algorithm>

#include "catalogue/oscal_parts.h"
#include "catalogue/uuid.h"

namespace dengbao::requirements {
namespace {

constexpr std::string_view kChineseLevels[] = {"第一级", "第二级", "第三级", "第四级"};
constexpr std::string_view kRmf = "http://csrc.nist.gov/ns/rmf";  // of the parts of SP 800-53A

std::string_view chinese(int level) {
  return kChineseLevels[static_cast<std::size_t>(level - 1)];
}

template <class Title>
std::string listed(const std::vector<std::string>& ids, const Title& title_of) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : "；") + title_of(id).zh;
  return out;
}

std::string kinds_of(const Standard& c, const std::vector<std::string>& ids) {
  return listed(ids, [&](const std::string& id) { return c.kind_title(id); });
}

// Markdown of the guide, as far as it goes for every level.
std::string guidance(const Standard& c, const Guide& g) {
  std::string out;
  if (!g.caution.empty()) out += "**注意**：" + g.caution + "\n\n";
  for (const GuideObject& o : g.objects) {
    out += "**" + kinds_of(c, o.kinds) + "**\n\n";
    for (const std::string& text : o.ask) out += "- 问：" + text + "\n";
    for (const GuideLook& l : o.look) {
      out += "- 看：" + (l.command ? "`" + l.what + "`" : l.what);
      if (!l.kinds.empty()) out += "（" + kinds_of(c, l.kinds) + "）";
      out += "；符合时：" + l.conforming + "\n";
    }
    for (const std::string& text : o.test) out += "- 测：" + text + "\n";
    out += "\n";
  }
  out += "- 符合：" + g.conforming + "\n- 部分符合：" + g.partly + "\n- 不符合：" +
         g.not_conforming + "\n- 常见问题：" + g.gap + "\n- 建议：" + g.advice + "\n";
  if (!g.judgement.empty()) out += "- 判断：" + g.judgement + "\n";
  return out;
}

json::array control_props(const Standard& c, const Row& row) {
  const Item& item = *row.item;
  json::array out;
  if (!row.at->unit.empty()) out.push_back(prop("label", row.at->unit));
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out.push_back(own_prop(name, value));
  };
  add("level", std::to_string(row.at->level));
  add("attribute", row.point->attribute);
  add("clause", row.at->clause);
  add("printed-unit", row.at->printed_unit);
  if (const Guide* g = c.guide(item.id)) add("title-en", g->title.en);
  for (const std::string& id : item.high_risk)
    if (const HighRiskCase* h = c.high_risk_case(id); h && h->applies(row.at->level))
      add("high-risk-case", id);
  for (const std::string& id : item.hazards) add("major-hazard", id);
  const auto& single = item.single_check;
  if (std::find(single.begin(), single.end(), row.at->level) != single.end())
    add("single-check", "yes");
  return out;
}

json::array control_links(const Row& row, bool of_standard) {
  json::array out;
  if (of_standard) {
    out.push_back(link("#" + resource_uuid("gbt-22239-2019"), "reference",
                       "GB/T 22239-2019 " + row.at->clause));
    out.push_back(link(
        "#" + resource_uuid("gbt-28448-2019"), "reference",
        "GB/T 28448-2019 " + (row.at->printed_unit.empty() ? row.at->unit : row.at->printed_unit)));
  }
  for (const AtLevel& l : row.item->levels)
    if (l.level != row.at->level)
      out.push_back(link("#" + control_id(row.item->id, l.level), "related",
                         std::string(chinese(l.level)) + "的同一项"));
  return out;
}

json::object guidance_part(const Standard& c, const Row& row, const Guide& g) {
  const std::string id = control_id(row.item->id, row.at->level);
  json::object out{{"id", id + "_gdn"}, {"name", "guidance"}};
  if (row.at->level == g.level) {
    out["title"] = line(g.title.zh);
    out["prose"] = guidance(c, g);
    return out;
  }
  std::string differs = "照" + std::string(chinese(g.level)) + "做。";
  for (const auto& [level, text] : g.differs)
    if (level == row.at->level) differs += "本级不同：" + text;
  out["prose"] = differs;
  out["links"] = json::array{link("#" + control_id(row.item->id, g.level) + "_gdn", "related",
                                  std::string(chinese(g.level)) + "的指引")};
  return out;
}

json::array control_parts(const Standard& c, const Row& row) {
  const std::string id = control_id(row.item->id, row.at->level);
  json::array out;
  out.push_back(
      json::object{{"id", id + "_smt"}, {"name", "statement"}, {"prose", row.at->summary.zh}});
  out.push_back(json::object{{"id", id + "_smt-en"},
                             {"name", "statement-en"},
                             {"ns", kNamespace},
                             {"prose", row.at->summary.en}});
  if (!row.at->adds.empty())
    out.push_back(json::object{{"id", id + "_add"},
                               {"name", "level-adds"},
                               {"ns", kNamespace},
                               {"prose", row.at->adds.zh + "\n\n" + row.at->adds.en}});
  if (const Guide* g = c.guide(row.item->id)) out.push_back(guidance_part(c, row, *g));
  for (const std::string& method : row.at->methods) {
    std::string upper = method;
    for (char& letter : upper) letter = static_cast<char>(letter - 'a' + 'A');
    json::object part{
        {"id", id + "_asm-" + method},
        {"name", "assessment-method"},
        {"props", json::array{json::object{{"name", "method"}, {"ns", kRmf}, {"value", upper}}}}};
    if (!row.item->objects.empty())
      part["parts"] = json::array{
          json::object{{"name", "assessment-objects"}, {"prose", kinds_of(c, row.item->objects)}}};
    out.push_back(std::move(part));
  }
  return out;
}

json::object control(const Standard& c, const Row& row) {
  const Guide* g = c.guide(row.item->id);
  const bool of_standard = !row.tailoring || row.tailoring->added_by.empty();
  json::object out{{"id", control_id(row.item->id, row.at->level)},
                   {"class", "level-" + std::to_string(row.at->level)},
                   {"title", line(g ? g->title.zh : row.at->summary.zh)},
                   {"props", control_props(c, row)}};
  if (json::array links = control_links(row, of_standard); !links.empty())
    out["links"] = std::move(links);
  out["parts"] = control_parts(c, row);
  return out;
}

json::object group(std::string_view id, std::string_view kind, const Label& title) {
  return {{"id", id},
          {"class", kind},
          {"title", line(title.zh)},
          {"props", json::array{own_prop("title-en", title.en)}}};
}

// Rows come in the order of the standard, so that each group is one run of them.
class Groups {
 public:
  explicit Groups(const Standard& c) : c_(c) {}

  void add(const Row& row) {
    const ControlPoint& p = *row.point;
    if (point_ != p.id) {
      close_point();
      if (domain_ != p.domain || class_ != p.class_code) close_class();
      if (domain_ != p.domain) close_domain();
      domain_ = p.domain;
      class_ = p.class_code;
      point_ = p.id;
    }
    controls_.push_back(control(c_, row));
  }
  json::array take() {
    close_point();
    close_class();
    close_domain();
    return std::move(domains_);
  }

 private:
  void close_point() {
    if (controls_.empty()) return;
    const ControlPoint* p = c_.point(point_);
    json::object g = group(point_, "control-point", p->title);
    g.at("props").as_array().push_back(own_prop("attribute", p->attribute));
    for (const auto& [level, chapter] : p->chapters)
      g.at("props").as_array().push_back(own_prop("chapter-" + std::to_string(level), chapter));
    g["controls"] = std::move(controls_);
    controls_ = {};
    points_.push_back(std::move(g));
  }
  void close_class() {
    if (points_.empty()) return;
    const SafetyClass* s = c_.safety_class(class_);
    json::object g = group(domain_ + "_" + class_, "class", s ? s->title : Label{class_, class_});
    g.at("props").as_array().push_back(own_prop("code", class_));
    g["groups"] = std::move(points_);
    points_ = {};
    classes_.push_back(std::move(g));
  }
  void close_domain() {
    if (classes_.empty()) return;
    const Domain* d = c_.domain(domain_);
    json::object g = group(domain_, "domain", d ? d->title : Label{domain_, domain_});
    g["groups"] = std::move(classes_);
    classes_ = {};
    domains_.push_back(std::move(g));
  }

  const Standard& c_;
  std::string domain_, class_, point_;
  json::array controls_, points_, classes_, domains_;
};

}  // namespace

CatalogName catalog_name(const Standard& c) {
  return {c.head.id, c.head.edition, c.head.title};
}

OscalFile oscal_catalog(const Standard& c, const CatalogName& name, const std::vector<Row>& rows) {
  Groups groups(c);
  for (const Row& row : rows) groups.add(row);
  json::object catalog{
      {"uuid", uuid_of("catalog/" + name.id + "/" + name.version)},
      {"metadata", metadata(c, name.title, name.version)},
      {"groups", groups.take()},
      {"back-matter",
       json::object{{"resources", json::array{resource("gbt-22239-2019",
                                                       "GB/T 22239-2019《信息安全技术 "
                                                       "网络安全等级保护基本要求》"),
                                              resource("gbt-28448-2019",
                                                       "GB/T 28448-2019《信息安全技术 "
                                                       "网络安全等级保护测评要求》")}}}}};
  return {catalog_file(name.id), pretty(json::object{{"catalog", std::move(catalog)}})};
}

}  // namespace dengbao::requirements
