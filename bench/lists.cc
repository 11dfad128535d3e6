// Lists, searches and statistics over a large register.
//   lists FOLDER [OBJECTS] [EVENTS] [DATABASE URL]
// FOLDER: a data directory; where there is none it is made and filled (lists_city.h) with OBJECTS
// (100,000) of a tenth as many units in 16 districts and EVENTS (1,000,000), once for all runs.
// Then each question is asked 25 times with other words, through the use case as the server does,
// as an auditor, the office of the city, that of a district, and a unit; beside it the bare SQL for
// the same rows (no names, no JSON, no permission; SQLite only). Medians and the slowest, in
// milliseconds. What it is under many callers at once: bench/lists-http.

#include <fmt/core.h>
#include <sqlite3.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <functional>

#include "app/dispatch.h"
#include "app/installation.h"
#include "app/session.h"
#include "base/text.h"
#include "lists_city.h"
#include "store/open_store.h"

namespace {

using namespace dengbao;
using bench::fill_city;
using bench::must;
using SteadyClock = std::chrono::steady_clock;

void fill(Installation& in, const LawFiles& law, std::int64_t objects, std::int64_t events) {
  const auto begun = SteadyClock::now();
  fill_city(in, law, objects, events);
  fmt::print(stderr, "filled in {:.0f} s\n",
             std::chrono::duration<double>(SteadyClock::now() - begun).count());
}

const std::vector<std::string> kStates = {"collecting", "under_review", "returned", "at_district",
                                          "filed"};

struct Times {
  double median = 0, slowest = 0;
  std::size_t bytes = 0;
};

Times timed(int rounds, const std::function<std::size_t(int)>& ask) {
  std::vector<double> all;
  Times out;
  for (int i = 0; i < rounds; ++i) {
    const auto begun = SteadyClock::now();
    out.bytes = ask(i);
    all.push_back(std::chrono::duration<double, std::milli>(SteadyClock::now() - begun).count());
  }
  std::sort(all.begin(), all.end());
  out.median = all[all.size() / 2];
  out.slowest = all.back();
  return out;
}

struct Question {
  std::string title, word;
  std::vector<std::pair<std::string, std::vector<std::string>>> options;  // one of each a round
  std::string bare;  // SQL with ? for the first option's word; empty: none
};

const std::vector<std::string> kRare = {"青白", "红黄", "蓝绿", "松柏", "桃李", "梅兰", "竹菊"};
const std::vector<std::string> kCommon = {"系统", "管理", "平台", "医院", "大学"};

const std::vector<Question> kQuestions = {
    {"systems, first page",
     "system list",
     {{"sort", {"id", "name", "-name", "level", "-number"}}},
     "SELECT doc FROM record WHERE kind = 'object' ORDER BY id LIMIT 50"},
    {"systems of a level",
     "system list",
     {{"level", {"1", "2", "3", "4"}}, {"sort", {"name"}}},
     "SELECT r.doc FROM record_line l JOIN record r ON r.kind = l.kind AND r.id = l.id WHERE "
     "l.kind = 'object' AND l.level = ? ORDER BY l.name LIMIT 50"},
    {"systems, rare word",
     "system list",
     {{"search", kRare}},
     "SELECT r.doc FROM record_pair p JOIN record_line l ON l.kind = p.kind AND l.line = p.line "
     "JOIN record r ON r.kind = l.kind AND r.id = l.id WHERE p.kind = 'object' AND p.pair = ? "
     "ORDER BY l.id LIMIT 50"},
    {"systems, common word",
     "system list",
     {{"search", kCommon}, {"sort", {"name"}}},
     "SELECT count(*) FROM record_pair WHERE kind = 'object' AND pair = ?"},
    {"systems, word and level", "system list", {{"search", kCommon}, {"level", {"3"}}}, ""},
    {"systems, digits", "system list", {{"search", {"4711", "0815", "12345", "777"}}}, ""},
    {"units, rare word", "org list", {{"search", kRare}}, ""},
    {"cases, first page",
     "case list",
     {{"sort", {"-case", "-opened", "state"}}},
     "SELECT doc FROM case_snapshot ORDER BY case_id DESC LIMIT 50"},
    {"cases in a state", "case list", {{"state", kStates}, {"open", {""}}}, ""},
    {"cases, rare word", "case list", {{"search", kRare}}, ""},
    {"cases, common word", "case list", {{"search", kCommon}}, ""},
    {"duties, first page",
     "duty list",
     {},
     "SELECT * FROM duty WHERE status IN ('running', 'paused') ORDER BY due LIMIT 50"},
    {"duties, overdue", "duty list", {{"overdue", {""}}}, ""},
    {"duties, rare word", "duty list", {{"search", kRare}}, ""},
    {"events, newest", "event list", {}, "SELECT core FROM event ORDER BY log_index DESC LIMIT 50"},
    {"events of a day", "event list", {{"since", {"2024-12-01", "2025-02-03", "2026-05-06"}}}, ""},
    {"events of an account", "event list", {{"account", {"clerk7", "clerk44", "clerk499"}}}, ""},
    {"events, rare word", "event list", {{"search", kRare}}, ""},
    {"statistics",
     "statistics",
     {},
     "SELECT level, code = '', count(*) FROM record_line WHERE kind = 'object' GROUP BY 1, 2"},
};

std::size_t bare(sqlite3* db, const Question& q, int round) {
  sqlite3_stmt* s = nullptr;
  sqlite3_prepare_v2(db, q.bare.c_str(), -1, &s, nullptr);
  std::string word;
  if (!q.options.empty())
    word = q.options[0].second[static_cast<std::size_t>(round) % q.options[0].second.size()];
  if (sqlite3_bind_parameter_count(s) > 0) sqlite3_bind_text(s, 1, word.c_str(), -1, nullptr);
  std::size_t bytes = 0;
  while (sqlite3_step(s) == SQLITE_ROW)
    bytes += static_cast<std::size_t>(sqlite3_column_bytes(s, 0));
  sqlite3_finalize(s);
  return bytes;
}

const UseCase& word_of(const Catalogue& words, const std::string& name) {
  return *std::find_if(words.begin(), words.end(),
                       [&](const UseCase& u) { return u.word == name; });
}

void ask_all(const Catalogue& words, const Globals& globals, const Shared& shared, sqlite3* db) {
  fmt::print("{:26} {:>20} {:>20} {:>20} {:>20} {:>12}\n", "median (slowest) ms", "auditor", "city",
             "district", "unit", "bare SQL");
  for (const Question& q : kQuestions) {
    std::string line = fmt::format("{:26}", q.title);
    for (const char* account : {"auditor", "of-city", "of-district-1", "of-unit-1"}) {
      const Times t = timed(25, [&](int round) {
        Arguments a;
        if (q.word != "statistics") a.add("limit", "50");
        for (const auto& [name, values] : q.options)
          a.add(name, values[static_cast<std::size_t>(round) % values.size()]);
        Globals g = globals;
        g.account = account;
        g.via = "http";
        Session session(std::move(g), {}, shared);
        const Answer answer = must(perform(word_of(words, q.word), session, a));
        return json::serialize(answer.value).size();
      });
      line += fmt::format(" {:>9.2f} ({:>8.2f})", t.median, t.slowest);
    }
    if (db && !q.bare.empty())
      line += fmt::format(" {:>12.2f}", timed(25, [&](int r) { return bare(db, q, r); }).median);
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "lists-bench";
  const std::int64_t objects = argc > 2 ? leading_number(argv[2]) : 100'000;
  const std::int64_t events = argc > 3 ? leading_number(argv[3]) : 1'000'000;
  set_store_doors(
      {[](const std::string& address, bool create) { return open_store({address, create}); },
       [](Store& target, const std::string& path) { return restore_into(target, path); }});
  const Catalogue words = catalogue();
  Globals globals;
  globals.data = folder;
  const bool fresh = !std::filesystem::exists(folder);
  const LawLibrary law = must(LawLibrary::open(""));
  if (fresh) {
    SystemRandomness random;
    InitOptions init;
    init.folder = folder;
    if (argc > 4) init.db = argv[4];
    init.simulated_clock = true;
    init.start = must(Instant::parse("2024-01-02T01:00:00Z"));
    must(Installation::init(init, law.files(), init.start, random));
  }
  Session own(globals, {});
  Installation* in = must(own.installation(true));
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  if (fresh) fill(*in, law.files(), objects, events);
  const Shared shared{in, must(own.law())};
  sqlite3* db = nullptr;
  if (std::filesystem::exists(folder + "/dengbao.db")) {
    sqlite3_open_v2((folder + "/dengbao.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_exec(db, "PRAGMA cache_size=-65536", nullptr, nullptr, nullptr);
  }
  ask_all(words, globals, shared, db);
  sqlite3_close(db);
}
