#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml.h>

namespace dengbao {
namespace {

constexpr int kMaxDepth = 64;  // deeper than any pack; guards the stack
constexpr std::size_t kMaxNodes = 2'000'000;

struct Parser {
  yaml_parser_t raw;
  explicit Parser(std::string_view text) {
    yaml_parser_initialize(&raw);
    yaml_parser_set_input_string(&raw, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Parser() { yaml_parser_delete(&raw); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
};

struct Event {
  yaml_event_t raw{};
  ~Event() { yaml_event_delete(&raw); }
};

class Reader {
 public:
  Reader(std::string_view text, std::string_view file) : parser_(text), file_(file) {}

  Result<Yaml> read() {
    Yaml root;
    bool seen = false;
    while (true) {
      Event event;
      CHECK(next(event));
      switch (event.raw.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
          break;
        case YAML_DOCUMENT_START_EVENT:
          if (seen) return refuse("yaml.several_documents", line(event));
          seen = true;
          break;
        case YAML_STREAM_END_EVENT:
          return root;
        default:
          root = TRY(node(event, 0));
      }
    }
  }

 private:
  static int line(const Event& e) { return static_cast<int>(e.raw.start_mark.line) + 1; }

  std::unexpected<Explanation> refuse(std::string code, int at, Args args = {}) const {
    return fail(ErrorKind::BadInput, std::move(code), std::move(args),
                fmt::format("{}:{}", file_, at));
  }

  Status next(Event& event) {
    if (!yaml_parser_parse(&parser_.raw, &event.raw)) {
      const int at = static_cast<int>(parser_.raw.problem_mark.line) + 1;
      return refuse("yaml.malformed", at,
                    {{"reason", parser_.raw.problem ? parser_.raw.problem : "unreadable"}});
    }
    return {};
  }

  Result<Yaml> node(Event& event, int depth) {
    if (depth > kMaxDepth || ++nodes_ > kMaxNodes) return refuse("yaml.too_large", line(event));
    Yaml out;
    out.line = line(event);
    switch (event.raw.type) {
      case YAML_SCALAR_EVENT: {
        const auto& s = event.raw.data.scalar;
        if (s.anchor) return refuse("yaml.anchor", out.line);
        if (s.tag) return refuse("yaml.tag", out.line);
        out.text.assign(reinterpret_cast<const char*>(s.value), s.length);
        out.quoted = s.style != YAML_PLAIN_SCALAR_STYLE;
        const bool null =
            !out.quoted && (out.text.empty() || out.text == "null" || out.text == "~");
        out.kind = null ? Yaml::Kind::Null : Yaml::Kind::Scalar;
        return out;
      }
      case YAML_SEQUENCE_START_EVENT: {
        if (event.raw.data.sequence_start.anchor) return refuse("yaml.anchor", out.line);
        out.kind = Yaml::Kind::List;
        while (true) {
          Event item;
          CHECK(next(item));
          if (item.raw.type == YAML_SEQUENCE_END_EVENT) return out;
          out.items.push_back(TRY(node(item, depth + 1)));
        }
      }
      case YAML_MAPPING_START_EVENT: {
        if (event.raw.data.mapping_start.anchor) return refuse("yaml.anchor", out.line);
        out.kind = Yaml::Kind::Map;
        while (true) {
          Event key;
          CHECK(next(key));
          if (key.raw.type == YAML_MAPPING_END_EVENT) return out;
          if (key.raw.type != YAML_SCALAR_EVENT) return refuse("yaml.key", line(key));
          const Yaml name = TRY(node(key, depth + 1));
          if (name.text == "<<" && !name.quoted) return refuse("yaml.anchor", name.line);
          if (out.has(name.text))
            return refuse("yaml.duplicate_key", name.line, {{"key", name.text}});
          Event value;
          CHECK(next(value));
          Yaml child = TRY(node(value, depth + 1));
          out.members.emplace_back(name.text, std::move(child));
        }
      }
      case YAML_ALIAS_EVENT:
        return refuse("yaml.anchor", out.line);
      default:
        return refuse("yaml.malformed", out.line, {{"reason", "unexpected"}});
    }
  }

  Parser parser_;
  std::string file_;
  std::size_t nodes_ = 0;
};

}  // namespace

Yaml::Yaml() = default;
Yaml::~Yaml() = default;
Yaml::Yaml(const Yaml& other) = default;
Yaml::Yaml(Yaml&& other) noexcept = default;
Yaml& Yaml::operator=(const Yaml& other) = default;
Yaml& Yaml::operator=(Yaml&& other) noexcept = default;

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name == key) return &value;
  return nullptr;
}

Result<Yaml> parse_yaml(std::string_view text, std::string_view file) {
  return Reader(text, file).read();
}

}  // namespace dengbao
