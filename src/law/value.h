#pragma once
// Names and values of facts. Values know five shapes; what a text means (a date, a code, a file's
// digest) is told by the declaration of the fact. Dates are ISO texts: their order is that of time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

class Value {
 public:
  Value() = default;
  Value(bool b) : v_(b) {}
  Value(std::int64_t n) : v_(n) {}
  Value(int n) : v_(std::int64_t{n}) {}
  Value(std::string s) : v_(std::move(s)) {}
  Value(std::string_view s) : v_(std::string(s)) {}
  Value(const char* s) : v_(std::string(s)) {}
  Value(Compound compound);
  static Value list(std::vector<Value> items);
  static Value record(std::vector<std::pair<std::string, Value>> members);

  static const Value& nothing() {
    static const Value none;
    return none;
  }
  bool none() const { return v_.index() == 0; }
  const bool* boolean() const { return std::get_if<bool>(&v_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&v_); }
  const std::string* text() const { return std::get_if<std::string>(&v_); }
  const Compound* compound() const;
  // Nothing, the empty text, or a list or record without entries.
  bool empty() const;
  // For people and templates: yes/no as true/false, lists joined by "、".
  std::string show() const;
  const Value* member(std::string_view name) const;

  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, std::shared_ptr<const Compound>> v_;
};

struct Compound {
  bool is_record = false;
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> members;
  bool operator==(const Compound&) const = default;
};

inline const Compound* Value::compound() const {
  const auto* p = std::get_if<std::shared_ptr<const Compound>>(&v_);
  return p ? p->get() : nullptr;
}

inline bool Value::empty() const {
  if (const auto* s = text()) return s->empty();
  if (const auto* c = compound()) return c->items.empty() && c->members.empty();
  return none();
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
