// The running server against its document, and every operation against everyone who may ask.

#include <gmock/gmock.h>

#include <set>

#include "server/running_server.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Operation {
  std::string method, path, target;
  bool open = false;
};

// Every operation of the document, its parameters filled with something.
std::vector<Operation> operations_of(const json::value& document) {
  std::vector<Operation> out;
  for (const auto& path : document.at("paths").as_object())
    for (const auto& m : path.value().as_object()) {
      Operation o{std::string(m.key()), std::string(path.key()), {}, false};
      for (char& c : o.method) c = static_cast<char>(std::toupper(c));
      const json::value* security = m.value().as_object().if_contains("security");
      o.open = security && security->as_array().empty();
      for (std::size_t i = 0; i < o.path.size(); ++i) {
        o.target += o.path[i] == '{' ? 'x' : o.path[i];
        if (o.path[i] == '{') i = o.path.find('}', i);
      }
      out.push_back(std::move(o));
    }
  return out;
}

class Interface : public RunningServer {
 protected:
  std::vector<Operation> operations() {
    const Reply document = ask("GET", "/openapi.json");
    EXPECT_EQ(document.json.at("openapi").as_string(), "3.1.0");
    return operations_of(document.json);
  }
};

TEST_F(Interface, EveryOperationOfTheDocumentIsThere) {
  for (const Operation& o : operations()) {
    if (o.path == "/api/v1/events") continue;  // stays open
    const Reply r = ask(o.method, o.target, o.method == "POST" ? "{}" : "");
    EXPECT_NE(r.status, 405) << o.method << " " << o.path;
    EXPECT_NE(r.code(), "server.no_route") << o.method << " " << o.path;
    EXPECT_GT(r.status, 0) << o.method << " " << o.path;
    EXPECT_LT(r.status, 500) << o.method << " " << o.path << r.body;
  }
}

TEST_F(Interface, EveryRouteIsInTheDocument) {
  std::set<std::string> known;
  for (const Operation& o : operations()) known.insert(o.method + " " + o.path);
  for (const Route& route : service_->routes())
    EXPECT_TRUE(known.contains(route.method + " " + route.shown())) << route.shown();
  EXPECT_EQ(ask("GET", "/api/v1/nowhere").code(), "server.no_route");
  EXPECT_EQ(ask("DELETE", "/api/v1/case/x").status, 405);
}

TEST_F(Interface, EveryWordHasARouteOrAReasonToStayOnTheMachine) {
  std::set<std::string> routed;
  for (const Route& route : service_->routes()) routed.insert(route.use_case->word);
  const std::set<std::string> local = {
      "init",   "demo",        "restore",  "backup",          "rebuild",       "simulate",
      "doctor", "serve",       "login",    "trust add",       "trust list",    "completion",
      "man",    "law install", "law diff", "document render", "ledger export", "notice send"};
  for (const UseCase& u : words_)
    EXPECT_NE(routed.contains(u.word), local.contains(u.word)) << u.word;
}

// What is told once is laid down for nobody; what takes long is done as a job. Each word says so
// itself, and a secret that is asked for never travels in an address.
TEST_F(Interface, WordsSayThatTheyTellSecretsOrTakeLong) {
  std::set<std::string> telling, lengthy;
  for (const UseCase& u : words_) {
    if (tells_secret(u)) telling.insert(u.word);
    if (takes_long(u)) lengthy.insert(u.word);
    EXPECT_TRUE(open_to_all(u) || !u.exposure.to_all) << u.word << " needs a permission";
    EXPECT_TRUE(writes(u) || !u.exposure.asks_secret) << u.word;
  }
  EXPECT_EQ(telling, (std::set<std::string>{"feed make", "channel set", "account add",
                                            "account ticket", "report new", "report follow"}));
  EXPECT_EQ(lengthy, (std::set<std::string>{"import ledger", "ledger verify", "law test"}));
}

