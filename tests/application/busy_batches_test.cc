// A busy installation leaves the snapshots of cases behind: what a reader is given must be the case
// as it is all the same, and the next quiet moment must catch up.

#include "app/case_deeds.h"
#include "app/case_rows.h"
#include "application/town.h"

namespace dengbao {
namespace {

constexpr std::size_t kMany = 24;

class BusyBatches : public Town {
 protected:
  BusyBatches() {
    init();
    open();
    settle();
    for (std::size_t n = 0; n < kMany; ++n) {
      const std::string name = "系统" + std::to_string(n);
      Said system{{"unit", "unit"}, {"name", name}};
      for (const char* set :
           {"level=2", "s=2", "a=2", "go_live=2025-12-01", "graded_on=2026-01-10"})
        system.emplace_back("set", set);
      must("system new", system);
      cases_.emplace_back(
          must("case open", {{"procedure", "filing"}, {"about", name}}).at("case").as_string());
    }
    must("case do",
         {{"case", cases_[0]}, {"move", "deliver"}, {"attach", "form=" + file("a.pdf")}});
    form_ = case_in(row(0))->value(Symbol("form"));
  }

  // The same move in each of the first `many` cases, in one batch.
  void together(std::size_t many, const std::string& address) {
    std::vector<Request> requests;
    for (std::size_t n = 0; n < many; ++n) {
      MoveInput move;
      move.case_id = cases_[n];
      move.move = "deliver";
      move.given.values = {{Symbol("form"), form_, false},
                           {Symbol("unit_address"), Value(address), false}};
      Request r;
      r.actor = kLocal;
      r.act = [move](Desk& desk) { return move_deed(desk, move, kLocal); };
      requests.push_back(std::move(r));
    }
    for (const auto& done : installation_->submit(requests))
      ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
  }

  CaseRow row(std::size_t n) { return **(*installation_->reading())->case_row(cases_[n]); }
  std::size_t behind() {
    std::size_t many = 0;
    for (std::size_t n = 0; n < kMany; ++n) many += row(n).since.empty() ? 0 : 1;
    return many;
  }
  void expect_address(const std::string& address) {
    for (std::size_t n = 0; n < kMany; ++n) {
      const CaseRow stored = row(n);
      const auto c = case_in(stored);
      ASSERT_TRUE(c);
      EXPECT_EQ(c->value(Symbol("unit_address")).show(), address) << cases_[n];
      EXPECT_EQ(c->version, stored.version);
    }
  }

  Value form_;  // a file that is stored
  static inline const Actor kLocal{"bench", "", "bench", false, true};
  std::vector<std::string> cases_;
};

TEST_F(BusyBatches, LeaveSnapshotsBehindThatReadAsTheyAre) {
  together(kMany, "一号");
  EXPECT_EQ(behind(), kMany);
  expect_address("一号");
  // Another program knows nothing but what is stored.
  together(kMany, "二号");
  const json::object seen = must("case show", {{"case", cases_[0]}});
  EXPECT_NE(json::serialize(seen).find("二号"), std::string::npos);
  EXPECT_TRUE(log_is_sound());
}

TEST_F(BusyBatches, NeverStayBehindByMoreThanAFew) {
  for (int n = 0; n < 20; ++n) {
    together(kMany, std::to_string(n) + "号");
    for (std::size_t i = 0; i < kMany; ++i) ASSERT_LT(row(i).since.size(), 8u);
  }
  expect_address("19号");
}

TEST_F(BusyBatches, AreCaughtUpWithByTheNextOfFew) {
  together(kMany, "一号");
  ASSERT_EQ(behind(), kMany);
  must("org new", {{"name", "another"}, {"kind", "other"}, {"place", "990000"}});
  EXPECT_EQ(behind(), 0u);
  expect_address("一号");
}

TEST_F(BusyBatches, AreCaughtUpWithWhenTheInstallationEnds) {
  together(kMany, "一号");
  open();
  EXPECT_EQ(behind(), 0u);
  expect_address("一号");
}

TEST_F(BusyBatches, AnErasedValueIsGoneFromACaseThatStayedBehind) {
  Said contact{{"case", cases_[0]}, {"move", "deliver"}, {"set", "contact_phone=0900-5550101"}};
  contact.emplace_back("attach", "form=" + file("a.pdf"));
  const json::object done = must("case do", contact);
  together(kMany, "一号");
  ASSERT_FALSE(row(0).since.empty());
  must("event erase", {{"event", std::string(done.at("event").as_string())},
                       {"fact", "contact_phone"},
                       {"reason", "asked for"}});
  const CaseRow stored = row(0);
  EXPECT_EQ(stored.snapshot.find("0900-5550101"), std::string::npos);
  expect_address("一号");
  EXPECT_TRUE(log_is_sound());
}

}  // namespace
}  // namespace dengbao
