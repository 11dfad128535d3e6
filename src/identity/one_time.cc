#include "identity/one_time.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cctype>

namespace dengbao::identity {
namespace {

constexpr std::int64_t kStepMillis = 30'000;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.')
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::string code_at(std::string_view secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < 8; ++i)
    counter[7 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * i));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
       mac.data(), &length);
  const std::size_t at = mac[length - 1] & 15u;  // dynamic truncation [RFC 4226 §5.3]
  const std::uint32_t bits = (std::uint32_t{mac[at]} & 127u) << 24 |
                             std::uint32_t{mac[at + 1]} << 16 | std::uint32_t{mac[at + 2]} << 8 |
                             std::uint32_t{mac[at + 3]};
  return fmt::format("{:06}", bits % 1'000'000);
}

std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now,
                                    std::int64_t last) {
  const std::int64_t current = now.millis() / kStepMillis;
  std::optional<std::int64_t> found;
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    const std::string right = code_at(secret, step);
    if (right.size() == code.size() && CRYPTO_memcmp(right.data(), code.data(), 6) == 0 &&
        step > last)
      found = step;
  }
  return found;
}

std::string base32(std::string_view bytes) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<std::uint8_t>(c);
    for (have += 8; have >= 5; have -= 5) out += kLetters[bits >> (have - 5) & 31u];
  }
  if (have > 0) out += kLetters[bits << (5 - have) & 31u];
  return out;
}

std::string key_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", escaped(issuer), escaped(account),
                     base32(secret), escaped(issuer));
}

}  // namespace dengbao::identity
