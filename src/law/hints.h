#pragma once
// What is kept beside the terms of a pack to find them sooner. Never more than a help: whoever has
// none looks the long way and finds the same.

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "law/value.h"

namespace dengbao {

// Made from what it stands beside, once that is read, and points into it. What is copied or moved
// elsewhere starts without; a law as a whole may be moved, its parts stay where they are.
template <class T>
class Derived {
 public:
  Derived() = default;
  Derived(const Derived&) noexcept {}
  Derived(Derived&& other) noexcept { other.made_.reset(); }
  Derived& operator=(const Derived& other) noexcept {
    if (this != &other) made_.reset();
    return *this;
  }
  Derived& operator=(Derived&& other) noexcept {
    made_.reset();
    other.made_.reset();
    return *this;
  }
  ~Derived() = default;
  void set(T made) { made_ = std::make_unique<const T>(std::move(made)); }
  explicit operator bool() const { return made_ != nullptr; }
  const T& operator*() const { return *made_; }
  const T* operator->() const { return made_.get(); }

 private:
  std::unique_ptr<const T> made_;
};

// Some names, a bit for several: it may say that a name is among them although it is not, never
// the other way round.
class NameBits {
 public:
  static NameBits all() {
    NameBits bits;
    bits.low_ = bits.high_ = ~std::uint64_t{0};
    return bits;
  }
  void add(Symbol name) { (name.id() & 64 ? high_ : low_) |= bit(name); }
  bool may_hold(Symbol name) const { return ((name.id() & 64 ? high_ : low_) & bit(name)) != 0; }
  bool meets(const NameBits& other) const {
    return ((low_ & other.low_) | (high_ & other.high_)) != 0;
  }

 private:
  static std::uint64_t bit(Symbol name) { return std::uint64_t{1} << (name.id() % 64); }
  std::uint64_t low_ = 0, high_ = 0;
};

// Where an entry stands in a list, by its name. Only a hint: lists may change after it was built.
class NameHints {
 public:
  template <class T>
  void build(const std::vector<T>& all) {
    std::size_t size = 16;
    while (size < all.size() * 4) size *= 2;
    slots_.assign(size, 0);
    mask_ = size - 1;
    for (std::size_t i = 0; i < all.size(); ++i)
      slots_[all[i].name.id() & mask_] = static_cast<std::uint16_t>(i);
  }
  template <class T>
  const T* find(const std::vector<T>& all, Symbol name) const {
    if (!slots_.empty())
      if (const std::size_t i = slots_[name.id() & mask_]; i < all.size() && all[i].name == name)
        return &all[i];
    for (const T& one : all)
      if (one.name == name) return &one;
    return nullptr;
  }

 private:
  std::vector<std::uint16_t> slots_;
  std::size_t mask_ = 0;
};

}  // namespace dengbao
