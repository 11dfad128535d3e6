// The rules of the house, checked: tidy [ROOT]. Prints one line for each finding and exits 1 when
// there is one. Rules and limits: docs/guides/tidy.md.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "tidy/rules.h"

int main(int argc, char** argv) {
  const std::filesystem::path root = argc > 1 ? argv[1] : ".";
  if (argc > 2 || !std::filesystem::is_directory(root)) {
    fmt::print(stderr, "tidy: give one folder, the root of the project\n");
    return 3;
  }
  const tidy::Tree tree = tidy::read_tree(root);
  tidy::Findings findings;
  tidy::check_layers(tree, findings);
  tidy::check_words(tree, findings);
  tidy::check_lengths(tree, findings);
  tidy::check_messages(tree, findings);
  tidy::check_citations(tree, findings);
  tidy::check_tracked(tree, findings);

  std::ranges::stable_sort(findings, {}, [](const tidy::Finding& finding) {
    return std::tie(finding.path, finding.line);
  });
  for (const auto& [path, line, what, instead] : findings) {
    fmt::print("{}:{}: {}; {}\n", path, line, what, instead);
  }
  fmt::print("{} files, {} findings\n", tree.files.size(), findings.size());
  return findings.empty() ? 0 : 1;
}
