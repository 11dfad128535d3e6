// Signing in and writing through the running server: what is kept, what is refused, and that many
// at once become few commits.

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "server/running_server.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class Requests : public RunningServer {
 protected:
  Reply post(const std::string& path, const json::value& body, const std::string& who,
             const std::string& headers = "") {
    return ask("POST", "/api/v1" + path, json::serialize(body), as(who) + headers);
  }
  std::string new_system(const std::string& who, const std::string& unit, const std::string& name) {
    const Reply r = post("/system", json::object{{"unit", unit}, {"name", name}}, who);
    EXPECT_EQ(r.status, 200) << r.body;
    return r.text("id");
  }
};

TEST_F(Requests, ASessionTellsWhoOneIsAndEnds) {
  const Reply in =
      ask("POST", "/api/v1/session",
          json::serialize(json::object{{"name", "of-unit1"}, {"password", kPassword}}));
  EXPECT_EQ(in.text("account"), "of-unit1");
  EXPECT_EQ(in.text("party"), "unit1");
  EXPECT_EQ(in.text("party_name"), "unit1");
  const std::string cookie = in.header("Set-Cookie");
  EXPECT_THAT(cookie, testing::EndsWith("; HttpOnly; SameSite=Strict; Path=/"));
  EXPECT_EQ(ask("GET", "/api/v1/session", "", as("of-unit1")).text("account"), "of-unit1");
  EXPECT_EQ(ask("DELETE", "/api/v1/session", "", as("of-unit1")).status, 204);
  EXPECT_EQ(ask("GET", "/api/v1/session", "", as("of-unit1")).status, 401);
  // What was a cookie is no token.
  const std::string secret = cookie.substr(8, 64);
  EXPECT_EQ(ask("GET", "/api/v1/session", "", "Authorization: Bearer " + secret + "\r\n").status,
            401);
}

TEST_F(Requests, AWrongPasswordAnUnknownNameAndALockedAccountGetOneAnswer) {
  const auto try_in = [&](const char* name, const std::string& password) {
    const Reply r = ask("POST", "/api/v1/session",
                        json::serialize(json::object{{"name", name}, {"password", password}}));
    return std::to_string(r.status) + r.body;
  };
  const std::string wrong = try_in("clerk", "wrong");
  EXPECT_THAT(wrong, HasSubstr("401"));
  EXPECT_EQ(try_in("nobody", "wrong"), wrong);
  for (int i = 0; i < 4; ++i) try_in("clerk", "wrong");
  EXPECT_EQ(try_in("clerk", kPassword), wrong);  // locked
  EXPECT_EQ(post("/account/clerk/unlock", json::object{}, "admin").status, 403);
  EXPECT_EQ(post("/account/clerk/unlock", json::object{}, "security").status, 200);
  EXPECT_THAT(try_in("clerk", kPassword), HasSubstr("200"));
}

TEST_F(Requests, ATicketSetsAPasswordAndTheLogKnowsOfItButNotIt) {
  const Reply made = post("/account/clerk/ticket", json::object{}, "security");
  const std::string ticket = made.text("ticket");
  ASSERT_FALSE(ticket.empty()) << made.body;
  const Reply set =
      ask("POST", "/api/v1/session/password",
          json::serialize(json::object{
              {"name", "clerk"}, {"password", "Another-Password-2"}, {"ticket", ticket}}));
  EXPECT_EQ(set.status, 200) << set.body;
  auto reading = *installation().reading();
  std::string kinds, all;
  const auto events = reading->events_of("account/clerk");
  for (const EventRow& e : *events) {
    kinds += e.kind + ";";
    all += e.core + e.commitments;
  }
  EXPECT_EQ(kinds, "account added;ticket made;password changed;");
  EXPECT_THAT(all, Not(HasSubstr(ticket)));
  EXPECT_THAT(all, Not(HasSubstr("Another-Password-2")));
  EXPECT_THAT(all, Not(HasSubstr("argon2")));
}

