#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "base/yaml.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

// What law/ holds that can be cited: the rows of the sources, and the clauses of each instrument.
struct Law {
  std::set<std::string> rows;                                // "source-001 S1-07"
  std::map<std::string, std::set<std::string>> instruments;  // id → clauses
};

std::string member(const dengbao::Yaml& node, std::string_view key) {
  const dengbao::Yaml* found = node.find(key);
  return found == nullptr ? std::string() : found->text;
}

constexpr std::string_view kSection = "§";

// "§6.3" and "6.3" are one clause.
std::string bare(std::string_view clause) {
  if (clause.starts_with(kSection)) clause.remove_prefix(kSection.size());
  return std::string(dengbao::trim(clause));
}

// Clauses are the items of `clauses`: a list of maps with `id` (or `clause`), or a map by id.
void collect_clauses(const dengbao::Yaml& node, std::set<std::string>& clauses) {
  for (const dengbao::Yaml& item : node.items) {
    for (const std::string_view key : {"id", "clause"}) {
      if (std::string id = member(item, key); !id.empty()) clauses.insert(bare(id));
    }
    if (item.is_scalar()) clauses.insert(bare(item.text));
    if (const dengbao::Yaml* below = item.find("clauses")) collect_clauses(*below, clauses);
  }
  for (const auto& [id, item] : node.members) {
    clauses.insert(bare(id));
    if (const dengbao::Yaml* below = item.find("clauses")) collect_clauses(*below, clauses);
  }
}

void collect_instrument(const File& file, const dengbao::Yaml& node, Law& law) {
  if (const dengbao::Yaml* several = node.find("instruments")) {
    for (const dengbao::Yaml& one : several->items) collect_instrument(file, one, law);
    return;
  }
  std::string id = member(node, "id");
  if (id.empty()) id = member(node, "instrument");
  if (id.empty()) id = std::filesystem::path(file.path).stem().string();
  std::set<std::string>& clauses = law.instruments[id];
  if (const dengbao::Yaml* list = node.find("clauses")) collect_clauses(*list, clauses);
}

Law read_law(const Tree& tree) {
  Law law;
  for (const File& file : tree.files) {
    const bool rows = file.under("law/rows/");
    const bool instrument = file.under("law/") && file.path.contains("/instruments/");
    if ((!rows && !instrument) || !file.path.ends_with(".yaml")) continue;
    const auto parsed = dengbao::parse_yaml(file.text, file.path);
    if (!parsed) continue;  // `law check` says what is wrong with it
    if (instrument) collect_instrument(file, *parsed, law);
    const dengbao::Yaml* list = rows ? parsed->find("rows") : nullptr;
    if (list == nullptr) continue;
    for (const dengbao::Yaml& row : list->items) {
      law.rows.insert(fmt::format("{} {}", member(*parsed, "source"), member(row, "id")));
    }
  }
  return law;
}

// A clause is known when it, a part of it or what it is a part of is: with §6.3 in law/, §6 and
// §6.3 d) resolve.
bool has_clause(const std::set<std::string>& clauses, std::string_view wanted) {
  if (clauses.contains(std::string(wanted))) return true;
  const std::string part = std::string(wanted) + ".";
  const auto first = clauses.lower_bound(part);
  if (first != clauses.end() && first->starts_with(part)) return true;
  const std::size_t space = wanted.rfind(' ');
  return space != std::string_view::npos && clauses.contains(std::string(wanted.substr(0, space)));
}

bool is_id(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c != '-' && c != '.' && (c < 'a' || c > 'z') && (c < '0' || c > '9')) return false;
  }
  return true;
}

// One citation, without the brackets. What has neither form is prose in brackets.
void check_one(const Law& law, std::string_view text, const File& file, std::size_t at,
               Findings& out) {
  text = dengbao::trim(text);
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return;
  const std::string id(text.substr(0, space));
  const std::string_view place = dengbao::trim(text.substr(space));
  const int line = line_of(file.text, at);
  if (id.starts_with("source-") && is_id(id)) {
    if (law.rows.contains(fmt::format("{} {}", id, place))) return;
    out.push_back({file.path, line, fmt::format("{} {} is no row of law/rows", id, place),
                   "cite a row that stands there, or add it"});
    return;
  }
  if (!is_id(id) || !place.starts_with(kSection)) return;
  const auto instrument = law.instruments.find(id);
  if (instrument == law.instruments.end()) {
    out.push_back({file.path, line, fmt::format("no instrument {} in law/", id),
                   "cite by the id of a file in an instruments folder, or add one"});
  } else if (!has_clause(instrument->second, bare(place))) {
    out.push_back({file.path, line, fmt::format("{} has no clause {}", id, place),
                   "cite a clause that stands there, or add it"});
  }
}

}  // namespace

void check_citations(const Tree& tree, Findings& out) {
  const Law law = read_law(tree);
  if (law.rows.empty()) return;  // no law to resolve against
  for (const File& file : tree.files) {
    if (!file.is_cpp() || file.under("tests/house/")) continue;
    const std::string& text = file.comments;
    for (std::size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
      const std::size_t end = text.find(']', at);
      if (end == std::string::npos) break;
      std::size_t begin = at + 1;
      while (begin <= end) {
        const std::size_t stop = std::min(text.find_first_of(";,", begin), end);
        check_one(law, std::string_view(text).substr(begin, stop - begin), file, at, out);
        begin = stop + 1;
      }
    }
  }
}

}  // namespace tidy
