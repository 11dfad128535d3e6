// Expressions and conditions as a table: what is written, and what it is for one case.

#include "engine/evaluate.h"

#include <gtest/gtest.h>

#include "engine/world.h"
#include "law/reading.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

using test::day;

constexpr const char* kPack = R"(procedure: p
about: object
roles: {owner: {find: owner_of_subject}}
facts:
  n: {type: integer}
  m: {type: integer}
  t: {type: text}
  gone: {type: text}
  d: {type: date, future: true}
  e: {type: date, future: true}
  yes: {type: yes_no}
  no: {type: yes_no}
  r: {type: record, of: {a: text, n: integer}}
  l: {type: list, of: {level: integer, count: integer}}
  empty_list: {type: list, of: text}
checks:
  wrong: {fails_when: {n: {at_least: 5}}, field: 数, say: {zh: 太大, en: too large}, cites: [x 1]}
  other: {fails_when: {present: gone}, field: 无, say: {zh: 有, en: there}, cites: [x 2]}
states: {open: {}, done: {final: true}}
moves: {end: {from: open, by: owner, to: done}}
)";
constexpr const char* kSpan =
    "parameter: span\nvalues:\n  - {since: 2020-01-01, until: 2026-01-01, value: P5D}\n  - {since: "
    "2026-01-01, value: P10D}\n";
constexpr const char* kTable =
    "parameter: table\nvalues:\n  - {since: 2020-01-01, value: {x: {y: 7}}}\n";

class Terms : public ::testing::Test {
 protected:
  void SetUp() override {
    law_ = test::law_of(
        test::one_pack(kPack, {{"parameters/a.yaml", kSpan}, {"parameters/b.yaml", kTable}}));
    procedure_ = law_->procedure("p");
    ASSERT_NE(procedure_, nullptr);
    CaseEvent e;
    e.case_id = "c";
    e.subject = "object/o";
    e.version = 1;
    e.round = 1;
    e.move = Symbol("open");
    e.to = Symbol("open");
    const auto set = [&](const char* name, Value v) {
      e.sets.push_back({Symbol(name), std::move(v), false});
    };
    set("n", 5);
    set("m", 3);
    set("t", "x");
    set("d", "2026-01-31");
    set("e", "2026-03-01");
    set("yes", true);
    set("no", false);
    set("r", Value::record({{"a", "y"}, {"n", 2}}));
    set("l", Value::list({Value::record({{"level", 2}, {"count", 1}}),
                          Value::record({{"level", 3}, {"count", 2}})}));
    set("empty_list", Value::list({}));
    e.bound = {{Symbol("owner"), {"party"}}};
    apply(case_, e);
  }

  Scope scope() const {
    return {*procedure_, case_, nullptr, law_.get(), &functions_, &calendar_, day("2026-01-15")};
  }

  template <class Read>
  auto read(const std::string& text, Read&& with) {
    const auto yaml = parse_yaml(text, "x.yaml");
    EXPECT_TRUE(yaml) << text;
    std::vector<Explanation> faults;
    std::vector<NotYetRun> not_run;
    law_reading::File file("x.yaml", faults, not_run);
    auto out = with(file, *yaml);
    EXPECT_TRUE(faults.empty()) << text << ": " << (faults.empty() ? "" : faults[0].code);
    return out;
  }
  Value value(const std::string& text) {
    return evaluate(
        read("v: " + text,
             [](auto& f, const Yaml& y) { return law_reading::read_expression(f, *y.find("v")); }),
        scope());
  }
  bool truth(const std::string& text) {
    Condition c = read("v: " + text, [](auto& f, const Yaml& y) {
      return law_reading::read_condition(f, *y.find("v"));
    });
    const bool plain = holds(c, scope());
    flatten(c);
    EXPECT_EQ(holds(c, scope()), plain) << text;
    return plain;
  }

  std::shared_ptr<const Law> law_;
  const Procedure* procedure_ = nullptr;
  Case case_;
  Functions functions_ = {
      {"twice", {{"of"}, {}, [](const std::vector<Value>& a, const Law&, Date) -> Result<Value> {
                   return a[0].integer() ? Value(*a[0].integer() * 2) : Value();
                 }}}};
  Calendar calendar_ = test::real_calendar();
};

