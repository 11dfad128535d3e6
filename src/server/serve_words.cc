#include "server/serve_words.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "app/deliveries.h"
#include "app/doing.h"
#include "app/ticking.h"
#include "base/text.h"
#include "http/address.h"
#include "http/server.h"
#include "server/account_words.h"
#include "server/accounts.h"
#include "server/pages.h"
#include "server/provider_words.h"
#include "server/readiness.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

namespace fs = std::filesystem;

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

// 127.0.0.1:8080, [::1]:8080, or a port alone.
Result<Address> address_of(const std::string& given) {
  const auto colon = given.rfind(':');
  Address out{colon == std::string::npos ? "127.0.0.1" : given.substr(0, colon), 0};
  if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']')
    out.host = out.host.substr(1, out.host.size() - 2);
  const std::string port = given.substr(colon == std::string::npos ? 0 : colon + 1);
  const std::int64_t number = leading_number(port);
  if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos || number > 65535)
    return fail(ErrorKind::Usage, "server.listen", {{"value", given}}, "--listen");
  out.port = static_cast<std::uint16_t>(number);
  return out;
}

// Addresses with commas between; names are not looked up, since their answers can be forged.
Result<std::vector<std::string>> proxies_of(const std::string& given) {
  std::vector<std::string> out;
  for (const std::string& piece : split(given, ',')) {
    const std::string given_one(trim(piece));
    if (given_one.empty()) continue;
    const auto address = http::plain_address(given_one);
    if (!address) return fail(ErrorKind::Usage, "server.proxy", {{"value", given_one}}, "--proxy");
    out.push_back(*address);
  }
  return out;
}

// Signals that end the server are waited for, not handled: no thread is interrupted in its work.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~EndSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;
  bool came_within(int seconds) {
    const timespec wait{seconds, 0};
    return sigtimedwait(&set_, nullptr, &wait) > 0;
  }

 private:
  sigset_t set_{}, before_{};
};

http::Headers safe_headers() {
  http::Headers out;
  out.set("X-Content-Type-Options", "nosniff");
  out.set("X-Frame-Options", "DENY");
  out.set("Referrer-Policy", "no-referrer");
  out.set("Cross-Origin-Opener-Policy", "same-origin");
  // The camera reads the code on a paper; the picture stays in the page.
  out.set("Permissions-Policy",
          "camera=(self), fullscreen=(self), microphone=(), geolocation=(), payment=(), usb=(), "
          "serial=(), bluetooth=(), display-capture=()");
  // Component libraries set style attributes; scripts come from here only, none stand in pages.
  out.set("Content-Security-Policy",
          "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; "
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  return out;
}

std::string random_password() {
  SystemRandomness random;
  return "Demo-" + new_id(machine_now(), random).substr(16) + "-7a";
}

void many_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

// Hands over what waits, by mail and otherwise, beside whatever else the server does. A thread of
// its own: a mail server may take its time.
std::jthread start_courier(Installation& in, std::function<void(const std::string&)> tell) {
  return std::jthread([&in, tell = std::move(tell)](std::stop_token stop) {
    constexpr auto kPause = std::chrono::milliseconds(1000);
    Courier courier(in);
    std::mutex mutex;
    std::condition_variable_any wake;
    std::string last;
    while (!stop.stop_requested()) {
      const auto done = courier.deliver(false, stop);
      std::string trouble = done ? "" : done.error().code;
      if (done && !done->unreachable.empty()) trouble = done->unreachable.front();
      if (!trouble.empty() && trouble != last) tell("notices: " + trouble);
      last = trouble;
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, kPause, [] { return false; });
    }
  });
}

// Until a signal: what has fallen due happens once a minute. A simulated clock stands still.
void stay(EndSignals& signals, Installation& in,
          const std::function<void(const std::string&)>& tell) {
  constexpr int kMinute = 60;
  const std::jthread courier = start_courier(in, tell);  // ends what is under way when it goes
  while (!signals.came_within(kMinute)) {
    if (in.simulated()) continue;
    const auto alone = in.follow_up();
    if (const auto t = tick(in, in.renderer(), in.now()); !t) tell("tick: " + t.error().code);
  }
}

struct Greeting {
  std::function<void(const std::string&)> tell;
  const Session& session;
  std::string url;
};

Status greet(const Greeting& g, Service& service, Installation& in, bool demo) {
  if (demo) {
    const std::string password = random_password();
    const auto accounts = TRY(give_demo_passwords(in, service.identity(), password));
    g.tell(g.session.pick({"演示口令（仅本次有效）：", "demo password (for this run): "}) +
           password);
    std::string names;
    for (const std::string& name : accounts) names += (names.empty() ? "" : "、") + name;
    g.tell(g.session.pick({"演示账号：", "demo accounts: "}) + names);
  } else if (const auto first = TRY(first_steps(in, service.identity()))) {
    g.tell(g.session.pick({"还没有管理员能登录。请用下面的一次性链接设定密码（24 小时内有效）：",
                           "No administrator can sign in yet. Set the password with this one-time "
                           "link (24 hours):"}));
    g.tell(fmt::format("{}/#/first?name={}&ticket={}", g.url, http::percent_encoded(first->account),
                       first->ticket));
  }
  g.tell(g.session.pick({"服务地址：", "serving at "}) + g.url + "/");
  return {};
}

