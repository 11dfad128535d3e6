// Credit codes: any bytes are judged; a valid code is valid again as it is stored.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/credit_code.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto check = dengbao::check_credit_code(text);
  if (check.valid() && !dengbao::check_credit_code(check.code).valid()) std::abort();
  return 0;
}
