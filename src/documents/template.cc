#include "documents/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/yaml.h"
#include "documents/names.h"
#include "documents/template_text.h"

namespace dengbao {
namespace {

using Shape = TemplateBlock::Shape;
constexpr NameTable<Shape, 13> kShapes = {{{"letterhead", Shape::Letterhead},
                                           {"number", Shape::Number},
                                           {"title", Shape::Title},
                                           {"heading", Shape::Heading},
                                           {"addressees", Shape::Addressees},
                                           {"paragraph", Shape::Paragraph},
                                           {"list", Shape::List},
                                           {"facts", Shape::Facts},
                                           {"table", Shape::Table},
                                           {"signature", Shape::Signature},
                                           {"copy_to", Shape::CopyTo},
                                           {"qr", Shape::Qr},
                                           {"space", Shape::Space}}};

class TemplateReader {
 public:
  explicit TemplateReader(std::string_view file) { form_.file = file; }

  Result<Template> read(const Yaml& root) {
    if (!root.is_map()) return refuse("documents.template_form", root, {{"name", "template"}});
    for (const char* needed : {"id", "title", "kind", "fields", "blocks"})
      if (!root.has(needed))
        return refuse("documents.template_missing", root, {{"name", needed}, {"of", "template"}});
    for (const auto& [name, value] : root.members) CHECK(head(name, value));
    const Yaml& blocks = *root.find("blocks");
    if (!blocks.is_list() || blocks.items.empty())
      return refuse("documents.template_form", blocks, {{"name", "blocks"}});
    for (const auto& item : blocks.items) form_.blocks.push_back(TRY(block(item)));
    for (const auto& field : root.find("fields")->items)
      if (!used_.contains(field.text))
        return refuse("documents.template_unused", field, {{"name", field.text}});
    return std::move(form_);
  }

 private:
  std::unexpected<Explanation> refuse(std::string code, const Yaml& at, Args args) const {
    return fail(ErrorKind::BadInput, std::move(code), std::move(args), where(at.line));
  }
  std::string where(int line) const { return fmt::format("{}:{}", form_.file, line); }
  std::unexpected<Explanation> wrong(const Yaml& at, std::string_view name,
                                     std::string known) const {
    return refuse("documents.template_value", at,
                  {{"name", std::string(name)}, {"value", at.text}, {"known", std::move(known)}});
  }

  Status head(std::string_view name, const Yaml& value) {
    if (name == "id") {
      if (!value.is_scalar()) return wrong(value, name, "text");
      form_.id = value.text;
    } else if (name == "title") {
      for (const auto& [language, text] : value.members) form_.title[language] = text.text;
      if (!form_.title.contains("zh") || !form_.title.contains("en"))
        return refuse("documents.template_missing", value, {{"name", "zh, en"}, {"of", "title"}});
    } else if (name == "kind") {
      const auto kind = named(kKindNames, value.text);
      if (!kind) return wrong(value, name, names_in(kKindNames));
      form_.kind = *kind;
    } else if (name == "language") {
      if (value.text != "zh-CN" && value.text != "en") return wrong(value, name, "zh-CN, en");
      form_.language = value.text;
    } else if (name == "page") {
      CHECK(page(value));
    } else if (name == "fields") {
      CHECK(fields(value));
    } else if (name != "blocks") {
      return refuse("documents.template_unknown", value, {{"name", std::string(name)}});
    }
    return {};
  }

  Status page(const Yaml& at) {
    for (const auto& [name, value] : at.members) {
      if (name == "orientation" && (value.text == "portrait" || value.text == "landscape")) {
        form_.page.orientation =
            value.text == "portrait" ? Orientation::Portrait : Orientation::Landscape;
      } else if (name == "numbered") {
        form_.page.numbered = TRY(yes_no(value, name));
      } else {
        return wrong(value, name, "orientation: portrait, landscape; numbered: true, false");
      }
    }
    return {};
  }

  Status fields(const Yaml& at) {
    if (!at.is_list()) return refuse("documents.template_form", at, {{"name", "fields"}});
    for (const auto& field : at.items) {
      const bool reserved =
          field.text == "row" || field.text == "item" || field.text.starts_with("item.");
      if (!field.is_scalar() || !is_field_name(field.text) || reserved)
        return refuse("documents.template_name", field, {{"name", field.text}});
      if (!declared_.insert(field.text).second)
        return refuse("documents.template_twice", field, {{"name", field.text}});
      form_.fields.push_back(field.text);
    }
    return {};
  }

