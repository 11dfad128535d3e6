// KIND LINE ":" and then, for a scalar, LENGTH ":" BYTES; for a list or a map, COUNT ":" and its
// parts, each part of a map with its name as LENGTH ":" BYTES before it.

#include <charconv>

#include "base/yaml.h"

namespace dengbao {
namespace {

constexpr int kMaxDepth = 64;  // as parse_yaml

void number(std::string& out, std::size_t n) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, n).ptr);
  out += ':';
}

void bytes(std::string& out, std::string_view text) {
  number(out, text.size());
  out.append(text);
}

void pack(std::string& out, const Yaml& y) {
  switch (y.kind) {
    case Yaml::Kind::Null:
      out += 'n';
      number(out, static_cast<std::size_t>(y.line));
      return;
    case Yaml::Kind::Scalar:
      out += y.quoted ? 'q' : 's';
      number(out, static_cast<std::size_t>(y.line));
      return bytes(out, y.text);
    case Yaml::Kind::List:
      out += 'l';
      number(out, static_cast<std::size_t>(y.line));
      number(out, y.items.size());
      for (const Yaml& item : y.items) pack(out, item);
      return;
    case Yaml::Kind::Map:
      out += 'm';
      number(out, static_cast<std::size_t>(y.line));
      number(out, y.members.size());
      for (const auto& [name, value] : y.members) {
        bytes(out, name);
        pack(out, value);
      }
      return;
  }
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view text) : rest_(text) {}

  bool node(Yaml& out, int depth) {
    if (rest_.empty() || depth > kMaxDepth) return false;
    const char kind = rest_.front();
    rest_.remove_prefix(1);
    std::size_t line = 0, count = 0;
    if (!number(line)) return false;
    out.line = static_cast<int>(line);
    out.quoted = kind == 'q';
    switch (kind) {
      case 'n':
        return true;
      case 's':
      case 'q':
        out.kind = Yaml::Kind::Scalar;
        return bytes(out.text);
      case 'l':
        out.kind = Yaml::Kind::List;
        if (!number(count) || count > rest_.size()) return false;
        out.items.resize(count);
        for (Yaml& item : out.items)
          if (!node(item, depth + 1)) return false;
        return true;
      case 'm':
        out.kind = Yaml::Kind::Map;
        if (!number(count) || count > rest_.size()) return false;
        out.members.resize(count);
        for (auto& [name, value] : out.members)
          if (!bytes(name) || !node(value, depth + 1)) return false;
        return true;
      default:
        return false;
    }
  }
  bool ended() const { return rest_.empty(); }

 private:
  bool number(std::size_t& out) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    const auto used = static_cast<std::size_t>(end - rest_.data());
    if (error != std::errc() || used >= rest_.size() || rest_[used] != ':') return false;
    rest_.remove_prefix(used + 1);
    return true;
  }
  bool bytes(std::string& out) {
    std::size_t n = 0;
    if (!number(n) || n > rest_.size()) return false;
    out.assign(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::string packed(const Yaml& tree) {
  std::string out;
  pack(out, tree);
  return out;
}

std::optional<Yaml> unpacked(std::string_view text) {
  Unpacker reader(text);
  Yaml out;
  if (!reader.node(out, 0) || !reader.ended()) return std::nullopt;
  return out;
}

}  // namespace dengbao
