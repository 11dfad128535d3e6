// What a move brings about, or the refusal: roles, states, asks, guards, dates, sets, numbers; and
// that events and cases survive being written down.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "engine/world.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

using test::day;

constexpr const char* kPack = R"(procedure: p
about: object
cites: [x 1]
roles:
  owner: {find: owner_of_subject}
  office: {capacity: office, find: {place_of: subject, rank: city}}
  judge: {capacity: judge, find: holder}
facts:
  form: {type: file, accepts: [pdf]}
  extra: {type: text, max_characters: 3, personal: true}
  kind: {type: code, list: kinds}
  on: {type: date}
  level: {type: integer, at_least: 1, at_most: 5, from: {subject: level}}
  a: {type: integer, start: 1}
  b: {type: integer, start: 2}
  round: {type: integer, start: 1}
  number: {type: text, series: {id: number, scope: [{fact: level}], yearly: true,
      format: "{1}/{year}-{n:3}"}}
checks:
  missing: {fails_when: {empty: form}, field: 表, say: {zh: 缺表, en: no form}, cites: [x 3]}
states: {open: {}, held: {}, done: {final: true}}
moves:
  give: {from: open, by: owner, asks: {any_of: [form, extra], may: [kind, on]},
      to: {when: {present: form}, then: held, else: stay}, cites: [x 2]}
  swap: {from: [open, held], by: owner, sets: {a: {fact: b}, b: {fact: a}}}
  judge: {from: held, by: judge, refuse_when: [{id: low, when: {level: {at_most: 1}},
      field: level, say: {zh: 低, en: low}, cites: [x 4]}]}
  again: {from: held, by: office, sets: {round: +1, form: none}, to: open}
  end: {from: held, by: office, refuse_when: {check_fails: any}, issues: {document: letter,
      to: [owner, office], number: number}, then: [{allot: number}], to: done}
)";

class Moves : public ::testing::Test {
 protected:
  Moves() : world_(test::real_calendar(), {}) {}
  void SetUp() override {
    law_ = test::law_of(test::one_pack(
        kPack, {{"codes/k.yaml", "code_list: kinds\nentries:\n  - {code: a, zh: 甲, en: A}\n"}}));
    world_.add_law(law_);
    world_.add_party("owner", {});
    world_.add_party("office", {});
    world_.add_party("judge", {});
    world_.grant({"office", "office", "990000", "city", {}, {}});
    world_.grant({"judge", "judge", "", "", day("2026-01-01"), day("2026-06-01")});
    world_.add_object("o", "owner", {{"place", "990101"}, {"level", 3}});
    world_.keep_events(true);
    ASSERT_TRUE(world_.advance(test::noon("2026-03-02")));
    OpenCommand open;
    open.subject = "object/o";
    const auto id = world_.open("t", "p", open, "owner", day("2026-03-02"));
    ASSERT_TRUE(id) << id.error().code;
    id_ = *id;
  }
  static FactChange fact(const char* name, Value v) { return {Symbol(name), std::move(v), false}; }
  static Value file(const char* name) { return Value::record({{"name", name}, {"digest", "0"}}); }
  std::string act(const char* move, std::vector<FactChange> sets, const char* by,
                  const char* on = "2026-03-02") {
    const auto done = world_.act(id_, {Symbol(move), std::move(sets), ""}, by, day(on));
    if (done) return "";
    last_ = done.error();
    return last_.code;
  }
  const Case& now() { return world_.find(id_)->c; }

  std::shared_ptr<const Law> law_;
  World world_;
  std::string id_;
  Explanation last_;
};

TEST_F(Moves, OpeningBindsRolesAndFetchesFacts) {
  EXPECT_EQ(now().parties(Symbol("owner")), std::vector<std::string>{"owner"});
  EXPECT_EQ(now().parties(Symbol("office")), std::vector<std::string>{"office"});
  EXPECT_TRUE(now().parties(Symbol("judge")).empty());  // bound by whoever acts first
  EXPECT_EQ(now().value(Symbol("level")), Value(3));
  EXPECT_EQ(now().state.text(), "open");
  EXPECT_EQ(now().pack, law_->digest);
}

TEST_F(Moves, WhoMayNotDoItOrNotHereIsRefusedWithTheClause) {
  EXPECT_EQ(act("give", {fact("form", file("a.pdf"))}, "office"), "case.not_your_move");
  EXPECT_EQ(last_.citations, std::vector<std::string>{"x 2"});
  EXPECT_EQ(act("end", {}, "office"), "case.wrong_state");
  EXPECT_EQ(act("nothing", {}, "owner"), "case.no_move");
  EXPECT_EQ(now().version, 1);  // nothing has happened
}

