#include <fmt/format.h>

#include "documents/filters.h"
#include "documents/template.h"

namespace dengbao {
namespace {

using Shape = TemplateBlock::Shape;

// One row of a list, as {item…} and {row} see it.
struct Row {
  const FieldTree* item = nullptr;
  std::size_t ordinal = 0;  // from 1
};

class Filler {
 public:
  Filler(const Template& form, const FieldTree& values, Instant created)
      : form_(form), values_(values) {
    document_.kind = form.kind;
    document_.page = form.page;
    document_.language = form.language;
    document_.created = created;
  }

  Result<Document> run() {
    for (const auto& block : form_.blocks) {
      if (!block.when.empty() && !holds(block.when)) continue;
      if (!block.unless.empty() && holds(block.unless)) continue;
      CHECK(place(block));
    }
    if (document_.title.empty()) {
      const auto named = form_.title.find(form_.language == "en" ? "en" : "zh");
      if (named != form_.title.end()) document_.title = named->second;
    }
    return std::move(document_);
  }

 private:
  // Present, not empty and not "false".
  bool holds(std::string_view field) const {
    const FieldTree* value = values_.find(field);
    if (!value || value->empty()) return false;
    return !value->text() || *value->text() != "false";
  }

  std::string where(int line) const { return fmt::format("{}:{}", form_.file, line); }

  const FieldTree* look_up(std::string_view name, const Row& row) const {
    if (row.item && name == "item") return row.item;
    if (row.item && name.starts_with("item.")) return row.item->find(name.substr(5));
    return values_.find(name);
  }

  Result<std::string> text(const TemplateText& parts, const Row& row = {}) const {
    std::string out;
    for (const auto& piece : parts.pieces) {
      out += piece.literal;
      if (piece.name.empty()) continue;
      if (piece.name == "row" && row.item) {
        out += TRY(spell(FieldTree(std::to_string(row.ordinal)), piece.filter, piece.name));
        continue;
      }
      const FieldTree* value = look_up(piece.name, row);
      const bool missing = !value || (value->empty() && !value->list());
      if (missing && (piece.filter == "or_none" || piece.filter == "or_dash")) {
        out += piece.filter == "or_none" ? "无" : "—";
        continue;
      }
      if (missing)
        return fail(ErrorKind::BadInput, "documents.value_missing",
                    {{"name", piece.name},
                     {"row", row.item ? std::to_string(row.ordinal) : std::string("-")},
                     {"template", form_.id}},
                    where(parts.line));
      auto spelled = spell(*value, piece.filter, piece.name);
      if (!spelled) {
        spelled.error().where = where(parts.line);
        return std::unexpected(std::move(spelled).error());
      }
      out += *spelled;
    }
    return out;
  }

  // The list that a block goes through; an absent list is an error like any missing value.
  Result<const FieldTree::List*> items(const TemplateBlock& block) const {
    const FieldTree* value = values_.find(block.each);
    if (!value)
      return fail(ErrorKind::BadInput, "documents.value_missing",
                  {{"name", block.each}, {"row", "-"}, {"template", form_.id}}, where(block.line));
    if (!value->list())
      return fail(ErrorKind::BadInput, "documents.value_form",
                  {{"name", block.each}, {"filter", "each"}, {"value", ""}}, where(block.line));
    return value->list();
  }

  // A line feed in a value starts a new paragraph of the same form.
  Status paragraph(const TemplateBlock& block, const Row& row) {
    Paragraph out{{}, block.align, block.indent, block.face};
    for (const auto& part : block.parts) {
      std::string rest = TRY(text(part, row));
      for (auto feed = rest.find('\n'); feed != std::string::npos; feed = rest.find('\n')) {
        if (feed > 0) out.runs.push_back({rest.substr(0, feed), part.bold});
        if (!out.runs.empty()) document_.blocks.emplace_back(out);
        out.runs.clear();
        rest.erase(0, feed + 1);
      }
      if (!rest.empty()) out.runs.push_back({std::move(rest), part.bold});
    }
    if (!out.runs.empty()) document_.blocks.emplace_back(std::move(out));
    return {};
  }

