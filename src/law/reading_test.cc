// Packs are read whole or refused with every fault named: code, file and line, what to write
// instead.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/yaml.h"
#include "law/law.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

using test::one_pack;

constexpr const char* kSound = R"(procedure: p
about: object
roles:
  applicant: {capacity: operator, find: owner_of_subject}
facts:
  form: {type: file}
  level: {type: integer}
states: {open: {}, done: {final: true}}
moves:
  deliver: {from: open, by: applicant, asks: [form], to: done}
duties:
  file: {owner: applicant, starts: opened, within: P10WD, done_by: [deliver],
      escalate: {after: P0D, to: applicant}}
)";

// The sound procedure with one line replaced.
std::string with(const std::string& line, const std::string& instead) {
  std::string text = kSound;
  const auto at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

struct Fault {
  std::string name, text, code;
  int line;
  std::string arg;  // a value that one of the arguments must have
};

const char* const kDeliver = "deliver: {from: open, by: applicant, asks: [form], to: done}";
const char* const kDuty =
    "file: {owner: applicant, starts: opened, within: P10WD, done_by: [deliver],\n"
    "      escalate: {after: P0D, to: applicant}}";

std::vector<Fault> faults() {
  const auto duty = [](const std::string& y) { return with(kDuty, y); };
  const auto move = [](const std::string& y) { return with(kDeliver, y); };
  return {
      {"an unknown word", move("deliver: {from: open, by: applicant, askes: [form], to: done}"),
       "law.unknown_word", 10, "askes"},
      {"an unknown fact names the nearest",
       move("deliver: {from: open, by: applicant, asks: [fonm], to: done}"), "law.unknown_name", 10,
       "form"},
      {"an unknown role names the nearest",
       move("deliver: {from: open, by: aplicant, asks: [form], to: done}"), "law.unknown_name", 10,
       "applicant"},
      {"an unknown state names the nearest", move("deliver: {from: open, by: applicant, to: don}"),
       "law.unknown_name", 10, "done"},
      {"an unknown move names the nearest",
       duty("file: {owner: applicant, starts: opened, within: P1D, done_by: [delivr]}"),
       "law.unknown_name", 12, "deliver"},
      {"an unknown parameter",
       duty("file: {owner: applicant, starts: opened, within: {parameter: days}, done_by: "
            "[deliver]}"),
       "law.unknown_name", 12, "days"},
      {"a member that is not there",
       with("form: {type: file}", "form: {type: record, of: {a: text}}") +
           "checks:\n  c: {fails_when: {form.b: x}, field: f, say: {zh: 一, en: one}}\n",
       "law.unknown_member", 15, "b"},
      {"a type there is not", with("{type: integer}", "{type: whole}"), "law.unknown_type", 7,
       "whole"},
      {"a move without an actor", move("deliver: {from: open, to: done}"), "law.missing", 10, "by"},
      {"a procedure without states", with("states: {open: {}, done: {final: true}}", "states: {}"),
       "law.missing", 1, "states"},
      {"a duty without an end", duty("file: {owner: applicant, starts: opened, within: P1D}"),
       "law.duty_without_end", 12, ""},
      {"a span that is none",
       duty("file: {owner: applicant, starts: opened, within: 10d, done_by: [deliver]}"),
       "law.span_expected", 12, "10d"},
      {"an amount that is none",
       duty("file: {owner: applicant, starts: opened, within: {days: 3}, done_by: [deliver]}"),
       "law.amount_expected", 12, ""},
      {"a moment that is none",
       duty("file: {owner: applicant, starts: {when: x}, within: P1D, done_by: [deliver]}"),
       "law.moment_expected", 12, ""},
      {"a find there is not", with("find: owner_of_subject", "find: owner"), "law.unknown_find", 4,
       "owner"},
      {"a truth that is none", with("{final: true}", "{final: perhaps}"), "law.truth_expected", 8,
       "perhaps"},
      {"a number that is none", with("{type: integer}", "{type: integer, at_least: few}"),
       "law.integer_expected", 7, "few"},
      {"a source there is not", with("{type: integer}", "{type: integer, from: {weather: rain}}"),
       "law.source_expected", 7, ""},
      {"an expression there is not",
       move("deliver: {from: open, by: applicant, sets: {level: {half: level}}, to: done}"),
       "law.unknown_expression", 10, "half"},
      {"two words in one expression",
       move(
           "deliver: {from: open, by: applicant, sets: {level: {fact: level, also: 1}}, to: done}"),
       "law.one_word", 10, "fact"},
      {"a condition that is none",
       move("deliver: {from: open, by: applicant, to: {when: yes, then: done}}"),
       "law.condition_expected", 10, ""},
      {"an effect there is not",
       move("deliver: {from: open, by: applicant, then: [{explode: form}], to: done}"),
       "law.unknown_effect", 10, ""},
      {"a list where one is needed",
       move("deliver: {from: open, by: applicant, to: {when: {level: {in: 3}}, then: done}}"),
       "law.list_expected", 10, ""},
      {"a map where one is needed",
       move("deliver: {from: open, by: applicant, sets: [level], to: done}"), "law.map_expected",
       10, ""},
      {"a text where one is needed", with("about: object", "about: [object]"), "law.text_expected",
       2, "about"},
      {"facts that stand nowhere", with("facts:", "includes: [basis]\nfacts:"),
       "law.unknown_fact_set", 5, "basis"},
      {"nobody above",
       duty("file: {owner: applicant, to: {superior_of: owner}, starts: opened, within: P1D, "
            "done_by: [deliver]}"),
       "law.no_role_above", 12, "applicant"},
  };
}

TEST(ReadingPacks, TheSoundOneHasNoFault) {
  const Loaded loaded = read_law(one_pack(kSound), "t");
  EXPECT_TRUE(loaded.faults.empty()) << loaded.faults.front().code;
  const Procedure* p = loaded.law.procedure("p");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->qualified, "t/p");
  EXPECT_EQ(p->first.text(), "open");
  EXPECT_EQ(loaded.law.digest.size(), 64u);
}

