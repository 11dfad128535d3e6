#include "intake/header_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/yaml.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

using Form = std::string (*)(std::string_view);

std::string as_heading(std::string_view text) {
  return heading(text, Brackets::Keep);
}

class Reader {
 public:
  Reader(const Yaml& root, std::string_view file) : root_(root), file_(file) {}

  Result<HeaderWords> read() {
    HeaderWords out;
    CHECK(fields(out));
    CHECK(telling(out));
    out.own_columns = TRY(set(root_, "own_columns", as_heading));
    out.skip_sheets = TRY(list(root_, "skip_sheets", word));
    out.skip_sheet_names = TRY(set(root_, "skip_sheet_names", word));
    const Yaml& captions = TRY(member(root_, "captions"));
    out.caption_unit = TRY(set(captions, "unit", as_heading));
    out.caption_code = TRY(set(captions, "credit_code", as_heading));
    out.title_ends = TRY(list(captions, "title_ends", word));
    std::ranges::sort(out.title_ends, std::greater{}, &std::string::size);
    out.unit_ends = TRY(list(captions, "unit_ends", word));
    const Yaml& rows = TRY(member(root_, "rows"));
    out.subtotal = TRY(set(rows, "subtotal", word));
    out.total = TRY(set(rows, "total", word));
    out.footer = TRY(list(rows, "footer", word));
    CHECK(values(out));
    return out;
  }

 private:
  std::unexpected<Explanation> refuse(const char* code, const Yaml& at, Args args = {}) const {
    return fail(ErrorKind::BadInput, code, std::move(args), fmt::format("{}:{}", file_, at.line));
  }

  // A pointer in a Result: references do not fit in one.
  struct Ref {
    const Yaml* at;
    operator const Yaml&() const { return *at; }
  };

  Result<Ref> member(const Yaml& in, std::string_view key) const {
    const Yaml* at = in.find(key);
    if (!at) return refuse("headers.missing", in, {{"key", std::string(key)}});
    return Ref{at};
  }

  Result<std::vector<std::string>> words(const Yaml& at, Form form) const {
    if (!at.is_list()) return refuse("headers.list", at);
    std::vector<std::string> out;
    for (const Yaml& item : at.items) {
      // `null` and `~` bare are no words; a word that looks like them is written in quotes.
      if (!item.is_scalar()) return refuse("headers.word", item);
      std::string one = form(item.text);
      out.push_back(one.empty() ? word(item.text) : std::move(one));
    }
    return out;
  }

  Result<std::vector<std::string>> list(const Yaml& in, std::string_view key, Form form) const {
    const Yaml& at = TRY(member(in, key));
    return words(at, form);
  }

  Result<WordSet> set(const Yaml& in, std::string_view key, Form form) const {
    const auto all = TRY(list(in, key, form));
    return WordSet(all.begin(), all.end());
  }

  Status fields(HeaderWords& out) const {
    const Yaml& at_fields = TRY(member(root_, "fields"));
    if (!at_fields.is_map()) return refuse("headers.map", at_fields);
    for (const auto& [key, at_field] : at_fields.members) {
      const auto field = field_named(key);
      if (!field) return refuse("headers.field", at_field, {{"field", key}});
      FieldWords& words_of = out.fields[at(*field)];
      words_of.names = TRY(set(at_field, "names", as_heading));
      if (at_field.has("unlike")) words_of.unlike = TRY(list(at_field, "unlike", as_heading));
      const Yaml* like = at_field.find("like");
      if (!like) continue;
      if (!like->is_list()) return refuse("headers.list", *like);
      for (const Yaml& pattern : like->items) {
        if (!pattern.is_list()) return refuse("headers.list", pattern);
        FieldWords::Pattern one;
        for (const Yaml& group : pattern.items) one.groups.push_back(TRY(words(group, as_heading)));
        words_of.like.push_back(std::move(one));
      }
    }
    return {};
  }

  Status telling(HeaderWords& out) const {
    const Yaml& names = TRY(member(root_, "telling_fields"));
    for (const Yaml& item : names.items) {
      const auto field = field_named(item.text);
      if (!field) return refuse("headers.field", item, {{"field", item.text}});
      out.telling[at(*field)] = true;
    }
    const Yaml& least = TRY(member(root_, "telling_at_least"));
    const std::string& text = least.text;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out.telling_at_least);
    if (end.ec != std::errc{} || out.telling_at_least < 1) return refuse("headers.number", least);
    return {};
  }

  // spelling: [other spellings] → each to the one spelling.
  Result<WordMap> spellings(std::string_view key) const {
    const Yaml& at_map = TRY(member(root_, key));
    if (!at_map.is_map()) return refuse("headers.map", at_map);
    WordMap out;
    for (const auto& [one, others] : at_map.members)
      for (std::string& other : TRY(words(others, as_heading))) out.emplace(std::move(other), one);
    return out;
  }

  Status values(HeaderWords& out) const {
    out.blanks = TRY(set(root_, "blanks", word));
    const Yaml& blanks_of = TRY(member(root_, "blanks_of"));
    for (const auto& [key, at_words] : blanks_of.members) {
      const auto field = field_named(key);
      if (!field) return refuse("headers.field", at_words, {{"field", key}});
      out.blanks_of[at(*field)] = TRY(set(blanks_of, key, word));
    }
    const Yaml& level = TRY(member(root_, "level"));
    out.ungraded = TRY(set(level, "ungraded", word));
    out.level_filler = TRY(list(level, "filler", word));
    std::ranges::sort(out.level_filler, std::greater{}, &std::string::size);
    const Yaml& level_values = TRY(member(level, "values"));
    for (const auto& [key, at_words] : level_values.members) {
      if (key.size() != 1 || key[0] < '1' || key[0] > '5')
        return refuse("headers.number", at_words);
      for (const std::string& spelling : TRY(words(at_words, word)))
        out.level_values.emplace(spelling, key[0] - '0');
    }
    out.object_types = TRY(spellings("object_types"));
    out.statuses = TRY(spellings("statuses"));
    const Yaml& default_status = TRY(member(root_, "default_status"));
    out.default_status = default_status.text;
    out.retired_remarks = TRY(list(root_, "retired_remarks", word));
    out.yes = TRY(set(root_, "yes", word));
    out.no = TRY(set(root_, "no", word));
    return {};
  }

  const Yaml& root_;
  std::string file_;
};

}  // namespace

Result<HeaderWords> parse_header_words(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  return Reader(root, file).read();
}

}  // namespace dengbao::intake
