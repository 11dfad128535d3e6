// Moves of a filing case through the whole path - decide, events, projections, log, signed head,
// receipt - by 64 clients that each wait for their answer. Beside it: durable_limit_sqlite and
// durable_limit_pg, which only make one row of the event's size durable.
//   durable_moves [FOLDER] [SECONDS] [DATABASE URL]

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "app/case_deeds.h"
#include "app/installation.h"
#include "base/text.h"
#include "store/open_store.h"

using namespace dengbao;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int kClients = 64;
constexpr int kMovesPerCase = 20;  // a real filing sees about as many

template <class T>
T must(Result<T> r) {
  if (!r) {
    fmt::print(stderr, "{} {} {}\n", r.error().code, r.error().where, r.error().detail);
    for (const auto& [k, v] : r.error().args) fmt::print(stderr, "  {}={}\n", k, v);
    std::exit(1);
  }
  return std::move(*r);
}
void must(Status s) {
  if (!s) must(Result<int>(std::unexpected(s.error())));
}

const Actor kLocal{"bench", "", "bench", false, true};

Outcome record(Installation& in, const std::string& kind, const std::string& id,
               json::object fields, const std::string& owner, const std::string& name) {
  Request r;
  r.actor = kLocal;
  r.act = [&](Desk& desk) {
    Desk::RecordChange c;
    c.kind = kind;
    c.id = id;
    c.event = kind + " new";
    c.fields = fields;
    c.owner_party = owner;
    c.name = name;
    c.on = desk.now().date();
    return desk.change_record(c, kLocal);
  };
  return must(in.submit(std::move(r)));
}

std::string open(Installation& in, const std::string& object) {
  OpenInput input;
  input.procedure = "cn-bj-egov-2007/filing";
  input.subject = object;
  Request r;
  r.actor = kLocal;
  r.act = [&](Desk& desk) { return open_case_deed(desk, input, kLocal); };
  return must(in.submit(std::move(r))).case_id;
}

void client(Installation& in, int n, const std::atomic<bool>& stop, std::vector<double>& times) {
  const Value file =
      Value::record({{"name", Value("备案表.pdf")}, {"digest", Value(std::string(64, 'a'))}});
  while (!stop) {
    const std::string id = open(in, "object/o" + std::to_string(n));
    for (int i = 0; i < kMovesPerCase && !stop; ++i) {
      MoveInput move;
      move.case_id = id;
      move.move = "deliver";
      move.given.values = {{Symbol("form"), file, false},
                           {Symbol("unit_address"), Value("青杉区一号"), false}};
      const auto began = SteadyClock::now();
      Request r;
      r.actor = kLocal;
      r.act = [&](Desk& desk) { return move_deed(desk, move, kLocal); };
      const Outcome done = must(in.submit(std::move(r)));
      if (done.receipt.empty()) std::exit(1);
      times.push_back(
          std::chrono::duration<double, std::milli>(SteadyClock::now() - began).count());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "build/durable-moves";
  if (folder.starts_with("-")) {
    fmt::print(stderr, "durable_moves [FOLDER] [SECONDS] [DATABASE URL]\n");
    return 3;
  }
  const int seconds = argc > 2 ? static_cast<int>(leading_number(argv[2])) : 10;
  set_store_doors({[](const std::string& a, bool create) { return open_store({a, create}); },
                   [](Store& s, const std::string& p) { return restore_into(s, p); }});
  SystemRandomness random;
  const auto now = Instant::from_millis(std::chrono::duration_cast<std::chrono::milliseconds>(
                                            std::chrono::system_clock::now().time_since_epoch())
                                            .count());
  InitOptions init;
  init.folder = folder;
  if (argc > 3) init.db = argv[3];
  LawLibrary law = must(LawLibrary::open(""));
  must(Installation::init(init, law.files(), now, random));
  OpenOptions options;
  options.folder = folder;
  options.writing = true;
  auto in = must(Installation::open(options, law.files()));
  record(*in, "party", "office",
         {{"name", "市信息办"}, {"place", "990000"}, {"letter_prefix", "云信安备"}}, "office",
         "市信息办");
  record(*in, "capacity", "c1",
         {{"party", "office"},
          {"capacity", "informatization_office"},
          {"place", "990000"},
          {"rank", "city"}},
         "office", "informatization_office");
  record(*in, "party", "unit",
         {{"name", "云杉市大数据发展管理局"}, {"place", "990101"}, {"code", "1199010100G7LCMK78"}},
         "unit", "云杉市大数据发展管理局");
  for (int n = 0; n < kClients; ++n)
    record(*in, "object", "o" + std::to_string(n),
           {{"system", "系统" + std::to_string(n)},
            {"owner", "unit"},
            {"level", 3},
            {"s", 3},
            {"a", 2}},
           "unit", "系统" + std::to_string(n));
  std::atomic<bool> stop = false;
  std::vector<std::vector<double>> times(kClients);
  std::vector<std::thread> clients;
  const auto start = SteadyClock::now();
  for (int n = 0; n < kClients; ++n)
    clients.emplace_back([&, n] { client(*in, n, stop, times[static_cast<std::size_t>(n)]); });
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  stop = true;
  for (std::thread& t : clients) t.join();
  const double took = std::chrono::duration<double>(SteadyClock::now() - start).count();
  std::vector<double> all;
  for (const auto& one : times) all.insert(all.end(), one.begin(), one.end());
  std::ranges::sort(all);
  fmt::print(
      "durable_moves: {:.0f} moves/s, median {:.1f} ms, p99 {:.1f} ms ({} moves, {} clients)\n",
      static_cast<double>(all.size()) / took, all[all.size() / 2], all[all.size() * 99 / 100],
      all.size(), kClients);
}
