#include "app/law_library.h"

#include <charconv>

#include "domain/grading/grading.h"

extern "C" {
extern const char _binary_law_bundle_start[];
extern const char _binary_law_bundle_end[];
}

namespace dengbao {
namespace {

LawFiles embedded() {
  LawFiles out;
  std::string_view rest(
      _binary_law_bundle_start,
      static_cast<std::size_t>(_binary_law_bundle_end - _binary_law_bundle_start));
  while (!rest.empty()) {
    const auto space = rest.find(' '), line = rest.find('\n');
    if (space == std::string_view::npos || line == std::string_view::npos) break;
    std::size_t size = 0;
    std::from_chars(rest.data(), rest.data() + space, size);
    out.emplace(rest.substr(space + 1, line - space - 1), rest.substr(line + 1, size));
    rest.remove_prefix(line + 1 + size);
  }
  return out;
}

}  // namespace

Result<LawLibrary> LawLibrary::open(const std::string& override_folder) {
  if (override_folder.empty()) return LawLibrary(embedded());
  return LawLibrary(TRY(files_from_folder(override_folder)));
}

Status LawLibrary::add_folder(const std::string& folder) {
  auto files = std::make_shared<LawFiles>(*files_);
  for (auto& [path, text] : TRY(files_from_folder(folder))) (*files)[path] = std::move(text);
  files_ = std::move(files);
  return {};
}

Functions named_functions() {
  Functions out;
  out["grade_ticks"] = {{"matrix", "edition", "ticks"},
                        {"gbt-22240-2020 §6.4"},
                        [](const std::vector<Value>& a, const Law&, Date) {
                          return grading::level_of_ticks(a[0], a[1].show(), a[2]);
                        }};
  return out;
}

}  // namespace dengbao
