#pragma once
// Shared by the parts of the catalogue's check.

#include <algorithm>
#include <string>

#include "catalogue/check.h"

namespace dengbao::requirements {

class Findings {
 public:
  explicit Findings(std::vector<Explanation>& out) : out_(out) {}
  void add(std::string code, Args args, const Place& place) {
    out_.push_back({ErrorKind::Negative, std::move(code), std::move(args), place, {}, {}, {}});
  }

 private:
  std::vector<Explanation>& out_;
};

inline bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void check_totals(const Standard& catalogue, Findings& findings, Checked& checked);
void check_rows(const Standard& catalogue, Findings& findings);
void check_words(const Standard& catalogue, Findings& findings);
void check_links(const Standard& catalogue, Findings& findings);
void check_guides(const Standard& catalogue, Findings& findings);
void check_mappings(const Standard& catalogue, Findings& findings);

}  // namespace dengbao::requirements