TEST_F(Terms, Expressions) {
  struct Row {
    const char* text;
    Value is;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"7", 7},
           {"\"7\"", "7"},
           {"none", {}},
           {"{fact: n}", 5},
           {"{fact: r.a}", "y"},
           {"{fact: r.none}", {}},
           {"{fact: gone}", {}},
           {"{today: true}", "2026-01-15"},
           {"{latest: [d, e]}", "2026-03-01"},
           {"{earliest: [d, e]}", "2026-01-31"},
           {"{latest: [d, gone]}", {}},
           {"{greatest: [n, m]}", 5},
           {"{first_of: [gone, t]}", "x"},
           {"{first_of: [gone, gone]}", {}},
           {"{parameter: span}", "P10D"},
           {"{date: d, plus: P1M}", "2026-02-28"},
           {"{date: d, plus: {parameter: span}}", "2026-02-10"},
           {"{date: d, plus: P3WD}", "2026-02-04"},
           {"{date: gone, plus: P1D}", {}},
           {"{call: twice, with: {of: {fact: n}}}", 10},
           {"{call: nobody, with: {of: 1}}", {}},
           {"{party: owner}", "party"},
           {"{subject: true}", "object/o"},
           {"{case: true}", "c"},
           {"{record: {k: {fact: n}}}", Value::record({{"k", 5}})},
           {"{lookup: {parameter: table}, keys: [t, r.a]}", 7},
           {"{lookup: {parameter: table}, keys: [gone]}", {}},
           {"{working_days: {from: {fact: d}, to: {fact: e}}}", 16},
       })
    EXPECT_EQ(value(row.text), row.is) << row.text << " gave " << value(row.text).show();
}

TEST_F(Terms, Conditions) {
  struct Row {
    const char* text;
    bool is;
  };
  for (const Row& row : {
           Row{"{n: 5}", true},
           Row{"{n: 4}", false},
           Row{"{t: x}", true},
           Row{"{yes: true}", true},
           Row{"{no: false}", true},
           Row{"{gone: x}", false},
           Row{"{r.n: 2}", true},
           Row{"{n: {at_least: 5}}", true},
           Row{"{n: {at_least: 6}}", false},
           Row{"{n: {at_most: 5}}", true},
           Row{"{n: {at_most: 4}}", false},
           Row{"{gone: {at_least: 1}}", false},
           Row{"{gone: {at_most: 1}}", false},
           Row{"{d: {before: {fact: e}}}", true},
           Row{"{e: {before: {fact: d}}}", false},
           Row{"{e: {after: {today: true}}}", true},
           Row{"{d: {after: {fact: e}}}", false},
           Row{"{t: {in: [w, x]}}", true},
           Row{"{t: {in: [w]}}", false},
           Row{"{gone: {in: [w]}}", false},
           Row{"{n: {equals: {fact: m}}}", false},
           Row{"{equals: {n: 5}}", true},
           Row{"{present: n}", true},
           Row{"{present: [n, gone]}", false},
           Row{"{present: empty_list}", false},
           Row{"{empty: gone}", true},
           Row{"{empty: [gone, n]}", false},
           Row{"{empty: empty_list}", true},
           Row{"{all: [{n: 5}, {m: 3}]}", true},
           Row{"{all: [{n: 5}, {m: 4}]}", false},
           Row{"{any: [{n: 4}, {m: 3}]}", true},
           Row{"{any: [{n: 4}, {m: 4}]}", false},
           Row{"{not: {n: 5}}", false},
           Row{"{not: {gone: x}}", true},
           Row{"{n: 5, m: 3}", true},
           Row{"{n: 5, m: 4}", false},
           Row{"{count: {of: l, at_least: 2}}", true},
           Row{"{count: {of: l, at_least: 3}}", false},
           Row{"{count: {of: gone}}", false},
           Row{"{sum: {of: l, member: count, equals: 3}}", true},
           Row{"{sum: {of: l, member: count, equals: {fact: n}}}", false},
           Row{"{sum: {of: l, member: count, equals: {fact: gone}}}", false},
           Row{"{check_fails: any}", true},
           Row{"{check_fails: wrong}", true},
           Row{"{check_fails: other}", false},
       })
    EXPECT_EQ(truth(row.text), row.is) << row.text;
}

TEST_F(Terms, WhatIsGivenLiesOverTheFacts) {
  const std::vector<FactChange> given{{Symbol("n"), 1, false}, {Symbol("t"), {}, false}};
  Scope s = scope();
  s.given = &given;
  const auto condition = [&](const char* text) {
    return read(text, [](auto& f, const Yaml& y) { return law_reading::read_condition(f, y); });
  };
  EXPECT_TRUE(holds(condition("{n: 1}"), s));
  EXPECT_TRUE(holds(condition("{empty: t}"), s));
  EXPECT_TRUE(holds(condition("{m: 3}"), s));
  EXPECT_FALSE(holds(condition("{check_fails: any}"), s));
}

TEST_F(Terms, FailedChecksNameFieldClauseAndText) {
  const Value failed = failed_checks(scope());
  ASSERT_TRUE(failed.compound());
  ASSERT_EQ(failed.compound()->items.size(), 1u);
  const Value& one = failed.compound()->items[0];
  EXPECT_EQ(*one.member("item"), Value("数"));
  EXPECT_EQ(*one.member("clause"), Value("x 1"));
  EXPECT_EQ(*one.member("text"), Value("太大"));
}

TEST_F(Terms, AParameterHasTheValueOfItsDay) {
  Scope s = scope();
  s.on = day("2025-12-31");
  Expression e;
  e.kind = Expression::Kind::Parameter;
  e.name = Symbol("span");
  EXPECT_EQ(evaluate(e, s), Value("P5D"));
  s.on = day("2019-12-31");
  EXPECT_TRUE(evaluate(e, s).none());
}

}  // namespace
}  // namespace dengbao
