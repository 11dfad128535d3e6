// Words of closed lists, and links that must lead somewhere and back.
#include <set>

#include "base/nearest.h"
#include "catalogue/check_parts.h"
#include "catalogue/nearest.h"

namespace dengbao::requirements {
namespace {

std::vector<std::string> ids_of(const std::vector<Term>& terms) {
  std::vector<std::string> out;
  for (const Term& t : terms) out.push_back(t.id);
  return out;
}

class Words {
 public:
  Words(Findings& findings, std::string kind, std::vector<std::string> known)
      : findings_(findings), kind_(std::move(kind)), known_(std::move(known)) {}
  void see(const std::vector<std::string>& words, const Place& place) const {
    for (const std::string& w : words)
      if (!contains(known_, w))
        findings_.add("catalogue.unknown_term",
                      {{"word", w}, {"kind", kind_}, {"nearest", nearest_word(w, known_)}}, place);
  }

 private:
  Findings& findings_;
  std::string kind_;
  std::vector<std::string> known_;
};

void unknown_item(const Standard& c, Findings& findings, const std::string& id,
                  const Place& place) {
  findings.add("catalogue.unknown_item", {{"item", id}, {"nearest", nearest_item(c, id)}}, place);
}

void one_way(Findings& findings, const std::string& from, const std::string& to,
             const Place& place) {
  findings.add("catalogue.one_way", {{"from", from}, {"to", to}}, place);
}

void check_item_links(const Standard& c, const Item& item, Findings& findings) {
  for (const std::string& id : item.high_risk) {
    const HighRiskCase* found = c.high_risk_case(id);
    if (!found) {
      findings.add("catalogue.unknown_case", {{"item", item.id}, {"case", id}}, item.place);
      continue;
    }
    if (!contains(found->items, item.id)) one_way(findings, item.id, id, found->place);
    if (std::none_of(item.levels.begin(), item.levels.end(),
                     [&](const AtLevel& l) { return found->applies(l.level); }))
      findings.add("catalogue.case_never_applies", {{"item", item.id}, {"case", id}}, item.place);
  }
  for (const std::string& id : item.hazards) {
    const Hazard* found = c.hazard(id);
    if (!found) {
      findings.add("catalogue.unknown_hazard", {{"item", item.id}, {"hazard", id}}, item.place);
    } else if (!contains(found->items, item.id)) {
      one_way(findings, item.id, id, found->place);
    }
  }
  for (const Related& r : item.related)
    if (!c.item(r.item)) unknown_item(c, findings, r.item, r.place);
  for (const int level : item.single_check)
    if (!item.at(level))
      findings.add("catalogue.single_check", {{"item", item.id}, {"level", std::to_string(level)}},
                   item.place);
}

}  // namespace

void check_words(const Standard& c, Findings& findings) {
  std::vector<std::string> domains, classes;
  for (const Domain& d : c.domains) domains.push_back(d.id);
  for (const SafetyClass& s : c.classes) classes.push_back(s.code);
  const Words domain(findings, "domain", domains), safety_class(findings, "class", classes),
      attribute(findings, "attribute", {"S", "A", "G"}),
      method(findings, "method", ids_of(c.methods)), object(findings, "object", ids_of(c.objects));
  for (const ControlPoint& p : c.points) {
    domain.see({p.domain}, p.place);
    safety_class.see({p.class_code}, p.place);
    attribute.see({p.attribute}, p.place);
  }
  for (const Item& item : c.items) {
    object.see(item.objects, item.place);
    for (const AtLevel& l : item.levels) {
      method.see(l.methods, l.place);
      if (l.methods.empty())
        findings.add("catalogue.no_method", {{"item", item.id}, {"level", std::to_string(l.level)}},
                     l.place);
    }
  }
  for (const HighRiskCase& h : c.high_risk) domain.see({h.domain}, h.place);
}

void check_links(const Standard& c, Findings& findings) {
  for (const Item& item : c.items) check_item_links(c, item, findings);
  for (const HighRiskCase& h : c.high_risk) {
    for (const std::string& id : h.items) {
      const Item* item = c.item(id);
      if (!item) {
        unknown_item(c, findings, id, h.place);
      } else if (!contains(item->high_risk, h.id)) {
        one_way(findings, h.id, id, item->place);
      }
    }
    if (h.hazard.empty()) continue;
    const Hazard* hazard = c.hazard(h.hazard);
    if (!hazard) {
      findings.add("catalogue.unknown_hazard", {{"item", h.id}, {"hazard", h.hazard}}, h.place);
    } else if (hazard->high_risk != h.id) {
      one_way(findings, h.id, h.hazard, hazard->place);
    }
  }
  for (const Hazard& h : c.hazards) {
    for (const std::string& id : h.items) {
      const Item* item = c.item(id);
      if (!item) {
        unknown_item(c, findings, id, h.place);
      } else if (!contains(item->hazards, h.id)) {
        one_way(findings, h.id, id, item->place);
      }
    }
    if (h.high_risk.empty()) continue;
    const HighRiskCase* found = c.high_risk_case(h.high_risk);
    if (!found) {
      findings.add("catalogue.unknown_case", {{"item", h.id}, {"case", h.high_risk}}, h.place);
    } else if (found->hazard != h.id) {
      one_way(findings, h.id, h.high_risk, found->place);
    }
  }
}

void check_guides(const Standard& c, Findings& findings) {
  std::vector<std::string> kinds = ids_of(c.objects);
  for (const Term& t : c.guide_kinds) kinds.push_back(t.id);
  const Words kind(findings, "kind", kinds);
  std::set<std::string_view> seen;
  for (const Guide& g : c.guides) {
    const Item* item = c.item(g.item);
    if (!item) unknown_item(c, findings, g.item, g.place);
    if (!seen.insert(g.item).second)
      findings.add("catalogue.guide_twice", {{"item", g.item}}, g.place);
    if (item && !item->at(g.level))
      findings.add("catalogue.guide_level", {{"item", g.item}, {"level", std::to_string(g.level)}},
                   g.place);
    for (const GuideObject& o : g.objects) {
      kind.see(o.kinds, g.place);
      for (const GuideLook& l : o.look) kind.see(l.kinds, g.place);
    }
    for (const auto& [level, text] : g.differs)
      if (level == g.level)
        findings.add("catalogue.guide_differs",
                     {{"item", g.item}, {"level", std::to_string(level)}}, g.place);
  }
  for (const Item& item : c.items)
    if (!seen.contains(item.id))
      findings.add("catalogue.no_guide", {{"item", item.id}}, item.place);
}

void check_mappings(const Standard& c, Findings& findings) {
  const Words relation(findings, "relation",
                       {"equivalent-to", "subset-of", "superset-of", "intersects-with"}),
      strength(findings, "strength", {"strong", "partial", "weak"});
  for (const Mapping& m : c.mappings) {
    std::set<std::string> said;
    const auto see = [&](const std::string& point, const Place& place) {
      if (!c.point(point))
        findings.add("catalogue.unknown_point",
                     {{"point", point}, {"nearest", nearest_point(c, point)}}, place);
      if (!said.insert(point).second)
        findings.add("catalogue.mapped_twice", {{"point", point}, {"mapping", m.id}}, place);
    };
    for (const Mapping::Relation& r : m.relations) {
      see(r.point, r.place);
      for (const Mapping::Target& t : r.targets) {
        relation.see({t.relation}, r.place);
        strength.see({t.strength}, r.place);
        const bool titled = std::any_of(m.target_titles.begin(), m.target_titles.end(),
                                        [&](const auto& one) { return one.first == t.target; });
        if (!m.target_titles.empty() && !titled)
          findings.add("catalogue.untitled_target", {{"target", t.target}, {"mapping", m.id}},
                       r.place);
      }
    }
    for (const Mapping::Unmapped& u : m.unmapped) see(u.point, u.place);
    for (const std::string& point : m.not_judged) see(point, m.place);
    for (const ControlPoint& p : c.points)
      if (!said.contains(p.id))
        findings.add("catalogue.unmapped", {{"point", p.id}, {"mapping", m.id}}, m.place);
  }
}

}  // namespace dengbao::requirements