  Result<bool> yes_no(const Yaml& at, std::string_view name) const {
    if (at.is_scalar() && at.text == "true") return true;
    if (at.is_scalar() && at.text == "false") return false;
    return wrong(at, name, "true, false");
  }
  Result<int> number(const Yaml& at, std::string_view name, int low, int high) const {
    int value = 0;
    const char* end = at.text.data() + at.text.size();
    const auto [stop, error] = std::from_chars(at.text.data(), end, value);
    if (!at.is_scalar() || error != std::errc{} || stop != end || value < low || value > high)
      return wrong(at, name, fmt::format("{}…{}", low, high));
    return value;
  }

  // Declares that the template uses `name`; inside a block with `each`, item and row are its own.
  Status use(const std::string& name, const std::string& each, int line) {
    const bool member = name == "item" || name.starts_with("item.");
    if (member || name == "row") {
      if (each.empty())
        return fail(ErrorKind::BadInput, "documents.template_item", {{"name", name}}, where(line));
      if (member) form_.item_members[each].insert(name.size() > 5 ? name.substr(5) : "");
      return {};
    }
    if (!declared_.contains(name))
      return fail(ErrorKind::BadInput, "documents.template_undeclared", {{"name", name}},
                  where(line));
    used_.insert(name);
    return {};
  }

  Result<TemplateText> text(const Yaml& at, const std::string& each) {
    if (!at.is_scalar()) return refuse("documents.template_quote", at, {});
    TemplateText out = TRY(parse_template_text(at.text, where(at.line)));
    out.line = at.line;
    for (const auto& piece : out.pieces)
      if (!piece.name.empty()) CHECK(use(piece.name, each, at.line));
    return out;
  }

  // One text, or a list of texts and {bold: text}.
  Status runs(const Yaml& at, TemplateBlock& block) {
    if (!at.is_list()) {
      block.parts.push_back(TRY(text(at, block.each)));
      return {};
    }
    for (const auto& item : at.items) {
      const Yaml* bold = item.is_map() && item.members.size() == 1 ? item.find("bold") : nullptr;
      block.parts.push_back(TRY(text(bold ? *bold : item, block.each)));
      block.parts.back().bold = bold != nullptr;
    }
    return {};
  }

  Result<TemplateBlock> block(const Yaml& at) {
    TemplateBlock out;
    out.line = at.line;
    const Yaml* content = nullptr;
    for (const auto& [name, value] : at.members) {
      if (const auto shape = named(kShapes, name)) {
        if (content) return refuse("documents.template_two_blocks", value, {{"name", name}});
        out.shape = *shape;
        content = &value;
      }
    }
    if (!content) return refuse("documents.template_no_block", at, {{"known", names_in(kShapes)}});
    if (out.shape == Shape::Title) out.count = 0;
    for (const auto& [name, value] : at.members)
      if (&value != content) CHECK(option(name, value, out));
    CHECK(body(*content, out));
    return out;
  }

  Status option(const std::string& name, const Yaml& value, TemplateBlock& out) {
    if (name == "when" || name == "unless" || name == "each") {
      CHECK(use(value.text, "", value.line));
      (name == "when" ? out.when : name == "unless" ? out.unless : out.each) = value.text;
      const bool rows =
          out.shape == Shape::List || out.shape == Shape::Table || out.shape == Shape::Facts;
      if (name == "each" && !rows)
        return refuse("documents.template_unknown", value, {{"name", name}});
    } else if (name == "align") {
      const auto align = named(kAlignNames, value.text);
      if (!align) return wrong(value, name, names_in(kAlignNames));
      out.align = *align;
      if (*align == Align::Center || *align == Align::Right) out.indent = Indent::None;
    } else if (name == "indent") {
      const auto indent = named(kIndentNames, value.text);
      if (!indent) return wrong(value, name, names_in(kIndentNames));
      out.indent = *indent;
    } else if (name == "face") {
      const auto face = named(kFaceNames, value.text);
      if (!face) return wrong(value, name, names_in(kFaceNames));
      out.face = *face;
    } else if (name == "level" && out.shape == Shape::Heading) {
      out.count = TRY(number(value, name, 1, 3));
    } else if (name == "ruled" && out.shape == Shape::Facts) {
      out.ruled = TRY(yes_no(value, name));
    } else {
      return refuse("documents.template_unknown", value, {{"name", name}});
    }
    return {};
  }

