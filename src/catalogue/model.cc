#include "catalogue/model.h"

#include <algorithm>

namespace dengbao::requirements {
namespace {

template <class T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  for (const T& one : all)
    if (one.id == id) return &one;
  return nullptr;
}

template <class T>
std::size_t position(const std::vector<T>& all, std::string T::* member, std::string_view id) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].*member == id) return i;
  return all.size();
}

template <class T>
const T* indexed(const std::vector<T>& all,
                 const std::map<std::string, std::size_t, std::less<>>& index,
                 std::string_view id) {
  const auto it = index.find(id);
  return it == index.end() ? nullptr : &all[it->second];
}

}  // namespace

const AtLevel* Item::at(int level) const {
  for (const AtLevel& l : levels)
    if (l.level == level) return &l;
  return nullptr;
}

const Label& ControlPoint::title_of(int level) const {
  for (const auto& [at, label] : title_at)
    if (at == level) return label;
  return title;
}

std::string_view ControlPoint::chapter(int level) const {
  for (const auto& [at, text] : chapters)
    if (at == level) return text;
  return {};
}

const Item* Standard::item(std::string_view id) const {
  return indexed(items, item_index_, id);
}

const ControlPoint* Standard::point(std::string_view id) const {
  return indexed(points, point_index_, id);
}

const Guide* Standard::guide(std::string_view item) const {
  return indexed(guides, guide_index_, item);
}

const SafetyClass* Standard::safety_class(std::string_view code) const {
  const std::size_t at = position(classes, &SafetyClass::code, code);
  return at < classes.size() ? &classes[at] : nullptr;
}

const Domain* Standard::domain(std::string_view id) const {
  return by_id(domains, id);
}

const HighRiskCase* Standard::high_risk_case(std::string_view id) const {
  return by_id(high_risk, id);
}

const Hazard* Standard::hazard(std::string_view id) const {
  return by_id(hazards, id);
}

Label Standard::kind_title(std::string_view id) const {
  const Term* term = by_id(objects, id);
  if (!term) term = by_id(guide_kinds, id);
  return term ? term->title : Label{std::string(id), std::string(id)};
}

Label Standard::method_title(std::string_view id) const {
  const Term* term = by_id(methods, id);
  return term ? term->title : Label{std::string(id), std::string(id)};
}

void Standard::arrange() {
  // The totals name the control points in the order of the standard.
  std::map<std::string, std::size_t, std::less<>> named;
  for (const Total& t : totals)
    if (!t.point.empty()) named.emplace(t.point, named.size());
  const auto rank = [&](const ControlPoint& p) {
    const auto it = named.find(p.id);
    return std::tuple(position(domains, &Domain::id, p.domain),
                      position(classes, &SafetyClass::code, p.class_code),
                      it == named.end() ? named.size() : it->second, std::string_view(p.id));
  };
  std::sort(points.begin(), points.end(),
            [&](const ControlPoint& a, const ControlPoint& b) { return rank(a) < rank(b); });
  point_index_.clear();
  for (std::size_t i = 0; i < points.size(); ++i) point_index_.emplace(points[i].id, i);
  const auto place = [&](const std::string& id) {
    const auto it = point_index_.find(id);
    return it == point_index_.end() ? points.size() : it->second;
  };
  std::stable_sort(items.begin(), items.end(),
                   [&](const Item& a, const Item& b) { return place(a.point) < place(b.point); });
  item_index_.clear();
  for (std::size_t i = 0; i < items.size(); ++i) item_index_.emplace(items[i].id, i);
  guide_index_.clear();
  for (std::size_t i = 0; i < guides.size(); ++i) guide_index_.emplace(guides[i].item, i);
}

}  // namespace dengbao::requirements