TEST(ReadingPacks, EveryFaultNamesFileAndLineAndWhatIsWrong) {
  for (const Fault& f : faults()) {
    SCOPED_TRACE(f.name);
    const Loaded loaded = read_law(one_pack(f.text), "t");
    const auto it = std::find_if(loaded.faults.begin(), loaded.faults.end(),
                                 [&](const Explanation& e) { return e.code == f.code; });
    ASSERT_NE(it, loaded.faults.end())
        << (loaded.faults.empty() ? "no fault" : loaded.faults.front().code);
    EXPECT_EQ(it->where, "packs/t/procedures/p.yaml:" + std::to_string(f.line));
    EXPECT_EQ(it->kind, ErrorKind::BadInput);
    if (f.arg.empty()) continue;
    EXPECT_TRUE(std::any_of(it->args.begin(), it->args.end(), [&](const auto& a) {
      return a.second == f.arg;
    })) << f.arg;
    EXPECT_FALSE(load_law(one_pack(f.text), "t"));
  }
}

// The words of short lists: what a duty is for, who may act for a role, what recusal bars.
TEST(ReadingPacks, WordsOfShortLists) {
  const std::string applicant = "applicant: {capacity: operator, find: owner_of_subject}";
  const auto role = [&](const std::string& more) {
    return with(applicant, applicant.substr(0, applicant.size() - 1) + ", " + more + "}");
  };
  const struct {
    std::string text;
    const char *code, *arg;
  } kRows[] = {
      {with("starts: opened", "work: revue, starts: opened"), "law.unknown_word", "revue"},
      {role("represented_by: [neighbour]"), "law.unknown_word", "neighbour"},
      {role("recuse: {bars: [delivr]}"), "law.unknown_name", "deliver"},
      {role("recuse: {cites: [x]}"), "law.missing", "bars"},
  };
  for (const auto& row : kRows) {
    const Loaded loaded = read_law(one_pack(row.text), "t");
    ASSERT_EQ(loaded.faults.size(), 1u) << row.text;
    EXPECT_EQ(loaded.faults.front().code, row.code);
    EXPECT_TRUE(std::any_of(loaded.faults.front().args.begin(), loaded.faults.front().args.end(),
                            [&](const auto& a) { return a.second == row.arg; }))
        << row.arg;
  }
  EXPECT_TRUE(load_law(one_pack(with("starts: opened", "work: review, starts: opened")), "t"));
  EXPECT_TRUE(load_law(one_pack(role("recuse: {bars: [deliver]}, represented_by: [agent]")), "t"));
}