  Status body(const Yaml& at, TemplateBlock& out) {
    switch (out.shape) {
      case Shape::Space:
        out.count = TRY(number(at, "space", 1, 20));
        return {};
      case Shape::Paragraph:
      case Shape::List:
        if (out.shape == Shape::List && out.each.empty())
          return refuse("documents.template_missing", at, {{"name", "each"}, {"of", "list"}});
        return runs(at, out);
      case Shape::Addressees:
        if (!at.is_list()) return refuse("documents.template_form", at, {{"name", "addressees"}});
        for (const auto& item : at.items) out.parts.push_back(TRY(text(item, "")));
        return {};
      case Shape::Facts:
        return facts(at, out);
      case Shape::Table:
        return table(at, out);
      case Shape::Signature:
        return signature(at, out);
      case Shape::CopyTo:
        return pair(at, {"label", "text"}, out);
      case Shape::Qr:
        return pair(at, {"payload", "caption"}, out);
      default:
        out.parts.push_back(TRY(text(at, out.each)));
        return {};
    }
  }

  Status pair(const Yaml& at, std::array<const char*, 2> names, TemplateBlock& out) {
    if (!at.is_map()) return refuse("documents.template_form", at, {{"name", names[0]}});
    for (const char* name : names) {
      const Yaml* value = at.find(name);
      if (!value)
        return refuse("documents.template_missing", at, {{"name", name}, {"of", "block"}});
      out.parts.push_back(TRY(text(*value, "")));
    }
    for (const auto& [name, value] : at.members)
      if (name != names[0] && name != names[1])
        return refuse("documents.template_unknown", value, {{"name", name}});
    return {};
  }

  Status facts(const Yaml& at, TemplateBlock& out) {
    if (!at.is_list()) return refuse("documents.template_form", at, {{"name", "facts"}});
    for (const auto& row : at.items) {
      if (!row.is_list() || row.items.size() != 2)
        return refuse("documents.template_form", row, {{"name", "facts"}});
      for (const auto& cell : row.items) out.parts.push_back(TRY(text(cell, out.each)));
    }
    return {};
  }

  Status table(const Yaml& at, TemplateBlock& out) {
    const Yaml* columns = at.find("columns");
    if (!columns || !columns->is_list() || columns->items.empty())
      return refuse("documents.template_missing", at, {{"name", "columns"}, {"of", "table"}});
    for (const auto& item : columns->items) out.columns.push_back(TRY(column(item, out.each)));
    for (const auto& [name, value] : at.members) {
      if (name == "rows") {
        for (const auto& row : value.items) out.rows.push_back(TRY(cells(row, out.columns.size())));
      } else if (name == "total") {
        out.total = TRY(cells(value, out.columns.size()));
      } else if (name != "columns") {
        return refuse("documents.template_unknown", value, {{"name", name}});
      }
    }
    return {};
  }

  Result<TemplateColumn> column(const Yaml& at, const std::string& each) {
    TemplateColumn out;
    bool titled = false;
    for (const auto& [name, value] : at.members) {
      if (name == "title") {
        out.title = TRY(text(value, ""));
        titled = true;
      } else if (name == "text") {
        out.cell = TRY(text(value, each));
      } else if (name == "width") {
        out.share = TRY(number(value, name, 1, 1000));
      } else if (name == "align") {
        const auto align = named(kAlignNames, value.text);
        if (!align) return wrong(value, name, names_in(kAlignNames));
        out.align = *align;
      } else {
        return refuse("documents.template_unknown", value, {{"name", name}});
      }
    }
    if (!titled)
      return refuse("documents.template_missing", at, {{"name", "title"}, {"of", "column"}});
    return out;
  }

  Result<std::vector<TemplateText>> cells(const Yaml& at, std::size_t columns) {
    if (!at.is_list() || at.items.size() != columns)
      return refuse(
          "documents.template_cells", at,
          {{"columns", std::to_string(columns)}, {"cells", std::to_string(at.items.size())}});
    std::vector<TemplateText> out;
    for (const auto& item : at.items) out.push_back(TRY(text(item, "")));
    return out;
  }

  Status signature(const Yaml& at, TemplateBlock& out) {
    const Yaml* date = at.find("date");
    const Yaml* issuers = at.find("issuers");
    if (!date || !issuers || !issuers->is_list() || issuers->items.empty())
      return refuse("documents.template_missing", at,
                    {{"name", "issuers, date"}, {"of", "signature"}});
    out.parts.push_back(TRY(text(*date, "")));
    for (const auto& issuer : issuers->items) out.parts.push_back(TRY(text(issuer, "")));
    for (const auto& [name, value] : at.members) {
      if (name == "seal") {
        out.seal_place = value.text;
      } else if (name != "date" && name != "issuers") {
        return refuse("documents.template_unknown", value, {{"name", name}});
      }
    }
    return {};
  }

  Template form_;
  std::set<std::string, std::less<>> declared_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace

Result<Template> load_template(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  return TemplateReader(file).read(root);
}

}  // namespace dengbao
