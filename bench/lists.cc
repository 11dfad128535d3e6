// Lists, searches and statistics over a large register.
//   lists FOLDER [OBJECTS] [EVENTS]
// FOLDER: a data directory; where there is none it is made and filled with OBJECTS (100,000) of a
// tenth as many units in 16 districts, a case and three duties for each, and EVENTS (1,000,000).
// Then each question is asked 25 times with other words, through the use case as the server does,
// as an auditor, as the office of a district and as a unit; beside it the bare SQL for the same
// rows (no names, no JSON, no permission). Medians and the slowest, in milliseconds.

#include <fmt/core.h>
#include <sqlite3.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <random>

#include "app/dispatch.h"
#include "app/installation.h"
#include "app/session.h"
#include "base/text.h"
#include "store/open_store.h"

namespace {

using namespace dengbao;
using SteadyClock = std::chrono::steady_clock;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{} {} {}\n", result.error().code, result.error().where,
               result.error().detail);
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

const std::vector<std::string> kSigns = {
    "青", "白", "红", "黄", "蓝", "绿", "紫", "云", "松", "柏", "杨", "柳", "桃", "李", "梅", "兰",
    "竹", "菊", "枫", "桂", "榆", "槐", "杉", "桐", "樟", "银", "金", "铁", "石", "泉", "谷", "岭"};
const std::vector<std::string> kUnits = {"大学",     "人民医院",   "信息中心", "财政局",  "教育局",
                                         "水务集团", "交通委员会", "档案馆",   "大数据局"};
const std::vector<std::string> kSystems = {
    "门户网站",     "办公自动化系统", "财务管理系统", "教务管理系统", "医院信息系统",
    "视频监控平台", "数据交换平台",   "统一认证系统", "档案管理系统", "政务服务平台"};
const std::vector<std::string> kStates = {"collecting", "under_review", "returned", "expert_review",
                                          "filed"};

class City {
 public:
  City(Work& work, std::int64_t objects, std::string law)
      : work_(work), objects_(objects), law_(std::move(law)) {}

  static std::string district(std::int64_t n) { return fmt::format("9901{:02}", n % 16 + 1); }
  static std::string unit(std::int64_t n) { return fmt::format("U{:09}", n); }

