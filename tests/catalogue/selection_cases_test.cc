// Runs tests/catalogue/selection.yaml.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "base/yaml.h"
#include "catalogue/selection.h"
#include "catalogue/test_catalogue.h"

namespace dengbao::requirements {
namespace {

using Counts = std::map<std::string, int>;

Counts counts_of(const Yaml* y) {
  Counts out;
  if (y)
    for (const auto& [key, value] : y->members) out[key] = std::stoi(value.text);
  return out;
}

Selection selection_of(const Yaml& y, const Grade& grade) {
  Selection out;
  out.grade = grade;
  if (const Yaml* extensions = y.find("extensions")) {
    out.domains.insert("general");
    for (const std::string& one : split(extensions->text, ','))
      if (one != "none") out.domains.insert(one);
  }
  return out;
}

void judge(const Yaml& y, const std::vector<Row>& rows) {
  Counts counts, by_attribute;
  std::vector<std::string> units;
  for (const Row& row : rows) {
    ++counts[row.point->domain];
    if (row.point->domain == "general") ++by_attribute[row.point->attribute];
    units.push_back(row.at->unit);
  }
  EXPECT_EQ(counts, counts_of(y.find("counts")));
  if (const Yaml* expected = y.find("by_attribute")) {
    EXPECT_EQ(by_attribute, counts_of(expected));
  }
  const auto listed = [&](const char* key, const std::string& unit) {
    const Yaml* list = y.find(key);
    return list && std::any_of(list->items.begin(), list->items.end(),
                               [&](const Yaml& one) { return one.text == unit; });
  };
  std::size_t found = 0;
  for (const std::string& unit : units) {
    found += listed("has", unit) ? 1 : 0;
    EXPECT_FALSE(listed("has_not", unit)) << unit;
  }
  const Yaml* has = y.find("has");
  EXPECT_EQ(found, has ? has->items.size() : 0);
}

TEST(Selection, FollowsTheCases) {
  const std::string path = std::string(DENGBAO_SOURCE_DIR) + "/tests/catalogue/selection.yaml";
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  const auto root = parse_yaml(text.str(), path);
  ASSERT_TRUE(root);
  const Standard& c = real_catalogue();
  for (const Yaml& y : root->find("cases")->items) {
    SCOPED_TRACE(y.find("say")->text);
    const auto grade = read_grade(c, y.find("profile")->text);
    if (const Yaml* refused = y.find("refused")) {
      ASSERT_FALSE(grade);
      EXPECT_EQ(grade.error().code, refused->text);
      continue;
    }
    ASSERT_TRUE(grade) << grade.error().code;
    judge(y, select(c, selection_of(y, *grade)));
  }
}

}  // namespace
}  // namespace dengbao::requirements
