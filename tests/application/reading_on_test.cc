// What is read in pages is read to its end: the one behind a thousand counts like the first.

#include <fmt/format.h>

#include "app/all_records.h"
#include "app/directory.h"
#include "app/mandates.h"
#include "application/town.h"

namespace dengbao {
namespace {

constexpr int kMany = 1'000;  // a page of the store

class ManyRecords : public Town {
 protected:
  ManyRecords() {
    init();
    open();
    for (const char* party : {"client", "agent"})
      must("org new", {{"name", party}, {"id", party}, {"kind", "other"}, {"place", "990000"}});
    must("account add", {{"name", "ann"}, {"party", "agent"}});
  }
  // `count` records that tell nothing, and behind them the one that does.
  void put(RecordRow row, const json::object& idle, const json::object& last, int count = kMany) {
    auto work = installation_->store().begin();
    ASSERT_TRUE(work);
    for (int i = 0; i <= count; ++i) {
      row.id = fmt::format("0{:05}", i);
      row.doc = json::serialize(i == count ? last : idle);
      ASSERT_TRUE((*work)->put(row));
    }
    ASSERT_TRUE((*work)->commit());
  }
  void authorise() {
    RecordRow row;
    row.kind = kAuthorisation;
    row.version = 1;
    row.owner_party = "client";
    row.code = "agent";
    put(row, {{"since", "2020-01-01"}, {"until", "2020-12-31"}}, {{"since", "2020-01-01"}});
  }
};

TEST_F(ManyRecords, TheLastAuthorisationCounts) {
  authorise();
  auto reading = installation_->reading();
  ASSERT_TRUE(reading);
  const auto held = mandates_of(**reading, "agent", *Date::parse("2026-01-01"));
  ASSERT_TRUE(held);
  ASSERT_EQ(held->size(), 1u);
  EXPECT_EQ(held->front().id, fmt::format("0{:05}", kMany));
}

TEST_F(ManyRecords, TheListHasAllAuthorisations) {
  authorise();
  globals_.account = "ann";
  open();
  const auto answer = does("authorisation list", {});
  ASSERT_TRUE(answer) << answer.error().code;
  EXPECT_EQ(answer->value.as_array().size(), static_cast<std::size_t>(kMany) + 1);
}

TEST_F(ManyRecords, TheDirectoryFindsTheLastCapacityAndTheLastParty) {
  RecordRow capacity;
  capacity.kind = "capacity";
  capacity.version = 1;
  capacity.owner_party = "agent";
  json::object ended{{"party", "agent"}, {"capacity", "assessment_body"}, {"until", "2020-01-01"}};
  json::object held = ended;
  held.erase("until");
  put(capacity, ended, held);
  RecordRow party;
  party.kind = "party";
  party.version = 1;
  party.name = "agency";
  put(party, {{"name", "agency"}}, {{"name", "agency"}}, 600);
  auto reading = installation_->reading();
  ASSERT_TRUE(reading);
  for (const char* search : {"agent", "agen"}) {
    const auto found = directory_of(*installation_, **reading, search);
    ASSERT_TRUE(found) << found.error().code;
    EXPECT_EQ(found->size(), 1u) << search;
  }
}

}  // namespace
}  // namespace dengbao
