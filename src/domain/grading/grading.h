#pragma once
// Grading (定级): the level of a side is the highest its matrix gives for the ticked harms; the
// level of the object is the higher of both sides [gbt-22240-2020 §6.4].

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "law/value.h"

namespace dengbao::grading {

// One ticked field: whose interest is harmed, and how badly.
struct Tick {
  std::string interest;  // rights public national
  std::string harm;      // general serious especially-serious
};

// "national:serious"; Usage error names the words there are.
Result<Tick> tick_from(std::string_view text);

// `matrix`: edition → interest → harm → level, as parameter grading_matrix holds it.
Result<int> level_of(const Value& matrix, std::string_view edition, const std::vector<Tick>& ticks);
// The same for a list fact whose entries are "interest:harm".
Result<Value> level_of_ticks(const Value& matrix, std::string_view edition, const Value& ticks);

// "S3A2G3" [gbt-22240-2020 §6.4, table A.1 of gbt-22239-2019].
std::string grade_code(int s, int a);

}  // namespace dengbao::grading
