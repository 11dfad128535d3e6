// Questions to a running server at a steady pace, whatever the answers take: the time of each is
// counted from the instant at which it was due, so that a server which falls behind shows it.
//   lists_load PORT PASSWORD [SECONDS] [A SECOND] [SEED] [KIND] [COMMITS A SECOND]
// Signs in as the accounts of bench/lists (several times each: answers are kept for a sign-in) and
// asks for lists, searches and statistics with other filters each time. What the same sign-in has
// asked within the last second may come from the server's memory: it is counted apart. With COMMITS
// somebody else signs in so often meanwhile: with each commit the server forgets what it has
// counted.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "base/text.h"
#include "http/loopback_client.h"

namespace {

using Steady = std::chrono::steady_clock;
using dengbao::http::LoopbackClient;

constexpr int kConnections = 128;
constexpr int kSignIns = 4;

struct Caller {
  std::string account, cookie;
};

struct Question {
  std::string kind, target;
  std::size_t caller = 0;
};

std::string percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::isalnum(byte) || c == '-' || c == '.' ? std::string(1, c)
                                                      : fmt::format("%{:02X}", byte);
  }
  return out;
}

const std::vector<std::string> kSigns = {
    "青", "白", "红", "黄", "蓝", "绿", "紫", "云", "松", "柏", "杨", "柳", "桃", "李", "梅", "兰",
    "竹", "菊", "枫", "桂", "榆", "槐", "杉", "桐", "樟", "银", "金", "铁", "石", "泉", "谷", "岭"};
const std::vector<std::string> kCommon = {"系统", "管理", "平台", "医院", "大学", "人民",
                                          "信息", "数据", "财政", "档案", "水务", "门户"};
const std::vector<std::string> kStates = {
    "collecting", "under_review", "returned", "at_district", "filed", "certified", "expert_review"};
const std::vector<std::string> kMoves = {"deliver", "certify",    "accept", "examine",
                                         "return",  "object set", "open"};

class Asker {
 public:
  Asker(std::uint64_t seed, std::vector<Caller> callers, std::string only)
      : pick_(seed), callers_(std::move(callers)), only_(std::move(only)) {}

  Question next() {
    Question q;
    q.caller = below(callers_.size());
    const std::string& who = callers_[q.caller].account;
    static const std::vector<std::string> kKinds = {
        "system",      "system", "search",       "case", "case search", "duty",
        "duty search", "event",  "event search", "org",  "statistics",  "overview"};
    q.kind = only_.empty() ? any(kKinds) : only_;
    if (q.kind == "statistics" || q.kind == "overview")
      q.target = "/api/v1/" + q.kind;
    else if (q.kind == "system" || q.kind == "search")
      q.target = systems(q.kind == "search");
    else if (q.kind.starts_with("case"))
      q.target = cases(q.kind != "case");
    else if (q.kind.starts_with("duty"))
      q.target = duties(q.kind != "duty", who);
    else if (q.kind.starts_with("event"))
      q.target = events(q.kind != "event");
    else
      q.target = orgs();
    return q;
  }
  // Where the next page of such a list is: some of the questions go on there.
  void keep_next(const Question& q, const std::string& target) {
    const std::lock_guard lock(mutex_);
    auto& kept = next_[q.kind];
    if (kept.size() < 200) kept.push_back({q.kind, target, q.caller});
  }
  std::optional<Question> going_on(const std::string& kind) {
    const std::lock_guard lock(mutex_);
    auto& kept = next_[kind];
    if (kept.empty()) return std::nullopt;
    Question q = std::move(kept.back());
    kept.pop_back();
    return q;
  }
  std::size_t below(std::size_t n) { return pick_() % n; }

