// The outside: starting a worker, reading what it says, ending it in time.

#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "sandbox/frames.h"
#include "sandbox/wiring.h"

namespace dengbao::sandbox {
namespace {

using SteadyClock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

// A copy above the numbers that the worker's own descriptors take.
Descriptor high_copy(int fd) {
  return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 16));
}

struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnPlan(int input, int output) {
    posix_spawn_file_actions_init(&actions);
    for (int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, input, kInputDescriptor);
    posix_spawn_file_actions_adddup2(&actions, output, kOutputDescriptor);
    posix_spawn_file_actions_addclosefrom_np(&actions, kOutputDescriptor + 1);
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

Result<pid_t> start(const Worker& worker, std::string_view args, const Limits& limits, int input,
                    int output) {
  const SpawnPlan plan(input, output);
  std::string program = "/proc/self/exe", flag = kWorkerFlag, name = worker.name,
              cpu = std::to_string(limits.cpu_seconds),
              memory = std::to_string(limits.memory_bytes), rest(args),
              inside = std::string(kInsideVariable) + "=1";
  std::array<char*, 7> argv{program.data(), flag.data(), name.data(), cpu.data(),
                            memory.data(),  rest.data(), nullptr};
  std::array<char*, 2> environment{inside.data(), nullptr};
  pid_t pid = -1;
  // posix_spawn is a vfork inside: its cost does not grow with the size of a large server.
  const int error = ::posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes,
                                  argv.data(), environment.data());
  if (error != 0) return fail_external("sandbox.not_started", std::strerror(error));
  return pid;
}

// A child that is ended and collected whatever happens to its parent's attention.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // Gives a dying process the moment it needs to leave its own status, then ends it.
  void end_soon() {
    for (int turn = 0; turn < 20; ++turn) {
      siginfo_t about{};
      if (::waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          about.si_pid == pid_)
        return;
      ::usleep(500);
    }
    ::kill(pid_, SIGKILL);
  }
  // The status as waitpid gives it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

enum class Reading { Ended, OutOfTime, Broken };

Reading read_frames(int fd, FrameReader& frames, SteadyClock::time_point deadline) {
  std::vector<char> buffer(256U << 10);
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) return Reading::OutOfTime;
    pollfd one{fd, POLLIN, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Reading::Broken;
    if (ready == 0) return Reading::OutOfTime;
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Reading::Broken;
    if (n == 0) return Reading::Ended;
    if (!frames.add({buffer.data(), static_cast<std::size_t>(n)})) return Reading::Broken;
  }
}

std::unexpected<Explanation> refused(const char* code, Args args = {}) {
  return fail(ErrorKind::BadInput, code, std::move(args));
}

std::unexpected<Explanation> died(int status) {
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGSYS) return refused("sandbox.forbidden_call");
  if (signal == SIGXCPU) return refused("sandbox.time_limit", {{"seconds", "CPU"}});
  auto out = refused("sandbox.worker_died");
  if (WIFEXITED(status) && WEXITSTATUS(status) == kExitNoSuchWorker)
    out = fail(ErrorKind::Internal, "sandbox.no_such_worker");
  out.error().detail =
      signal ? fmt::format("signal {}", signal) : fmt::format("exit {}", WEXITSTATUS(status));
  return out;
}

Result<std::string> judge(Reading reading, FrameReader& frames, int status, const Limits& limits) {
  if (reading == Reading::OutOfTime)
    return refused(
        "sandbox.time_limit",
        {{"seconds", fmt::format("{:g}", static_cast<double>(limits.wall.count()) / 1e3)}});
  if (frames.over_limit())
    return refused("sandbox.output_limit", {{"mib", std::to_string(limits.output_bytes >> 20)}});
  if (reading == Reading::Broken) return refused("sandbox.worker_died");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !frames.last_word()) return died(status);
  switch (*frames.last_word()) {
    case Frame::Done:
      return frames.take_output();
    case Frame::Refused:
      if (auto refusal = decode_refusal(frames.refusal())) return std::unexpected(*refusal);
      return refused("sandbox.worker_died");
    case Frame::Unavailable:
      return fail_external("sandbox.unavailable", "the worker could not install its filter");
    case Frame::Output:
      break;
  }
  return refused("sandbox.worker_died");
}

