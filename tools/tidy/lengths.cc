#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

constexpr int kFunctionLines = 60;
constexpr int kFileLines = 400;
constexpr std::string_view kAllow = "tools/tidy/allow.txt";

struct Function {
  std::string name;
  int line = 0;
  int lines = 0;
};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Finds function bodies by their braces. What stands between the last `;`, `{` or `}` and a `{`
// tells what it opens: a namespace or type (looked into), a function (measured), or a value.
class FunctionScanner {
 public:
  explicit FunctionScanner(const File& file) : code_(file.code) {}

  std::vector<Function> scan() {
    for (at_ = 0; at_ < code_.size(); ++at_) {
      const char c = code_[at_];
      if (c == '#' && is_line_start()) {
        skip_directive();
      } else if (c == '{') {
        open();
      } else if (c == '}') {
        close();
      } else if (c == ';' && depth_ == 0) {
        header_ = at_ + 1;
      }
    }
    return std::move(functions_);
  }

 private:
  bool is_line_start() const {
    const std::size_t before =
        at_ == 0 ? std::string::npos : code_.find_last_not_of(" \t", at_ - 1);
    return before == std::string::npos || code_[before] == '\n';
  }

  void skip_directive() {
    while (at_ < code_.size() && code_[at_] != '\n') {
      if (code_[at_] == '\\') ++at_;
      ++at_;
    }
    if (depth_ == 0) header_ = at_;
  }

  void open() {
    if (depth_++ > 0) return;
    const std::string_view header = std::string_view(code_).substr(header_, at_ - header_);
    if (is_scope(header)) {
      depth_ = 0;
      header_ = at_ + 1;
    }
  }

  void close() {
    if (depth_ == 0) {  // the end of a namespace or type
      header_ = at_ + 1;
      return;
    }
    if (--depth_ > 0) return;
    // `: a_{1}, b_{2} {` is one function with a list of initial values before its body.
    const std::size_t next = code_.find_first_not_of(" \n\t", at_ + 1);
    if (next != std::string::npos && (code_[next] == ',' || code_[next] == '{')) return;
    const std::string_view header = std::string_view(code_).substr(header_, at_ - header_);
    const std::size_t paren = header.find('(');
    if (paren != std::string_view::npos && paren < header.find('{')) record(header, paren);
    header_ = at_ + 1;
  }

  static bool is_scope(std::string_view header) {
    if (header.contains('(') && !header.contains("namespace")) return false;
    for (const std::string_view word : {"namespace", "class ", "struct ", "union ", "extern "}) {
      const std::size_t found = header.find(word);
      if (found != std::string_view::npos && (found == 0 || !is_word(header[found - 1])) &&
          !header.contains('=') && !header.contains("enum ")) {
        return true;
      }
    }
    return false;
  }

  void record(std::string_view header, std::size_t paren) {
    std::size_t end = paren;
    while (end > 0 && header[end - 1] == ' ') --end;
    std::size_t begin = end;
    while (begin > 0 && (is_word(header[begin - 1]) || header[begin - 1] == ':')) --begin;
    std::string name(header.substr(begin, end - begin));
    // TEST(Case, name): the arguments are the name.
    if (name.starts_with("TEST"))
      name = std::string(header.substr(begin, header.find(')') + 1 - begin));
    const int first = line_of(code_, header_ + begin);
    functions_.push_back({std::move(name), first, line_of(code_, at_) - first + 1});
  }

  const std::string& code_;
  std::size_t at_ = 0;
  std::size_t header_ = 0;  // where the statement that may open something begins
  int depth_ = 0;           // braces inside a function or value
  std::vector<Function> functions_;
};

// allow.txt: "function PATH NAME LINES" and "file PATH LINES", one a line; # begins a comment.
struct Allowance {
  int lines = 0;
  int at = 0;
  bool used = false;
};
using Allowances = std::map<std::string, Allowance>;

Allowances read_allowances(const Tree& tree, Findings& out) {
  Allowances allowances;
  const File* file = tree.find(kAllow);
  if (file == nullptr) return allowances;
  int number = 0;
  for (const std::string& line : dengbao::split(file->text, '\n')) {
    ++number;
    const std::string_view text = dengbao::trim(std::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    const std::size_t space = text.rfind(' ');
    int lines = 0;
    if (space != std::string_view::npos) {
      std::from_chars(text.data() + space + 1, text.data() + text.size(), lines);
    }
    if (lines == 0) {
      out.push_back({file->path, number, "an entry that cannot be read",
                     "write `function PATH NAME LINES` or `file PATH LINES`"});
      continue;
    }
    allowances[std::string(text.substr(0, space))] = {lines, number, false};
  }
  return allowances;
}

void judge(const std::string& key, const Finding& where, int lines, int limit,
           Allowances& allowances, Findings& out) {
  const auto found = allowances.find(key);
  const int allowed = found == allowances.end() ? limit : found->second.lines;
  if (found != allowances.end() && lines > limit) {
    found->second.used = true;
    if (lines < allowed) {
      out.push_back({std::string(kAllow), found->second.at,
                     fmt::format("{} has shrunk to {} lines", key, lines),
                     fmt::format("lower its entry from {} to {}", allowed, lines)});
    }
  }
  if (lines <= allowed) return;
  out.push_back({where.path, where.line,
                 fmt::format("{} has {} lines, more than {}", where.what, lines, allowed),
                 "split it where one idea ends; each part gets the name of its idea"});
}

}  // namespace

void check_lengths(const Tree& tree, Findings& out) {
  Allowances allowances = read_allowances(tree, out);
  for (const File& file : tree.files) {
    if (!file.is_cpp()) continue;
    const int lines = static_cast<int>(std::ranges::count(file.text, '\n'));
    judge("file " + file.path, {file.path, 0, "the file", {}}, lines, kFileLines, allowances, out);
    for (const Function& function : FunctionScanner(file).scan()) {
      judge(fmt::format("function {} {}", file.path, function.name),
            {file.path, function.line, function.name, {}}, function.lines, kFunctionLines,
            allowances, out);
    }
  }
  for (const auto& [key, allowance] : allowances) {
    if (allowance.used) continue;
    out.push_back({std::string(kAllow), allowance.at, fmt::format("{} needs no entry", key),
                   "remove the line: the list only shrinks"});
  }
}

}  // namespace tidy
