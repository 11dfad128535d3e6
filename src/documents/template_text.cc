#include "documents/template_text.h"

#include <algorithm>

#include "documents/filters.h"

namespace dengbao {
namespace {

std::unexpected<Explanation> refuse(std::string code, std::string where, Args args) {
  return fail(ErrorKind::BadInput, std::move(code), std::move(args), std::move(where));
}

}  // namespace

bool is_field_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  });
}

Result<TemplateText> parse_template_text(std::string_view text, std::string where) {
  TemplateText out;
  TemplateText::Piece piece;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      piece.literal += c;
      ++i;
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == c) {
      piece.literal += c;
      i += 2;
      continue;
    }
    const auto end = c == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos)
      return refuse("documents.template_brace", where, {{"text", std::string(text)}});
    const auto inside = text.substr(i + 1, end - i - 1);
    const auto bar = inside.find('|');
    piece.name = inside.substr(0, bar);
    if (bar != std::string_view::npos) piece.filter = inside.substr(bar + 1);
    if (!is_field_name(piece.name))
      return refuse("documents.template_name", where, {{"name", std::string(inside)}});
    if (bar != std::string_view::npos && !is_filter(piece.filter))
      return refuse("documents.template_filter", where,
                    {{"name", piece.name}, {"filter", piece.filter}, {"known", filter_names()}});
    out.pieces.push_back(std::move(piece));
    piece = {};
    i = end + 1;
  }
  if (!piece.literal.empty()) out.pieces.push_back(std::move(piece));
  return out;
}

}  // namespace dengbao
