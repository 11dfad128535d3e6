#include "catalogue/selection.h"

#include <algorithm>

#include "catalogue/overlay.h"

namespace dengbao::requirements {
namespace {

struct Written {
  int s = 0, a = 0, g = 0;
};

// S3A2, S3A2G3, in either case.
std::optional<Written> as_written(std::string_view text) {
  Written out;
  const auto take = [&text](char letter) {
    if (text.size() < 2 || (text[0] | 0x20) != letter || text[1] < '0' || text[1] > '9') return -1;
    const int n = text[1] - '0';
    text.remove_prefix(2);
    return n;
  };
  out.s = take('s');
  out.a = out.s < 0 ? -1 : take('a');
  if (out.a < 0) return std::nullopt;
  out.g = text.empty() ? std::max(out.s, out.a) : take('g');
  if (out.g < 0 || !text.empty()) return std::nullopt;
  return out;
}

bool allowed(const Rules& rules, int level, const std::string& code) {
  for (const auto& [at, codes] : rules.allowed)
    if (at == level && std::find(codes.begin(), codes.end(), code) != codes.end()) return true;
  return false;
}

std::string short_code(int s, int a) {
  return "S" + std::to_string(s) + "A" + std::to_string(a);
}

template <class Set>
bool meets_any(const Set& wanted, const std::vector<std::string>& have) {
  return wanted.empty() || std::any_of(have.begin(), have.end(), [&](const std::string& one) {
           return wanted.contains(one);
         });
}

template <class Set, class T>
bool meets(const Set& wanted, const T& one) {
  return wanted.empty() || wanted.contains(one);
}

bool high_risk_at(const Standard& catalogue, const Item& item, int level) {
  return std::any_of(item.high_risk.begin(), item.high_risk.end(), [&](const std::string& id) {
    const HighRiskCase* c = catalogue.high_risk_case(id);
    return c && c->applies(level);
  });
}

bool wanted(const Standard& catalogue, const Selection& s, const Row& row) {
  const int level = row.at->level;
  if (s.grade && level_for(catalogue, *s.grade, row.point->attribute) != level) return false;
  if (!s.keys.empty() && !s.keys.contains({row.item->id, level})) return false;
  if (s.high_risk && !high_risk_at(catalogue, *row.item, level)) return false;
  return meets(s.levels, level) && meets(s.domains, row.point->domain) &&
         meets(s.classes, row.point->class_code) && meets(s.attributes, row.point->attribute) &&
         meets(s.points, row.point->id) && meets(s.items, row.item->id) &&
         meets_any(s.methods, row.at->methods) && meets_any(s.kinds, row.item->objects);
}

}  // namespace

std::string Grade::code() const {
  return short_code(s, a) + "G" + std::to_string(level());
}

Result<Grade> read_grade(const Standard& catalogue, std::string_view text) {
  const auto written = as_written(text);
  if (!written)
    return fail(ErrorKind::Usage, "catalogue.grade_form", {{"value", std::string(text)}});
  const Grade grade{written->s, written->a};
  // First of all: a G made of levels that do not exist would be no advice.
  for (const int level : {grade.s, grade.a})
    if (level < 1 || level > 5)
      return fail(ErrorKind::BadInput, "catalogue.grade_not_allowed",
                  {{"value", std::string(text)}}, {}, {"GB/T 22239-2019 表A.1"});
  if (written->g != grade.level())
    return fail(ErrorKind::BadInput, "catalogue.grade_contradicts",
                {{"value", std::string(text)}, {"meant", grade.code()}});
  if (grade.level() == 5)
    return fail(ErrorKind::BadInput, "catalogue.grade_level_5", {{"value", std::string(text)}});
  if (!allowed(catalogue.rules, grade.level(), short_code(grade.s, grade.a)))
    return fail(ErrorKind::BadInput, "catalogue.grade_not_allowed", {{"value", std::string(text)}},
                {}, {"GB/T 22239-2019 表A.1"});
  return grade;
}

std::vector<Grade> grades(const Standard& catalogue) {
  std::vector<Grade> out;
  for (const auto& [level, codes] : catalogue.rules.allowed)
    for (const std::string& code : codes)
      if (const auto w = as_written(code); w && level <= kLevels) out.push_back({w->s, w->a});
  return out;
}

int level_for(const Standard& catalogue, const Grade& grade, std::string_view attribute) {
  for (const Rules::Choice& c : catalogue.rules.choices) {
    if (c.attribute != attribute) continue;
    if (c.level_from == "s") return grade.s;
    if (c.level_from == "a") return grade.a;
  }
  return grade.level();
}

std::vector<Row> select(const Standard& catalogue, const Selection& selection,
                        const Tailored* tailored) {
  std::vector<Row> out;
  const auto take = [&](const Item& item, const ControlPoint& point) {
    for (const AtLevel& at : item.levels) {
      Row row{&item, &at, &point, tailored ? tailored->of(item.id, at.level) : nullptr};
      if (wanted(catalogue, selection, row)) out.push_back(row);
    }
  };
  // Items that an overlay adds follow those of the same control point.
  std::size_t i = 0;
  for (const ControlPoint& point : catalogue.points) {
    for (; i < catalogue.items.size() && catalogue.items[i].point == point.id; ++i)
      take(catalogue.items[i], point);
    if (!tailored) continue;
    for (const Item& added : tailored->added())
      if (added.point == point.id) take(added, point);
  }
  return out;
}

}  // namespace dengbao::requirements
