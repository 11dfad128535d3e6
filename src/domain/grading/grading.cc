#include "domain/grading/grading.h"

#include <algorithm>
#include <array>

namespace dengbao::grading {
namespace {

constexpr std::array<std::string_view, 3> kInterests = {"rights", "public", "national"};
constexpr std::array<std::string_view, 3> kHarms = {"general", "serious", "especially-serious"};

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Result<Tick> tick_from(std::string_view text) {
  const auto colon = text.find(':');
  Tick t{std::string(text.substr(0, colon)),
         colon == std::string_view::npos ? "" : std::string(text.substr(colon + 1))};
  if (!one_of(kInterests, t.interest) || !one_of(kHarms, t.harm))
    return fail(ErrorKind::Usage, "grading.tick",
                {{"value", std::string(text)},
                 {"interests", "rights public national"},
                 {"harms", "general serious especially-serious"}});
  return t;
}

Result<int> level_of(const Value& matrix, std::string_view edition,
                     const std::vector<Tick>& ticks) {
  const Value* table = matrix.member(edition);
  if (!table) return fail(ErrorKind::Usage, "grading.edition", {{"edition", std::string(edition)}});
  if (ticks.empty()) return fail(ErrorKind::BadInput, "grading.no_tick");
  std::int64_t highest = 0;
  for (const Tick& t : ticks) {
    const Value* row = table->member(t.interest);
    const Value* level = row ? row->member(t.harm) : nullptr;
    if (!level || !level->integer())
      return fail(ErrorKind::Internal, "grading.matrix_hole",
                  {{"interest", t.interest}, {"harm", t.harm}});
    highest = std::max(highest, *level->integer());
  }
  return static_cast<int>(highest);
}

Result<Value> level_of_ticks(const Value& matrix, std::string_view edition, const Value& ticks) {
  std::vector<Tick> read;
  if (const Compound* list = ticks.compound())
    for (const Value& item : list->items) read.push_back(TRY(tick_from(item.show())));
  if (read.empty()) return Value();
  return Value(std::int64_t{TRY(level_of(matrix, edition, read))});
}

std::string grade_code(int s, int a) {
  return "S" + std::to_string(s) + "A" + std::to_string(a) + "G" + std::to_string(std::max(s, a));
}

}  // namespace dengbao::grading
