// A workbook from any bytes, and what becomes of its rows: refused as bad input, or understood with
// every row judged. Bytes that are no archive are taken for the XML of a sheet and packed first, so
// that the checksums of the archive do not keep the fuzzer out.

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "../intake/workbook_maker.h"
#include "intake/asset_list.h"
#include "intake/read_grid.h"

using namespace dengbao;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const intake::HeaderWords words = [] {
    std::ifstream in(DENGBAO_SOURCE_DIR "/law/intake/headers.yaml");
    std::stringstream text;
    text << in.rdbuf();
    auto parsed = intake::parse_header_words(text.str(), "headers.yaml");
    if (!parsed) std::abort();
    return std::move(*parsed);
  }();
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  std::string packed;
  if (!file.starts_with("PK")) {
    testing_intake::MadeSheet sheet;
    sheet.name = "s";
    auto parts = testing_intake::WorkbookMaker({}).parts({sheet});
    parts[0].bytes = file;
    parts[0].stored = true;
    packed = testing_intake::zip_of(parts);
  }
  auto grid = intake::read_grid_here(packed.empty() ? file : packed, "list.xlsx");
  if (!grid) {
    if (grid.error().kind != ErrorKind::BadInput) std::abort();
    return 0;
  }
  const auto list = intake::understand(std::move(*grid), words, {});
  if (!list) return 0;
  std::size_t data = 0;
  for (const intake::AssetRow& row : list->rows) {
    if (row.verdict == intake::Verdict::Skipped) continue;
    ++data;
    const bool rejected = row.verdict == intake::Verdict::Rejected;
    if (rejected != row.reason.has_value() || rejected != row.fault.has_value()) std::abort();
    if (!rejected && (row.record.system.empty() || row.record.unit.empty())) std::abort();
  }
  if (data != list->accepted + list->rejected) std::abort();
  return 0;
}