// Whoever serves opens the installation for the whole process; requests borrow it.
Globals absolute(const Globals& given) {
  Globals out = given;
  std::error_code error;
  for (std::string* path : {&out.data, &out.law_folder, &out.passphrase_file})
    if (!path->empty()) *path = fs::absolute(*path, error).lexically_normal().string();
  return out;
}

// How the program listens, as the words of the command say it.
Result<http::ServerOptions> options_of(const Arguments& a, const Address& at) {
  http::ServerOptions out;
  out.address = at.host;
  out.port = at.port;
  out.proxies = TRY(proxies_of(a.text("proxy")));
  if (a.has("tls-cert")) out.tls = {a.text("tls-cert"), a.text("tls-key")};
  const auto threads = TRY(a.integer("threads"));
  out.threads = static_cast<unsigned>(std::clamp<std::int64_t>(threads.value_or(kThreads), 1, 256));
  out.always = safe_headers();
  return out;
}

Result<Answer> serve(Session& asked, const Arguments& a, const Catalogue& catalogue) {
  const Address at = TRY(address_of(a.has("listen") ? a.text("listen") : "127.0.0.1:8080"));
  const bool demo = a.has("demo");
  if (demo && !http::is_loopback(at.host)) return fail(ErrorKind::Refused, "server.demo_loopback");
  if (a.has("tls-cert") != a.has("tls-key"))
    return fail(ErrorKind::Usage, "server.tls_pair", {}, "--tls-cert");
  EndSignals signals;  // before any thread is made
  Session session(absolute(asked.globals()), asked.progress());
  Installation* in = TRY(session.installation(true));
  if (demo && !in->simulated()) return fail(ErrorKind::Refused, "server.demo_only");
  http::Assets pages = a.has("assets") ? http::Assets::of_folder(a.text("assets")) : assets();
  ServiceOptions options;
  options.globals = session.globals();
  options.demo = demo;
  std::mutex journal_mutex;
  if (asked.globals().tell)
    options.journal = [&](const std::string& line) {
      const std::lock_guard lock(journal_mutex);
      asked.globals().tell(line);
    };
  Service service(catalogue, *in, *TRY(session.law()), std::move(pages), std::move(options));
  many_descriptors();

  http::ServerOptions server_options = TRY(options_of(a, at));
  service.furnish(server_options);
  auto server = TRY(http::Server::start(
      server_options, [&service](const http::Request& r) { return service.handle(r); }));
  service.watch([&server] { return server->traffic(); });
  // A name without a folder that reaches a word must not be found on this disk.
  std::error_code error;
  const fs::path before = fs::current_path(error);
  fs::current_path(session.globals().data + "/uploads", error);
  const std::string shown = at.host.find(':') == std::string::npos ? at.host : "[" + at.host + "]";
  const Greeting greeting{
      [&](const std::string& line) {
        if (asked.globals().tell) asked.globals().tell(line);
      },
      asked, fmt::format("http{}://{}:{}", a.has("tls-cert") ? "s" : "", shown, server->port())};
  const Status greeted = greet(greeting, service, *in, demo);
  if (greeted) {
    tell_service_manager("READY=1");
    stay(signals, *in, greeting.tell);
    tell_service_manager("STOPPING=1");
  }
  service.closing();
  server->stop();
  fs::current_path(before, error);
  if (!greeted) return std::unexpected(greeted.error());
  const http::Traffic t = server->traffic();
  Answer answer;
  answer.value = json::object{{"stopped", true}, {"requests", t.requests}};
  answer.text =
      asked.pick({"已停止，收到的请求都已办完。\n", "stopped; what had come in is done.\n"});
  return answer;
}

}  // namespace

void add_serve_words(Catalogue& all) {
  add_account_words(all);
  add_provider_words(all);
  UseCase word{
      .word = "serve",
      .needs = Needs::Writing,
      .permission = "administer",
      .help = {"提供网页与接口服务，直到收到停止信号", "Serve pages and interface until stopped"},
      .examples = {"dengbao serve --listen 127.0.0.1:8080",
                   "dengbao serve --listen 0.0.0.0:443 --tls-cert 证书.pem --tls-key 私钥.pem"},
      .options = {
          {.name = "listen",
           .value = "ADDRESS:PORT",
           .help = {"监听地址（默认 127.0.0.1:8080；端口 0 为任选）",
                    "where to listen (default 127.0.0.1:8080; port 0: any)"}},
          {.name = "tls-cert",
           .value = "FILE",
           .help = {"证书（PEM，含中间证书）", "certificate chain (PEM)"}},
          {.name = "tls-key", .value = "FILE", .help = {"私钥（PEM）", "its key (PEM)"}},
          {.name = "proxy",
           .value = "ADDRESS,…",
           .help = {"代理的地址：它们转告的客户端地址与 HTTPS 可信",
                    "addresses of proxies: what they say of client and HTTPS is believed"}},
          {.name = "assets",
           .value = "DIR",
           .help = {"网页文件夹；不填为程序自带的", "folder of the pages; built in if absent"}},
          {.name = "threads",
           .value = "N",
           .help = {"同时办理的请求数（默认 32）", "requests worked on at once (default 32)"}},
          {.name = "demo",
           .help = {"演示：为演示目录的账号设一次性口令，仅限本机",
                    "demonstration: passwords for this run, loopback only"}}}};
  word.run = [&all](Session& session, const Arguments& a) { return serve(session, a, all); };
  word.exposure.here = true;
  all.push_back(std::move(word));
}

}  // namespace dengbao::server