// An option that could name a place on the disk takes an upload, or is not offered.
TEST_F(Interface, NoOptionTakesAPath) {
  for (const Route& route : service_->routes())
    for (const Option& o : route.use_case->options)
      for (const char* part : {"FILE", "DIR", "FOLDER", "KEY", "OUT", "PATH"})
        if (o.value.find(part) != std::string::npos && o.value != "PACK|FOLDER") {
          EXPECT_NE(carries(o), Carries::Text) << route.use_case->word << " " << o.name;
        }
  const std::string who = as("of-unit1");
  const std::string paths[] = {"/etc/passwd", "../data/log.key",     "upload:none", "log.key",
                               "~/x",         "upload:../../log.key"};
  for (const std::string& path : paths) {
    const Reply r = ask("POST", "/api/v1/verify", json::serialize(json::object{{"what", path}}));
    EXPECT_THAT(r.code(), testing::AnyOf("server.no_path", "server.no_upload", "document.none"))
        << path;
    EXPECT_THAT(r.body, Not(HasSubstr(folder_)));
    const Reply attached = ask(
        "POST", "/api/v1/case/x/do/deliver",
        json::serialize(json::object{{"attach", json::array{json::string("form=" + path)}}}), who);
    EXPECT_THAT(attached.code(), testing::AnyOf("server.no_path", "server.no_upload")) << path;
  }
  // No number is not the number of the documents that have none.
  EXPECT_EQ(ask("POST", "/api/v1/verify", R"({"what":""})").code(), "document.none");
  EXPECT_EQ(ask("GET", "/api/v1/law/..%2F..%2Fetc").code(), "server.no_path");
  EXPECT_EQ(ask("GET", "/api/v1/law/etc").status, 404);
}

TEST_F(Interface, WithoutSigningInOnlyWhatIsOpenToAll) {
  std::set<std::string> open;
  for (const Operation& o : operations()) {
    if (o.open) open.insert(o.method + " " + o.path);
    if (o.open || o.path == "/api/v1/session") continue;
    EXPECT_EQ(ask(o.method, o.target, o.method == "POST" ? "{}" : "").status, 401)
        << o.method << " " << o.path;
  }
  const std::set<std::string> expected = {"GET /api/v1/law",
                                          "GET /api/v1/law/{pack}",
                                          "GET /api/v1/grade/check",
                                          "GET /api/v1/calendar/due",
                                          "GET /api/v1/org/{code}/check-code",
                                          "GET /api/v1/verify/{what}",
                                          "POST /api/v1/verify",
                                          "GET /api/v1/ledger/checkpoint",
                                          "GET /api/v1/ledger/prove",
                                          "GET /api/v1/version",
                                          "GET /api/v1/report/form",
                                          "POST /api/v1/report",
                                          "POST /api/v1/report/follow",
                                          "GET /api/v1/directory",
                                          "POST /api/v1/session",
                                          "POST /api/v1/session/password",
                                          "GET /api/v1/session/providers",
                                          "POST /api/v1/session/provider/{name}",
                                          "POST /api/v1/session/return",
                                          "POST /api/v1/upload",
                                          "GET /calendar/{token}.ics",
                                          "GET /healthz",
                                          "GET /readyz",
                                          "GET /metrics",
                                          "GET /openapi.json"};
  EXPECT_EQ(open, expected);
}

// Each use case × each capacity: refused exactly where the table says so, never with a 5xx.
TEST_F(Interface, EachUseCaseForEachCapacity) {
  const std::pair<const char*, Capacity> who[] = {{"of-unit1", Capacity::Party},
                                                  {"admin", Capacity::SystemAdministrator},
                                                  {"security", Capacity::SecurityAdministrator},
                                                  {"auditor", Capacity::Auditor}};
  for (const auto& [account, capacity] : who)
    for (const Route& route : service_->routes()) {
      std::string target(kBase), body = "{", query = "?";
      for (const Segment& s : route.path) target += "/" + (s.parameter ? "x" : s.text);
      bool first = true;
      for (const Option& o : route.use_case->options) {
        const std::string name = wire_name(o);
        if (!o.required || target.find("/{" + name) != std::string::npos) continue;
        const bool in_path =
            std::any_of(route.path.begin(), route.path.end(),
                        [&](const Segment& s) { return s.parameter && s.text == name; });
        if (in_path || carries(o) != Carries::Text) continue;
        body += std::string(first ? "" : ",") + "\"" + name + "\":\"x\"";
        query += name + "=x&";
        first = false;
      }
      const bool posts = route.method == "POST";
      const Reply r =
          ask(route.method, target + (posts ? "" : query), posts ? body + "}" : "", as(account));
      const std::string shown = std::string(account) + " " + route.method + " " + route.shown();
      EXPECT_LT(r.status, 500) << shown << r.body;
      EXPECT_NE(r.status, 401) << shown;
      const bool refused = r.code() == "app.not_permitted";
      if (may(route.use_case->permission, capacity)) {
        EXPECT_FALSE(refused) << shown;
      } else if (r.status != 400) {  // what is no request at all is said before
        EXPECT_TRUE(refused) << shown << " " << r.body;
      }
    }
}

}  // namespace
}  // namespace dengbao::server
