#pragma once
// What the tests of packs share: the law of the tree with other packs laid beside it, the named
// functions, and a pack proved whole.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/grading/grading.h"
#include "engine/check/check.h"

namespace dengbao {

inline const std::string kTree = DENGBAO_SOURCE_DIR;

inline std::string told(const Explanation& e) {
  std::string out = e.where + ": " + e.code;
  for (const auto& [key, value] : e.args) out += fmt::format(" {}={}", key, value);
  return out;
}

// law/ with the packs below `folder`.
inline LawFiles law_with(const std::string& folder) {
  auto files = files_from_folder(kTree + "/law");
  auto more = files_from_folder(kTree + "/" + folder);
  EXPECT_TRUE(files && more) << folder;
  if (!files || !more) return {};
  files->insert(more->begin(), more->end());
  return std::move(*files);
}

inline Functions named_functions() {
  Functions out;
  out["grade_ticks"] = {{"matrix", "edition", "ticks"}, {}, [](const auto& a, const Law&, Date) {
                          return grading::level_of_ticks(a[0], a[1].show(), a[2]);
                        }};
  return out;
}

// law check without findings, every worked case as it says, and no rule that nobody would miss.
inline void prove_pack(const LawFiles& files, const std::string& pack) {
  auto loaded = load_law(files, pack);
  ASSERT_TRUE(loaded) << pack << " " << told(loaded.error());
  const auto law = std::make_shared<const Law>(std::move(*loaded));
  const auto functions = named_functions();
  for (const Explanation& e : check_law(*law, functions)) ADD_FAILURE() << told(e);
  const auto calendar = read_calendar(files);
  const auto cases = read_worked_cases(*law);
  ASSERT_TRUE(calendar && cases) << pack;
  EXPECT_FALSE(cases->empty()) << pack << " proves nothing without worked cases";
  for (const WorkedCase& w : *cases)
    for (const Explanation& e : run_worked_case(w, law, *calendar, functions))
      ADD_FAILURE() << w.id << " " << told(e);
  if (::testing::Test::HasFailure()) return;
  for (const MutationResult& m : run_mutations(law, *cases, *calendar, functions))
    EXPECT_FALSE(m.killed_by.empty()) << "nobody misses " << m.what << " (" << m.place << ")";
}

}  // namespace dengbao
