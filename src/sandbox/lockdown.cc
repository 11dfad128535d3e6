#include "sandbox/lockdown.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace dengbao::sandbox {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

std::size_t mapped_now() {
  std::array<char, 128> text{};
  const int fd = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  const ssize_t n = ::read(fd, text.data(), text.size() - 1);
  ::close(fd);
  if (n <= 0) return 0;
  return std::strtoull(text.data(), nullptr, 10) *
         static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource what, std::size_t value) {
  const rlimit both{value, value};
  ::setrlimit(what, &both);
}

// A second belt: no path of the file system can be reached, whatever the call. Kernels without
// Landlock are let through, because the filter below forbids opening altogether.
void forbid_files() {
  landlock_ruleset_attr attr{};
  attr.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // every right of the first ABI
  const long set = ::syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0U);
  if (set < 0) return;
  ::syscall(SYS_landlock_restrict_self, set, 0U);
  ::close(static_cast<int>(set));
}

struct FilterDeleter {
  void operator()(void* context) const { ::seccomp_release(context); }
};

bool install_filter() {
  const std::unique_ptr<void, FilterDeleter> filter(::seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (!filter) return false;
  // Reading and writing what is open, memory, time, ending. Nothing that opens, connects, starts.
  constexpr std::array kAllowed{SCMP_SYS(read),          SCMP_SYS(write),
                                SCMP_SYS(pread64),       SCMP_SYS(lseek),
                                SCMP_SYS(munmap),        SCMP_SYS(mremap),
                                SCMP_SYS(brk),           SCMP_SYS(madvise),
                                SCMP_SYS(futex),         SCMP_SYS(exit),
                                SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn),
                                SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),
                                SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
                                SCMP_SYS(getpid),        SCMP_SYS(gettid),
                                SCMP_SYS(sched_yield),   SCMP_SYS(getrandom),
                                SCMP_SYS(sigaltstack),   SCMP_SYS(restart_syscall)};
  for (int call : kAllowed)
    if (::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
  // A sanitized build probes memory through a pipe of its own.
  if (kSanitized)
    for (int call : {SCMP_SYS(pipe2), SCMP_SYS(close)})
      if (::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
  // abort() of the C library signals the own process, and nothing else may be signalled.
  const scmp_arg_cmp self{0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()), 0};
  if (::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &self) != 0)
    return false;
  // New memory is never executable.
  const scmp_arg_cmp no_code{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
  for (int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    if (::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &no_code) != 0)
      return false;
  return ::seccomp_load(filter.get()) == 0;
}

}  // namespace

Status lock_down(unsigned cpu_seconds, std::size_t memory_bytes) {
  limit(RLIMIT_CPU, cpu_seconds);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  // The sanitizers reserve terabytes of address space for their shadow.
  if (!kSanitized) limit(RLIMIT_AS, mapped_now() + memory_bytes);
  ::prctl(PR_SET_DUMPABLE, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail_external("sandbox.unavailable", std::strerror(errno));
  forbid_files();
  if (!install_filter())
    return fail_external("sandbox.unavailable", "seccomp filter not installed");
  return {};
}

}  // namespace dengbao::sandbox