TEST(ReadingPacks, FaultsOfTheOtherFiles) {
  struct Case {
    const char *path, *text, *code, *where;
  };
  for (const Case& c : {
           Case{"stray.yaml", "a: b\n", "law.stray_file", "packs/t/stray.yaml"},
           Case{"letters/a.yaml", "a: b\n", "law.stray_file", "packs/t/letters/a.yaml"},
           Case{"parameters/a.yaml", "parameter: a\n", "law.missing",
                "packs/t/parameters/a.yaml:1"},
           Case{"parameters/a.yaml", "parameter: a\nvalues:\n  - {since: May, value: 1}\n",
                "law.date_expected", "packs/t/parameters/a.yaml:3"},
           Case{"instruments/a.yaml", "id: i\nclauses:\n  - {id: a}\n  - {id: a}\n", "law.twice",
                "packs/t/instruments/a.yaml:4"},
           Case{"campaigns/a.yaml",
                "campaign: c\neach: {parties: {capacity: x}}\nevery: week\nopens: {procedure: p}\n",
                "law.unknown_word", "packs/t/campaigns/a.yaml:1"},
           Case{"codes/a.yaml", "code_list: c\n", "law.missing", "packs/t/codes/a.yaml:1"},
           Case{"pack.yaml", "id: u\ntitle: x\nedition: \"1\"\nforce: notice\n", "law.pack_id",
                "packs/t/pack.yaml:1"},
           Case{"pack.yaml",
                "id: t\ntitle: x\nedition: \"1\"\nforce: notice\ndrop:\n  - {procedure: q, "
                "because: {zh: 无, en: none}}\n",
                "law.drop_of_nothing", "packs/t/pack.yaml:6"},
           Case{"pack.yaml",
                "id: t\ntitle: x\nedition: \"1\"\nforce: notice\ndrop:\n  - {procedure: q}\n",
                "law.drop_without_reason", "packs/t/pack.yaml:6"},
           Case{"pack.yaml", "id: t\ntitle: x\nedition: \"1\"\nforce: rumour\n", "law.unknown_word",
                "packs/t/pack.yaml:1"},
       }) {
    SCOPED_TRACE(std::string(c.code) + " " + c.path);
    const Loaded loaded = read_law(one_pack(kSound, {{c.path, c.text}}), "t");
    const auto it = std::find_if(loaded.faults.begin(), loaded.faults.end(),
                                 [&](const Explanation& e) { return e.code == c.code; });
    ASSERT_NE(it, loaded.faults.end());
    EXPECT_EQ(it->where, c.where);
  }
  const Loaded nothing = read_law({}, "t");
  ASSERT_EQ(nothing.faults.size(), 1u);
  EXPECT_EQ(nothing.faults[0].code, "law.no_pack");
  EXPECT_EQ(nothing.faults[0].kind, ErrorKind::NotFound);
  EXPECT_EQ(files_from_folder("/nowhere/at/all").error().code, "law.no_folder");
}

TEST(ReadingPacks, EveryFaultIsToldNotOnlyTheFirst) {
  const Loaded loaded =
      read_law(one_pack(with("form: {type: file}", "form: {type: fyle}") + "nonsense: 1\n"), "t");
  std::set<std::string> codes;
  for (const Explanation& e : loaded.faults) codes.insert(e.code);
  EXPECT_TRUE(codes.contains("law.unknown_type"));
  EXPECT_TRUE(codes.contains("law.unknown_word"));
}

TEST(ReadingPacks, KnownButNotYetRunIsRefusedWhenItIsToRun) {
  const LawFiles files = one_pack(with("asks: [form]", "asks: [form], draw: {n: 3}"));
  EXPECT_TRUE(read_law(files, "t").faults.empty());
  const auto law = load_law(files, "t");
  ASSERT_FALSE(law);
  EXPECT_EQ(law.error().code, "law.word_not_yet_run");
  EXPECT_EQ(law.error().where, "packs/t/procedures/p.yaml:10");
}

