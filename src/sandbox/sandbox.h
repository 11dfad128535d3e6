#pragma once
// Foreign bytes are parsed in a process of their own that has no files, no sockets and no
// privileges: the own binary, started anew, fed by descriptors, watched by its parent.
//
//   int main(int argc, char** argv) {
//     if (auto code = sandbox::run_worker_if_asked(argc, argv, kWorkers)) return *code;
//
// The guarantee is a seccomp filter: any system call outside a short list ends the worker.

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao::sandbox {

// Where a worker puts what it found. In a worker process a failed write ends the process.
class Output {
 public:
  virtual ~Output() = default;
  virtual void write(std::string_view bytes) = 0;
};

// What runs inside. `prepare` is called before the doors close (to load tables from disk) and
// never sees the input; `run` is called after. Names are words of the command line.
struct Worker {
  const char* name;
  void (*prepare)();
  Status (*run)(std::string_view input, std::string_view args, Output& out);
};

struct Limits {
  std::chrono::milliseconds wall{5'000};
  unsigned cpu_seconds = 5;
  std::size_t memory_bytes = 160U << 20;  // beyond what the program itself maps, input excluded
  std::size_t input_bytes = 64U << 20;
  std::size_t output_bytes = 64U << 20;
};

struct Options {
  Limits limits;
  bool no_sandbox =
      false;  // run in this process when the kernel cannot filter: a choice of the user
};

// Starts a worker on bytes in memory, or on a file (or memory file) by its descriptor, and answers
// all it wrote. Errors: what the worker refused (always BadInput); BadInput sandbox.time_limit,
// sandbox.memory_limit, sandbox.output_limit, sandbox.input_limit, sandbox.forbidden_call,
// sandbox.worker_died; External sandbox.unavailable where the kernel has no filter and
// `no_sandbox` is not given. May be called by several threads at once.
Result<std::string> run(const Worker& worker, std::string_view input, std::string_view args,
                        const Options& options);
Result<std::string> run_on_descriptor(const Worker& worker, int input, std::string_view args,
                                      const Options& options);
// The same in this process, without any guard: for fuzzing and for `no_sandbox`.
Result<std::string> run_here(const Worker& worker, std::string_view input, std::string_view args,
                             const Limits& limits);

// First thing in main: where this process was started as a worker, does its work and answers the
// exit code; otherwise nothing.
std::optional<int> run_worker_if_asked(int argc, char** argv, std::span<const Worker> workers);

}  // namespace dengbao::sandbox
