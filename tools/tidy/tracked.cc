#include "tidy/tracked.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "tidy/rules.h"

namespace tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargest = 4U << 20U;

// Split so that this file does not hold them.
constexpr std::array<std::string_view, 3> kKeys = {
    "PRIVATE"
    " KEY-----",
    "PRIVATE"
    "+KEY+",
    "\"type\":"
    "\"dengbao-key-v1\""};
// What opens the key of an installation stands alone in its file.
constexpr std::string_view kSecret = "dengbao-secret-v1:";

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool is_key(const fs::path& path) {
  if (path.extension() == ".key") return true;
  const std::string text = text_of(path);
  if (text.starts_with(kSecret)) return true;
  return std::ranges::any_of(
      kKeys, [&](std::string_view mark) { return text.find(mark) != std::string::npos; });
}

void check(const fs::path& root, const std::string& path, Findings& out) {
  for (const std::string& part : dengbao::split(path, '/'))
    if (part.starts_with('-')) {
      out.push_back({path, 0, fmt::format("the name {} is taken for an option", part),
                     "a name that begins with a letter"});
      break;
    }
  std::error_code error;
  const fs::path file = root / path;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) return;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return;
  if (size >= kLargest)
    out.push_back({path, 0, fmt::format("{} MiB are under version control", size >> 20U),
                   "what makes or fetches it"});
  else if (is_key(file))
    out.push_back({path, 0, "a private key is under version control",
                   "a key that the test makes; one that was published is no secret any more"});
}

std::vector<std::string> walked(const fs::path& root) {
  std::vector<std::string> out;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && (name == "build" || name == "node_modules" || name == ".git"))
      entry.disable_recursion_pending();
    else if (!entry->is_directory())
      out.push_back(fs::relative(entry->path(), root).generic_string());
  }
  return out;
}

}  // namespace

std::optional<std::string> git(const fs::path& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"git", "-C", folder.string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (std::string& word : all) words.push_back(word.data());
  words.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "git", &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string out;
  std::array<char, 1 << 16> block{};
  for (ssize_t n = 1; failed == 0 && n > 0;) {
    n = read(ends[0], block.data(), block.size());
    if (n > 0) out.append(block.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child || status != 0) return std::nullopt;
  return out;
}

std::vector<std::string> tracked(const fs::path& root) {
  const auto listed = git(root, {"ls-files", "-z"});
  if (!listed) return walked(root);
  std::vector<std::string> out = dengbao::split(*listed, '\0');
  std::erase(out, std::string());
  return out;
}

void check_tracked(const Tree& tree, Findings& out) {
  for (const std::string& path : tracked(tree.root)) check(tree.root, path, out);
}

}  // namespace tidy
