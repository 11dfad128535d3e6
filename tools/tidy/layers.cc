#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

struct Module {
  std::vector<std::string> folders;  // below src/
  std::vector<std::string> uses;     // as written
  std::set<std::string> reach;       // uses, closed transitively
  int line = 0;
};
using Modules = std::map<std::string, Module>;

constexpr std::string_view kTable = "src/CMakeLists.txt";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string without_comments(const std::string& text) {
  std::string result;
  bool comment = false;
  for (const char c : text) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    result += comment ? ' ' : c;
  }
  return result;
}

Modules read_modules(const File& table) {
  Modules modules;
  const std::string text = without_comments(table.text);
  constexpr std::string_view kCall = "dengbao_module(";
  for (std::size_t at = text.find(kCall); at != std::string::npos; at = text.find(kCall, at + 1)) {
    const std::size_t begin = at + kCall.size();
    const std::size_t end = std::min(text.find(')', begin), text.size());
    const auto words = words_of(std::string_view(text).substr(begin, end - begin));
    if (words.empty()) continue;
    Module module{{}, {}, {}, line_of(text, at)};
    std::string key;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == "USES" || words[i] == "FOLDERS" || words[i] == "LINK") {
        key = words[i];
      } else if (key == "USES") {
        module.uses.push_back(words[i]);
      } else if (key == "FOLDERS") {
        module.folders.push_back(words[i]);
      }
    }
    if (module.folders.empty()) module.folders.push_back(words[0]);
    modules[words[0]] = std::move(module);
  }
  return modules;
}

void close_over(Modules& modules) {
  for (auto& [name, module] : modules) {
    std::vector<std::string> open = module.uses;
    while (!open.empty()) {
      const std::string next = open.back();
      open.pop_back();
      const auto found = modules.find(next);
      if (!module.reach.insert(next).second || found == modules.end()) continue;
      open.insert(open.end(), found->second.uses.begin(), found->second.uses.end());
    }
  }
}

// The module whose folder is exactly `folder` (below src/), or nullptr.
const std::string* owner_of(const Modules& modules, const std::string& folder) {
  for (const auto& [name, module] : modules) {
    if (std::ranges::find(module.folders, folder) != module.folders.end()) return &name;
  }
  return nullptr;
}

std::string duty_folder(std::string_view path) {  // "domain/x" of domain/x/..., else nothing
  if (!path.starts_with("domain/")) return {};
  const std::size_t slash = path.find('/', 7);
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

void check_include(const Tree& tree, const Modules& modules, const File& file,
                   const std::string& from, const std::string& path, int line, Findings& out) {
  const std::size_t slash = path.rfind('/');
  const std::string* to =
      owner_of(modules, slash == std::string::npos ? std::string() : path.substr(0, slash));
  if (to == nullptr) {
    if (file.is_test() && tree.find("tests/" + path) != nullptr) return;
    out.push_back({file.path, line, fmt::format("\"{}\" is in no module", path),
                   "include by the path below src/, of a folder that a dengbao_module line names"});
    return;
  }
  if (*to != from && !modules.at(from).reach.contains(*to)) {
    out.push_back({file.path, line, fmt::format("{} must not include {} (\"{}\")", from, *to, path),
                   fmt::format("move what both need to a layer below, or hand it in from above; {} "
                               "may use what its line in {} names",
                               from, kTable)});
  }
  const std::string here = duty_folder(file.path.substr(4));
  const std::string there = duty_folder(path);
  if (!here.empty() && !there.empty() && here != there) {
    out.push_back({file.path, line, fmt::format("{} must not include {}", here, there),
                   "put a value type both share into src/law, or join them in src/app"});
  }
}

void check_file(const Tree& tree, const Modules& modules, const File& file, Findings& out) {
  const std::string folder = file.folder().substr(std::min<std::size_t>(4, file.folder().size()));
  const std::string* from = owner_of(modules, folder);
  if (from == nullptr) {
    out.push_back({file.path, 0,
                   fmt::format("src/{} is in no module, so nothing builds it", folder),
                   fmt::format("name the folder in a dengbao_module line of {}", kTable)});
    return;
  }
  // The path of an include is a literal, blanked in `code`: the position comes from there, the
  // path from the text.
  constexpr std::string_view kInclude = "#include \"";
  for (std::size_t at = file.code.find(kInclude); at != std::string::npos;
       at = file.code.find(kInclude, at + 1)) {
    const std::size_t begin = at + kInclude.size();
    const std::string path = file.text.substr(begin, file.text.find('"', begin) - begin);
    check_include(tree, modules, file, *from, path, line_of(file.text, at), out);
  }
}

}  // namespace

void check_layers(const Tree& tree, Findings& out) {
  const File* table = tree.find(kTable);
  if (table == nullptr) return;
  Modules modules = read_modules(*table);
  close_over(modules);
  for (const auto& [name, module] : modules) {
    if (module.reach.contains(name)) {
      out.push_back({std::string(kTable), module.line, fmt::format("{} reaches itself", name),
                     "take one arrow out of the ring"});
    }
    for (const std::string& used : module.uses) {
      if (modules.contains(used)) continue;
      out.push_back({std::string(kTable), module.line,
                     fmt::format("{} uses {}, which is no module", name, used),
                     "write the name of a dengbao_module line"});
    }
  }
  for (const File& file : tree.files) {
    if (file.under("src/") && file.is_cpp()) check_file(tree, modules, file, out);
  }
}

}  // namespace tidy
