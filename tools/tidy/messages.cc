#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/yaml.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

constexpr std::string_view kFolder = "law/messages/";
constexpr std::string_view kChinese = ".zh-CN.yaml";
constexpr std::string_view kEnglish = ".en.yaml";

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The {names} in a text; "{{" is a brace.
std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    names.insert(std::string(text.substr(at + 1, end - at - 1)));
  }
  return names;
}

std::string joined(const std::set<std::string>& names) {
  return names.empty() ? "no placeholders" : fmt::format("{{{}}}", fmt::join(names, "}, {"));
}

dengbao::Yaml read_catalogue(const File& file, Findings& out) {
  auto parsed = dengbao::parse_yaml(file.text, file.path);
  if (!parsed) {
    out.push_back({file.path, 0, fmt::format("{} at {}", parsed.error().code, parsed.error().where),
                   "write a flat map `code: {what: …, cure: …}`"});
    return {};
  }
  for (const auto& [code, entry] : parsed->members) {
    const dengbao::Yaml* what = entry.find("what");
    const dengbao::Yaml* cure = entry.find("cure");
    if (what != nullptr && !what->text.empty() && cure != nullptr && cure->is_scalar()) continue;
    out.push_back({file.path, entry.line, fmt::format("{} is not complete", code),
                   "write both texts: {what: …, cure: …}"});
  }
  return std::move(*parsed);
}

std::string text_of(const dengbao::Yaml& entry, std::string_view key) {
  const dengbao::Yaml* member = entry.find(key);
  return member == nullptr ? std::string() : member->text;
}

// Everything `left` has must be in `right`.
void compare(const File& left, const dengbao::Yaml& mine, const std::string& right,
             const dengbao::Yaml& theirs, Findings& out) {
  for (const auto& [code, entry] : mine.members) {
    const dengbao::Yaml* other = theirs.find(code);
    if (other == nullptr) {
      out.push_back({left.path, entry.line, fmt::format("{} has no twin", code),
                     fmt::format("add it to {}", right)});
      continue;
    }
    for (const std::string_view key : {"what", "cure"}) {
      const auto here = placeholders(text_of(entry, key));
      const auto there = placeholders(text_of(*other, key));
      if (here == there || left.path.ends_with(kEnglish)) continue;
      out.push_back(
          {left.path, entry.line,
           fmt::format("{} {}: {} here, {} in {}", code, key, joined(here), joined(there), right),
           "use the same placeholders in both languages"});
    }
  }
}

bool is_code(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < text.size() &&
         std::ranges::all_of(text, [](char c) {
           return c == '.' || c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

// The functions that make an Explanation: fail, fail_external, and local ones like them.
std::set<std::string> makers(const Tree& tree) {
  std::set<std::string> names = {"fail", "fail_external", "Explanation"};
  for (const File& file : tree.files) {
    if (!file.under("src/") || !file.is_cpp()) continue;
    constexpr std::string_view kType = "unexpected<Explanation> ";
    for (std::size_t at = file.code.find(kType); at != std::string::npos;
         at = file.code.find(kType, at + 1)) {
      const std::size_t begin = at + kType.size();
      std::size_t end = begin;
      while (end < file.code.size() && is_word(file.code[end])) ++end;
      if (end > begin && file.code[end] == '(') names.insert(file.code.substr(begin, end - begin));
    }
  }
  return names;
}

// The end of the brackets that open at `at`.
std::size_t end_of_brackets(const std::string& code, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < code.size(); ++i) {
    if (code[i] == '(' || code[i] == '{') ++depth;
    if ((code[i] == ')' || code[i] == '}') && --depth == 0) return i;
  }
  return code.size();
}

// The first literal of the form of a code in each call of `maker`. A code without a text is
// reported where it is met first, and is `known` from then on.
void check_calls(const File& file, const std::string& maker, std::set<std::string>& known,
                 Findings& out) {
  for (std::size_t at = file.code.find(maker); at != std::string::npos;
       at = file.code.find(maker, at + 1)) {
    const std::size_t open = at + maker.size();
    if ((at > 0 && is_word(file.code[at - 1])) || open >= file.code.size()) continue;
    if (file.code[open] != '(' && file.code[open] != '{') continue;
    const std::size_t end = end_of_brackets(file.code, open);
    std::size_t quote = file.code.find('"', open);
    while (quote < end) {
      const std::size_t close = file.code.find('"', quote + 1);
      if (close == std::string::npos) break;
      const std::string literal = file.text.substr(quote + 1, close - quote - 1);
      if (is_code(literal)) {
        if (known.insert(literal).second) {
          out.push_back({file.path, line_of(file.text, quote),
                         fmt::format("the code {} has no text", literal),
                         fmt::format("add it to a catalogue in {}, in both languages", kFolder)});
        }
        break;
      }
      quote = file.code.find('"', close + 1);
    }
  }
}

}  // namespace

void check_messages(const Tree& tree, Findings& out) {
  std::map<std::string, dengbao::Yaml> catalogues;
  for (const File& file : tree.files) {
    if (file.under(kFolder) && file.path.ends_with(".yaml")) {
      catalogues[file.path] = read_catalogue(file, out);
    }
  }
  std::set<std::string> known;
  for (const auto& [path, catalogue] : catalogues) {
    const bool chinese = path.ends_with(kChinese);
    const std::string_view ending = chinese ? kChinese : kEnglish;
    if (!path.ends_with(ending)) {
      out.push_back({path, 0, "neither *.zh-CN.yaml nor *.en.yaml", "name it by its language"});
      continue;
    }
    const std::string twin =
        path.substr(0, path.size() - ending.size()) + std::string(chinese ? kEnglish : kChinese);
    if (const auto found = catalogues.find(twin); found == catalogues.end()) {
      out.push_back({path, 0, "a catalogue without its twin", fmt::format("write {}", twin)});
    } else {
      compare(*tree.find(path), catalogue, twin, found->second, out);
    }
    for (const auto& [code, entry] : catalogue.members) known.insert(code);
  }
  if (catalogues.empty()) return;  // nothing to compare with: a tree that is just being begun
  const std::set<std::string> names = makers(tree);
  for (const File& file : tree.files) {
    if (!file.under("src/") || !file.is_cpp() || file.is_test()) continue;
    for (const std::string& maker : names) check_calls(file, maker, known, out);
  }
}

}  // namespace tidy
