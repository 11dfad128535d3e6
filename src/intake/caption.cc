// The unit that a whole sheet is about, as its caption names it.

#include <algorithm>

#include "base/credit_code.h"
#include "base/text.h"
#include "intake/layout.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

bool is_gap(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A run of capital letters and figures long enough to be meant as a code.
std::string code_in(std::string_view text) {
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) continue;
    if (i - from >= 15 && i - from <= 20 && text[from] >= '0' && text[from] <= '9')
      return std::string(text.substr(from, i - from));
    from = i + 1;
  }
  return {};
}

std::string_view cut_gap(std::string_view text) {
  // Two blanks end a value; one may stand inside a name of English words.
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (is_gap(text[i]) && is_gap(text[i + 1])) return text.substr(0, i);
  return text;
}

std::string tidy_unit(std::string_view text) {
  std::string out(trim(cut_gap(trim(text))));
  const std::string code = code_in(out);
  if (!code.empty()) out = replace_all(out, code, "");
  // What is left of "云杉大学(…)" or "云杉大学(统一社会信用代码:" without the code.
  const std::size_t bracket = out.find('(');
  if (bracket != std::string::npos) {
    const std::string inside = plain(out.substr(bracket + 1));
    if (inside.empty() || inside == ")" || inside.find("码") != std::string::npos ||
        inside.find("盖章") != std::string::npos)
      out.resize(bracket);
  }
  return shown(out);
}

class CaptionReader {
 public:
  explicit CaptionReader(const HeaderWords& words) : words_(words) {}

  void cell(std::string_view raw, std::string_view next) {
    const std::string text = nfkc(raw);
    const std::string as_label = heading(text, Brackets::Drop);
    if (!next.empty() && text.size() < 80) {
      if (words_.caption_unit.contains(as_label)) return set(out_.unit, tidy_unit(nfkc(next)));
      if (words_.caption_code.contains(as_label))
        return set(out_.credit_code, normal_credit_code(next));
    }
    labelled(text);
    if (out_.credit_code.empty()) set(out_.credit_code, code_in(text));
    titles_.push_back(text);
  }

  Caption finish(const Sheet& sheet) {
    for (const std::string& title : titles_)
      if (out_.unit.empty()) out_.unit = unit_of_title(title);
    if (out_.unit.empty() && ends_like_a_unit(word(sheet.name)) && characters(sheet.name) >= 4)
      out_.unit = shown(sheet.name);
    return out_;
  }

 private:
  static void set(std::string& to, std::string value) {
    if (to.empty()) to = std::move(value);
  }

  bool ends_like_a_unit(std::string_view text) const {
    return std::ranges::any_of(words_.unit_ends,
                               [&](const std::string& end) { return text.ends_with(end); });
  }

  // "label: value label: value": a value ends where the next label begins.
  void labelled(std::string_view text) {
    std::size_t colon = text.find(':');
    while (colon != std::string_view::npos) {
      const std::size_t next = text.find(':', colon + 1);
      const std::size_t end =
          next == std::string_view::npos ? text.size() : label_start(text, next);
      if (end > colon) {
        const std::string_view value = text.substr(colon + 1, end - colon - 1);
        const std::string label =
            heading(text.substr(label_start(text, colon), colon - label_start(text, colon)),
                    Brackets::Drop);
        if (words_.caption_unit.contains(label)) set(out_.unit, tidy_unit(value));
        if (words_.caption_code.contains(label)) {
          std::string code(trim(cut_gap(trim(value))));
          code.resize(std::min(code.size(), code.find_first_of(");,")));
          set(out_.credit_code, normal_credit_code(code));
        }
      }
      colon = next;
    }
  }

  // Back to a gap, a bracket or a separator; a label of several English words reaches further.
  std::size_t label_start(std::string_view text, std::size_t colon) const {
    std::size_t start = colon;
    const auto ends_label = [&](char c) {
      return is_gap(c) || c == '(' || c == ';' || c == ',' || c == ')';
    };
    while (start > 0 && !ends_label(text[start - 1])) --start;
    std::size_t best = start;
    for (int word_count = 0; word_count < 4 && start > 0 && text[start - 1] == ' '; ++word_count) {
      --start;
      while (start > 0 && !ends_label(text[start - 1])) --start;
      const std::string label = heading(text.substr(start, colon - start), Brackets::Drop);
      if (words_.caption_unit.contains(label) || words_.caption_code.contains(label)) best = start;
    }
    return best;
  }

  // "云杉大学2026年信息系统台账(内部)" names its unit before the words that name the table.
  std::string unit_of_title(const std::string& title) const {
    std::string text = plain(title);
    while (text.ends_with(')')) {
      const std::size_t open = text.rfind('(');
      if (open == std::string::npos) break;
      text.resize(open);
    }
    const std::string small = word(text);
    for (const std::string& end : words_.title_ends) {
      const std::size_t cut = small.rfind(end);
      if (cut == std::string::npos || cut == 0 || small.size() != text.size()) continue;
      text.resize(cut);
      break;
    }
    if (text.size() == small.size()) return {};
    for (const char* tail : {"年度", "年"})
      if (text.ends_with(tail)) text.resize(text.size() - std::string_view(tail).size());
    while (!text.empty() && text.back() >= '0' && text.back() <= '9') text.pop_back();
    if (text.ends_with(')')) text.resize(text.rfind('('));
    return ends_like_a_unit(word(text)) ? shown(text) : std::string{};
  }

  const HeaderWords& words_;
  Caption out_;
  std::vector<std::string> titles_;
};

}  // namespace

Caption read_caption(const Sheet& sheet, std::size_t from, std::size_t to,
                     const HeaderWords& words) {
  CaptionReader reader(words);
  for (std::size_t i = from; i < to; ++i) {
    const Row& row = sheet.rows[i];
    for (const Cell* cell = sheet.begin(row); cell != sheet.end(row); ++cell)
      reader.cell(cell->text, cell + 1 != sheet.end(row) ? cell[1].text : std::string_view{});
  }
  return reader.finish(sheet);
}

}  // namespace dengbao::intake
