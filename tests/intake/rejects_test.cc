// Rejected rows leave as a workbook, are corrected as a person would do it, and come back in.

#include "intake/rejects.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "documents/xlsx.h"
#include "intake/import_options.h"
#include "intake/read_grid.h"
#include "intake/workbook_maker.h"

namespace dengbao::intake {
namespace {

using testing_intake::MadeSheet;
using testing_intake::WorkbookMaker;

const std::string kRoot = DENGBAO_SOURCE_DIR;

const HeaderWords& words() {
  static const HeaderWords out = [] {
    std::ifstream in(kRoot + "/law/intake/headers.yaml");
    std::stringstream text;
    text << in.rdbuf();
    return *parse_header_words(text.str(), "headers.yaml");
  }();
  return out;
}

AssetList understood(Result<Grid> grid, const ImportOptions& options = {}) {
  EXPECT_TRUE(grid) << grid.error().code;
  auto list = understand(std::move(*grid), words(), options);
  EXPECT_TRUE(list) << list.error().code;
  return std::move(*list);
}

std::vector<RejectSheet> rejects(const AssetList& list) {
  return rejects_workbook(list, words(), {}, [](const Explanation& why) {
    return Wording{why.code, "请更正（" + why.where + "）"};
  });
}

std::string written(const std::vector<RejectSheet>& sheets) {
  XlsxWorkbook book;
  for (const RejectSheet& sheet : sheets) {
    XlsxSheet& to = book.sheets.emplace_back();
    to.name = sheet.name;
    to.header = sheet.header;
    for (const auto& row : sheet.rows) {
      auto& cells = to.rows.emplace_back();
      for (const RejectCell& cell : row)
        cells.push_back(
            {static_cast<XlsxCell::Kind>(cell.kind), cell.text, cell.number, cell.date});
    }
  }
  const auto bytes = render_xlsx(book);
  EXPECT_TRUE(bytes) << bytes.error().detail;
  return *bytes;
}

std::map<std::string, std::size_t> by_code(const AssetList& list) {
  std::map<std::string, std::size_t> out;
  for (const auto& [fault, n] : list.rejected_by_fault) out[std::string(name(fault))] = n;
  return out;
}

// Left as they are, the rows are refused again for what is wrong in them; the reasons are no data.
TEST(Rejects, UncorrectedRowsAreRefusedAgain) {
  const AssetList list = understood(read_grid_file(kRoot + "/examples/asset-list-messy.xlsx", {}));
  const auto sheets = rejects(list);
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[0].header.back(), "来源行");
  const AssetList again = understood(read_grid(written(sheets), "rejects.xlsx", {}));
  EXPECT_EQ(again.accepted + again.rejected, list.rejected);
  auto before = by_code(list), after = by_code(again);
  // A doubled row is no double without its first, and a number is free without its first holder.
  for (const char* alone : {"E06", "E08"}) {
    before.erase(alone);
    after.erase(alone);
  }
  EXPECT_EQ(after, before);
}

TEST(Rejects, CorrectedRowsAreAccepted) {
  const AssetList list = understood(read_grid_file(kRoot + "/examples/asset-list-messy.xlsx", {}));
  auto sheets = rejects(list);
  std::size_t corrected = 0;
  for (RejectSheet& sheet : sheets) {
    const auto column = [&](std::string_view heading) {
      for (std::size_t i = 0; i < sheet.header.size(); ++i)
        if (sheet.header[i].starts_with(heading)) return i;
      return sheet.header.size();
    };
    const std::size_t reason = column("原因");
    for (auto& row : sheet.rows) {
      if (row.empty()) continue;
      const auto set = [&](std::size_t at, std::string text) {
        ASSERT_LT(at, row.size());
        row[at] = {RejectCell::Kind::Text, std::move(text), 0, {}};
      };
      const std::string code = row[reason].text;
      if (code == "intake.name_missing")
        set(column("系 统 名 称"), "补名系统" + std::to_string(corrected));
      else if (code == "intake.unit_missing")
        set(column("单位名称"), "云杉大学");
      else if (code == "intake.level_unreadable")
        set(column("安全保护"), "");
      else if (code == "intake.date_invalid")
        set(column("投入运行"), "2020-01-02");
      else
        continue;
      ++corrected;
    }
  }
  ASSERT_GE(corrected, 15U);
  const AssetList again = understood(read_grid(written(sheets), "rejects.xlsx", {}));
  auto after = by_code(again);
  for (const char* gone : {"E01", "E02", "E05", "E07"}) EXPECT_EQ(after.count(gone), 0U) << gone;
}

TEST(Rejects, CarryUnitAndCodeOfACaptionOrABlock) {
  MadeSheet caption, block, cards;
  caption.name = "一";
  caption.rows = {{"单位名称：云杉大学（统一社会信用代码：12990103007YFU6Q9H）"},
                  {"序号", "系统名称", "系统等级", "上线时间", "备案号"},
                  {"1", "甲系统", "高", "2020-01-02", ""}};
  block.name = "二";
  block.merges = {"A2:A3", "B2:B3"};
  block.rows = {{"单位名称", "信用代码", "系统名称", "等级"},
                {"云杉燃气股份有限公司", "9199010200C8M13E62", "乙系统", "二级"},
                {"", "", "丙系统", "六级"},
                {},
                {"", "", "丁系统", "二级"}};
  cards.name = "三";
  cards.rows = {{"单位名称", "云杉大学"},
                {"系统名称", "戊系统"},
                {"等级", "九级"},
                {"上线时间", "2020-01-02"}};
  const AssetList list =
      understood(read_grid(WorkbookMaker({}).bytes({caption, block, cards}), "a.xlsx", {}));
  ASSERT_EQ(list.rejected, 4U);
  auto sheets = rejects(list);
  ASSERT_EQ(sheets.size(), 3U);
  for (RejectSheet& sheet : sheets)
    for (auto& row : sheet.rows)
      for (RejectCell& cell : row)
        if (cell.text == "高" || cell.text == "六级" || cell.text == "九级") cell.text = "三级";
  const AssetList again = understood(read_grid(written(sheets), "a.xlsx", {}));
  EXPECT_EQ(again.accepted, 3U);
  EXPECT_EQ(again.rejected, 1U);  // 丁系统 has no unit, and must not take that of the row above it
  std::map<std::string, std::string> units;
  for (const AssetRow& row : again.rows)
    if (row.verdict == Verdict::Accepted)
      units[row.record.system] = row.record.unit + row.record.credit_code.value_or("");
  EXPECT_EQ(units["甲系统"], "云杉大学12990103007YFU6Q9H");
  EXPECT_EQ(units["丙系统"], "云杉燃气股份有限公司9199010200C8M13E62");
}

TEST(Overrides, ACodeIsTakenOnAPersonsWord) {
  const auto overrides = parse_overrides(
      "- {sheet: 系统台账, row: 27, licence: scans/27.pdf, reason: 执照原件即为此码}\n", "o.yaml");
  ASSERT_TRUE(overrides);
  ImportOptions options;
  options.overrides = *overrides;
  const AssetList list =
      understood(read_grid_file(kRoot + "/examples/asset-list-messy.xlsx", {}), options);
  EXPECT_EQ(list.rejected_by_fault.at(Fault::CodeCheck), 5U);
  const auto row =
      std::ranges::find_if(list.rows, [](const AssetRow& r) { return r.override_.has_value(); });
  ASSERT_NE(row, list.rows.end());
  EXPECT_EQ(row->verdict, Verdict::Accepted);
  EXPECT_EQ(row->override_->licence, "scans/27.pdf");
  EXPECT_EQ(row->record.credit_code, "91990102MAE7XK9HX3");
}

TEST(Overrides, AreReadStrictly) {
  for (const char* wrong :
       {"{}", "- {sheet: a, row: 1, reason: r}", "- {sheet: a, licence: l, reason: r}",
        "- {row: x, sheet: a, licence: l, reason: r}", "- {what: 1}",
        "- {sheet: a, row: 1, credit_code: c, licence: l, reason: r}"})
    EXPECT_FALSE(parse_overrides(wrong, "o.yaml")) << wrong;
  ImportOptions options;
  options.overrides =
      *parse_overrides("- {credit_code: 91990102MAE7XK9HXX, licence: l, reason: r}", "o.yaml");
  auto grid = read_grid_file(kRoot + "/examples/asset-list-messy.xlsx", {});
  EXPECT_EQ(understand(std::move(*grid), words(), options).error().code, "intake.override_unused");
  EXPECT_FALSE(parse_header_map("所在机关: unitt\n", "m.yaml"));
  EXPECT_EQ(parse_header_map("所在机关: unitt\n", "m.yaml").error().where, "m.yaml:1");
}

TEST(Strict, RefusesAListWithRejects) {
  const AssetList list = understood(read_grid_file(kRoot + "/examples/asset-list-messy.xlsx", {}));
  EXPECT_EQ(require_no_rejects(list).error().code, "intake.strict");
}

}  // namespace
}  // namespace dengbao::intake

int main(int argc, char** argv) {
  const std::array workers{dengbao::intake::kGridWorker};
  if (const auto code = dengbao::sandbox::run_worker_if_asked(argc, argv, workers)) return *code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