  void parties() {
    record("party", "office", "", "云杉市信息办", "990000", {{"kind", "government"}});
    for (int d = 0; d < 16; ++d) office(d);
    for (std::int64_t n = 0; n < objects_ / 10; ++n)
      record("party", unit(n), fmt::format("9999{:014}", n), sign() + sign() + sign() + any(kUnits),
             district(n), {{"kind", "institution"}});
  }
  // An object, its filing, what is owed in it.
  void object(std::int64_t n) {
    const std::int64_t owner = n / 10;
    const std::string id = fmt::format("O{:09}", n), case_id = fmt::format("C{:09}", n);
    const bool filed = n % 3 != 0;
    const std::string name = sign() + sign() + any(kSystems);
    record("object", id, filed ? fmt::format("9901{:07}-{:05}", owner, n % 100000) : "", name, "",
           {{"system", name},
            {"owner", unit(owner)},
            {"level", n % 4 + 1},
            {"object_type", "信息系统"},
            {"status", n % 20 ? "运行" : "下线"}},
           unit(owner));
    CaseRow c{.id = case_id,
              .procedure = "cn-bj-egov-2007/filing",
              .pack = law_,
              .subject = "object/" + id,
              .state = kStates[static_cast<std::size_t>(n) % kStates.size()],
              .version = 8,
              .open = n % 5 != 4,
              .owner_party = unit(owner),
              .opened_on = Date::from_days(static_cast<std::int32_t>(20'000 + n / 400)),
              .wake = {},
              .key = "",
              .snapshot = std::string(1500, 'd'),
              .since = {}};
    must(work_.put(c));
    const std::string office = fmt::format("office-{}", owner % 16);
    must(work_.put_parties(case_id, {{"applicant", unit(owner)}, {"reviewer", office}}));
    for (const char* duty : {"review", "annual", "assess"}) {
      DutyRow d{.case_id = case_id,
                .duty = duty,
                .instance = "1",
                .owner_party = *duty == 'r' ? office : unit(owner),
                .owner_role = *duty == 'r' ? "reviewer" : "applicant",
                .recipient_party = "",
                .status = c.open && *duty != 'a' ? "running"
                          : c.open && n % 2      ? "running"
                                                 : "done",
                .starts = c.opened_on,
                .due = Instant::from_millis(1'770'000'000'000 + (n * 7919) % 20'000'000'000),
                .provisional = false,
                .citation = "source-001 S1-07",
                .ended = {}};
      must(work_.put(d));
    }
  }
  void event(std::int64_t n, std::int64_t objects) {
    const std::int64_t o = n % objects;
    EventRow e{.index = n,
               .id = fmt::format("E{:012}", n),
               .stream = fmt::format("case/C{:09}", o),
               .version = n / objects + 1,
               .kind = any(kStates),
               .at = Instant::from_millis(1'700'000'000'000 + n * 60'000),
               .on = Date::from_days(static_cast<std::int32_t>(19'700 + n / 1440)),
               .owner_party = unit(o / 10),
               .role = "applicant",
               .account = fmt::format("clerk{}", pick_() % 500),
               .core = std::string(500, 'c'),
               .commitments = "{}",
               .leaf = {}};
    must(work_.insert(e));
  }

 private:
  std::string any(const std::vector<std::string>& from) { return from[pick_() % from.size()]; }
  std::string sign() { return any(kSigns); }
  void office(int d) {
    const std::string id = fmt::format("office-{}", d);
    record("party", id, "", any(kSigns) + "区信息办", district(d), {{"kind", "government"}});
    record("capacity", "grant-" + id, "", "informatization_office", district(d),
           {{"party", id},
            {"capacity", "informatization_office"},
            {"place", district(d)},
            {"rank", "district"}},
           id);
    record("account", fmt::format("of-office-{}", d), "", "", "", {{"party", id}});
    record("account", fmt::format("of-unit-{}", d), "", "", "", {{"party", unit(d)}});
  }
  void record(const std::string& kind, const std::string& id, const std::string& code,
              const std::string& name, const std::string& place, json::object doc,
              const std::string& owner = {}) {
    doc["name"] = name;
    must(work_.put(RecordRow{kind, id, 1, owner.empty() ? id : owner, name, code, place,
                             json::serialize(doc)}));
  }

  Work& work_;
  std::int64_t objects_;
  std::string law_;
  std::mt19937_64 pick_{7};
};

void fill(Installation& in, std::int64_t objects, std::int64_t events) {
  const auto begun = SteadyClock::now();
  const auto law = must(in.shelf().of_library("cn-bj-egov-2007"));
  auto work = must(in.store().begin());
  must(work->insert(in.shelf().row_of(*law, in.now())));
  City city(*work, objects, law->digest);
  city.parties();
  must(work->put(RecordRow{"account", "auditor", 1, "", "auditor", "", "",
                           R"({"account":"auditor","auditor":true})"}));
  for (std::int64_t n = 0; n < objects; ++n) city.object(n);
  const std::int64_t first = must(work->head()).size;
  for (std::int64_t n = first; n < events; ++n) city.event(n, objects);
  must(work->commit());
  fmt::print(stderr, "filled in {:.0f} s\n",
             std::chrono::duration<double>(SteadyClock::now() - begun).count());
}

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
    {"events of a day", "event list", {{"since", {"2023-12-01", "2024-02-03", "2024-05-06"}}}, ""},
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
  fmt::print("{:26} {:>20} {:>20} {:>20} {:>12}\n", "median (slowest) ms", "auditor",
             "district office", "unit", "bare SQL");
  for (const Question& q : kQuestions) {
    std::string line = fmt::format("{:26}", q.title);
    for (const char* account : {"auditor", "of-office-3", "of-unit-3"}) {
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
    if (!q.bare.empty())
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
  if (fresh) {
    Session session(globals, {});
    must(perform(word_of(words, "init"), session, Arguments()));
  }
  Session own(globals, {});
  Installation* in = must(own.installation(true));
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  if (fresh) fill(*in, objects, events);
  const Shared shared{in, must(own.law())};
  sqlite3* db = nullptr;
  sqlite3_open_v2((folder + "/dengbao.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_exec(db, "PRAGMA cache_size=-65536", nullptr, nullptr, nullptr);
  ask_all(words, globals, shared, db);
  sqlite3_close(db);
}
