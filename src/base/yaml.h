#pragma once
// YAML as the packs use it: a tree in which every scalar is text with its line, to be typed by the
// reader. Anchors, aliases, tags, several documents and duplicate keys are refused.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace dengbao {

class Yaml {
 public:
  enum class Kind : unsigned char { Null, Scalar, List, Map };
  Kind kind = Kind::Null;
  bool quoted = false;      // a quoted scalar: never null, number or truth by its looks
  int line = 0;             // from 1
  std::string text;         // Scalar
  std::vector<Yaml> items;  // List
  std::vector<std::pair<std::string, Yaml>> members;  // Map, in the order of the file

  // In yaml.cc, where the type is complete: clang asks for that, `members` holds the type itself.
  Yaml();
  ~Yaml();
  Yaml(const Yaml& other);
  Yaml(Yaml&& other) noexcept;
  Yaml& operator=(const Yaml& other);
  Yaml& operator=(Yaml&& other) noexcept;

  bool is_map() const { return kind == Kind::Map; }
  bool is_list() const { return kind == Kind::List; }
  bool is_scalar() const { return kind == Kind::Scalar; }
  bool is_null() const { return kind == Kind::Null; }
  // The member, or nullptr.
  const Yaml* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
};

// `file` names the source in errors ("law/packs/x/pack.yaml"); `where` in them is file:line.
Result<Yaml> parse_yaml(std::string_view text, std::string_view file);

// The tree as one text that is read back without looking for its structure; for no one else to
// read.
std::string packed(const Yaml& tree);
std::optional<Yaml> unpacked(std::string_view text);  // nothing: not made by packed()

}  // namespace dengbao
