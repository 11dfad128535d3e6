#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

constexpr std::size_t kWidth = 100;

struct Better {
  std::string_view word;
  std::string_view instead;
  std::string_view only_under = "";  // "" everywhere
};

// Calls that have a better one. The word must not continue a longer identifier on the left.
constexpr std::array kCalls = {
    Better{"strcpy(", "std::string or std::copy"},
    Better{"strcat(", "std::string"},
    Better{"sprintf(", "fmt::format"},
    Better{"vsprintf(", "fmt::format"},
    Better{"gets(", "std::getline"},
    Better{"atoi(", "std::from_chars"},
    Better{"strtok(", "dengbao::split"},
    Better{"system(", "posix_spawn with a list of arguments: no shell reads them"},
    Better{"popen(", "posix_spawn with a list of arguments: no shell reads them"},
    Better{"std::regex", "a small scanner by hand: std::regex recurses on foreign bytes", "src/"},
    Better{"time(nullptr)", "the Clock port, so that a test can stand on any day"},
    Better{"time(NULL)", "the Clock port, so that a test can stand on any day"},
    Better{"std::random_device", "the Randomness port, so that a run can be repeated"},
    Better{"rand()", "the Randomness port"},
    Better{"std::cout", "the result writer handed in by the caller: stdout is the result only",
           "src/"},
    Better{"std::endl", "'\\n': flushing is the writer's affair"},
    Better{"using namespace std;", "the names you need, with std::"},
    Better{"GTEST_SKIP", "a test that runs: what is not there must fail, not pass unseen"},
    Better{"DISABLED_", "a test that runs, or none"},
};

constexpr std::array kNames = {
    Better{"Manager", "the noun for what it keeps or decides"},
    Better{"Util", "the noun for what it works on"},
    Better{"Utils", "the noun for what it works on"},
    Better{"Helper", "the noun for what it gives"},
    Better{"Impl", "the name of what it is, or what sets this one apart"},
};

// Split so that this file does not hold them.
constexpr std::array<std::string_view, 5> kMachinePaths = {
    "/ho"
    "me/",
    "/ro"
    "ot/",
    "/wo"
    "rk/",
    "/Us"
    "ers/",
    "C:"
    "\\\\"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Calls `found(offset)` where `word` begins a word in `text`.
template <class Found>
void each(std::string_view text, std::string_view word, Found found) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if (at == 0 || !is_word(text[at - 1])) found(at);
  }
}

void check_width(const File& file, Findings& out) {
  // Shell tests hold data in their lines: a case a line reads better than a broken one.
  if (file.path.starts_with("tests/") && !file.path.ends_with(".cc") && !file.path.ends_with(".h"))
    return;
  const bool script = file.text.starts_with("#!") || file.path.ends_with(".cmake") ||
                      file.path.ends_with("CMakeLists.txt") || file.path.ends_with(".sh");
  if (!file.is_cpp() && !script) return;
  int number = 0;
  for (const std::string& line : dengbao::split(file.text, '\n')) {
    ++number;
    if (line.size() <= kWidth || line.contains("https://")) continue;
    const std::size_t wide = dengbao::characters(line);
    if (wide <= kWidth) continue;
    out.push_back({file.path, number, fmt::format("{} characters wide", wide),
                   fmt::format("break the line at {}", kWidth)});
  }
}

void check_machine_paths(const File& file, Findings& out) {
  for (const std::string_view word : kMachinePaths) {
    for (std::size_t at = file.text.find(word); at != std::string::npos;
         at = file.text.find(word, at + 1)) {
      const char before = at == 0 ? ' ' : file.text[at - 1];
      if (is_word(before) || std::string_view(".-/}*~").contains(before)) continue;
      out.push_back({file.path, line_of(file.text, at),
                     fmt::format("a path of one machine: {}", word),
                     "make it relative, or take it from the caller"});
    }
  }
}

void check_open_ends(const File& file, Findings& out) {
  for (const std::string_view word : {"TO"
                                      "DO",
                                      "FIX"
                                      "ME",
                                      "X"
                                      "XX"}) {
    each(file.comments, word, [&](std::size_t at) {
      const std::string_view rest = std::string_view(file.comments).substr(at + word.size());
      if (rest.starts_with("(#") || (!rest.empty() && is_word(rest.front()))) return;
      out.push_back({file.path, line_of(file.text, at), fmt::format("{} without an issue", word),
                     fmt::format("do it, or write {}(#12) with the number of the issue", word)});
    });
  }
}

void check_calls(const File& file, Findings& out) {
  for (const auto& [word, instead, only_under] : kCalls) {
    if (!file.under(only_under)) continue;
    each(file.code, word, [&](std::size_t at) {
      // A member of ours may carry the name of a C function.
      if (at > 0 && (file.code[at - 1] == '.' || file.code[at - 1] == '>')) return;
      out.push_back({file.path, line_of(file.text, at), fmt::format("{} is not used here", word),
                     fmt::format("write {}", instead)});
    });
  }
}

void check_names(const File& file, Findings& out) {
  for (const std::string_view keyword : {"class ", "struct ", "enum ", "using ", "namespace "}) {
    each(file.code, keyword, [&](std::size_t at) {
      std::size_t begin = at + keyword.size();
      if (keyword == "enum " && file.code.substr(begin, 6) == "class ") begin += 6;
      std::size_t end = begin;
      while (end < file.code.size() && is_word(file.code[end])) ++end;
      const std::string name = file.code.substr(begin, end - begin);
      for (const auto& [word, instead, unused] : kNames) {
        if (!name.ends_with(word)) continue;
        out.push_back({file.path, line_of(file.text, at), fmt::format("the name {}", name),
                       fmt::format("end it with {}", instead)});
      }
    });
  }
}

// [text](target) to a file of the project.
void check_links(const Tree& tree, const File& file, Findings& out) {
  for (std::size_t at = file.text.find("]("); at != std::string::npos;
       at = file.text.find("](", at + 1)) {
    const std::size_t begin = at + 2;
    std::string target = file.text.substr(begin, file.text.find(')', begin) - begin);
    target = target.substr(0, target.find('#'));
    if (target.empty() || target.contains("://") || target.contains(' ')) continue;
    if (std::filesystem::exists(tree.root / file.folder() / target)) continue;
    out.push_back({file.path, line_of(file.text, at),
                   fmt::format("a link to {}, which is not there", target),
                   "link to a file that is"});
  }
}

}  // namespace

void check_words(const Tree& tree, Findings& out) {
  for (const File& file : tree.files) {
    check_width(file, out);
    check_machine_paths(file, out);
    if (file.path.ends_with(".md")) check_links(tree, file, out);
    if (!file.path.ends_with(".json")) check_open_ends(file, out);
    if (!file.is_cpp()) continue;
    check_calls(file, out);
    check_names(file, out);
  }
}

}  // namespace tidy