TEST_F(Requests, AttemptsToSignInAreWrittenDownWithoutWhatWasTyped) {
  stop();
  std::string journal;
  ServiceOptions options;
  options.journal = [&](const std::string& line) { journal += line + "\n"; };
  start(options);
  for (const auto& [name, password] :
       {std::pair{"clerk", "typed-password"}, {"not-a-name-but-a-password", "x"}})
    ask("POST", "/api/v1/session",
        json::serialize(json::object{{"name", name}, {"password", password}}));
  cookies_.clear();
  as("clerk");
  EXPECT_THAT(journal, HasSubstr("\"success\":false,\"account\":\"clerk\""));
  EXPECT_THAT(journal, HasSubstr("\"success\":true,\"account\":\"clerk\""));
  EXPECT_THAT(journal, Not(HasSubstr("typed-password")));
  EXPECT_THAT(journal, Not(HasSubstr("not-a-name")));
  EXPECT_THAT(journal, Not(HasSubstr(kPassword)));
  stop();
}

TEST_F(Requests, AWriteByCookieNeedsTheOwnHeader) {
  std::string headers = as("of-unit1");
  headers.erase(headers.find("X-Dengbao"));
  const std::string body = R"({"unit":"unit1","name":"a"})";
  EXPECT_EQ(ask("POST", "/api/v1/system", body, headers).code(), "server.no_own_header");
  EXPECT_EQ(ask("GET", "/api/v1/system", "", headers).status, 200);
}

TEST_F(Requests, ATokenDoesWhatItsScopesSay) {
  const Reply made = post("/session/token",
                          json::object{{"name", "s"}, {"scopes", json::array{"read"}}}, "of-unit1");
  const std::string bearer = "Authorization: Bearer " + made.text("token") + "\r\n";
  EXPECT_EQ(ask("GET", "/api/v1/system", "", bearer).status, 200);
  EXPECT_EQ(ask("POST", "/api/v1/system", R"({"unit":"unit1","name":"a"})", bearer).code(),
            "app.not_in_scope");
  EXPECT_EQ(ask("POST", "/api/v1/session/token", R"({"name":"t"})", bearer).status, 403);
  EXPECT_EQ(post("/session/token", json::object{{"name", "s"}, {"scopes", json::array{"all"}}},
                 "of-unit1")
                .code(),
            "server.no_scope");
}

TEST_F(Requests, ForeignThingsDoNotExist) {
  const std::string id = new_system("of-unit1", "unit1", "门户");
  EXPECT_EQ(ask("GET", "/api/v1/system/" + id, "", as("of-unit1")).status, 200);
  const Reply foreign = ask("GET", "/api/v1/system/" + id, "", as("of-unit2"));
  const Reply none = ask("GET", "/api/v1/system/01KF000000000000000000NONE", "", as("of-unit2"));
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.code(), none.code());
  EXPECT_EQ(post("/system", json::object{{"unit", "unit1"}, {"name", "b"}}, "of-unit2").status,
            404);
  EXPECT_EQ(post("/system/" + id + "/set", json::object{{"set", json::object{{"scope", "x"}}}},
                 "of-unit2")
                .status,
            404);
}

TEST_F(Requests, TheSameKeyHappensOnce) {
  const json::object body{{"unit", "unit1"}, {"name", "门户"}};
  const Reply first = post("/system", body, "of-unit1", "Idempotency-Key: k-1\r\n");
  const Reply again = post("/system", body, "of-unit1", "Idempotency-Key: k-1\r\n");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, again.body);
  const Reply other = post("/system", json::object{{"unit", "unit1"}, {"name", "邮件"}}, "of-unit1",
                           "Idempotency-Key: k-1\r\n");
  EXPECT_EQ(other.status, 409);
}

