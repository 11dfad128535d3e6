// login URL: name and password once, a token for this machine from then on.

#include <termios.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>

#include "app/doing.h"
#include "app/options.h"
#include "base/text.h"
#include "client/remote.h"
#include "client/tokens.h"
#include "http/client.h"
#include "server/envelope.h"

namespace dengbao::client {
namespace {

constexpr int kDays = 90;

// One line of what is typed; on a terminal unseen where `secret`.
std::string typed(const std::string& prompt, bool secret) {
  const bool terminal = isatty(STDIN_FILENO) != 0;
  if (terminal) std::fputs(prompt.c_str(), stderr);
  termios before{};
  const bool hides = secret && terminal && tcgetattr(STDIN_FILENO, &before) == 0;
  if (hides) {
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string out;
  std::getline(std::cin, out);
  if (hides) {
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::fputs("\n", stderr);
  }
  return out;
}

class SigningIn {
 public:
  explicit SigningIn(http::Address address) : address_(std::move(address)) {
    headers_.set("Content-Type", "application/json");
    headers_.set("Accept", server::kEnvelope);
    headers_.set("X-Dengbao", "1");
  }

  Result<json::object> post(const std::string& path, const json::object& body) {
    const http::Response r =
        TRY(http::ask(address_, "POST", "/api/v1" + path, headers_, json::serialize(body)));
    json::error_code error;
    const json::value v = json::parse(r.body, error);
    if (r.status == 200 && v.is_object()) {
      if (const auto cookie = r.headers.get("Set-Cookie"); !cookie.empty())
        headers_.set("Cookie", cookie.substr(0, cookie.find(';')));
      return v.get_object();
    }
    if (v.is_object())
      if (const json::value* e = v.get_object().if_contains("explanation"); e && e->is_object())
        return std::unexpected(server::explanation_from(e->get_object()));
    return fail(ErrorKind::External, "client.status", {{"status", std::to_string(r.status)}});
  }
  void sign_out() { (void)http::ask(address_, "DELETE", "/api/v1/session", headers_, ""); }

 private:
  http::Address address_;
  http::Headers headers_;
};

Result<Answer> login(Session& session, const Arguments& a) {
  const http::Address address = TRY(http::read_address(a.text("url")));
  const std::string name =
      a.has("name") ? a.text("name") : typed(session.pick({"账号：", "account: "}), false);
  std::string password;
  if (a.has("password-file"))
    password = std::string(trim(TRY(read_whole_file(a.text("password-file")))));
  else
    password = typed(session.pick({"密码：", "password: "}), true);
  SigningIn desk(address);
  json::object body{{"name", name}, {"password", password}};
  if (a.has("otp")) body["otp"] = a.text("otp");
  auto made = desk.post("/session", body);
  if (!made && made.error().code == "identity.code_needed" && !a.has("otp")) {
    body["otp"] = typed(session.pick({"动态口令：", "one-time code: "}), false);
    made = desk.post("/session", body);
  }
  if (!made) return std::unexpected(made.error());
  const json::value* permissions = made->if_contains("permissions");
  const auto token = desk.post("/session/token",
                               {{"name", "dengbao login"},
                                {"scopes", permissions ? *permissions : json::value(json::array{})},
                                {"days", TRY(a.integer("days")).value_or(kDays)}});
  desk.sign_out();
  if (!token) return std::unexpected(token.error());
  const json::value* secret = token->if_contains("token");
  if (!secret || !secret->is_string()) return fail(ErrorKind::External, "client.no_answer");
  CHECK(keep_token(address.shown(), name, std::string(secret->get_string())));
  Answer out;
  out.value = json::object{{"server", address.shown()},
                           {"account", name},
                           {"until", token->at("until")},
                           {"kept_in", token_file()}};
  return out;
}

}  // namespace

void add_login_words(Catalogue& all) {
  all.push_back(
      {.word = "login",
       .help = {"登录服务器，以后用 --server 办理",
                "sign in at a server, to work on it by --server"},
       .examples = {"dengbao login https://mlps.example:8443 --name zhang",
                    "dengbao login http://127.0.0.1:8080 --name zhang --password-file 密码.txt"},
       .options = {positional("url", "URL", {"服务器地址", "address of the server"}),
                   option("name", "NAME", {"账号名", "account"}),
                   option("password-file", "FILE",
                          {"密码文件；不填则从标准输入读取", "file with the password; else typed"}),
                   option("otp", "CODE", {"动态口令", "one-time code"}),
                   option("days", "N", {"令牌有效天数（默认 90）", "days the token lasts (90)"})},
       .run = login,
       .exposure = {.here = true}});
}

}  // namespace dengbao::client
