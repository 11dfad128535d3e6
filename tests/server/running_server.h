#pragma once
// A small city behind a running server: one office, two units, an account for each and one of each
// kind of administrator.

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "app/dispatch.h"
#include "app/installation.h"
#include "base/text.h"
#include "cli/cli.h"
#include "client/remote.h"
#include "http/loopback_client.h"
#include "http/server.h"
#include "link/carriers.h"
#include "server/accounts.h"
#include "server/exposure.h"
#include "server/serve_words.h"
#include "server/service.h"
#include "store/open_store.h"

namespace dengbao::server {

inline const std::string kPassword = "Right-Password-1";

struct Reply {
  int status = 0;
  std::string head, body;
  json::value json;
  std::string code() const {
    const json::value* c = json.is_object() ? json.get_object().if_contains("code") : nullptr;
    return c && c->is_string() ? std::string(c->get_string()) : std::string();
  }
  std::string text(std::string_view key) const {
    const json::value* v = json.is_object() ? json.get_object().if_contains(key) : nullptr;
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  }
  std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

class RunningServer : public testing::Test {
 protected:
  RunningServer() {
    std::string name = (std::filesystem::temp_directory_path() / "dengbao-server-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    set_store_doors(
        {[](const std::string& address, bool create) { return open_store({address, create}); },
         [](Store& target, const std::string& path) { return restore_into(target, path); }});
    set_carriers(link::make_carriers());
    words_ = catalogue();
    add_serve_words(words_);
    client::add_login_words(words_);
    cli::add_own_words(words_);
    build_city();
    start();
  }
  ~RunningServer() override {
    stop();
    std::filesystem::remove_all(folder_);
  }

  void start(ServiceOptions options = {}) {
    Globals globals;
    globals.data = folder_ + "/data";
    session_ = std::make_unique<Session>(globals, Progress());
    Installation* in = *session_->installation(true);
    options.globals = globals;
    options.demo = true;
    service_ = std::make_unique<Service>(words_, *in, **session_->law(), http::Assets(), options);
    http::ServerOptions server = listening_;
    service_->furnish(server);
    server_ = std::move(*http::Server::start(
        server, [this](const http::Request& r) { return service_->handle(r); }));
  }
  void stop() {
    if (service_) service_->closing();
    if (server_) server_->stop();
    server_.reset();
    service_.reset();
    session_.reset();
  }
  Installation& installation() { return **session_->installation(true); }

  const UseCase& word(const std::string& name) const {
    for (const UseCase& u : words_)
      if (u.word == name) return u;
    ADD_FAILURE() << "no word " << name;
    std::abort();
  }

  // As the local operator, before the server runs.
  json::object local(Session& session, const std::string& name,
                     const std::vector<std::pair<std::string, std::string>>& given) {
    Arguments a;
    for (const auto& [key, value] : given) a.add(key, value);
    const auto answer = perform(word(name), session, a);
    EXPECT_TRUE(answer) << name << ": " << (answer ? "" : answer.error().code);
    return answer && answer->value.is_object() ? answer->value.get_object() : json::object();
  }

  void build_city() {
    Globals globals;
    globals.data = folder_ + "/data";
    globals.as_of = *Instant::parse("2026-02-02T01:00:00Z");
    Session session(globals, {});
    local(session, "init", {{"clock", "simulated"}});
    session.next_caller("", {}, {});
    local(session, "org new", {{"name", "甲市信息办"}, {"id", "office"}, {"place", "990000"}});
    local(session, "org grant",
          {{"id", "office"},
           {"capacity", "informatization_office"},
           {"place", "990000"},
           {"rank", "city"}});
    for (const char* unit : {"unit1", "unit2"}) {
      local(session, "org new",
            {{"name", unit}, {"id", unit}, {"place", "990101"}, {"kind", "government"}});
      local(session, "account add", {{"name", std::string("of-") + unit}, {"party", unit}});
    }
    local(session, "account add", {{"name", "clerk"}, {"party", "office"}});
    Installation* in = *session.installation(true);
    StoreVault vault(in->store(), in->key());
    identity::Identity identity(vault, {}, standings(*in, true), machine_now);
    EXPECT_TRUE(give_demo_passwords(*in, identity, kPassword));
  }

  Reply ask(const std::string& method, const std::string& target, const std::string& body = "",
            const std::string& headers = "") {
    http::LoopbackClient client(server_->port(), listening_.tls.has_value());
    std::string request =
        method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers;
    if (!body.empty() && headers.find("Content-Type") == std::string::npos)
      request += "Content-Type: application/json\r\n";
    if (!body.empty() || method == "POST")
      request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(request + "\r\n" + body);
    const std::string all = client.read_all();
    Reply out;
    const auto end = all.find("\r\n\r\n");
    if (all.size() < 12 || end == std::string::npos) return out;
    out.status = static_cast<int>(leading_number(all.substr(9, 3)));
    out.head = all.substr(0, end + 2);
    out.body = all.substr(end + 4);
    json::error_code error;
    out.json = json::parse(out.body, error);
    return out;
  }
  // The headers that make a request one of `account`'s.
  std::string as(const std::string& account) {
    auto& headers = cookies_[account];
    if (!headers.empty()) return headers;
    const Reply r = ask("POST", "/api/v1/session",
                        json::serialize(json::object{{"name", account}, {"password", kPassword}}));
    EXPECT_EQ(r.status, 200) << r.body;
    const std::string cookie = r.header("Set-Cookie");
    headers = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\nX-Dengbao: 1\r\n";
    return headers;
  }

  std::string folder_;
  http::ServerOptions listening_;  // with which it starts
  Catalogue words_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<http::Server> server_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace dengbao::server
