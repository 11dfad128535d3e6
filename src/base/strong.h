#pragma once
// A distinct type for each thing that is counted or named, so that ids cannot be mixed up.

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace dengbao {

template <class Tag, class T = std::string>
class Strong {
 public:
  Strong() = default;
  explicit Strong(T value) : value_(std::move(value)) {}
  const T& get() const { return value_; }
  auto operator<=>(const Strong&) const = default;

 private:
  T value_{};
};

using PartyId = Strong<struct PartyTag>;      // 主体
using AccountId = Strong<struct AccountTag>;  // 账号
using ObjectId = Strong<struct ObjectTag>;    // 定级对象
using CaseId = Strong<struct CaseTag>;        // 事项
using EventId = Strong<struct EventTag>;      // 事件记录

}  // namespace dengbao

template <class Tag, class T>
struct std::hash<dengbao::Strong<Tag, T>> {
  std::size_t operator()(const dengbao::Strong<Tag, T>& v) const noexcept {
    return std::hash<T>{}(v.get());
  }
};
