#include "link/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/hash.h"

namespace dengbao::link {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kLeast = 24, kMost = 64;

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text).data(), text.size(),
       out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace

std::optional<std::string> webhook_key(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return std::nullopt;
  auto key = from_base64(secret.substr(kPrefix.size()));
  if (!key || key->size() < kLeast || key->size() > kMost) return std::nullopt;
  return key;
}

std::vector<std::string> signed_headers(std::string_view id, Instant at, std::string_view body,
                                        std::string_view key) {
  const std::string seconds = std::to_string(at.millis() / 1000);
  std::string text(id);
  text += "." + seconds + ".";
  text += body;
  return {"webhook-id: " + std::string(id), "webhook-timestamp: " + seconds,
          "webhook-signature: v1," + base64(bytes_of(hmac_sha256(key, text)))};
}

}  // namespace dengbao::link
