#include "app/messages.h"

#include "base/text.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

constexpr std::string_view kFolder = "messages/";

// The argument, or nullptr. English texts take "say_en" for {say} where there is one.
const std::string* argument(const Explanation& e, std::string_view name, bool chinese) {
  if (name == "where") return &e.where;
  const std::string* found = nullptr;
  for (const auto& [key, value] : e.args) {
    if (key == name && !found) found = &value;
    if (!chinese && !value.empty() && key.size() == name.size() + 3 && key.starts_with(name) &&
        key.ends_with("_en"))
      found = &value;
  }
  return found;
}

bool ends_sentence(std::string_view text) {
  for (const std::string_view end : {"。", "？", "！", "；", "：", ".", "?", "!", ":"})
    if (text.ends_with(end)) return true;
  return false;
}

}  // namespace

Messages::Messages(const LawFiles& files, bool chinese) : chinese_(chinese) {
  const std::string_view ending = chinese ? ".zh-CN.yaml" : ".en.yaml";
  const std::string folder(kFolder);
  for (auto it = files.lower_bound(folder); it != files.end() && it->first.starts_with(folder);
       ++it) {
    if (!it->first.ends_with(ending)) continue;
    const auto root = parse_yaml(it->second, it->first);
    if (!root) continue;
    for (const auto& [code, texts] : root->members) {
      const Yaml* what = texts.find("what");
      const Yaml* cure = texts.find("cure");
      entries_[code] = {what ? what->text : std::string(), cure ? cure->text : std::string()};
    }
  }
}

std::string Messages::fill(std::string_view pattern, const Explanation& e) const {
  std::string out;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    out += pattern.substr(0, open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    if (const std::string* value = argument(e, name, chinese_)) out += *value;
    pattern.remove_prefix(close + 1);
  }
  return out += pattern;
}

// A sentence that asks for something nobody knows ("是否指“{nearest}”？") is left out.
std::string Messages::sentences(std::string_view pattern, const Explanation& e) const {
  std::string out;
  while (!pattern.empty()) {
    std::size_t end = pattern.size();
    for (const std::string_view stop : {"。", "？", ". ", "? "})
      if (const auto at = pattern.find(stop); at != std::string_view::npos)
        end = std::min(end, at + stop.size());
    const std::string_view sentence = pattern.substr(0, end);
    pattern.remove_prefix(end);
    bool said = true;
    for (auto open = sentence.find('{'); open != std::string_view::npos;
         open = sentence.find('{', open + 1)) {
      const auto close = sentence.find('}', open);
      if (close == std::string_view::npos) break;
      const std::string* value = argument(e, sentence.substr(open + 1, close - open - 1), chinese_);
      said = said && value && !value->empty();
    }
    if (said) out += fill(sentence, e);
  }
  return std::string(trim(out));
}

bool Messages::says_place(std::string_view code) const {
  const auto it = entries_.find(code);
  return it != entries_.end() && (it->second.what.find("{where}") != std::string::npos ||
                                  it->second.cure.find("{where}") != std::string::npos);
}

std::string Messages::what(const Explanation& e) const {
  const auto it = entries_.find(e.code);
  std::string out;
  bool placed = e.where.empty();
  if (it == entries_.end()) {
    out = e.code;
    for (const auto& [key, value] : e.args) out += " " + key + "=" + value;
  } else {
    out = fill(it->second.what, e);
    placed = placed || says_place(e.code);
  }
  if (!placed) {
    for (const std::string_view stop : {"。", "."})
      if (out.ends_with(stop)) out.resize(out.size() - stop.size());
    out += chinese_ ? "（" + e.where + "）" : " (" + e.where + ")";
  }
  if (!ends_sentence(out)) out += chinese_ ? "。" : ".";
  return out;
}

std::string Messages::cure(const Explanation& e) const {
  const auto it = entries_.find(e.code);
  if (it == entries_.end()) return {};
  std::string out = sentences(it->second.cure, e);
  if (!out.empty() && !ends_sentence(out)) out += chinese_ ? "。" : ".";
  return out;
}

std::string Messages::message(const Explanation& e) const {
  std::string out = what(e);
  if (const std::string how = cure(e); !how.empty()) out += (chinese_ ? "" : " ") + how;
  return out;
}

std::string Messages::text(const Explanation& e) const {
  std::string out = message(e);
  std::string cited;
  for (const std::string& c : e.citations) cited += (cited.empty() ? "" : "；") + c;
  if (!cited.empty()) out += "〔" + cited + "〕";
  return out;
}

}  // namespace dengbao
