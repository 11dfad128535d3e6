#include "intake/import_options.h"

#include <fmt/format.h>

#include <charconv>

#include "base/yaml.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

std::unexpected<Explanation> refuse(std::string reason, std::string_view file, const Yaml& at) {
  return fail(ErrorKind::BadInput, "intake.options_form", {{"reason", std::move(reason)}},
              fmt::format("{}:{}", file, at.line));
}

Result<Override> parse_override(const Yaml& item, std::string_view file) {
  if (!item.is_map()) return refuse("{sheet, row, licence, reason}", file, item);
  Override out;
  for (const auto& [key, value] : item.members) {
    if (!value.is_scalar() || value.text.empty()) return refuse(key, file, value);
    if (key == "sheet")
      out.sheet = value.text;
    else if (key == "credit_code")
      out.credit_code = value.text;
    else if (key == "licence")
      out.licence = value.text;
    else if (key == "reason")
      out.reason = value.text;
    else if (key == "row") {
      const std::string& text = value.text;
      const auto end = std::from_chars(text.data(), text.data() + text.size(), out.row);
      if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || out.row == 0)
        return refuse(key, file, value);
    } else {
      return refuse(key, file, value);
    }
  }
  const bool by_place = !out.sheet.empty() && out.row > 0;
  if (by_place == !out.credit_code.empty()) return refuse("sheet + row | credit_code", file, item);
  // An override without its paper and its reason would be a guess.
  if (out.licence.empty() || out.reason.empty()) return refuse("licence, reason", file, item);
  return out;
}

}  // namespace

Result<HeaderMap> parse_header_map(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  if (!root.is_map()) return refuse("heading: field", file, root);
  HeaderMap out;
  for (const auto& [key, value] : root.members) {
    std::optional<Field> field;
    if (value.text != "ignore") {
      field = field_named(value.text);
      if (!field) return refuse(value.text, file, value);
    }
    out.emplace(heading(key, Brackets::Keep), field);
  }
  return out;
}

Result<std::vector<Override>> parse_overrides(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  if (!root.is_list()) return refuse("- {sheet, row, licence, reason}", file, root);
  std::vector<Override> out;
  for (const Yaml& item : root.items) out.push_back(TRY(parse_override(item, file)));
  return out;
}

}  // namespace dengbao::intake
