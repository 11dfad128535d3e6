// catalogue export: OSCAL, csv, and the guide as a workbook.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/catalogue_sheets.h"
#include "app/catalogue_words.h"
#include "app/doing.h"
#include "catalogue/oscal.h"

namespace dengbao {

using namespace requirements;

namespace {

json::object written(const std::string& path, std::string_view bytes) {
  return {{"file", path}, {"bytes", bytes.size()}};
}

Answer files_answer(json::array files, std::size_t rows) {
  Answer answer;
  answer.rows = "files";
  answer.columns = {{"file", {"文件", "file"}}};
  answer.value = json::object{{"rows", rows}, {"files", std::move(files)}};
  return answer;
}

Result<Answer> one_file(const std::string& path, const std::string& bytes, std::size_t rows) {
  CHECK(write_whole_file(path, bytes, true));
  return files_answer({written(path, bytes)}, rows);
}

bool narrowed(const Arguments& arguments) {
  for (const Option& o : choosing_options())
    if (arguments.has(o.name)) return true;
  return false;
}

// The catalog with everything, and one profile of what was chosen; what overlays add in a catalog
// of its own.
std::vector<OscalFile> chosen_files(const ChosenRows& chosen) {
  const Standard& c = chosen.catalogue;
  std::vector<OscalFile> out{oscal_catalog(c, catalog_name(c), select(c, {}))};
  std::vector<Row> added;
  for (const Row& row : chosen.rows)
    if (row.tailoring && !row.tailoring->added_by.empty()) added.push_back(row);
  std::string overlays;
  for (const std::string& name : chosen.tailored.names()) overlays += "_" + name;
  std::string added_file;
  if (!added.empty()) {
    const Label title{"叠加的要求" + overlays, "Requirements of overlays" + overlays};
    out.push_back(oscal_catalog(c, {c.head.id + overlays, c.head.edition, title}, added));
    added_file = out.back().name;
  }
  const std::string name = (chosen.name.empty() ? "chosen" : chosen.name) + overlays;
  out.push_back(oscal_profile(c, name, {name + " 的要求", "Requirements of " + name}, chosen.rows,
                              added_file));
  return out;
}

Result<Answer> oscal_answer(const Arguments& arguments, const ChosenRows& chosen) {
  if (!arguments.has("TO")) {
    Answer answer;
    const Standard& c = chosen.catalogue;
    const std::string text = oscal_catalog(c, catalog_name(c), chosen.rows).text;
    answer.value = TRY(parse_json(text, "oscal"));
    answer.text = text;
    return answer;
  }
  const std::string folder = arguments.text("TO");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return cannot_write(folder, error.message());
  json::array files;
  for (const OscalFile& file :
       narrowed(arguments) ? chosen_files(chosen) : oscal_files(chosen.catalogue)) {
    const std::string path = folder + "/" + file.name;
    CHECK(write_whole_file(path, file.text, true));
    files.push_back(written(path, file.text));
  }
  return files_answer(std::move(files), chosen.rows.size());
}

Result<Answer> csv_answer(const Arguments& arguments, const ChosenRows& chosen) {
  const std::string csv = catalogue_csv(chosen.catalogue, chosen.rows);
  if (arguments.has("TO")) return one_file(arguments.text("TO"), csv, chosen.rows.size());
  Answer answer;
  json::array rows;
  for (const CatalogueColumns& cells : catalogue_table(chosen.catalogue, chosen.rows)) {
    json::object o;
    for (const auto& [name, text] : cells) o[name] = text;
    rows.push_back(std::move(o));
  }
  answer.value = std::move(rows);
  return answer;
}

}  // namespace

Result<Answer> catalogue_export(Session& session, const Arguments& arguments) {
  int forms = 0;
  for (const char* form : {"oscal", "csv", "xlsx"}) forms += arguments.has(form) ? 1 : 0;
  if (forms != 1) return fail(ErrorKind::Usage, "catalogue.one_target");
  const auto chosen = TRY(choose_rows(session, arguments));
  if (arguments.has("oscal")) return oscal_answer(arguments, *chosen);
  if (arguments.has("csv")) return csv_answer(arguments, *chosen);
  if (!arguments.has("TO")) return fail(ErrorKind::Usage, "catalogue.file_missing");
  const XlsxWorkbook book = guide_workbook(session, chosen->catalogue, chosen->rows, chosen->name);
  return one_file(arguments.text("TO"), TRY(render_xlsx(book)), chosen->rows.size());
}

}  // namespace dengbao
