#pragma once
// 128-bit ids that sort by time: 48 bits of milliseconds, 80 random bits, 26 letters of
// Crockford's base 32. Randomness is a port, so that tests and simulations repeat.

#include <cstdint>
#include <span>
#include <string>

#include "base/time.h"

namespace dengbao {

class Randomness {
 public:
  virtual ~Randomness() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

class SystemRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

// The same bytes for the same seed. For tests and simulations, never for keys or salts.
class SeededRandomness final : public Randomness {
 public:
  explicit SeededRandomness(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

std::string new_id(Instant now, Randomness& random);

}  // namespace dengbao
