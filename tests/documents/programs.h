#pragma once
// Other people's readers of our documents, and a folder to hold what they read.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace dengbao {

// A folder of its own that is gone with the test.
class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "dengbao-documents-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  // Writes a file and answers its path.
  std::string file(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << bytes;
    return path_ + "/" + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Ran {
  int status = -1;
  std::string output;
  std::string complaints;
};

// Runs a program from the path, with nothing in its environment but that and UTC.
inline Ran run(std::vector<std::string> words) {
  Ran out;
  const Folder folder;
  const std::string complaints = folder.file("stderr", "");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, complaints.c_str(), O_WRONLY, 0600);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string path = std::string("PATH=") + std::getenv("PATH"), zone = "TZ=UTC";
  std::array<char*, 3> environment = {path.data(), zone.data(), nullptr};
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; !failed && (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
    out.output.append(buffer.data(), static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  if (!failed && ::waitpid(child, &status, 0) == child && WIFEXITED(status))
    out.status = WEXITSTATUS(status);
  std::ifstream in(complaints, std::ios::binary);
  out.complaints.assign(std::istreambuf_iterator<char>(in), {});
  return out;
}

// What a program writes to its standard output; its failure fails the test.
inline std::string output_of(std::vector<std::string> words) {
  const std::string name = words[0];
  Ran ran = run(std::move(words));
  EXPECT_EQ(ran.status, 0) << name << ": " << ran.complaints;
  return std::move(ran.output);
}

}  // namespace dengbao
