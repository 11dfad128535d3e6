// How many moves' rows the store writes a second: no deciding, no hashing, no signing.
// MOVES 0 only opens what is there.
//   store_rows [ADDRESS] [MOVES] [active|scattered]
// ADDRESS: a file that does not exist yet, or postgresql://...  active: 64 cases at a time, 20
// moves each, as 64 clients work; scattered: each move in another of 20,000 cases.
// A batch is 64 moves and one commit; a move is 1 event of ~700 bytes, 1 case row of ~1 kB brought
// up to date, 1 or 2 duties, 1 answer; a batch adds 2 tiles and 1 head.

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "store/open_store.h"

namespace {

using namespace dengbao;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kBatch = 64;
constexpr std::int64_t kCases = 20'000;
constexpr std::int64_t kMoves = 20;

void must(const Status& status) {
  if (status) return;
  fmt::print(stderr, "{} {}\n", status.error().code, status.error().detail);
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) must(Status(std::unexpected(result.error())));
  return *std::move(result);
}

std::string id(char kind, std::int64_t n) {
  return fmt::format("{}01JABCDEFGHJKMN{:010}", kind, n);
}

// Which case the n-th move is made in, and which version of it that makes.
std::pair<std::int64_t, std::int64_t> place_of(std::int64_t n, bool scattered) {
  if (scattered) return {(n * 7919) % kCases, n / kCases + 1};
  return {n / (kBatch * kMoves) * kBatch + n % kBatch, n / kBatch % kMoves + 1};
}

void write_move(Work& work, std::int64_t n, bool scattered) {
  const auto [which, version] = place_of(n, scattered);
  const std::string case_id = id('C', which);
  EventRow event{.index = n,
                 .id = id('E', n),
                 .stream = "case/" + case_id,
                 .version = version,
                 .kind = "deliver",
                 .at = Instant::from_millis(n),
                 .on = Date::from_days(20'000),
                 .owner_party = id('P', which % 500),
                 .role = "applicant",
                 .account = "zhang",
                 .core = std::string(500, 'c'),
                 .commitments = "{}",
                 .leaf = {}};
  must(work.insert(event));
  CaseRow row{.id = case_id,
              .procedure = "cn-mlps/filing",
              .pack = std::string(64, 'a'),
              .subject = "object/" + id('O', which),
              .state = "collecting",
              .version = event.version,
              .open = true,
              .owner_party = event.owner_party,
              .opened_on = event.on,
              .wake = Instant::from_millis(n),
              .key = "",
              .snapshot = std::string(800, 'd'),
              .since = {}};
  must(work.put(row));
  for (std::int64_t i = 0; i <= n % 2; ++i) {
    DutyRow duty{.case_id = case_id,
                 .duty = "review",
                 .instance = std::to_string(i),
                 .owner_party = event.owner_party,
                 .owner_role = "reviewer",
                 .recipient_party = "",
                 .status = n % 3 == 0 ? "done" : "running",
                 .starts = event.on,
                 .due = Instant::from_millis(n * 1000),
                 .provisional = false,
                 .citation = "source-001 S1-07",
                 .ended = std::nullopt};
    must(work.put(duty));
  }
  must(work.insert(
      AnswerRow{"zhang", id('K', n * 7919), std::string(64, 'r'), std::string(200, 'x')}));
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double millis_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string address = argc > 1 ? argv[1] : "/tmp/store_rows.db";
  const std::int64_t moves = argc > 2 ? std::atoll(argv[2]) : 200'000;
  const bool scattered = argc > 3 && std::string_view(argv[3]) == "scattered";
  const auto opening = SteadyClock::now();
  auto store = must(open_store({address}));
  must(must(store->reading())->head());
  fmt::print("store_rows: opened in {:.1f} ms\n", millis_since(opening));
  std::vector<double> batches;
  const auto start = SteadyClock::now();
  for (std::int64_t n = 0; n < moves;) {
    const auto began = SteadyClock::now();
    auto work = must(store->begin());
    for (std::int64_t i = 0; i < kBatch; ++i, ++n) write_move(*work, n, scattered);
    for (int level = 0; level < 2; ++level) {
      must(work->put(TileRow{level, n >> (8 * (level + 1)), static_cast<int>(n % 256),
                             std::string(static_cast<std::size_t>(32 * (n % 256)), 't')}));
    }
    must(work->put(HeadRow{n, {}, Instant::from_millis(n), std::string(300, 's')}));
    must(work->commit());
    batches.push_back(millis_since(began));
  }
  if (batches.empty()) return 0;
  const double seconds = millis_since(start) / 1000;
  std::ranges::sort(batches);
  fmt::print(
      "store_rows {}: {:.0f} moves/s, batch of {} median {:.2f} ms, p99 {:.2f} ms, {:.1f} us of "
      "CPU a move\n",
      scattered ? "scattered" : "active", static_cast<double>(moves) / seconds, kBatch,
      batches[batches.size() / 2], batches[batches.size() * 99 / 100],
      cpu_seconds() * 1e6 / static_cast<double>(moves));
}
