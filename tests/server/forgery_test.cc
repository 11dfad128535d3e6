// What another site makes a browser send, what names of files hold, and files that are not what
// they are called.

#include <gmock/gmock.h>

#include "http/self_signed.h"
#include "server/asked.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class Forgery : public RunningServer {
 protected:
  std::vector<Operation> operations() { return operations_in(ask("GET", "/openapi.json").json); }
  std::string cookie_only(const std::string& account) {
    const std::string headers = as(account);
    return headers.substr(0, headers.find("X-Dengbao"));
  }
  std::int64_t events() { return (*installation().reading())->head()->size; }
  Reply bring(const std::string& name, const std::string& bytes, const std::string& who) {
    return ask("POST", "/api/v1/upload?name=" + http::percent_encoded(name), bytes,
               who + "Content-Type: application/octet-stream\r\n");
  }
};

// A page of another site has the cookie sent at most, never the header of our own.
TEST_F(Forgery, NothingIsWrittenByACookieAlone) {
  for (const char* account : {"of-unit1", "admin", "security", "auditor"}) {
    const std::string cookie = cookie_only(account);
    const std::int64_t before = events();
    for (const Operation& o : operations()) {
      if (o.method == "GET") continue;
      for (const char* more : {"", "X-Dengbao: 0\r\n",
                               "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n"}) {
        const Reply r =
            ask(o.method, Asking(o).target(), o.method == "POST" ? "{}" : "", cookie + more);
        EXPECT_EQ(r.status, 403) << account << " " << o.shown() << r.body;
        EXPECT_EQ(r.code(), "server.no_own_header") << account << " " << o.shown();
        EXPECT_EQ(r.header("Set-Cookie"), "") << o.shown();
      }
    }
    EXPECT_EQ(events(), before) << account;
  }
}

// What a form can send without asking first is no request: nobody is signed in as somebody else.
TEST_F(Forgery, WhatAFormSendsIsNoRequest) {
  const std::string who = as("of-unit1"),
                    body = R"({"name":"of-unit2","password":")" + kPassword + "\"}";
  for (const Operation& o : operations()) {
    if (o.method != "POST" || o.path == "/api/v1/upload") continue;
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data; boundary=x", "text/plain; x=application/json"})
      // With the header of our own a page of ours asks; what takes no body then minds none.
      for (const std::string& headers : {std::string(), who}) {
        if (o.path == "/api/v1/session/otp" && !headers.empty()) continue;
        const Reply r =
            ask("POST", Asking(o).target(), body, headers + "Content-Type: " + type + "\r\n");
        EXPECT_GE(r.status, 400) << o.shown() << " " << type << r.body;
        EXPECT_LT(r.status, 500) << o.shown() << " " << type << r.body;
        EXPECT_EQ(r.header("Set-Cookie"), "") << o.shown();
      }
  }
  const Reply plain = ask("POST", "/api/v1/session", body, "Content-Type: text/plain\r\n");
  EXPECT_EQ(plain.code(), "server.content_type") << plain.body;
}

// No other origin is let read, and asking beforehand gets no leave.
TEST_F(Forgery, NoOtherOriginIsLetIn) {
  const std::string asks =
      "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n"
      "Access-Control-Request-Headers: x-dengbao, content-type\r\n";
  for (const Operation& o : operations()) {
    const Reply before = ask("OPTIONS", Asking(o).target(), "", asks);
    EXPECT_GE(before.status, 400) << o.shown();
    EXPECT_THAT(before.head, Not(HasSubstr("Access-Control-"))) << o.shown();
  }
  for (const char* target : {"/", "/api/v1/system", "/api/v1/version", "/openapi.json"})
    EXPECT_THAT(ask("GET", target, "", as("of-unit1") + asks).head,
                Not(HasSubstr("Access-Control-")))
        << target;
}

TEST_F(Forgery, ReadingWritesNothing) {
  // Nor does what stays open, or works through all packs for seconds.
  const std::set<std::string> left_out = {"/api/v1/events", "/api/v1/law/test",
                                          "/api/v1/law/coverage"};
  for (const char* account : {"", "of-unit1", "admin", "security", "auditor"}) {
    const std::string who = *account ? as(account) : std::string();
    const std::int64_t before = events();
    for (const Operation& o : operations()) {
      if (o.method != "GET" || left_out.contains(o.path)) continue;
      Asking asking(o);
      for (const Parameter& p : o.parameters)
        if (p.required && p.in != 'p') asking.with(p, plain_value(p));
      ask("GET", asking.target(), "", who);
      ask("HEAD", asking.target(), "", who);
    }
    EXPECT_EQ(events(), before) << account;
  }
}

