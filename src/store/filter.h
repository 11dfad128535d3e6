#pragma once
// The WHERE of a query, built condition by condition; every value is a parameter.

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.h"

namespace dengbao::store {

class Filter {
 public:
  // Adds a value and answers its name, "$1" for the first.
  std::string parameter(Value value) {
    values_.push_back(value);
    return "$" + std::to_string(values_.size());
  }
  // Texts made for a query live as long as it.
  const std::string& keep(std::string text) { return texts_->emplace_back(std::move(text)); }
  Filter& also(std::string_view condition) {
    where_ += where_.empty() ? " WHERE " : " AND ";
    where_ += condition;
    return *this;
  }
  // `column` equals `value`, unless the value is empty: then anything does.
  Filter& equal(std::string_view column, std::string_view value) {
    if (value.empty()) return *this;
    return also(std::string(column) + " = " + parameter(value));
  }
  std::string_view where() const { return where_; }
  Values values() const { return values_; }

 private:
  std::string where_;
  std::vector<Value> values_;
  std::shared_ptr<std::deque<std::string>> texts_ = std::make_shared<std::deque<std::string>>();
};

}  // namespace dengbao::store
