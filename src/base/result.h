#pragma once
// What every function of the house answers: a value, or one Explanation.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dengbao {

// Kinds of failure as programs see them. The numbers are the frozen exit codes of the command line.
enum class ErrorKind : std::uint8_t {
  Internal = 1,  // a mistake of ours
  Negative = 2,  // ran well, the verdict is negative
  Usage = 3,     // unknown flag or enum value
  BadInput = 4,  // right form, wrong value; bytes that cannot be read
  NotFound = 5,
  Refused = 6,      // permission, state or law
  Conflict = 7,     // someone else was first; version or key mismatch
  External = 8,     // another system, a key, the disk
  Interrupted = 9,  // stopped by the user, state saved
};

// Why something is not so (or is): refusals, verdicts, contradictions and findings are all this.
// `code` names the text in law/messages/*.yaml (what it says and how to put it right), `args` fill
// its {placeholders}; `where` is a field, file:line, row or path; `detail` is for the operator's
// log only and never reaches a user.
struct Explanation {
  ErrorKind kind = ErrorKind::Internal;
  std::string code;
  std::vector<std::pair<std::string, std::string>> args;
  std::string where;
  std::vector<std::string> citations;  // "cn-mlps 备案表(2025) 表五-1", "source-001 S1-07"
  std::vector<std::pair<std::string, std::string>> read;  // what was looked at, with its version
  std::string detail;

  bool operator==(const Explanation&) const = default;
};

template <class T>
using Result = std::expected<T, Explanation>;
using Status = std::expected<void, Explanation>;

using Args = std::vector<std::pair<std::string, std::string>>;

inline std::unexpected<Explanation> fail(ErrorKind kind, std::string code, Args args = {},
                                         std::string where = {},
                                         std::vector<std::string> citations = {}) {
  return std::unexpected(Explanation{
      kind, std::move(code), std::move(args), std::move(where), std::move(citations), {}, {}});
}

// For failures of the machine: `detail` goes to the operator's log.
inline std::unexpected<Explanation> fail_external(std::string code, std::string detail) {
  return std::unexpected(
      Explanation{ErrorKind::External, std::move(code), {}, {}, {}, {}, std::move(detail)});
}

}  // namespace dengbao

// TRY(x): the value of a Result, or return its Explanation. A statement expression: GCC and Clang.
#define TRY(...)                                              \
  __extension__({                                             \
    auto&& try_result_ = (__VA_ARGS__);                       \
    if (!try_result_) [[unlikely]]                            \
      return std::unexpected(std::move(try_result_).error()); \
    std::move(try_result_).value();                           \
  })

// CHECK(x): the same for a Status.
#define CHECK(...)                                                       \
  do {                                                                   \
    if (auto check_result_ = (__VA_ARGS__); !check_result_) [[unlikely]] \
      return std::unexpected(std::move(check_result_).error());          \
  } while (false)