TEST_F(Requests, ACaseHasATagAndAStaleOneIsRefused) {
  const std::string id = new_system("of-unit1", "unit1", "门户");
  const Reply opened =
      post("/case?on=2026-02-02",
           json::object{{"procedure", "cn-bj-egov-2007/filing"}, {"about", id}}, "of-unit1");
  ASSERT_EQ(opened.status, 200) << opened.body;
  const std::string path = "/case/" + opened.text("case");
  const Reply shown = ask("GET", "/api/v1" + path, "", as("of-unit1"));
  EXPECT_EQ(shown.header("ETag"), "\"1\"");
  EXPECT_EQ(ask("GET", "/api/v1" + path, "", as("of-unit2")).status, 404);

  const Reply up = ask("POST", "/api/v1/upload?name=%E5%A4%87%E6%A1%88%E8%A1%A8.pdf", "%PDF-1.4 x",
                       as("of-unit1") + "Content-Type: application/pdf\r\n");
  ASSERT_EQ(up.status, 200) << up.body;
  EXPECT_EQ(up.text("name"), "备案表.pdf");
  const json::object move{{"attach", json::object{{"form", "upload:" + up.text("upload")}}}};
  EXPECT_EQ(
      post(path + "/do/deliver?on=2026-02-02", move, "of-unit1", "If-Match: \"7\"\r\n").status,
      412);
  EXPECT_EQ(post(path + "/do/deliver?on=2026-02-02", move, "of-unit2").status, 404);
  const Reply done =
      post(path + "/do/deliver?on=2026-02-02", move, "of-unit1", "If-Match: \"1\"\r\n");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json.at("version").as_int64(), 2);
  const std::string shown_now = ask("GET", "/api/v1" + path, "", as("of-unit1")).body;
  EXPECT_THAT(shown_now, HasSubstr(up.text("digest")));
  EXPECT_EQ(ask("GET", "/api/v1/file/" + up.text("digest"), "", as("of-unit1")).body, "%PDF-1.4 x");
  EXPECT_EQ(ask("GET", "/api/v1/file/" + up.text("digest"), "", as("of-unit2")).status, 404);
  // Under the case that shows it; a case that does not, or is another's, opens nothing.
  const std::string under = "/api/v1/file/" + up.text("digest") + "?case=";
  EXPECT_EQ(ask("GET", under + opened.text("case"), "", as("of-unit1")).body, "%PDF-1.4 x");
  EXPECT_EQ(ask("GET", under + "none", "", as("of-unit1")).status, 200);
  EXPECT_EQ(ask("GET", under + opened.text("case"), "", as("of-unit2")).status, 404);
  const struct {
    std::string range, bytes;
    int status;
  } pieces[] = {{"bytes=1-3", "PDF", 206},       {"bytes=9-", "x", 206},
                {"bytes=-1", "x", 206},          {"bytes=5-900", "1.4 x", 206},
                {"bytes=10-", "", 416},          {"bytes=0-1,3-4", "%PDF-1.4 x", 200},
                {"lines=1-2", "%PDF-1.4 x", 200}};
  for (const auto& piece : pieces) {
    const Reply r = ask("GET", "/api/v1/file/" + up.text("digest"), "",
                        as("of-unit1") + "Range: " + piece.range + "\r\n");
    EXPECT_EQ(r.status, piece.status) << piece.range;
    EXPECT_EQ(r.body, piece.bytes) << piece.range;
  }
}

