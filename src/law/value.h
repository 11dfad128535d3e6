#pragma once
// Names and values of facts. Values know five shapes; what a text means (a date, a code, a file's
// digest) is told by the declaration of the fact. Dates are ISO texts: their order is that of time.

#include <sys/single_threaded.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/strong.h"

namespace dengbao {

// An interned name: equal names are equal numbers. Interning is thread safe and never undone, so
// only names from packs and stored events are interned, never words a stranger sends.
class Symbol {
 public:
  Symbol() = default;
  explicit Symbol(std::string_view name);
  const std::string& text() const;
  bool empty() const { return id_ == 0; }
  std::uint32_t id() const { return id_; }
  bool operator==(const Symbol&) const = default;
  auto operator<=>(const Symbol&) const = default;

 private:
  std::uint32_t id_ = 0;
};

struct Compound;

// A handle of two words: texts, lists and records are held together by all who hold the same, and
// never change. Copied and moved far more often than made.
class Value {
 public:
  Value() noexcept {}
  Value(bool b) noexcept : kind_(Kind::Boolean) { held_.boolean = b; }
  Value(std::int64_t n) noexcept : kind_(Kind::Integer) { held_.integer = n; }
  Value(int n) noexcept : Value(std::int64_t{n}) {}
  Value(std::string s);
  Value(std::string_view s) : Value(std::string(s)) {}
  Value(const char* s) : Value(std::string(s)) {}
  Value(Compound compound);
  static Value list(std::vector<Value> items);
  static Value record(std::vector<std::pair<std::string, Value>> members);

  Value(const Value& other) noexcept : held_(other.held_), kind_(other.kind_) { hold(); }
  Value(Value&& other) noexcept
      : held_(other.held_), kind_(std::exchange(other.kind_, Kind::None)) {}
  Value& operator=(const Value& other) noexcept {
    other.hold();  // first: it may be held by this one alone
    let_go();
    held_ = other.held_;
    kind_ = other.kind_;
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    std::swap(held_, other.held_);
    std::swap(kind_, other.kind_);
    return *this;
  }
  ~Value() { let_go(); }

  static const Value& nothing() {
    static const Value none{};
    return none;
  }
  bool none() const { return kind_ == Kind::None; }
  const bool* boolean() const { return kind_ == Kind::Boolean ? &held_.boolean : nullptr; }
  const std::int64_t* integer() const { return kind_ == Kind::Integer ? &held_.integer : nullptr; }
  const std::string* text() const { return kind_ == Kind::Text ? &text_there() : nullptr; }
  const Compound* compound() const { return kind_ == Kind::Compound ? &compound_there() : nullptr; }
  // Nothing, the empty text, or a list or record without entries.
  bool empty() const;
  // For people and templates: yes/no as true/false, lists joined by "、".
  std::string show() const;
  const Value* member(std::string_view name) const;

  friend bool operator==(const Value& a, const Value& b) {
    if (a.kind_ != b.kind_) return false;
    switch (a.kind_) {
      case Kind::None:
        return true;
      case Kind::Boolean:
        return a.held_.boolean == b.held_.boolean;
      case Kind::Integer:
        return a.held_.integer == b.held_.integer;
      case Kind::Text:
        return a.held_.shared == b.held_.shared || a.text_there() == b.text_there();
      case Kind::Compound:
        return a.held_.shared == b.held_.shared || same_compound(a, b);
    }
    return false;
  }

 private:
  enum class Kind : std::uint8_t { None, Boolean, Integer, Text, Compound };
  struct Shared {
    mutable std::atomic<std::uint32_t> holders{1};
  };
  struct SharedText;
  struct SharedCompound;
  union Held {
    bool boolean;
    std::int64_t integer = 0;
    const Shared* shared;
  };

  const std::string& text_there() const;
  const Compound& compound_there() const;
  static bool same_compound(const Value& a, const Value& b);
  // Counting is a plain addition as long as the process has one thread.
  void hold() const noexcept {
    if (kind_ < Kind::Text) return;
    std::atomic<std::uint32_t>& holders = held_.shared->holders;
    if (__libc_single_threaded)
      holders.store(holders.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    else
      holders.fetch_add(1, std::memory_order_relaxed);
  }
  void let_go() noexcept {
    if (kind_ < Kind::Text) return;
    std::atomic<std::uint32_t>& holders = held_.shared->holders;
    const std::uint32_t before = holders.load(std::memory_order_acquire);
    if (before == 1)
      unmake();
    else if (__libc_single_threaded)
      holders.store(before - 1, std::memory_order_relaxed);
    else if (holders.fetch_sub(1, std::memory_order_acq_rel) == 1)
      unmake();
  }
  void unmake() noexcept;

  Held held_;
  Kind kind_ = Kind::None;
};

struct Compound {
  bool is_record = false;
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> members;
  bool operator==(const Compound&) const = default;
};

struct Value::SharedText : Shared {
  explicit SharedText(std::string s) : text(std::move(s)) {}
  std::string text;
};
struct Value::SharedCompound : Shared {
  explicit SharedCompound(Compound c) : compound(std::move(c)) {}
  Compound compound;
};

inline const std::string& Value::text_there() const {
  return static_cast<const SharedText*>(held_.shared)->text;
}
inline const Compound& Value::compound_there() const {
  return static_cast<const SharedCompound*>(held_.shared)->compound;
}

inline bool Value::empty() const {
  if (kind_ == Kind::Text) return text_there().empty();
  if (kind_ != Kind::Compound) return kind_ == Kind::None;
  const Compound& c = compound_there();
  return c.items.empty() && c.members.empty();
}

json::value to_json(const Value& value);
// The same written straight: canonical, or with the members of records as they stand.
enum class MemberOrder : std::uint8_t { Canonical, AsTheyStand };
void append_json(std::string& out, const Value& value, MemberOrder order);
Value from_json(const json::value& value);

}  // namespace dengbao

template <>
struct std::hash<dengbao::Symbol> {
  std::size_t operator()(dengbao::Symbol s) const noexcept { return s.id(); }
};
