#pragma once
// 128-bit ids that sort by time: 48 bits of milliseconds, 80 random bits, 26 letters of
// Crockford's base 32. Randomness is a port, so that tests and simulations repeat.

#include <array>
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

// Draws some hundred bytes at once from another and gives them out: each draw of the system's costs
// as much as a hash. For names of things, which need not be secret.
class DrawnAhead final : public Randomness {
 public:
  explicit DrawnAhead(Randomness& source) : source_(source) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  Randomness& source_;
  std::array<std::uint8_t, 640> drawn_{};
  std::size_t used_ = 640;
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
