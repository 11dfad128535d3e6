#pragma once
// Bytes that are wiped when they go: keys and what they are derived from.

#include <openssl/crypto.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dengbao::ledger {

// Has a fixed size, so that no growing leaves a copy behind; moved, never copied.
class Secret {
 public:
  explicit Secret(std::size_t size) : bytes_(size) {}
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    bytes_ = std::move(other.bytes_);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  std::span<std::uint8_t> bytes() { return bytes_; }
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  void shorten(std::size_t size) { bytes_.resize(size); }  // what is cut stays until the wipe

 private:
  void wipe() {
    bytes_.resize(bytes_.capacity());
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
    bytes_.clear();
  }
  std::vector<std::uint8_t> bytes_;
};

}  // namespace dengbao::ledger
