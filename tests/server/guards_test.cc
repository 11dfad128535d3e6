// What strangers may bring, how secrets lie, and proving oneself again before signing.

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "identity/one_time.h"
#include "server/running_server.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class Guards : public RunningServer {
 protected:
  void restart(ServiceOptions options) {
    stop();
    cookies_.clear();
    start(std::move(options));
  }
  Reply bring(const std::string& bytes, const std::string& who = "") {
    return ask("POST", "/api/v1/upload?name=x.pdf", bytes,
               who + "Content-Type: application/octet-stream\r\n");
  }
};

TEST_F(Guards, StrangersBringLittleAndSeldom) {
  ServiceOptions options;
  options.upload_bytes = 100'000;
  options.stranger_bytes = 1'000;
  options.stranger_uploads = 3;
  restart(options);
  EXPECT_EQ(bring(std::string(1'001, 'x')).status, 413);
  EXPECT_EQ(bring(std::string(1'001, 'x'), as("of-unit1")).status, 200);
  // A cookie that is none buys no more room.
  EXPECT_EQ(bring(std::string(1'001, 'x'), "Cookie: dengbao=none\r\n").status, 401);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bring("x").status, 200);
  const Reply more = bring("x");
  EXPECT_EQ(more.status, 429);
  EXPECT_EQ(more.code(), "server.too_many");
  EXPECT_EQ(bring("x", as("of-unit1")).status, 200);
}

TEST_F(Guards, OneTimeSecretsLieSealed) {
  const std::string who = as("of-unit1");
  const Reply offered = ask("POST", "/api/v1/session/otp", "{}", who);
  ASSERT_EQ(offered.status, 200) << offered.body;
  auto reading = *installation().reading();
  const auto row = *reading->credential("of-unit1");
  ASSERT_TRUE(row);
  const json::value doc = json::parse(row->doc);
  EXPECT_THAT(std::string(doc.at("otp_candidate").as_string()), testing::StartsWith("sm4:"));
  // Only with the key, and only for the account.
  StoreVault with_key(installation().store(), installation().key());
  const auto opened = *with_key.credential("of-unit1");
  ASSERT_TRUE(opened);
  EXPECT_EQ(identity::base32(opened->otp_candidate), offered.text("secret"));
  StoreVault without(installation().store());
  const auto closed = without.credential("of-unit1");
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, "identity.sealed");
  auto work = *installation().store().begin();
  ASSERT_TRUE(work->put(CredentialRow{"of-unit2", row->doc}));
  ASSERT_TRUE(work->commit());
  work.reset();
  EXPECT_EQ(with_key.credential("of-unit2").error().code, "identity.sealed");
}

// A session whose holder was last seen proving himself long ago is asked again.
TEST_F(Guards, ASessionProvesItselfAgain) {
  const std::string who = as("of-unit1");
  identity::Identity& identity = service_->identity();
  const auto session = [&] { return identity.sign_ins("of-unit1")->front(); };
  EXPECT_TRUE(identity.fresh(session()));
  StoreVault vault(installation().store(), installation().key());
  identity::SignIn old = session();
  old.proved = old.proved.plus_millis(-6 * 60'000);
  ASSERT_TRUE(vault.put(old));
  EXPECT_FALSE(identity.fresh(session()));
  const auto prove = [&](const json::object& body) {
    return ask("POST", "/api/v1/session/proof", json::serialize(body), who);
  };
  EXPECT_EQ(prove({}).status, 400);
  EXPECT_EQ(prove({{"password", "wrong"}}).status, 401);
  EXPECT_EQ(prove({{"otp", "000000"}}).status, 401);
  EXPECT_FALSE(identity.fresh(session()));
  EXPECT_EQ(prove({{"password", kPassword}}).status, 204);
  EXPECT_TRUE(identity.fresh(session()));
  EXPECT_EQ(ask("POST", "/api/v1/session/proof", "{}").status, 401);
}

// A letter is signed by whoever has just shown who he is; what signs nothing asks for nothing.
TEST_F(Guards, SigningAsksAgain) {
  const auto post = [&](const std::string& path, const json::object& body, const std::string& who) {
    return ask("POST", "/api/v1" + path, json::serialize(body), as(who));
  };
  const Reply made = post("/system", {{"unit", "unit1"}, {"name", "门户"}}, "of-unit1");
  const Reply opened =
      post("/case?on=2026-02-02",
           {{"procedure", "cn-bj-egov-2007/filing"}, {"about", made.text("id")}}, "of-unit1");
  ASSERT_EQ(opened.status, 200) << opened.body;
  const std::string path = "/case/" + opened.text("case") + "/do/";
  EXPECT_NE(post(path + "accept", {}, "clerk").code(), "identity.proof_needed");
  StoreVault vault(installation().store(), installation().key());
  for (const char* account : {"clerk", "of-unit2"}) {
    as(account);
    identity::SignIn old = service_->identity().sign_ins(account)->front();
    old.proved = old.proved.plus_millis(-6 * 60'000);
    ASSERT_TRUE(vault.put(old));
  }
  // Known for a second without asking: the session is looked at anew after that.
  post("/session/proof", {{"password", "wrong"}}, "of-unit1");
  EXPECT_EQ(post(path + "accept", {}, "clerk").code(), "identity.proof_needed");
  EXPECT_NE(post(path + "none", {}, "clerk").code(), "identity.proof_needed");
  EXPECT_EQ(post(path + "accept", {}, "of-unit2").code(), "case.none");
  EXPECT_EQ(post("/session/proof", {{"password", kPassword}}, "clerk").status, 204);
  EXPECT_NE(post(path + "accept", {}, "clerk").code(), "identity.proof_needed");
}

// The address of a calendar is its secret: what fails is written down without it.
TEST_F(Guards, TheSecretOfACalendarIsNotWrittenDown) {
  const std::string token(40, 'k');
  const std::string path = "/calendar/" + token + ".ics";
  std::vector<std::string> lines;
  ServiceOptions options;
  options.journal = [&](const std::string& line) { lines.push_back(line); };
  restart(options);
  EXPECT_EQ(ask("GET", path).status, 404);
  EXPECT_TRUE(lines.empty()) << lines.front();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((folder_ + "/data/dengbao.db").c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "ALTER TABLE record RENAME TO elsewhere", nullptr, nullptr, nullptr),
            SQLITE_OK);
  EXPECT_GE(ask("GET", path).status, 500);
  EXPECT_EQ(sqlite3_exec(db, "ALTER TABLE elsewhere RENAME TO record", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines.front(), HasSubstr("/calendar/"));
  EXPECT_THAT(lines.front(), Not(HasSubstr("kkkk")));
}

// Waiting imports of several accounts, behind somebody who keeps the store: nobody else waits.
TEST_F(Guards, WaitingForJobsTakesNobodysThread) {
  const std::string list = "单位名称,系统名称,安全保护等级\n甲,乙,2\n";
  std::vector<std::unique_ptr<http::LoopbackClient>> waiting;
  std::vector<std::string> requests;
  for (const char* account : {"of-unit1", "of-unit2", "clerk"}) {
    const std::string who = as(account);
    for (int i = 0; i < 3; ++i) {
      const Reply brought = ask("POST", "/api/v1/upload?name=list.csv", list,
                                who + "Content-Type: application/octet-stream\r\n");
      ASSERT_EQ(brought.status, 200) << brought.body;
      const std::string body = "{\"file\":\"upload:" + brought.text("upload") + "\"}";
      requests.push_back("POST /api/v1/import/ledger HTTP/1.1\r\nHost: x\r\n" + who +
                         "Content-Type: application/json\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
    }
  }
  const std::string who = as("admin");
  auto work = *installation().store().begin();
  for (const std::string& request : requests) {
    waiting.push_back(std::make_unique<http::LoopbackClient>(server_->port()));
    ASSERT_TRUE(waiting.back()->send(request));
  }
  const auto begun = [&] { return ask("GET", "/api/v1/job", "", as("clerk")).json.as_array(); };
  for (int i = 0; i < 100'000 && begun().size() < 3; ++i) {
  }
  EXPECT_EQ(begun().size(), 3u);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/org", "", who).status, 200);
  work.reset();
  for (const auto& client : waiting)
    EXPECT_THAT(client->read_response(20'000), HasSubstr("HTTP/1.1 "));
}

// Answers are sent small to who can read that, and mean the same.
TEST_F(Guards, AnswersComeCompressed) {
  const std::string who = as("admin");
  const std::string path = "/api/v1/law/coverage";
  const Reply plain = ask("GET", path, "", who);
  const Reply small = ask("GET", path, "", who + "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(plain.header("Content-Encoding"), "");
  EXPECT_EQ(small.header("Content-Encoding"), "gzip");
  EXPECT_LT(small.body.size() * 2, plain.body.size());
  EXPECT_EQ(ask("GET", path, "", who + "Accept-Encoding: gzip;q=0\r\n").body, plain.body);
}

}  // namespace
}  // namespace dengbao::server
