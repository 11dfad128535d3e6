#include "law/value.h"

#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

namespace dengbao {
namespace {

// Texts stand in blocks that are never moved, so that a name is read without the lock: whoever
// holds a symbol got it after its text was written.
constexpr std::uint32_t kBlock = 1024;

struct Names {
  std::shared_mutex mutex;
  std::array<std::atomic<std::string*>, 4096> blocks{};
  std::uint32_t count = 1;  // the first is the empty name
  std::unordered_map<std::string_view, std::uint32_t> ids;
};

Names& names() {
  static Names* const all = new Names;  // outlives every static that holds a Symbol
  return *all;
}

}  // namespace

Symbol::Symbol(std::string_view name) {
  if (name.empty()) return;
  Names& all = names();
  {
    std::shared_lock read(all.mutex);
    if (const auto it = all.ids.find(name); it != all.ids.end()) {
      id_ = it->second;
      return;
    }
  }
  std::unique_lock write(all.mutex);
  if (const auto it = all.ids.find(name); it != all.ids.end()) {
    id_ = it->second;
    return;
  }
  std::atomic<std::string*>& block = all.blocks.at(all.count / kBlock);
  if (!block) block = new std::string[kBlock];
  std::string& text = block.load()[all.count % kBlock];
  text = name;
  id_ = all.count++;
  all.ids.emplace(text, id_);
}

const std::string& Symbol::text() const {
  static const std::string none;
  if (!id_) return none;
  return names().blocks[id_ / kBlock].load(std::memory_order_acquire)[id_ % kBlock];
}

Value::Value(std::string s) : kind_(Kind::Text) {
  held_.shared = new SharedText(std::move(s));
}

Value::Value(Compound compound) : kind_(Kind::Compound) {
  held_.shared = new SharedCompound(std::move(compound));
}

void Value::unmake() noexcept {
  if (kind_ == Kind::Text)
    delete static_cast<const SharedText*>(held_.shared);
  else
    delete static_cast<const SharedCompound*>(held_.shared);
  kind_ = Kind::None;
}

Value Value::list(std::vector<Value> items) {
  return Value(Compound{false, std::move(items), {}});
}

Value Value::record(std::vector<std::pair<std::string, Value>> members) {
  return Value(Compound{true, {}, std::move(members)});
}

std::string Value::show() const {
  if (const auto* b = boolean()) return *b ? "true" : "false";
  if (const auto* n = integer()) return std::to_string(*n);
  if (const auto* s = text()) return *s;
  std::string out;
  if (const auto* c = compound()) {
    for (const auto& item : c->items) out += (out.empty() ? "" : "、") + item.show();
    for (const auto& [name, value] : c->members)
      out += (out.empty() ? "" : "、") + name + "=" + value.show();
  }
  return out;
}

const Value* Value::member(std::string_view name) const {
  if (const auto* c = compound())
    for (const auto& [key, value] : c->members)
      if (key == name) return &value;
  return nullptr;
}

bool Value::same_compound(const Value& a, const Value& b) {
  return a.compound_there() == b.compound_there();
}

json::value to_json(const Value& value) {
  if (const auto* b = value.boolean()) return *b;
  if (const auto* n = value.integer()) return *n;
  if (const auto* s = value.text()) return json::string(*s);
  if (const auto* c = value.compound()) {
    if (c->is_record) {
      json::object out;
      for (const auto& [name, member] : c->members) out[name] = to_json(member);
      return out;
    }
    json::array out;
    for (const auto& item : c->items) out.push_back(to_json(item));
    return out;
  }
  return nullptr;
}

namespace {

void append_member(std::string& out, char before, std::string_view name, const Value& value,
                   MemberOrder order) {
  out += before;
  append_json(out, name);
  out += ':';
  append_json(out, value, order);
}

void append_record(std::string& out, const Compound& record, MemberOrder order) {
  char before = '{';
  if (order == MemberOrder::AsTheyStand) {
    for (const auto& [name, member] : record.members)
      append_member(out, std::exchange(before, ','), name, member, order);
  } else {
    // Of a member named twice the last one holds, as in a tree.
    std::map<std::string_view, const Value*, decltype(&json_member_less)> members(
        &json_member_less);
    for (const auto& [name, member] : record.members) members[name] = &member;
    for (const auto& [name, member] : members)
      append_member(out, std::exchange(before, ','), name, *member, order);
  }
  out += record.members.empty() ? "{}" : "}";
}

}  // namespace

void append_json(std::string& out, const Value& value, MemberOrder order) {
  if (const auto* b = value.boolean()) {
    out += *b ? "true" : "false";
  } else if (const auto* n = value.integer()) {
    append_json(out, *n);
  } else if (const auto* s = value.text()) {
    append_json(out, std::string_view(*s));
  } else if (const auto* c = value.compound(); c && c->is_record) {
    append_record(out, *c, order);
  } else if (c) {
    out += '[';
    for (std::size_t i = 0; i < c->items.size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, c->items[i], order);
    }
    out += ']';
  } else {
    out += "null";
  }
}

Value from_json(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_:
      return Value(value.get_bool());
    case json::kind::int64:
      return Value(value.get_int64());
    case json::kind::uint64:
      return Value(static_cast<std::int64_t>(value.get_uint64()));
    case json::kind::string:
      return Value(std::string_view(value.get_string()));
    case json::kind::array: {
      std::vector<Value> items;
      for (const auto& item : value.get_array()) items.push_back(from_json(item));
      return Value::list(std::move(items));
    }
    case json::kind::object: {
      std::vector<std::pair<std::string, Value>> members;
      for (const auto& m : value.get_object()) members.emplace_back(m.key(), from_json(m.value()));
      return Value::record(std::move(members));
    }
    default:
      return {};
  }
}

}  // namespace dengbao
