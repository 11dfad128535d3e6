#include "app/demo_files.h"

#include <filesystem>

#include "app/doing.h"
#include "base/bundle.h"
#include "base/text.h"
#include "documents/zip_package.h"

extern "C" {
extern const char _binary_examples_bundle_start[];
extern const char _binary_examples_bundle_end[];
}

namespace dengbao {

std::map<std::string, std::string> demo_files() {
  std::map<std::string, std::string> out;
  each_bundled_file(
      _binary_examples_bundle_start, _binary_examples_bundle_end,
      [&](std::string_view path, std::string_view bytes) { out.emplace(path, bytes); });
  return out;
}

std::vector<std::map<std::string, std::string>> demo_table(const std::string& csv) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::string_view text = csv;
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::vector<std::map<std::string, std::string>> out;
  std::vector<std::string> headings;
  for (const std::string& line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    const std::vector<std::string> cells = split(trim(line), ',');
    if (headings.empty()) {
      headings = cells;
      continue;
    }
    auto& row = out.emplace_back();
    for (std::size_t i = 0; i < cells.size() && i < headings.size(); ++i)
      row[headings[i]] = cells[i];
  }
  return out;
}

Result<std::string> DemoPapers::page(const std::string& title) {
  if (!writer_) {
    const auto style = law_.find("templates/house-style.yaml");
    if (style == law_.end()) return fail(ErrorKind::Internal, "app.no_house_style");
    const HouseStyle house = TRY(load_house_style(style->second, style->first));
    writer_ = std::make_unique<PdfWriter>(TRY(PdfWriter::open(house)));
  }
  Document document;
  document.kind = DocumentKind::Report;
  document.title = title;
  document.language = "zh-CN";
  document.blocks = {
      Heading{0, title},
      Paragraph{.runs = {{"演示材料：在真实办理中，这里是单位提交的原件。", false}}}};
  return writer_->write(document);
}

Result<std::string> DemoPapers::paper(const std::string& name) {
  if (const auto it = made_.find(name); it != made_.end()) return it->second;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const std::filesystem::path named(name);
  const std::string title = named.stem().string();
  std::string bytes = TRY(page(title));
  if (named.extension() == ".zip") bytes = TRY(write_zip({{title + ".pdf", std::move(bytes)}}));
  const std::string path = folder_ + "/" + name;
  CHECK(write_whole_file(path, bytes, true));
  made_[name] = path;
  return path;
}

}  // namespace dengbao
