// Moves of a filing case over HTTP: 64 connections, each waiting for its answer with its receipt,
// signed in and authorised like anybody else. bench/http_moves runs durable_moves beside it, which
// does the same moves in process.
//   http_moves [FOLDER] [SECONDS] [THREADS]

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/dispatch.h"
#include "app/installation.h"
#include "base/text.h"
#include "http/loopback_client.h"
#include "server/accounts.h"
#include "server/service.h"
#include "store/open_store.h"

using namespace dengbao;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kClients = 64;
constexpr int kMovesPerCase = 20;
const std::string kPassword = "Right-Password-1";

template <class T>
T must(Result<T> r) {
  if (!r) {
    fmt::print(stderr, "{} {} {}\n", r.error().code, r.error().where, r.error().detail);
    std::exit(1);
  }
  return std::move(*r);
}

using Given = std::vector<std::pair<std::string, std::string>>;

void word(const Catalogue& words, Session& session, const std::string& name, const Given& given) {
  Arguments a;
  for (const auto& [key, value] : given) a.add(key, value);
  for (const UseCase& u : words)
    if (u.word == name) {
      must(perform(u, session, a));
      return;
    }
}

// The office that decides, and the unit that files, with an account.
void build(const Catalogue& words, Session& session) {
  word(words, session, "init", {});
  session.next_caller("", {}, {});
  word(words, session, "org new", {{"name", "市信息办"}, {"id", "office"}, {"place", "990000"}});
  word(words, session, "org grant",
       {{"id", "office"},
        {"capacity", "informatization_office"},
        {"place", "990000"},
        {"rank", "city"}});
  word(words, session, "org new",
       {{"name", "云杉市大数据发展管理局"},
        {"id", "unit"},
        {"place", "990101"},
        {"kind", "government"},
        {"code", "1199010100G7LCMK78"}});
  word(words, session, "account add", {{"name", "of-unit"}, {"party", "unit"}});
}

std::string member(const std::string& answer, const std::string& name) {
  const std::string mark = "\"" + name + "\":\"";
  const auto at = answer.find(mark);
  if (at == std::string::npos) {
    fmt::print(stderr, "no {} in {}\n", name, answer);
    std::exit(1);
  }
  return answer.substr(at + mark.size(), answer.find('"', at + mark.size()) - at - mark.size());
}

// One connection: opens a case, moves it, opens the next.
class Client {
 public:
  Client(std::uint16_t port, std::string cookie, const std::string& file)
      : http_(port), headers_("Host: x\r\nX-Dengbao: 1\r\nCookie: dengbao=" + cookie + "\r\n") {
    upload_ = member(ask("/upload?name=f.pdf", file, "application/octet-stream"), "upload");
    // Each with a system of its own: no unit has two of one name.
    static int made = 0;
    const std::string named = R"({"unit":"unit","name":"系统)" + std::to_string(++made) + "\"}";
    object_ = member(ask("/system", named), "id");
    send_next();
  }
  int descriptor() const { return http_.descriptor(); }
  // Its answer has come; the time it took in milliseconds, or less than nothing for an opened case.
  double go_on() {
    const std::string answer = http_.read_response();
    if (!answer.starts_with("HTTP/1.1 200")) {
      fmt::print(stderr, "{}\n", answer);
      std::exit(1);
    }
    const double took =
        std::chrono::duration<double, std::milli>(SteadyClock::now() - sent_).count();
    const bool opened = left_ == 0;
    if (opened) {
      case_ = member(answer, "case");
      left_ = kMovesPerCase;
    } else {
      if (answer.find("\"receipt\":") == std::string::npos) std::exit(1);
      --left_;
    }
    send_next();
    return opened ? -1 : took;
  }

 private:
  void post(const std::string& path, const std::string& body,
            const std::string& type = "application/json") {
    http_.send(
        fmt::format("POST /api/v1{} HTTP/1.1\r\n{}Content-Type: {}\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    path, headers_, type, body.size(), body));
  }
  std::string ask(const std::string& path, const std::string& body,
                  const std::string& type = "application/json") {
    post(path, body, type);
    return http_.read_response();
  }
  void send_next() {
    sent_ = SteadyClock::now();
    if (left_ == 0)
      post("/case", R"({"procedure":"cn-bj-egov-2007/filing","about":")" + object_ + "\"}");
    else
      post("/case/" + case_ + "/do/deliver", R"({"attach":{"form":"upload:)" + upload_ +
                                                 R"("},"set":{"unit_address":"青杉区一号"}})");
  }

  http::LoopbackClient http_;
  const std::string headers_;
  std::string upload_, object_, case_;
  int left_ = 0;
  SteadyClock::time_point sent_;
};

std::vector<double> drive(std::uint16_t port, const std::string& cookie, int seconds,
                          double& took) {
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t n = 0; n < kClients; ++n)
    clients.push_back(std::make_unique<Client>(port, cookie, "备案表" + std::to_string(n)));
  std::array<pollfd, kClients> watched{};
  for (std::size_t n = 0; n < kClients; ++n) watched[n] = {clients[n]->descriptor(), POLLIN, 0};
  std::vector<double> times;
  const auto begun = SteadyClock::now();
  const auto end = begun + std::chrono::seconds(seconds);
  while (SteadyClock::now() < end) {
    ::poll(watched.data(), watched.size(), 1000);
    for (std::size_t n = 0; n < kClients; ++n)
      if (watched[n].revents != 0)
        if (const double one = clients[n]->go_on(); one >= 0) times.push_back(one);
  }
  took = std::chrono::duration<double>(SteadyClock::now() - begun).count();
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "build/http-moves";
  if (folder.starts_with("-")) {
    fmt::print(stderr, "http_moves [FOLDER] [SECONDS] [THREADS]\n");
    return 3;
  }
  const int seconds = argc > 2 ? static_cast<int>(leading_number(argv[2])) : 10;
  set_store_doors({[](const std::string& a, bool create) { return open_store({a, create}); },
                   [](Store& s, const std::string& p) { return restore_into(s, p); }});
  const Catalogue words = catalogue();
  Globals globals;
  globals.data = folder;
  Session session(globals, {});
  build(words, session);
  Installation& in = *must(session.installation(true));
  server::ServiceOptions options;
  options.globals = globals;
  server::Service service(words, in, *must(session.law()), http::Assets(), options);
  if (const auto s = service.identity().give_password("of-unit", kPassword); !s) return 1;
  const auto proof = must(service.identity().sign_in("of-unit", kPassword, "", "127.0.0.1"));
  http::ServerOptions server_options;
  server_options.threads =
      argc > 3 ? static_cast<unsigned>(leading_number(argv[3])) : server::kThreads;
  service.furnish(server_options);
  auto server = must(http::Server::start(
      server_options, [&service](const http::Request& r) { return service.handle(r); }));
  double took = 0;
  std::vector<double> times = drive(server->port(), proof.secret, seconds, took);
  service.closing();
  server->stop();
  std::ranges::sort(times);
  fmt::print("http_moves: {:.0f} moves/s, median {:.1f} ms, p99 {:.1f} ms ({} moves, {} clients)\n",
             static_cast<double>(times.size()) / took, times[times.size() / 2],
             times[times.size() * 99 / 100], times.size(), kClients);
}
