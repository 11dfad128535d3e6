// The whole sample workbook against the truth that was written down when it was made.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
#include "intake/asset_list_json.h"
#include "intake/read_grid.h"

namespace dengbao::intake {
namespace {

const std::string kRoot = DENGBAO_SOURCE_DIR;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

std::string in_words(const Yaml& messages, const Explanation& why) {
  const Yaml* entry = messages.find(why.code);
  EXPECT_TRUE(entry) << why.code;
  std::string text = entry ? entry->find("what")->text : why.code;
  for (const auto& [name, value] : why.args) text = replace_all(text, "{" + name + "}", value);
  return text;
}

class Sample : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto words =
        parse_header_words(read_file(kRoot + "/law/intake/headers.yaml"), "headers.yaml");
    ASSERT_TRUE(words) << words.error().code << " " << words.error().where;
    const std::string path = kRoot + "/examples/asset-list-messy.xlsx";
    auto grid = read_grid_file(path, {});
    ASSERT_TRUE(grid) << grid.error().code << " " << grid.error().detail;
    ImportOptions options;
    options.file = "asset-list-messy.xlsx";
    auto list = understand(std::move(*grid), *words, options);
    ASSERT_TRUE(list) << list.error().code;
    const auto messages =
        parse_yaml(read_file(kRoot + "/law/messages/intake.zh-CN.yaml"), "messages");
    ASSERT_TRUE(messages) << messages.error().where;
    ours_ = to_json(*list, [&](const Explanation& why) { return in_words(*messages, why); });
    truth_ = parse_json(read_file(kRoot + "/tests/intake/asset-list-messy.expected.json"), "truth")
                 ->as_object();
  }
  static inline json::object ours_, truth_;
};

TEST_F(Sample, HasTheCountsThatWereWrittenDown) {
  for (const char* name : {"file", "total_data_rows", "valid_systems", "rejected_rows", "units",
                           "skipped_rows", "warnings", "level_counts", "rejected_by_code"})
    EXPECT_EQ(ours_[name], truth_[name])
        << name << "\nours " << ours_[name] << "\ntruth " << truth_[name];
}

TEST_F(Sample, RejectsTheseRowsForTheseReasons) {
  const auto& ours = ours_["rejected"].as_array();
  const auto& truth = truth_["rejected"].as_array();
  for (const auto& row : truth)
    EXPECT_NE(std::ranges::find(ours, row), ours.end()) << "not rejected so: " << row;
  for (const auto& row : ours)
    EXPECT_NE(std::ranges::find(truth, row), truth.end()) << "rejected wrongly: " << row;
  EXPECT_EQ(ours, truth);
}

TEST_F(Sample, ReadsTheSpotRowsExactly) {
  for (const auto& spot : truth_["spot_rows"].as_array()) {
    bool found = false;
    for (const auto& row : ours_["rows"].as_array()) {
      if (row.at("sheet") != spot.at("sheet") || row.at("row") != spot.at("row")) continue;
      found = true;
      for (const auto& [name, value] : spot.at("normalised").as_object())
        EXPECT_EQ(row.at("normalised").at(name), value) << spot.at("row") << " " << name;
      EXPECT_EQ(row.at("normalised").as_object().size(), spot.at("normalised").as_object().size());
    }
    EXPECT_TRUE(found) << spot;
  }
}

}  // namespace
}  // namespace dengbao::intake

int main(int argc, char** argv) {
  const std::array workers{dengbao::intake::kGridWorker};
  if (const auto code = dengbao::sandbox::run_worker_if_asked(argc, argv, workers)) return *code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
