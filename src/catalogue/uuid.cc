#include "catalogue/uuid.h"

#include <openssl/evp.h>

#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace dengbao::requirements {

std::string uuid_v5(std::string_view space, std::string_view name) {
  const auto bytes = from_hex(replace_all(std::string(space), "-", ""));
  const std::string text = bytes.value_or(std::string()) + std::string(name);
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  // SHA-1 is what version 5 is made of; nothing here relies on its strength.
  EVP_Digest(text.data(), text.size(), sum.data(), nullptr, EVP_sha1(), nullptr);
  sum[6] = static_cast<unsigned char>((sum[6] & 0x0F) | 0x50);
  sum[8] = static_cast<unsigned char>((sum[8] & 0x3F) | 0x80);
  const std::string h = hex({sum.data(), 16});
  return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) +
         "-" + h.substr(20);
}

std::string uuid_of(std::string_view name) {
  // The name space of this catalogue: "urn:dengbao:catalogue" in that of URLs.
  static const std::string space =
      uuid_v5("6ba7b811-9dad-11d1-80b4-00c04fd430c8", "urn:dengbao:catalogue");
  return uuid_v5(space, name);
}

}  // namespace dengbao::requirements
