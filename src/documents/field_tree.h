#pragma once
// The values a template is filled from: a text, a list or a map of such values.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dengbao {

class FieldTree {
 public:
  using List = std::vector<FieldTree>;
  using Map = std::map<std::string, FieldTree, std::less<>>;

  FieldTree() = default;                                      // an empty text
  FieldTree(std::string text) : value_(std::move(text)) {}    // NOLINT: a text is a tree
  FieldTree(const char* text) : value_(std::string(text)) {}  // NOLINT
  FieldTree(List items) : value_(std::move(items)) {}         // NOLINT
  FieldTree(Map members) : value_(std::move(members)) {}      // NOLINT

  // The text, list or map, or nullptr where the value is another kind.
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  const List* list() const { return std::get_if<List>(&value_); }
  const Map* map() const { return std::get_if<Map>(&value_); }

  // The value at a dotted path ("party.owner.name"), or nullptr.
  const FieldTree* find(std::string_view path) const;
  // Sets a value at a dotted path and makes the maps between; a text on the way is replaced.
  void set(std::string_view path, FieldTree value);
  // Nothing to show: an empty text, list or map.
  bool empty() const;

  bool operator==(const FieldTree&) const = default;

 private:
  std::variant<std::string, List, Map> value_;
};

}  // namespace dengbao