  Status addressees(const TemplateBlock& block) {
    std::string line;
    for (const auto& part : block.parts) {
      if (!line.empty()) line += "、";
      line += TRY(text(part));
    }
    document_.blocks.emplace_back(
        Paragraph{{{line + "：", false}}, Align::Justify, Indent::None, Face::FangSong});
    return {};
  }

  Status facts(const TemplateBlock& block) {
    KeyValues out;
    out.ruled = block.ruled;
    const auto add = [&](const Row& row) -> Status {
      for (std::size_t i = 0; i + 1 < block.parts.size(); i += 2) {
        std::string label = TRY(text(block.parts[i], row));
        out.rows.emplace_back(std::move(label), TRY(text(block.parts[i + 1], row)));
      }
      return {};
    };
    if (block.each.empty()) {
      CHECK(add({}));
    } else {
      CHECK(for_each(block, add));
    }
    document_.blocks.emplace_back(std::move(out));
    return {};
  }

  template <class Action>
  Status for_each(const TemplateBlock& block, Action action) {
    std::size_t ordinal = 0;
    for (const auto& item : *TRY(items(block))) CHECK(action(Row{&item, ++ordinal}));
    return {};
  }

  Status table(const TemplateBlock& block) {
    Table out;
    for (const auto& column : block.columns)
      out.columns.push_back({TRY(text(column.title)), column.share, column.align});
    const auto fixed = [&](const std::vector<TemplateText>& row) -> Status {
      std::vector<std::string> cells;
      for (const auto& cell : row) cells.push_back(TRY(text(cell)));
      out.rows.push_back(std::move(cells));
      return {};
    };
    for (const auto& row : block.rows) CHECK(fixed(row));
    if (!block.each.empty())
      CHECK(for_each(block, [&](const Row& row) -> Status {
        std::vector<std::string> cells;
        for (const auto& column : block.columns) cells.push_back(TRY(text(column.cell, row)));
        out.rows.push_back(std::move(cells));
        return {};
      }));
    if (!block.total.empty()) CHECK(fixed(block.total));
    document_.blocks.emplace_back(std::move(out));
    return {};
  }

  Status signature(const TemplateBlock& block) {
    Signature out;
    out.seal_place = block.seal_place;
    out.date = TRY(text(block.parts.front()));
    for (std::size_t i = 1; i < block.parts.size(); ++i)
      out.issuers.push_back(TRY(text(block.parts[i])));
    document_.blocks.emplace_back(std::move(out));
    return {};
  }

  Status heading(const TemplateBlock& block) {
    std::string words = TRY(text(block.parts.front()));
    if (block.shape == Shape::Title && document_.title.empty())
      for (char c : words)
        if (c != '\n') document_.title += c;
    document_.blocks.emplace_back(Heading{block.count, std::move(words)});
    return {};
  }

  Status place(const TemplateBlock& block) {
    switch (block.shape) {
      case Shape::Letterhead:
        document_.blocks.emplace_back(Letterhead{TRY(text(block.parts.front()))});
        return {};
      case Shape::Number:
        document_.number = TRY(text(block.parts.front()));
        document_.blocks.emplace_back(NumberLine{document_.number});
        return {};
      case Shape::Title:
      case Shape::Heading:
        return heading(block);
      case Shape::Addressees:
        return addressees(block);
      case Shape::Paragraph:
        return paragraph(block, {});
      case Shape::List:
        return for_each(block, [&](const Row& row) { return paragraph(block, row); });
      case Shape::Facts:
        return facts(block);
      case Shape::Table:
        return table(block);
      case Shape::Signature:
        return signature(block);
      case Shape::CopyTo: {
        std::string label = TRY(text(block.parts[0]));
        document_.blocks.emplace_back(CopyTo{std::move(label), TRY(text(block.parts[1]))});
        return {};
      }
      case Shape::Qr: {
        std::string payload = TRY(text(block.parts[0]));
        document_.blocks.emplace_back(Qr{std::move(payload), TRY(text(block.parts[1]))});
        return {};
      }
      case Shape::Space:
        document_.blocks.emplace_back(Space{block.count});
        return {};
    }
    return {};
  }

  const Template& form_;
  const FieldTree& values_;
  Document document_;
};

}  // namespace

Result<Document> fill(const Template& form, const FieldTree& values, Instant created) {
  return Filler(form, values, created).run();
}

}  // namespace dengbao
