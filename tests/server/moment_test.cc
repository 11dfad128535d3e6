// Answers that hold still while nothing is written are never older than the last thing written.

#include <gmock/gmock.h>

#include "server/running_server.h"

namespace dengbao::server {
namespace {

class Moments : public RunningServer {
 protected:
  // As anybody in this process writes: a field of a record, without a request.
  void set(const std::string& kind, const std::string& id, json::object fields) {
    Actor actor;
    actor.account = "system";
    actor.is_system = true;
    Request r;
    r.actor = actor;
    r.act = [&](Desk& desk) -> Result<Deed> {
      Desk::RecordChange change;
      change.kind = kind;
      change.id = id;
      change.event = kind + " set";
      change.fields = fields;
      change.on = desk.now().date();
      return desk.change_record(change, actor);
    };
    const auto done = installation().submit(std::move(r));
    ASSERT_TRUE(done) << done.error().code;
  }
  int status(const std::string& path, const std::string& who) {
    return ask("GET", "/api/v1" + path, "", who).status;
  }
};

TEST_F(Moments, WhatIsWrittenIsSeenByTheNextRequest) {
  const std::string who = as("of-unit1");
  for (int i = 0; i < 100; ++i) {
    const std::string name = "单位" + std::to_string(i);
    set("party", "unit1", {{"name", name}});
    for (int again = 0; again < 3; ++again)
      ASSERT_EQ(ask("GET", "/api/v1/org/unit1", "", who).text("name"), name) << again;
  }
}

TEST_F(Moments, AnswersOfOneAreNotThoseOfAnother) {
  const std::string one = as("of-unit1"), two = as("of-unit2"), none = "Cookie: dengbao=no\r\n";
  for (int again = 0; again < 3; ++again) {
    EXPECT_EQ(status("/org/unit1", one), 200);
    EXPECT_EQ(status("/org/unit1", two), 404);
    EXPECT_EQ(status("/org/unit1", none), 401);
    EXPECT_EQ(ask("GET", "/api/v1/org", "", one).json.as_array().size(), 1u);
  }
  // The same secret as a token of a program is nothing.
  const auto from = one.find('=') + 1;
  const std::string secret = one.substr(from, one.find('\r') - from);
  EXPECT_EQ(status("/org/unit1", "Authorization: Bearer " + secret + "\r\n"), 401);
  EXPECT_EQ(status("/org/unit1", one), 200);
}

TEST_F(Moments, ASessionThatEndsIsOverAtOnce) {
  for (int i = 0; i < 5; ++i) {
    const std::string who = as("of-unit1");
    ASSERT_EQ(status("/org/unit1", who), 200);
    ASSERT_TRUE(service_->identity().end_all("of-unit1"));
    EXPECT_EQ(status("/org/unit1", who), 401);
    cookies_.clear();
  }
}

TEST_F(Moments, RightsThatAreTakenAwayAreGoneAtOnce) {
  const std::string who = as("of-unit1");
  ASSERT_EQ(status("/org/unit1", who), 200);
  set("account", "of-unit1", {{"party", "unit2"}});
  EXPECT_EQ(status("/org/unit1", who), 404);
  EXPECT_EQ(status("/org/unit2", who), 200);
  set("account", "of-unit1", {{"closed", true}});
  EXPECT_EQ(status("/org/unit2", who), 401);
}

TEST_F(Moments, TheClockOfTheInstallationMovesThemOn) {
  const std::string who = as("of-unit1");
  const auto today = [&] {
    return ask("GET", "/api/v1/statistics", "", who).text("as_of").substr(0, 10);
  };
  EXPECT_EQ(today(), "2026-02-02");
  ASSERT_TRUE(installation().set_now(*Instant::parse("2026-02-03T01:00:00Z")));
  EXPECT_EQ(today(), "2026-02-03");
}

}  // namespace
}  // namespace dengbao::server
