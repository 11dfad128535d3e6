#include "catalogue/check.h"

#include <map>
#include <set>

#include "catalogue/check_parts.h"

namespace dengbao::requirements {
namespace {

std::string by_level(const ByLevel& n) {
  std::string out;
  for (const int i : n) out += (out.empty() ? "" : "/") + std::to_string(i);
  return out;
}

// Rows and control points of a total, as the items have them.
Count counted(const Standard& catalogue, const Total& t) {
  Count out;
  std::set<std::pair<std::string_view, int>> points;
  for (const Item& item : catalogue.items) {
    const ControlPoint* p = catalogue.point(item.point);
    if (!p || (!t.point.empty() && p->id != t.point) ||
        (!t.domain.empty() && p->domain != t.domain) ||
        (!t.class_code.empty() && p->class_code != t.class_code))
      continue;
    for (const AtLevel& l : item.levels) {
      ++out.items[static_cast<std::size_t>(l.level - 1)];
      points.emplace(item.point, l.level);
    }
  }
  for (const auto& [point, level] : points) ++out.points[static_cast<std::size_t>(level - 1)];
  return out;
}

std::string name_of(const Total& t) {
  if (!t.point.empty()) return t.point;
  return t.class_code.empty() ? t.domain : t.domain + " " + t.class_code;
}

bool has_total(const Standard& catalogue, const ControlPoint& p) {
  return std::any_of(catalogue.totals.begin(), catalogue.totals.end(),
                     [&](const Total& t) { return t.point == p.id; });
}

// Rows that share what must be unique, each with the first that has it.
class Unique {
 public:
  Unique(Findings& findings, std::string code) : findings_(findings), code_(std::move(code)) {}
  void see(const std::string& key, const std::string& value, const Item& item, const AtLevel& l) {
    const auto [it, fresh] = seen_.emplace(key, item.id);
    if (!fresh)
      findings_.add(code_,
                    {{"item", item.id},
                     {"other", it->second},
                     {"level", std::to_string(l.level)},
                     {"value", value}},
                    l.place);
  }

 private:
  Findings& findings_;
  std::string code_;
  std::map<std::string, std::string> seen_;
};

// "L3-CES1-04" of class CES, general; "BDS-L3-04" of big data.
bool unit_fits(std::string_view unit, const Domain& domain, const ControlPoint& p, int level) {
  const std::string number = std::to_string(level);
  const std::string start = domain.unit_digit.empty()
                                ? "BDS-L" + number + "-"
                                : "L" + number + "-" + p.class_code + domain.unit_digit + "-";
  return unit.size() == start.size() + 2 && unit.starts_with(start) &&
         unit.find_first_not_of("0123456789", start.size()) == std::string_view::npos;
}

bool clause_fits(std::string_view clause, std::string_view chapter) {
  return !chapter.empty() && clause.starts_with(chapter) &&
         (clause.size() == chapter.size() || clause[chapter.size()] == ' ');
}

}  // namespace

void check_totals(const Standard& catalogue, Findings& findings, Checked& checked) {
  for (const Total& t : catalogue.totals) {
    Count found = counted(catalogue, t);
    found.what = name_of(t);
    if (found.items != t.items)
      findings.add(
          "catalogue.total_differs",
          {{"what", found.what}, {"expected", by_level(t.items)}, {"found", by_level(found.items)}},
          t.place);
    if (t.has_points && found.points != t.points)
      findings.add("catalogue.points_differ",
                   {{"what", found.what},
                    {"expected", by_level(t.points)},
                    {"found", by_level(found.points)}},
                   t.place);
    if (t.point.empty() && t.class_code.empty()) checked.domains.push_back(std::move(found));
  }
  for (const ControlPoint& p : catalogue.points)
    if (!has_total(catalogue, p)) findings.add("catalogue.no_total", {{"point", p.id}}, p.place);
}

void check_rows(const Standard& catalogue, Findings& findings) {
  Unique ids(findings, "catalogue.same_id"), units(findings, "catalogue.same_unit"),
      clauses(findings, "catalogue.same_clause"), zh(findings, "catalogue.same_summary"),
      en(findings, "catalogue.same_summary");
  for (const Item& item : catalogue.items) {
    const ControlPoint* p = catalogue.point(item.point);
    const Domain* domain = p ? catalogue.domain(p->domain) : nullptr;
    ids.see(item.id, item.id, item, item.levels.front());
    for (const AtLevel& l : item.levels) {
      const std::string level = std::to_string(l.level) + " ";
      units.see(l.unit, l.unit, item, l);
      clauses.see(l.clause, l.clause, item, l);
      zh.see(level + l.summary.zh, l.summary.zh, item, l);
      en.see(level + l.summary.en, l.summary.en, item, l);
      const Args args{{"item", item.id}, {"level", std::to_string(l.level)}};
      if (domain && !unit_fits(l.unit, *domain, *p, l.level))
        findings.add("catalogue.unit_form", {{"item", item.id}, {"unit", l.unit}}, l.place);
      if (p && !clause_fits(l.clause, p->chapter(l.level)))
        findings.add("catalogue.clause_form",
                     {{"item", item.id},
                      {"clause", l.clause},
                      {"chapter", std::string(p->chapter(l.level))}},
                     l.place);
      // What was there before and is worded anew says what it adds; nothing else does.
      const bool changed = l.same_as == 0 && l.level != item.levels.front().level;
      if (changed != !l.adds.empty())
        findings.add(changed ? "catalogue.adds_missing" : "catalogue.adds_nothing", args, l.place);
    }
  }
}

Checked check_catalogue(const Standard& catalogue) {
  Checked out;
  Findings findings(out.findings);
  check_totals(catalogue, findings, out);
  check_rows(catalogue, findings);
  check_words(catalogue, findings);
  check_links(catalogue, findings);
  check_guides(catalogue, findings);
  check_mappings(catalogue, findings);
  out.items = catalogue.items.size();
  for (const Item& item : catalogue.items) out.rows += item.levels.size();
  out.points = catalogue.points.size();
  out.guides = catalogue.guides.size();
  out.high_risk = catalogue.high_risk.size();
  out.hazards = catalogue.hazards.size();
  for (const Mapping& m : catalogue.mappings)
    for (const Mapping::Relation& r : m.relations) out.relations += r.targets.size();
  return out;
}

}  // namespace dengbao::requirements
