#pragma once
// Closes the doors of the running process. There is no way back.

#include <cstddef>

#include "base/result.h"

namespace dengbao::sandbox {

// Limits first (CPU seconds, bytes of address space beyond what is mapped now, no files, no core),
// then no_new_privs, Landlock where the kernel has it, and the seccomp filter. The error is
// External sandbox.unavailable; the process is then to be left at once.
Status lock_down(unsigned cpu_seconds, std::size_t memory_bytes);

}  // namespace dengbao::sandbox