TEST_F(Requests, PagesFollowEachOther) {
  for (const char* name : {"一", "二", "三", "四", "五"}) new_system("of-unit1", "unit1", name);
  std::set<std::string> seen;
  std::string next = "/api/v1/system?limit=2";
  int pages = 0;
  while (!next.empty() && pages < 9) {
    const Reply r = ask("GET", next, "", as("of-unit1"));
    for (const json::value& row : r.json.as_array())
      EXPECT_TRUE(seen.insert(std::string(row.at("id").as_string())).second);
    const std::string link = r.header("Link");
    next = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    ++pages;
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(pages, 3);
}

TEST_F(Requests, TheClockIsNotMovedByAWrite) {
  EXPECT_EQ(
      post("/system?as-of=2027-01-01", json::object{{"unit", "unit1"}, {"name", "a"}}, "of-unit1")
          .code(),
      "app.clock_is_shared");
}

TEST_F(Requests, MalformedOnesSayWhatIsWrong) {
  const struct {
    std::string body;
    const char* code;
  } rows[] = {
      {"{", "json.malformed"},
      {"[]", "server.wrong_type"},
      {R"({"unit":"unit1"})", "server.missing"},
      {R"({"unit":"unit1","name":"a","nmae":"b"})", "server.unknown_member"},
      {R"({"unit":"unit1","name":["a"]})", "server.wrong_type"},
      {R"({"unit":"unit1","name":"a","set":7})", "app.set_form"},
      {R"({"unit":"unit1","name":"a\u0000b"})", "server.nul"},
      {R"({"unit":"unit1","name":"a","set":{"scope":"\u0000"}})", "server.nul"},
  };
  for (const auto& [body, code] : rows) {
    const Reply r = ask("POST", "/api/v1/system", body, as("of-unit1"));
    EXPECT_EQ(r.code(), code) << body << r.body;
    EXPECT_TRUE(r.status == 400 || r.status == 422) << r.body;
    EXPECT_EQ(r.header("Content-Type"), "application/problem+json");
  }
  const Reply english = ask("POST", "/api/v1/system?lang=en", "{}", as("of-unit1"));
  EXPECT_THAT(english.text("title"), HasSubstr("missing"));
}

TEST_F(Requests, ChangesAreToldToThoseWhoMaySeeThem) {
  const std::string id = new_system("of-unit1", "unit1", "门户");
  http::LoopbackClient mine(server_->port()), other(server_->port());
  mine.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + as("of-unit1") + "\r\n");
  other.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n" + as("of-unit2") + "\r\n");
  ASSERT_TRUE(mine.read_until("text/event-stream"));
  ASSERT_TRUE(other.read_until("text/event-stream"));
  const Reply opened =
      post("/case?on=2026-02-02",
           json::object{{"procedure", "cn-bj-egov-2007/filing"}, {"about", id}}, "of-unit1");
  EXPECT_TRUE(mine.read_until("event: change\ndata: {\"case\":\"" + opened.text("case") + "\""));
  EXPECT_FALSE(other.read_until("event: change", 300));
}

// Writers that come together share a commit: fewer heads than events, and each has its receipt.
TEST_F(Requests, ManyWritersAtOnceShareCommits) {
  as("of-unit1");
  auto heads = [&] { return (*installation().reading())->heads(0, 100'000)->size(); };
  const std::size_t before = heads();
  constexpr int kWriters = 8, kEach = 12;
  std::atomic<int> good = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        const std::string body = json::serialize(json::object{
            {"unit", "unit1"}, {"name", "系统" + std::to_string(w) + "-" + std::to_string(i)}});
        const Reply r = ask("POST", "/api/v1/system", body, cookies_.at("of-unit1"));
        if (r.status == 200 && r.json.at("receipt").is_object()) ++good;
      }
    });
  for (std::thread& t : writers) t.join();
  EXPECT_EQ(good, kWriters * kEach);
  EXPECT_LT(heads() - before, static_cast<std::size_t>(kWriters * kEach));
  EXPECT_EQ(ask("GET", "/api/v1/ledger/verify", "", as("auditor")).json.at("sound").as_bool(),
            true);
}

TEST_F(Requests, WhatIsWrittenStandsAfterARestart) {
  const std::string id = new_system("of-unit1", "unit1", "门户");
  stop();
  start();
  EXPECT_EQ(ask("GET", "/api/v1/system/" + id, "", as("of-unit1")).text("system"), "门户");
}

}  // namespace
}  // namespace dengbao::server
