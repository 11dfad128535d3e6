#include "base/ids.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace dengbao {

void SystemRandomness::fill(std::span<std::uint8_t> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
}

void DrawnAhead::fill(std::span<std::uint8_t> bytes) {
  if (bytes.size() > drawn_.size()) return source_.fill(bytes);
  if (used_ + bytes.size() > drawn_.size()) {
    source_.fill(drawn_);
    used_ = 0;
  }
  std::copy_n(drawn_.begin() + static_cast<std::ptrdiff_t>(used_), bytes.size(), bytes.begin());
  used_ += bytes.size();
}

std::uint64_t SeededRandomness::next() {
  // splitmix64 (Vigna, public domain constants)
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void SeededRandomness::fill(std::span<std::uint8_t> bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 8 == 0) word = next();
    bytes[i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
  }
}

std::string new_id(Instant now, Randomness& random) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::array<std::uint8_t, 16> raw{};
  const auto ms = static_cast<std::uint64_t>(now.millis());
  for (std::size_t i = 0; i < 6; ++i) raw[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  random.fill(std::span(raw).subspan(6));
  // 128 bits are 26 letters of 5 bits with two zero bits in front.
  std::string out(26, '0');
  for (std::size_t letter = 0; letter < 26; ++letter) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 5; ++k) {
      const std::size_t bit = letter * 5 + k;  // counted with the two leading zeros
      const unsigned b = bit < 2 ? 0u : (raw[(bit - 2) / 8] >> (7 - (bit - 2) % 8)) & 1u;
      value = value << 1 | b;
    }
    out[letter] = kAlphabet[value];
  }
  return out;
}

}  // namespace dengbao