 private:
  const std::string& any(const std::vector<std::string>& from) { return from[below(from.size())]; }
  std::string limit() { return fmt::format("?limit={}", 50 - below(20)); }
  std::string word() {
    switch (below(6)) {
      case 0:
        return any(kCommon);
      case 1:
        return any(kSigns) + std::string(any(kCommon)).substr(0, 3);
      case 2:
        return fmt::format("{:03}", below(1000));
      case 3:
        return any(kSigns);
      default:
        return any(kSigns) + any(kSigns);
    }
  }
  std::string search() { return "&search=" + percent(word()); }
  std::string place() { return fmt::format("&place=9901{:02}", below(16) + 1); }
  std::string systems(bool searched) {
    static const std::vector<std::string> kSorts = {"id",    "-id",  "name", "-name",   "number",
                                                    "level", "unit", "type", "-status", "place"};
    std::string out = "/api/v1/system" + limit() + "&sort=" + any(kSorts);
    if (searched) out += search();
    if (below(3) == 0) out += fmt::format("&level={}", below(4) + 1);
    if (below(4) == 0) out += "&status=" + percent(any({"运行", "在建", "下线"}));
    if (below(4) == 0) out += std::string("&filed=") + (below(2) ? "yes" : "no");
    if (below(4) == 0) out += place();
    if (below(6) == 0) out += "&type=" + percent(any({"信息系统", "物联网", "云计算平台"}));
    return out;
  }
  std::string cases(bool searched) {
    std::string out = "/api/v1/case" + limit() +
                      "&sort=" + any({"case", "-case", "opened", "-opened", "state", "-procedure"});
    if (searched) out += search();
    if (below(2) == 0) out += "&state=" + any(kStates);
    if (below(3) == 0) out += "&open=true";
    if (below(3) == 0) out += "&procedure=" + any({"filing", "consultation", "certificate"});
    return out;
  }
  std::string duties(bool searched, const std::string& who) {
    std::string out = "/api/v1/duty" + limit();
    if (searched) return out + search();
    switch (below(4)) {
      case 0:
        return out + "&overdue=true";
      case 1:
        return out + fmt::format("&within={}", below(40));
      case 2:
        if (who != "auditor") return out + "&mine=true";
        return out + fmt::format("&of=U{:09}", below(10'000));
      default:
        return out + "&sort=" + any({"due", "-due", "owner", "duty"});
    }
  }
  std::string day() {
    return fmt::format("202{}-{:02}-{:02}", 4 + below(3), 1 + below(12), 1 + below(28));
  }
  std::string events(bool searched) {
    std::string out = "/api/v1/event" + limit();
    if (searched) return out + search();
    switch (below(4)) {
      case 0:
        return out + "&since=" + day();
      case 1:
        return out + "&until=" + day();
      case 2:
        return out + fmt::format("&account=clerk{}", below(500));
      default:
        return out + "&move=" + percent(any(kMoves));
    }
  }
  std::string orgs() {
    std::string out =
        "/api/v1/org" + limit() + "&sort=" + any({"id", "name", "-name", "number", "place"});
    if (below(2) == 0) out += search();
    if (below(3) == 0) out += place();
    return out;
  }

  std::mt19937_64 pick_;
  std::vector<Caller> callers_;
  std::string only_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Question>> next_;
};

struct Taken {
  std::string kind, account, target;
  double ms = 0;
  int status = 0;
  bool repeated = false;
};

std::string sign_in(std::uint16_t port, const std::string& account, const std::string& password) {
  LoopbackClient client(port);
  const std::string body =
      boost::json::serialize(boost::json::object{{"name", account}, {"password", password}});
  client.send(
      fmt::format("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: "
                  "application/json\r\nContent-Length: {}\r\n\r\n{}",
                  body.size(), body));
  const std::string answer = client.read_response(20'000);
  const auto at = answer.find("Set-Cookie: ");
  if (at == std::string::npos) {
    fmt::print(stderr, "{} cannot sign in: {}\n", account, answer.substr(0, 200));
    std::exit(1);
  }
  return answer.substr(at + 12, answer.find(';', at) - at - 12);
}

std::string load_of_machine() {
  std::string out;
  std::ifstream("/proc/loadavg") >> out;
  return out;
}

class Load {
 public:
  Load(std::uint16_t port, std::vector<Caller> callers, double pace, int seconds,
       std::uint64_t seed, std::string only)
      : port_(port), callers_(callers), asker_(seed, callers, std::move(only)), pace_(pace) {
    const auto n = static_cast<std::size_t>(pace * seconds);
    for (std::size_t i = 0; i < n; ++i) plan_.push_back(asker_.next());
  }

  void run() {
    begun_ = Steady::now() + std::chrono::milliseconds(200);
    std::vector<std::thread> clients;
    for (int i = 0; i < kConnections; ++i) clients.emplace_back([this] { client(); });
    for (std::thread& t : clients) t.join();
    took_ = std::chrono::duration<double>(Steady::now() - begun_).count();
  }

  void tell() {
    fmt::print("{} questions in {:.1f} s, due at {:.0f} a second, load {}\n", taken_.size(), took_,
               pace_, load_of_machine());
    fmt::print("{:24} {:>6} {:>9} {:>9} {:>9}\n", "", "number", "median ms", "p99 ms", "most ms");
    const auto line = [&](const std::string& title, auto&& takes) {
      std::vector<double> ms;
      for (const Taken& t : taken_)
        if (takes(t)) ms.push_back(t.ms);
      if (ms.empty()) return;
      std::ranges::sort(ms);
      fmt::print("{:24} {:>6} {:>9.1f} {:>9.1f} {:>9.1f}\n", title, ms.size(), ms[ms.size() / 2],
                 ms[ms.size() * 99 / 100], ms.back());
    };
    std::map<std::string, int> kinds, accounts, failures;
    for (const Taken& t : taken_) {
      ++kinds[t.kind];
      ++accounts[t.account];
      if (t.status != 200) ++failures[fmt::format("{} {}", t.status, t.kind)];
    }
    line("all", [](const Taken& t) { return !t.repeated; });
    for (const auto& [kind, n] : kinds)
      line("  " + kind, [&](const Taken& t) { return !t.repeated && t.kind == kind; });
    for (const auto& [account, n] : accounts)
      line("  by " + account, [&](const Taken& t) { return !t.repeated && t.account == account; });
    line("asked within a second", [](const Taken& t) { return t.repeated; });
    for (const auto& [what, n] : failures) fmt::print("  not answered: {} × {}\n", what, n);
    std::ranges::sort(taken_, [](const Taken& a, const Taken& b) { return a.ms > b.ms; });
    for (std::size_t i = 0; i < std::min<std::size_t>(taken_.size(), 12); ++i)
      fmt::print("  slowest: {:.0f} ms {} {}\n", taken_[i].ms, taken_[i].account, taken_[i].target);
  }

 private:
  void client() {
    LoopbackClient connection(port_);
    while (true) {
      const std::size_t i = at_++;
      if (i >= plan_.size()) return;
      const auto due =
          begun_ +
          std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(i) / pace_));
      std::this_thread::sleep_until(due);
      Question q = plan_[i];
      if (i % 4 == 0)
        if (auto on = asker_.going_on(q.kind)) q = std::move(*on);
      ask(connection, q, due);
    }
  }
  void ask(LoopbackClient& connection, const Question& q, Steady::time_point due) {
    Taken t{q.kind, callers_[q.caller].account, q.target};
    {
      const std::lock_guard lock(mutex_);
      auto& last = asked_[callers_[q.caller].cookie + q.target];
      t.repeated = last > Steady::now() - std::chrono::seconds(1);
      if (!t.repeated) last = Steady::now();
    }
    connection.send(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", q.target,
                                callers_[q.caller].cookie));
    const std::string answer = connection.read_response(30'000);
    t.ms = std::chrono::duration<double, std::milli>(Steady::now() - due).count();
    t.status =
        answer.size() > 12 ? static_cast<int>(dengbao::leading_number(answer.substr(9, 3))) : 0;
    const std::string_view head = std::string_view(answer).substr(0, answer.find("\r\n\r\n"));
    if (const auto link = head.find("Link: <"); link != std::string_view::npos)
      asker_.keep_next(q, std::string(head.substr(link + 7, head.find('>', link) - link - 7)));
    const std::lock_guard lock(mutex_);
    taken_.push_back(std::move(t));
  }

  std::uint16_t port_;
  std::vector<Caller> callers_;
  Asker asker_;
  double pace_, took_ = 0;
  std::vector<Question> plan_;
  Steady::time_point begun_;
  std::atomic<std::size_t> at_ = 0;
  std::mutex mutex_;
  std::map<std::string, Steady::time_point> asked_;
  std::vector<Taken> taken_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr,
               "lists_load PORT PASSWORD [SECONDS] [A SECOND] [SEED] [KIND] [COMMITS A SECOND]\n");
    return 3;
  }
  const auto port = static_cast<std::uint16_t>(dengbao::leading_number(argv[1]));
  const int seconds = argc > 3 ? static_cast<int>(dengbao::leading_number(argv[3])) : 30;
  const double pace = argc > 4 ? std::atof(argv[4]) : 300;
  const auto seed = static_cast<std::uint64_t>(argc > 5 ? std::atoll(argv[5]) : 1);
  std::vector<Caller> callers;
  for (const char* account : {"auditor", "of-city", "of-district-0", "of-district-1",
                              "of-district-2", "of-head", "of-unit-0", "of-unit-1", "of-unit-2"})
    for (int i = 0; i < kSignIns; ++i)
      callers.push_back({account, sign_in(port, account, argv[2])});
  std::ranges::shuffle(callers, std::mt19937_64(seed));
  Load load(port, std::move(callers), pace, seconds, seed, argc > 6 ? argv[6] : "");
  std::jthread committing([&](const std::stop_token& over) {
    const double commits = argc > 7 ? std::atof(argv[7]) : 0;
    for (auto next = Steady::now(); commits > 0 && !over.stop_requested();) {
      sign_in(port, "of-unit-0", argv[2]);
      std::this_thread::sleep_until(
          next += std::chrono::microseconds(static_cast<std::int64_t>(1e6 / commits)));
    }
  });
  load.run();
  committing.request_stop();
  load.tell();
}