TEST_F(Moves, WhatIsAskedMustBeGivenAndFit) {
  EXPECT_EQ(act("give", {}, "owner"), "case.nothing_given");
  EXPECT_EQ(act("give", {fact("on", "2026-03-01")}, "owner"), "case.nothing_given");
  EXPECT_EQ(act("give", {fact("a", 3)}, "owner"), "case.fact_not_asked");
  EXPECT_EQ(act("give", {fact("form", file("a.doc"))}, "owner"), "fact.ending");
  EXPECT_EQ(act("give", {fact("form", "a.pdf")}, "owner"), "fact.file");
  EXPECT_EQ(act("give", {fact("extra", "四个字符")}, "owner"), "fact.too_long");
  EXPECT_EQ(act("give", {fact("extra", "三个字"), fact("kind", "b")}, "owner"),
            "fact.unknown_code");
  EXPECT_EQ(act("give", {fact("extra", "x"), fact("on", "2026-02-30")}, "owner"), "fact.date");
  EXPECT_EQ(act("give", {fact("extra", "x"), fact("on", "2026-03-03")}, "owner"), "fact.future");
  EXPECT_EQ(
      act("give", {fact("extra", "三个字"), fact("kind", "a"), fact("on", "2026-03-02")}, "owner"),
      "");
  EXPECT_EQ(now().state.text(), "open");  // stays until the form is there
}

TEST_F(Moves, FactDatesLieNeitherAheadNorBeforeTheOpening) {
  EXPECT_EQ(act("swap", {}, "owner", "2026-03-03"), "case.future");
  EXPECT_EQ(act("swap", {}, "owner", "2026-03-01"), "case.before_opening");
  EXPECT_EQ(act("swap", {}, "owner"), "");
}

TEST_F(Moves, SetsAreReckonedFromTheFactsBeforeTheMove) {
  ASSERT_EQ(act("swap", {}, "owner"), "");
  EXPECT_EQ(now().value(Symbol("a")), Value(2));
  EXPECT_EQ(now().value(Symbol("b")), Value(1));
}

TEST_F(Moves, AFreeRoleIsBoundToWhoHoldsTheCapacityAndActsFirst) {
  ASSERT_EQ(act("give", {fact("form", file("a.pdf"))}, "owner"), "");
  EXPECT_EQ(act("judge", {}, "owner"), "case.not_your_move");
  EXPECT_EQ(act("judge", {}, "judge"), "");
  EXPECT_EQ(now().parties(Symbol("judge")), std::vector<std::string>{"judge"});
}

TEST_F(Moves, ACapacityHoldsOnlyOnItsDays) {
  ASSERT_TRUE(world_.advance(test::noon("2026-06-01")));
  ASSERT_EQ(act("give", {fact("form", file("a.pdf"))}, "owner", "2026-06-01"), "");
  EXPECT_EQ(act("judge", {}, "judge", "2026-06-01"), "case.not_your_move");
  EXPECT_EQ(act("judge", {}, "judge", "2026-05-31"), "");
}

TEST_F(Moves, GuardsRefuseWithIdFieldAndClause) {
  world_.set_object("o", "level", 1);
  OpenCommand open;
  open.subject = "object/o";
  id_ = *world_.open("t", "p", open, "owner", day("2026-03-02"));
  ASSERT_EQ(act("give", {fact("form", file("a.pdf"))}, "owner"), "");
  EXPECT_EQ(act("judge", {}, "judge"), "case.guard");
  EXPECT_EQ(last_.where, "level");
  EXPECT_EQ(last_.citations, std::vector<std::string>{"x 4"});
}

TEST_F(Moves, ARoundEndsAndNumbersAreAllottedInOrder) {
  ASSERT_EQ(act("give", {fact("form", file("a.pdf"))}, "owner"), "");
  ASSERT_EQ(act("again", {}, "office"), "");
  EXPECT_EQ(now().round, 2);
  EXPECT_TRUE(now().value(Symbol("form")).none());
  ASSERT_EQ(act("give", {fact("form", file("b.pdf"))}, "owner"), "");
  ASSERT_EQ(act("end", {}, "office"), "");
  EXPECT_EQ(now().value(Symbol("number")), Value("3/2026-001"));
  ASSERT_EQ(now().issued.size(), 1u);
  EXPECT_EQ(now().issued[0].number, "3/2026-001");
  EXPECT_EQ(now().issued[0].to, (std::vector<std::string>{"owner", "office"}));
  EXPECT_FALSE(now().open);
  EXPECT_EQ(act("swap", {}, "owner"), "case.wrong_state");  // final is final
}

