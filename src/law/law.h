#pragma once
// Loading packs from files held in memory (embedded, a folder, or the copy a case is pinned to).

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "law/calendar.h"
#include "law/model.h"

namespace dengbao {

// Paths below law/ ("packs/cn-mlps/pack.yaml") with their text.
using LawFiles = std::map<std::string, std::string>;

struct Loaded {
  Law law;
  std::vector<Explanation> faults;  // every one, with file and line and what to write instead
};

// Reads one pack with everything it uses. Entries of the pack replace those of the same id in what
// it uses, whole; `drop` takes entries away with a reason.
Loaded read_law(const LawFiles& files, const std::string& pack);
// The same for running it: the first fault, or a word that is known but not yet run, refuses.
Result<Law> load_law(const LawFiles& files, const std::string& pack);

// The YAML of a pack after it was read once, to be kept beside its files under their digest:
// whoever runs the pack later reads these trees and no YAML.
struct CompiledLaw {
  std::string digest;
  std::map<std::string, std::string> trees;  // path → packed()
};
CompiledLaw compiled_law(const LawFiles& files, const std::string& pack);
// As load_law for files that were compiled. A tree that is missing or cannot be read is made from
// its file.
Result<Law> load_law(const LawFiles& files, const std::string& pack, const CompiledLaw& compiled);

// The files a pack consists of, with what it uses and the code lists: what is pinned and hashed.
LawFiles files_of(const LawFiles& all, const std::string& pack);
std::string digest_of(const LawFiles& files);  // SM3, hex

std::vector<std::string> pack_ids(const LawFiles& files);
// Pack heads without reading the rest; faulty ones are left out.
std::vector<PackHead> pack_heads(const LawFiles& files);
Result<LawFiles> files_from_folder(const std::string& folder);  // a law/ folder, or one pack folder
// All calendars/*.yaml that name a year.
Result<Calendar> read_calendar(const LawFiles& files);
std::vector<Contradiction> read_contradictions(const LawFiles& files);

}  // namespace dengbao