TEST(ReadingPacks, TheDigestIsThatOfTheBytes) {
  const LawFiles one = one_pack(kSound);
  LawFiles other = one;
  other["packs/t/procedures/p.yaml"] += " ";
  EXPECT_EQ(digest_of(one), digest_of(one_pack(kSound)));
  EXPECT_NE(digest_of(one), digest_of(other));
  // Names and texts do not run together.
  EXPECT_NE(digest_of({{"a", "bc"}}), digest_of({{"ab", "c"}}));
}

TEST(ReadingPacks, AnOverlayReplacesWholeEntriesAndDropsWithAReason) {
  LawFiles files = one_pack(
      kSound,
      {{"parameters/a.yaml", "parameter: a\nvalues:\n  - {since: 2020-01-01, value: P1D}\n"}});
  files["packs/u/pack.yaml"] =
      "id: u\ntitle: x\nedition: \"1\"\nforce: notice\nuses: [t]\ndrop:\n  - {procedure: p, "
      "because: {zh: 无, en: none}}\n";
  files["packs/u/parameters/a.yaml"] =
      "parameter: a\nvalues:\n  - {since: 2020-01-01, value: P2D}\n";
  const Loaded loaded = read_law(files, "u");
  ASSERT_TRUE(loaded.faults.empty()) << loaded.faults.front().code;
  EXPECT_EQ(loaded.law.procedure("p"), nullptr);
  EXPECT_EQ(*loaded.law.parameter(Symbol("a"))->at(test::day("2021-01-01"))->value.text(), "P2D");
  EXPECT_EQ(loaded.law.parameter(Symbol("a"))->at(test::day("2019-12-31")), nullptr);
}

TEST(ReadingPacks, EveryPackOfTheHouseIsReadWithoutFault) {
  const LawFiles files = test::real_files();
  for (const std::string& id : pack_ids(files)) {
    const Loaded loaded = read_law(files, id);
    EXPECT_TRUE(loaded.faults.empty())
        << id << ": " << loaded.faults.front().code << " " << loaded.faults.front().where;
  }
}

// What is kept of a pack that was read once gives the same law, lines of its faults included, and
// nothing a stranger writes there is taken for a tree.
TEST(CompiledLaw, ReadsAsItsFilesDo) {
  const LawFiles files = test::one_pack(kSound);
  const std::string pack = pack_ids(files).front();
  const CompiledLaw compiled = compiled_law(files, pack);
  ASSERT_FALSE(compiled.trees.empty());
  LawFiles unreadable = files;
  for (auto& [path, text] : unreadable)
    if (compiled.trees.contains(path)) text = "{";
  const auto law = load_law(unreadable, pack, compiled);
  ASSERT_TRUE(law.has_value()) << law.error().code << " " << law.error().where;
  EXPECT_EQ(law->digest, digest_of(files_of(files, pack)));
  EXPECT_EQ(law->procedure("p")->duties.front().place,
            load_law(files, pack)->procedure("p")->duties.front().place);
}

TEST(CompiledLaw, TreesComeBackWholeOrNotAtAll) {
  const Yaml tree = *parse_yaml("a: [1, '2', null, {b: 备案, c: ''}]\nd: {}\n", "t");
  const std::string text = packed(tree);
  const auto read = unpacked(text);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(packed(*read), text);
  EXPECT_EQ(read->find("a")->items[3].find("b")->text, "备案");
  EXPECT_TRUE(read->find("a")->items[1].quoted);
  EXPECT_TRUE(read->find("a")->items[2].is_null());
  EXPECT_EQ(read->find("d")->line, 2);
  for (std::size_t n = 0; n < text.size(); ++n) EXPECT_FALSE(unpacked(text.substr(0, n))) << n;
  EXPECT_FALSE(unpacked(text + "n1:"));
  EXPECT_FALSE(unpacked("l1:99999999999:"));
}

}  // namespace
}  // namespace dengbao