// The members of a stored event stand in the order of their names, so a replay may meet the facts
// of one event in another order.
std::string in_any_order(Case c) {
  std::ranges::sort(c.fact_marks, {},
                    [](const FactMark& m) { return std::tuple(m.at, m.what.text()); });
  return canonical(json::parse(case_text(c)));
}

TEST_F(Moves, EventsAndCasesSurviveBeingWrittenAndReplayWithoutAPack) {
  ASSERT_EQ(act("give", {fact("form", file("a.pdf")), fact("kind", "a")}, "owner"), "");
  ASSERT_EQ(act("judge", {}, "judge"), "");
  ASSERT_EQ(act("end", {}, "office"), "");
  Case replayed, from_text;
  for (const CaseEvent& e : world_.kept()) {
    const json::value core = json::parse(core_text(e));
    EXPECT_EQ(core_text(e), canonical(core));
    const CaseEvent read = event_from(core.as_object());
    EXPECT_EQ(core_text(read), core_text(e));
    apply(replayed, e);
    apply(from_text, read);
  }
  EXPECT_EQ(replayed, now());
  EXPECT_EQ(in_any_order(from_text), in_any_order(now()));
  const json::value stored = json::parse(case_text(now()));
  EXPECT_EQ(case_from(stored.as_object()), now());
  // Every fact is found where it stands, whichever way the case was made.
  for (const FactEntry& f : now().facts) {
    EXPECT_EQ(case_from(stored.as_object()).value(f.name), f.value);
    EXPECT_EQ(replayed.value(f.name), f.value);
  }
}

// Every part an event can have, against the canonical spelling of the same tree, and with texts
// whose order and escapes are easily wrong.
TEST(CaseText, IsCanonicalWhateverAnEventHolds) {
  CaseEvent e;
  e.id = "\x01\"\\\n";
  e.case_id = "c";
  e.version = 7;
  e.move = Symbol("m");
  e.role = Symbol("r");
  e.on = day("2026-02-10");
  e.to = Symbol("t");
  e.round = 2;
  e.closes = true;
  e.sets = {{Symbol("zz"), Value::record({{"\U00020000", 1}, {"\uFB00", true}, {"a", "x"}}), false},
            {Symbol("aa"), Value::list({Value(-3), Value(), Value("等保")}), false},
            {Symbol("secret"), Value("某甲"), true},
            {Symbol("gone"), {}, true}};
  e.bound = {{Symbol("z"), {"p1", "p2"}}, {Symbol("b"), {}}};
  e.issued = {{"letter", "1号", {"p1"}}};
  e.links = {{Symbol("y"), "1"}, {Symbol("x"), "2"}};
  e.allotted = {{"s", "sc", "h", 12, "012"}};
  e.read = {{"party/p", "3"}};
  e.began = {Symbol("d")};
  e.recipients = {"p2"};
  e.step = DutyStep{Symbol("d"), "i", Symbol("remind"), day("2026-03-02"), {"p1"}};
  e.procedure = "k/p", e.pack = "pd", e.subject = "object/o", e.key = "k", e.via = "v";
  const std::string text = core_text(e);
  const json::value tree = json::parse(text);
  EXPECT_EQ(text, canonical(tree));
  std::erase_if(e.sets, [](const FactChange& s) { return s.fact == Symbol("secret"); });
  EXPECT_EQ(core_text(event_from(json::parse(core_text(e)).as_object())), core_text(e));
}

// As cases were stored before what happened at one instant stood together.
TEST(CaseText, ReadsMarksThatStandAlone) {
  const json::value old = json::parse(
      R"({"id":"c","state":"s","version":2,
          "moves":[["open",20779,5,1,""],["give",20780,6,1,"p"]]})");
  const Case c = case_from(old.as_object());
  ASSERT_EQ(c.moves.size(), 2u);
  EXPECT_EQ(c.moves[1],
            (Mark{{Symbol("give"), Date::from_days(20780), Instant::from_millis(6), 1}, "p"}));
  EXPECT_EQ(case_from(json::parse(case_text(c)).as_object()), c);
}

TEST_F(Moves, PersonalValuesStayOutOfTheCore) {
  ASSERT_EQ(act("give", {fact("extra", "某甲")}, "owner"), "");
  const std::string core = core_text(world_.kept().back());
  EXPECT_EQ(core.find("某甲"), std::string::npos);
  EXPECT_NE(core.find("\"personal\":[\"extra\"]"), std::string::npos);
}

TEST(NumberText, FillsDigits) {
  EXPECT_EQ(number_text("1101080{n:5}", 42), "110108000042");
  EXPECT_EQ(number_text("函{n}号", 7), "函7号");
  EXPECT_EQ(number_text("{n:2}", 123), "123");
  EXPECT_EQ(number_text("none", 1), "none");
}

}  // namespace
}  // namespace dengbao
