// A new city is a folder: a made-up one is read, proved and run, and no program knows its words.

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "law/pack_test_support.h"

namespace dengbao {
namespace {

const char* const kCity = "zz-linhai-2030";

const LawFiles& files() {
  static const LawFiles all = law_with("tests/cases/invented-city");
  return all;
}

TEST(InventedCity, IsProvedByItsCases) {
  prove_pack(files(), kCity);
}

// Its own words: compound names (plain words such as "accept" say nothing) and its names.
std::set<std::string> own_words(const Law& law) {
  std::set<std::string> out = {"linhai", "林海", "松涛", "礁石", "980000", "980101"};
  const auto add = [&](const std::string& name) {
    if (name.find('_') != std::string::npos) out.insert(name);
  };
  for (const auto& [name, p] : law.parameters)
    if (p.pack == kCity && name != "review_days") add(name);
  for (const auto& [name, t] : law.templates)
    if (t.pack == kCity) add(name);
  for (const auto& [name, p] : law.procedures) {
    if (p.pack != kCity) continue;
    add(name);
    for (const RoleDecl& r : p.roles) add(r.capacity);
    for (const StateDecl& s : p.states)
      if (s.name.text() != "under_review") add(s.name.text());
    for (const MoveDecl& m : p.moves) add(m.name.text());
  }
  return out;
}

TEST(InventedCity, NoProgramKnowsItsWords) {
  const auto law = load_law(files(), kCity);
  ASSERT_TRUE(law);
  const auto words = own_words(*law);
  ASSERT_GT(words.size(), 20u);
  std::size_t read = 0;
  for (const char* folder : {"src", "apps", "web/src"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kTree + "/" + folder)) {
      const auto ending = entry.path().extension();
      if (ending != ".cc" && ending != ".h" && ending != ".ts" && ending != ".vue") continue;
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      ++read;
      for (const std::string& word : words)
        EXPECT_EQ(text.str().find(word), std::string::npos) << entry.path() << " knows " << word;
    }
  EXPECT_GT(read, 100u);
}

// The desk of reviewers is filled by what the pack says a duty is, not by how it is called.
TEST(InventedCity, SaysItselfWhatLiesOnTheDeskOfReviewers) {
  const auto law = load_law(files(), kCity);
  ASSERT_TRUE(law);
  const Procedure* filing = law->procedure("filing");
  ASSERT_TRUE(filing);
  std::set<std::string> review;
  for (const DutyDecl& d : filing->duties)
    if (duty_work_name(d.work) == "review") review.insert(d.name.text());
  EXPECT_EQ(review, (std::set<std::string>{"answer", "review"}));
}

// No page may tell duties apart by their names: what it shows it is told by the pack.
TEST(InventedCity, NoPageKnowsADutyByItsName) {
  static const std::regex by_name(
      R"re(\.(duty|capacity|procedure)\b(\s*\?\?\s*'')?\)?)re"
      R"re((\s*[!=]==\s*['"/]|\.(startsWith|includes|endsWith|match)\())re"
      R"re(|\.test\([^)\n]*\.(duty|capacity|procedure)\b)re");
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kTree + "/web/src")) {
    if (entry.path().extension() != ".vue") continue;
    std::ifstream in(entry.path());
    ++read;
    for (std::string line; std::getline(in, line);)
      EXPECT_FALSE(std::regex_search(line, by_name)) << entry.path() << ": " << line;
  }
  EXPECT_GT(read, 30u);
}

TEST(InventedCity, StandsOnTheNationalPackAndDiffersFromIt) {
  const auto city = load_law(files(), kCity), national = load_law(files(), "cn-mlps");
  ASSERT_TRUE(city && national);
  EXPECT_NE(city->procedure("certificate"), nullptr) << "the national register";
  const Date day = *Date::of(2030, 3, 4);
  const Symbol review("review_days");
  EXPECT_EQ(*city->parameter(review)->at(day)->value.text(), "P7WD");
  EXPECT_NE(*national->parameter(review)->at(day)->value.text(), "P7WD");
  int letters = 0;
  for (const auto& [name, t] : city->templates) letters += name.starts_with("linhai_letter_");
  EXPECT_EQ(letters, 4);
}

}  // namespace
}  // namespace dengbao
