// Importing a list of 20,000 rows and 20 columns as `import ledger --dry-run` does it (worker, cell
// stream, understanding), beside plain `unzip -p` of the same file, which is the limit program.
//
//   import_bench            makes two workbooks (shared and inline strings) and measures both
//   import_bench FILE       measures a workbook of your own
//
// Figures: seconds (median of nine), the ratio to unzip, and the largest process in MiB. Then what
// is understood is written into a new installation, as without --dry-run: objects and events a
// second, to be compared with durable_moves.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/clock_watch.h"
#include "app/installation.h"
#include "app/law_library.h"
#include "app/taking_over.h"
#include "intake/asset_list.h"
#include "intake/read_grid.h"
#include "intake/workbook_maker.h"
#include "store/open_store.h"

namespace {

using namespace dengbao;
using testing_intake::Dialect;
using testing_intake::MadeSheet;
using testing_intake::WorkbookMaker;
using Seconds = std::chrono::duration<double>;

constexpr int kRows = 20'000;
constexpr int kRuns = 9;

MadeSheet made_list() {
  MadeSheet sheet;
  sheet.name = "系统台账";
  sheet.rows.push_back({"序号",         "单位名称", "统一社会信用代码（18位）",
                        "单位性质",     "系统名称", "定级对象类型",
                        "是否上云",     "服务范围", "投入运行时间",
                        "安全保护等级", "S",        "A",
                        "备案编号",     "备案日期", "测评机构",
                        "最近测评日期", "测评得分", "联系人",
                        "联系电话",     "备注"});
  const std::array codes{"12990103007YFU6Q9H", "1299010277CG8YNN4L", "9199010200C8M13E62",
                         "91990171MBJ6E2JU92"};
  const std::array dates{"d:45000",          "2023-05-06", "2023.5.6",
                         "２０２３．５．６", "20230506",   "2023年5月6日"};
  for (int i = 0; i < kRows; ++i) {
    const auto pick = static_cast<std::size_t>(i);
    sheet.rows.push_back({fmt::format("n:{}", i + 1),
                          fmt::format("云杉市第{}单位", i % 40),
                          codes[pick % 4],
                          "事业单位",
                          fmt::format("业务管理系统（第{}号）", i),
                          "传统信息系统",
                          i % 2 ? "是" : "×",
                          "全市",
                          dates[pick % 6],
                          "等保三级",
                          "S3",
                          "n:3",
                          fmt::format("990101{:05}-{:05}", i % 40, i),
                          dates[(pick + 1) % 6],
                          "云杉测评技术有限公司",
                          dates[(pick + 2) % 6],
                          fmt::format("n:{}.5", 60 + i % 40),
                          fmt::format("联系人{:02}", i % 60),
                          fmt::format("0900-555{:04}", i % 10'000),
                          "（新增）"});
  }
  return sheet;
}

double unzip_seconds(const std::string& file) {
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  std::string program = "unzip", flag = "-p", path = file;
  std::array<char*, 4> argv{program.data(), flag.data(), path.data(), nullptr};
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  if (::posix_spawnp(&pid, "unzip", &quiet, nullptr, argv.data(), environ) != 0) return 0;
  int status = 0;
  ::waitpid(pid, &status, 0);
  posix_spawn_file_actions_destroy(&quiet);
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

std::size_t accepted = 0;

double import_seconds(const std::string& file, const intake::HeaderWords& words) {
  const auto start = std::chrono::steady_clock::now();
  auto grid = intake::read_grid_file(file, {});
  if (!grid) {
    fmt::print(stderr, "{} {}\n", grid.error().code, grid.error().detail);
    std::exit(1);
  }
  auto list = intake::understand(std::move(*grid), words, {});
  if (!list) std::exit(1);
  accepted = list->accepted;
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  fmt::print(stderr, "{} {}\n", result.error().code, result.error().detail);
  std::exit(1);
}

// All that is understood becomes one batch, as `import ledger` makes it.
void write_list(const std::string& file, const intake::HeaderWords& words) {
  const auto list = must(intake::understand(must(intake::read_grid_file(file, {})), words, {}));
  const std::string folder = fmt::format("/tmp/dengbao-import-{}", ::getpid());
  set_store_doors({[](const std::string& a, bool create) { return open_store({a, create}); },
                   [](Store& s, const std::string& p) { return restore_into(s, p); }});
  const LawLibrary law = must(LawLibrary::open(""));
  SystemRandomness random;
  InitOptions init;
  init.folder = folder;
  if (!Installation::init(init, law.files(), machine_clock().now(), random)) std::exit(1);
  OpenOptions open;
  open.folder = folder;
  open.writing = true;
  double seconds = 0;
  std::int64_t events = 0;
  TakenOver taken;
  {
    auto in = must(Installation::open(open, law.files()));
    const auto start = std::chrono::steady_clock::now();
    const Actor local{"bench", "", "bench", false, true};
    const std::vector<Request> requests = taking_over(list, local, taken, {});
    for (const auto& answer : in->submit(std::span<const Request>(requests)))
      if (!answer) must(answer);
    seconds = Seconds(std::chrono::steady_clock::now() - start).count();
    events = must(must(in->reading())->head()).size;
  }
  fmt::print(
      "         written: {} objects, {} filings, {} events in {:.2f} s: {:.0f} objects/s, "
      "{:.0f} events/s\n",
      taken.created, taken.certificates, events, seconds, taken.created / seconds,
      static_cast<double>(events) / seconds);
  std::filesystem::remove_all(folder);
}

template <class F>
double median(F&& once) {
  std::array<double, kRuns> all{};
  for (double& one : all) one = once();
  std::ranges::sort(all);
  return all[kRuns / 2];
}

long peak_mib(int who) {
  rusage use{};
  ::getrusage(who, &use);
  return use.ru_maxrss / 1024;
}

void measure(const std::string& name, const std::string& file, const intake::HeaderWords& words) {
  const double ours = median([&] { return import_seconds(file, words); });
  const double limit = median([&] { return unzip_seconds(file); });
  fmt::print(
      "{:<8} {:>7} rows accepted  import {:.3f} s  unzip -p {:.3f} s  ratio {:.1f} (goal 8)  "
      "{:.0f} rows/s\n",
      name, accepted, ours, limit, ours / limit, static_cast<double>(accepted) / ours);
}

std::string written(const std::string& name, const Dialect& dialect) {
  const std::string path = fmt::format("/tmp/dengbao-import-{}-{}.xlsx", name, ::getpid());
  std::ofstream(path, std::ios::binary) << WorkbookMaker(dialect).bytes({made_list()});
  return path;
}

}  // namespace

int main(int argc, char** argv) {
  const std::array workers{intake::kGridWorker};
  if (const auto code = sandbox::run_worker_if_asked(argc, argv, workers)) return *code;
  std::ifstream in(DENGBAO_SOURCE_DIR "/law/intake/headers.yaml");
  std::stringstream text;
  text << in.rdbuf();
  const auto words = intake::parse_header_words(text.str(), "headers.yaml");
  if (!words) return 1;
  if (argc > 1) {
    measure("file", argv[1], *words);
    fmt::print("largest process: this {} MiB, worker {} MiB\n", peak_mib(RUSAGE_SELF),
               peak_mib(RUSAGE_CHILDREN));
    write_list(argv[1], *words);
    return 0;
  }
  // Made by a process of its own each, so that making them does not count as memory of reading
  // them.
  Dialect shared;
  shared.shared = shared.plain_shared = true;
  for (const auto& [name, dialect] :
       {std::pair{"shared", shared}, std::pair{"inline", Dialect{}}}) {
    const pid_t pid = ::fork();
    const std::string path =
        fmt::format("/tmp/dengbao-import-{}-{}.xlsx", name, pid == 0 ? ::getpid() : pid);
    if (pid == 0) {
      written(name, dialect);
      ::_exit(0);
    }
    ::waitpid(pid, nullptr, 0);
    const pid_t reader = ::fork();
    if (reader == 0) {
      measure(name, path, *words);
      fmt::print("         largest process: reader {} MiB, worker {} MiB (goal 128)\n",
                 peak_mib(RUSAGE_SELF), peak_mib(RUSAGE_CHILDREN));
      if (name == std::string_view("shared")) write_list(path, *words);
      std::fflush(stdout);
      ::_exit(0);
    }
    ::waitpid(reader, nullptr, 0);
    ::unlink(path.c_str());
  }
  return 0;
}
