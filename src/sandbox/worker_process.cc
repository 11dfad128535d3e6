// The inside: what happens in the process that was started as a worker.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include "sandbox/frames.h"
#include "sandbox/lockdown.h"
#include "sandbox/sandbox.h"
#include "sandbox/wiring.h"

namespace dengbao::sandbox {
namespace {

void write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(kOutputDescriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) ::_exit(kExitOutputLost);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// Gathers small pieces: a system call for every cell would cost more than the cell.
class PipeOutput final : public Output {
 public:
  PipeOutput() { buffer_.reserve(kFlushBytes * 2); }
  void write(std::string_view bytes) override {
    buffer_ += bytes;
    if (buffer_.size() >= kFlushBytes) flush();
  }
  void flush() {
    if (buffer_.empty()) return;
    write_all(frame_head(Frame::Output, buffer_.size()));
    write_all(buffer_);
    buffer_.clear();
  }

 private:
  static constexpr std::size_t kFlushBytes = 48U << 10;
  std::string buffer_;
};

[[noreturn]] void last_word(Frame kind, std::string_view bytes = {}) {
  write_all(frame_head(kind, bytes.size()));
  write_all(bytes);
  ::_exit(0);  // no destructors, no atexit: they would need calls that are closed
}

std::string_view map_input() {
  struct stat about{};
  if (::fstat(kInputDescriptor, &about) != 0) ::_exit(kExitNoInput);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size == 0) return {};
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, kInputDescriptor, 0);
  if (at == MAP_FAILED) ::_exit(kExitNoInput);
  return {static_cast<const char*>(at), size};
}

std::size_t number(const char* text) {
  std::size_t n = 0;
  std::from_chars(text, text + std::strlen(text), n);
  return n;
}

[[noreturn]] void work(const Worker& worker, const char* cpu, const char* memory,
                       const char* args) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string_view input = map_input();
  if (worker.prepare) worker.prepare();
  if (!lock_down(static_cast<unsigned>(number(cpu)), number(memory))) last_word(Frame::Unavailable);
  try {
    PipeOutput out;
    const Status status = worker.run(input, args, out);
    if (!status) last_word(Frame::Refused, encode_refusal(status.error()));
    out.flush();
  } catch (const std::bad_alloc&) {
    Explanation refusal;
    refusal.code = "sandbox.memory_limit";
    last_word(Frame::Refused, encode_refusal(refusal));
  }
  last_word(Frame::Done);
}

}  // namespace

std::optional<int> run_worker_if_asked(int argc, char** argv, std::span<const Worker> workers) {
  if (argc != 6 || std::strcmp(argv[1], kWorkerFlag) != 0 || !std::getenv(kInsideVariable))
    return std::nullopt;
  for (const Worker& worker : workers)
    if (std::strcmp(argv[2], worker.name) == 0) work(worker, argv[3], argv[4], argv[5]);
  return kExitNoSuchWorker;
}

}  // namespace dengbao::sandbox