Result<std::string> run_process(const Worker& worker, int input, std::string_view args,
                                const Limits& limits) {
  if (std::getenv(kInsideVariable))
    return fail(ErrorKind::Internal, "sandbox.no_such_worker", {}, worker.name);
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail_external("sandbox.not_started", std::strerror(errno));
  const Descriptor from_worker(ends[0]);
  Descriptor to_parent(ends[1]);
  ::fcntl(from_worker.get(), F_SETPIPE_SZ, 1 << 20);  // fewer turns; a refusal does no harm
  pid_t pid = -1;
  {
    const Descriptor high_input = high_copy(input), high_output = high_copy(to_parent.get());
    if (high_input.get() < 0 || high_output.get() < 0)
      return fail_external("sandbox.not_started", std::strerror(errno));
    pid = TRY(start(worker, args, limits, high_input.get(), high_output.get()));
  }
  Child child(pid);
  to_parent.close();  // so that the worker's end is the only one left
  FrameReader frames(limits.output_bytes);
  const Reading reading = read_frames(from_worker.get(), frames, SteadyClock::now() + limits.wall);
  // After the last word a worker only ends; one that closed its output and stays is not waited for.
  if (reading != Reading::Ended || !frames.last_word()) child.end_soon();
  return judge(reading, frames, child.wait(), limits);
}

class BoundedText final : public Output {
 public:
  explicit BoundedText(std::size_t limit) : limit_(limit) {}
  void write(std::string_view bytes) override {
    if (bytes.size() > limit_ - text_.size()) over_ = true;
    if (!over_) text_ += bytes;
  }
  bool over() const { return over_; }
  std::string take() { return std::move(text_); }

 private:
  std::size_t limit_;
  bool over_ = false;
  std::string text_;
};

std::unexpected<Explanation> too_large(const Limits& limits) {
  return refused("sandbox.input_limit", {{"mib", std::to_string(limits.input_bytes >> 20)}});
}

bool unavailable(const Result<std::string>& answer) {
  return !answer && answer.error().code == "sandbox.unavailable";
}

}  // namespace

Result<std::string> run_here(const Worker& worker, std::string_view input, std::string_view args,
                             const Limits& limits) {
  if (input.size() > limits.input_bytes) return too_large(limits);
  if (worker.prepare) worker.prepare();
  BoundedText out(limits.output_bytes);
  if (Status status = worker.run(input, args, out); !status) {
    status.error().kind = ErrorKind::BadInput;
    return std::unexpected(status.error());
  }
  if (out.over())
    return refused("sandbox.output_limit", {{"mib", std::to_string(limits.output_bytes >> 20)}});
  return out.take();
}

Result<std::string> run(const Worker& worker, std::string_view input, std::string_view args,
                        const Options& options) {
  if (input.size() > options.limits.input_bytes) return too_large(options.limits);
  const Descriptor memory(::memfd_create("dengbao-input", MFD_CLOEXEC));
  if (memory.get() < 0) return fail_external("sandbox.not_started", std::strerror(errno));
  for (std::string_view left = input; !left.empty();) {
    const ssize_t n = ::write(memory.get(), left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail_external("sandbox.not_started", std::strerror(errno));
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  auto answer = run_process(worker, memory.get(), args, options.limits);
  if (unavailable(answer) && options.no_sandbox)
    return run_here(worker, input, args, options.limits);
  return answer;
}

Result<std::string> run_on_descriptor(const Worker& worker, int input, std::string_view args,
                                      const Options& options) {
  struct stat about{};
  if (::fstat(input, &about) != 0 || !S_ISREG(about.st_mode))
    return refused("sandbox.input_not_a_file");
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size > options.limits.input_bytes) return too_large(options.limits);
  auto answer = run_process(worker, input, args, options.limits);
  if (!unavailable(answer) || !options.no_sandbox) return answer;
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t n = ::pread(input, bytes.data() + have, size - have, static_cast<off_t>(have));
    if (n <= 0) return refused("sandbox.input_not_a_file");
    have += static_cast<std::size_t>(n);
  }
  return run_here(worker, bytes, args, options.limits);
}

}  // namespace dengbao::sandbox
