#pragma once
// Which rows a system must meet: by grade, by level, and tailored by overlays
// [GB/T 22239-2019 附录A].

#include <optional>
#include <set>

#include "catalogue/model.h"

namespace dengbao::requirements {

// A grading result: S items at `s`, A items at `a`, the others at the greater of both.
struct Grade {
  int s = 0, a = 0;
  int level() const { return s > a ? s : a; }
  std::string code() const;  // "S3A2G3"
};

// "S3A2G3" or "S3A2"; case does not matter. Errors: Usage catalogue.grade_form; BadInput
// catalogue.grade_contradicts (G is not the greater), catalogue.grade_not_allowed (not in table
// A.1), catalogue.grade_level_5 (the standard gives no requirements).
Result<Grade> read_grade(const Standard& catalogue, std::string_view text);
// Every grade the rules allow up to level 4, from S1A1.
std::vector<Grade> grades(const Standard& catalogue);

// What an overlay made of a row.
struct Tailoring {
  struct Sharpening {
    std::string overlay, basis;
    Label demand;  // to be met beside the summary
  };
  std::string added_by;  // overlay that brought the row; empty: the standard
  std::vector<Sharpening> sharpened;
  std::string dropped_by;  // overlay that declares it not applicable
  Label reason;            // why; never empty where dropped_by is set
};

struct Row {
  const Item* item = nullptr;
  const AtLevel* at = nullptr;
  const ControlPoint* point = nullptr;
  const Tailoring* tailoring = nullptr;  // null: as the standard has it

  bool applicable() const { return !tailoring || tailoring->dropped_by.empty(); }
};

// What is wanted; an empty set or nothing set means all.
struct Selection {
  std::optional<Grade> grade;
  std::set<int> levels;
  std::set<std::string, std::less<>> domains, classes, attributes, points, items;
  std::set<std::string, std::less<>> methods, kinds;
  bool high_risk = false;  // only rows with a high-risk case that holds at their level
  std::set<std::pair<std::string, int>> keys;  // item and level, as an OSCAL profile lists them
};

class Tailored;

// In the order of the standard, then by level. `tailored` may be null. The rows point into the
// catalogue and the tailoring.
std::vector<Row> select(const Standard& catalogue, const Selection& selection,
                        const Tailored* tailored = nullptr);

// The level at which a grade asks for the items of an attribute.
int level_for(const Standard& catalogue, const Grade& grade, std::string_view attribute);

}  // namespace dengbao::requirements
