#include "app/demo_folder.h"

#include <array>
#include <filesystem>

#include "app/doing.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "/demo.txt";
constexpr std::string_view kMarkText =
    "dengbao demo\n这个目录由 dengbao demo 生成；dengbao demo --force 会重做它。\n";
// Everything that a demo makes, and nothing else.
constexpr std::array kMade{"dengbao.db",     "dengbao.db-wal", "dengbao.db-shm", "log.key",
                           "log.passphrase", "lock",           "settings.json",  "rejects.xlsx",
                           "documents",      "materials",      "receipts",       "examples",
                           "trust",          "demo.txt"};

bool is_free(const std::string& folder) {
  std::error_code error;
  return !fs::exists(folder, error) ||
         (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

bool is_demo(const std::string& folder) {
  const auto text = read_whole_file(folder + std::string(kMark));
  return text && *text == kMarkText;
}

Status clear(const std::string& folder) {
  // The mark goes last: what is cleared half way is still known as a demo.
  for (const char* name : kMade) {
    std::error_code error;
    fs::remove_all(folder + "/" + name, error);
    if (error)
      return fail_external("app.cannot_write", folder + "/" + name + ": " + error.message());
  }
  return {};
}

}  // namespace

Result<std::string> demo_folder(const std::string& wanted, bool again) {
  std::string folder = wanted.empty() ? "dengbao-demo" : wanted;
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  if (is_free(folder)) return folder;
  if (again && is_demo(folder)) {
    CHECK(clear(folder));
    return folder;
  }
  if (wanted.empty() && !again)
    for (int n = 2;; ++n)
      if (const std::string next = folder + "-" + std::to_string(n); is_free(next)) return next;
  return fail(ErrorKind::Conflict, is_demo(folder) ? "demo.exists" : "demo.not_a_demo",
              {{"folder", folder}});
}

Status mark_demo(const std::string& folder) {
  return write_whole_file(folder + std::string(kMark), kMarkText, true);
}

}  // namespace dengbao
