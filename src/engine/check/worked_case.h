#pragma once
// Worked situations of a pack: on which day, who did what, and what then must be. They are the
// proof of the rules: a rule whose removal no case notices is not claimed.

#include <string>
#include <vector>

#include "base/yaml.h"
#include "engine/view.h"
#include "engine/world.h"

namespace dengbao {

struct WorkedCase {
  std::string id;  // path below the pack, with its number where a file holds several
  std::string title;
  std::vector<std::string> rows;     // source rows it shows: "S1-07"
  std::vector<std::string> because;  // clauses
  Yaml source;
  std::string file;
};

// Reads the case files of a law; one case a file, or a list under `cases`.
Result<std::vector<WorkedCase>> read_worked_cases(const Law& law);

// Everything that was expected and is not so, with file and line; empty: the case holds.
std::vector<Explanation> run_worked_case(const WorkedCase& worked, std::shared_ptr<const Law> law,
                                         const Calendar& calendar, const Functions& functions);

}  // namespace dengbao
