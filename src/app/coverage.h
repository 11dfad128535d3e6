#pragma once
// Which rows of the source documents the packs carry out, and which worked case proves it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/view.h"
#include "law/law.h"

namespace dengbao {

struct CoverageRow {
  std::string row;     // "S1-07"
  std::string kind;    // duty guard document register definition principle
  std::string source;  // "source-001"
  Label text;
  bool covered = false;
  std::string pack, clause;        // of the rule where there is one, else where the row stands
  std::vector<std::string> rules;  // rules that cite it
  struct Proof {
    std::string id;
    bool passed = false;
    bool proves = false;  // fails when a rule that cites the row is taken away
  };
  std::vector<Proof> cases;  // worked cases that name the row
  Label reason;              // why it is open
};

struct Coverage {
  std::vector<CoverageRow> rows;
  std::vector<std::string> not_yet_run;  // packs known, not yet run
  std::size_t covered() const;
};

// A row is covered only when a worked case that names it holds, and fails under a mutation of a
// rule whose citations hold the row. `pack` empty: all packs. `progress` is told each pack and
// answers false to stop. Errors: a pack or worked case that cannot be read.
Result<Coverage> coverage_of(
    const LawFiles& files, const std::string& pack, const Calendar& calendar,
    const Functions& functions,
    const std::function<bool(std::string_view, std::int64_t, std::int64_t)>& progress);

// The same, worked out once for the same files and calendar: it costs seconds, and many may look at
// it at once. Who asks meanwhile waits for the first; what was stopped is not kept.
Result<std::shared_ptr<const Coverage>> kept_coverage_of(
    const LawFiles& files, const std::string& pack, const Calendar& calendar,
    const Functions& functions,
    const std::function<bool(std::string_view, std::int64_t, std::int64_t)>& progress);

// The row a citation stands for: "source-001 S1-07" → S1-07; a clause that names its source row.
std::string row_of(const Law& law, std::string_view citation);

}  // namespace dengbao
