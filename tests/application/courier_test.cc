// A delivery that was handed over and cannot be noted, because the database refuses: it is not sent
// again, and in the end it stands in the record how it went.

#include <sqlite3.h>

#include "app/deliveries.h"
#include "application/town.h"

namespace dengbao {
namespace {

class CountingCarriers final : public Carriers {
 public:
  explicit CountingCarriers(int& handed) : handed_(handed) {}
  Handed mail(const MailServer&, const Parcel&, std::stop_token) override { return hand(); }
  Handed webhook(const WebRules&, const Parcel&, std::stop_token) override { return hand(); }
  Handed adapter(const WebRules&, const std::string&, const Parcel&, std::stop_token) override {
    return hand();
  }
  Result<AdapterHead> read_adapter(const std::string&, const std::string&) override {
    return fail(ErrorKind::BadInput, "link.adapter_word");
  }

 private:
  Handed hand() {
    ++handed_;
    return {Handed::How::Delivered, "HTTP 200", false};
  }
  int& handed_;
};

class CourierTown : public Town {
 protected:
  CourierTown() {
    set_carriers(std::make_unique<CountingCarriers>(handed_));
    init();
    open();
    must("org new", {{"name", "unit"}, {"id", "unit"}, {"kind", "other"}, {"place", "990000"}});
    must("account add", {{"name", "li"}, {"party", "unit"}});
    must("carrier web", {{"allow", "https://hooks.example.org"}});
    globals_.account = "li";
    open();
    must("channel set", {{"kind", "webhook"}, {"to", "https://hooks.example.org/li"}});
    must("channel test", {{"kind", "webhook"}});
  }
  ~CourierTown() override { set_carriers(nullptr); }

  void sql(const std::string& text) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((globals_.data + "/dengbao.db").c_str(), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5'000);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
    sqlite3_free(error);
    sqlite3_close(db);
  }
  void refuse(const std::string& when) {
    sql("CREATE TRIGGER no_note BEFORE UPDATE ON record WHEN NEW.kind = 'delivery'" + when +
        " BEGIN SELECT RAISE(ABORT, 'refused by the test'); END");
  }
  Delivery delivery() {
    auto reading = installation_->reading();
    EXPECT_TRUE(reading);
    const auto all = deliveries_of(**reading, "");
    EXPECT_TRUE(all && all->size() == 1);
    return all && !all->empty() ? all->begin()->second.front() : Delivery{};
  }

  int handed_ = 0;
};

TEST_F(CourierTown, WhatCannotBeNotedIsNotSentAgain) {
  refuse("");
  Courier courier(*installation_);
  EXPECT_FALSE(courier.deliver(false, {}));
  EXPECT_EQ(handed_, 1);
  // The next passes do nothing at all until the first pause is over.
  for (int pass = 0; pass < 3; ++pass) EXPECT_TRUE(courier.deliver(false, {})) << pass;
  // Nor do those that do not wait send it again.
  EXPECT_FALSE(courier.deliver(true, {}));
  EXPECT_EQ(handed_, 1);
  EXPECT_EQ(delivery().state, "queued");
  sql("DROP TRIGGER no_note");
  const auto done = courier.deliver(true, {});
  ASSERT_TRUE(done) << done.error().code;
  EXPECT_EQ(done->sent, 1);
  EXPECT_EQ(handed_, 1);
  EXPECT_EQ(delivery().state, "delivered");
  globals_.account.clear();  // li may not look at the whole log
  session_ = std::make_unique<Session>(globals_, Progress(), shared_);
  EXPECT_TRUE(log_is_sound());
}

TEST_F(CourierTown, AfterABoundItIsNotedPlainly) {
  // What the other side said is refused by the database for good.
  refuse(" AND NEW.doc NOT LIKE '%not noted%'");
  Courier courier(*installation_);
  for (int pass = 0; pass < 5; ++pass) EXPECT_FALSE(courier.deliver(true, {})) << pass;
  EXPECT_TRUE(courier.deliver(true, {}));
  EXPECT_EQ(handed_, 1);
  EXPECT_EQ(delivery().state, "delivered");
  EXPECT_TRUE(delivery().reason.starts_with("not noted: ")) << delivery().reason;
  const auto done = courier.deliver(true, {});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->waiting, 0);
}

}  // namespace
}  // namespace dengbao