// Over TLS the name of the cookie keeps everybody else from setting it; the plain name counts for
// nothing there, nor the other where there is no TLS.
TEST_F(Forgery, OverTlsTheCookieIsOfThisHost) {
  const std::string plain = as("of-unit1");
  EXPECT_EQ(ask("GET", "/api/v1/session", "", "Cookie: __Host-" + plain.substr(8)).status, 401);
  stop();
  cookies_.clear();
  listening_.tls = http::self_signed(folder_);
  start();
  const Reply in =
      ask("POST", "/api/v1/session",
          json::serialize(json::object{{"name", "of-unit1"}, {"password", kPassword}}));
  ASSERT_EQ(in.status, 200) << in.body;
  const std::string cookie = in.header("Set-Cookie");
  EXPECT_THAT(cookie, testing::StartsWith("__Host-dengbao="));
  EXPECT_THAT(cookie, testing::EndsWith("; HttpOnly; SameSite=Strict; Path=/; Secure"));
  const std::string secret = cookie.substr(15, cookie.find(';') - 15);
  const auto status = [&](const std::string& name) {
    return ask("GET", "/api/v1/session", "", "Cookie: " + name + secret + "\r\n").status;
  };
  EXPECT_EQ(status("__Host-dengbao="), 200);
  EXPECT_EQ(status("dengbao="), 401);
  EXPECT_EQ(status("__host-dengbao="), 401);
}

// A name that turns its end around, or that a terminal or a header would obey, is told as what is
// left of it; the file is served as bytes to keep, whatever it is called or holds.
TEST_F(Forgery, NamesOfFilesAreBareAndPlain) {
  const std::pair<std::string, std::string> rows[] = {
      {"备案表.pdf", "备案表.pdf"},
      {"../../etc/passwd", "passwd"},
      {"windows\\system\\a.pdf", "a.pdf"},
      {"..", "file"},
      {"a\r\nSet-Cookie: x=y.pdf", "aSet-Cookie: x=y.pdf"},
      {"\u202efdp.exe", "fdp.exe"},
      {"a\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u200e\u200f.pdf", "a.pdf"},
      {"a\u0085\u009b31m\u001b[31m.pdf", "a31m[31m.pdf"},
      {"a\u2028b\u2029c.pdf", "abc.pdf"},
      {"a\u200b\ufeff.pdf", "a.pdf"},
      {"\u202e", "file"}};
  const std::string who = as("of-unit1");
  for (const auto& [given, kept] : rows) {
    const Reply r = bring(given, "%PDF-1.4", who);
    EXPECT_EQ(r.status, 200) << r.body;
    EXPECT_EQ(r.text("name"), kept) << given;
  }
  EXPECT_LE(bring(std::string(4'000, 'x') + ".pdf", "x", who).text("name").size(), 180u);
}

TEST_F(Forgery, WhatAFileHoldsCountsNotItsName) {
  const std::string who = as("of-unit1");
  const auto post = [&](const std::string& path, const json::object& body) {
    return ask("POST", "/api/v1" + path, json::serialize(body), who);
  };
  const std::string zip = "upload:" + bring("授权书.pdf", "PK\x03\x04....", who).text("upload");
  EXPECT_EQ(
      post("/authorisation", {{"agent", "office"}, {"until", "2026-12-31"}, {"scan", zip}}).code(),
      "mandate.no_scan");
  const std::string pdf = "upload:" + bring("台账.xlsx", "%PDF-1.4", who).text("upload");
  EXPECT_EQ(post("/import/ledger", {{"file", pdf}, {"dry-run", true}}).status, 422);
  EXPECT_EQ(
      post("/verify", {{"what", "upload:" + bring("a.json", "MZ\x90", who).text("upload")}}).code(),
      "verify.unknown_form");
  // A page among the evidence is never shown as one.
  const Reply made = post("/system", {{"unit", "unit1"}, {"name", "门户"}});
  const Reply opened = post("/case?on=2026-02-02",
                            {{"procedure", "cn-bj-egov-2007/filing"}, {"about", made.text("id")}});
  const Reply page = bring("a.pdf", "<html><script>alert(1)</script>", who);
  const Reply done = post("/case/" + opened.text("case") + "/do/deliver?on=2026-02-02",
                          {{"attach", json::object{{"form", "upload:" + page.text("upload")}}}});
  ASSERT_EQ(done.status, 200) << done.body;
  const Reply served = ask("GET", "/api/v1/file/" + page.text("digest"), "", who);
  EXPECT_EQ(served.status, 200);
  EXPECT_EQ(served.header("Content-Type"), "application/octet-stream");
  EXPECT_THAT(served.header("Content-Disposition"), testing::StartsWith("attachment; "));
  EXPECT_THAT(served.header("Content-Security-Policy"), HasSubstr("sandbox"));
}

}  // namespace
}  // namespace dengbao::server
