#pragma once
// In which form an answer travels (RFC 9110 §12.5.3).

#include <cstdint>
#include <string>
#include <string_view>

namespace dengbao::http {

enum class Coding : std::uint8_t { Identity, Gzip, Brotli };
// As it stands in Content-Encoding; empty for identity.
std::string_view coding_name(Coding coding);

// The forms that are there beside the plain one.
struct Codings {
  bool gzip = false, brotli = false;
};
// The one that an Accept-Encoding likes best of those that are there; of two it likes as well, the
// smaller. The plain one where it takes no other, also where it does not take that one either: an
// answer that can be read by most is better than none.
Coding preferred(std::string_view accept_encoding, Codings there);
bool takes_gzip(std::string_view accept_encoding);

// Empty where the library refuses. `level`: of zlib; 1 for what is made once and sent once.
std::string gzipped(std::string_view bytes, int level = 9);

}  // namespace dengbao::http
