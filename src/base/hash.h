#pragma once
// Digests. SM3 [GB/T 32905] by default; SHA-256 where an installation was made with it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dengbao {

using Digest = std::array<std::uint8_t, 32>;
enum class HashKind : std::uint8_t { Sm3, Sha256 };

std::string_view hash_name(HashKind kind);  // "sm3", "sha256"
std::optional<HashKind> hash_kind(std::string_view name);

inline std::span<const std::uint8_t> bytes_of(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

// Feeds bytes piece by piece. Not for use by two threads at once; reusable after finish().
class Hasher {
 public:
  explicit Hasher(HashKind kind);
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher& add(std::span<const std::uint8_t> bytes);
  Hasher& add(std::string_view bytes) { return add(bytes_of(bytes)); }
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest digest(HashKind kind, std::span<const std::uint8_t> bytes);
inline Digest digest(HashKind kind, std::string_view bytes) {
  return digest(kind, bytes_of(bytes));
}

std::string hex(std::span<const std::uint8_t> bytes);
std::optional<std::string> from_hex(std::string_view text);     // lower or upper case
std::optional<Digest> digest_from_hex(std::string_view text);   // exactly 64 digits
std::string base64(std::span<const std::uint8_t> bytes);        // standard alphabet, padded
std::optional<std::string> from_base64(std::string_view text);  // strict

}  // namespace dengbao
