#pragma once
// A part of an office file, read as a stream: names without their prefix, no document type, no
// entities of its own, bounded depth. Runs on foreign bytes, inside a worker.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace dengbao::intake {

class XmlAttributes {
 public:
  using Pair = std::pair<std::string_view, std::string_view>;  // name without prefix, value
  explicit XmlAttributes(std::span<const Pair> pairs) : pairs_(pairs) {}
  // Empty where there is none.
  std::string_view get(std::string_view name) const {
    for (const auto& [own, value] : pairs_)
      if (own == name) return value;
    return {};
  }
  bool is_true(std::string_view name) const {
    const std::string_view value = get(name);
    return value == "1" || value == "true" || value == "on";
  }

 private:
  std::span<const Pair> pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual Status start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual Status end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
};

// Parts in UTF-8, which is nearly all, go through a scanner of our own (a sheet is one long run of
// small elements); parts that say another encoding go through expat. Both refuse the same things.
class XmlStream {
 public:
  // `part` names the source in errors.
  XmlStream(XmlHandler& handler, std::string_view part);
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;
  // Errors: what the handler refused; BadInput xlsx.malformed, xlsx.document_type, xlsx.depth.
  Status feed(std::string_view piece);
  Status finish();

  class Engine;

 private:
  XmlHandler& handler_;
  std::string_view part_;
  std::unique_ptr<Engine> engine_;
};

class XmlStream::Engine {
 public:
  virtual ~Engine() = default;
  virtual Status feed(std::string_view piece) = 0;
  virtual Status finish() = 0;
};

inline constexpr std::size_t kMaxXmlDepth = 128;
std::string_view local_name(std::string_view name);
std::unique_ptr<XmlStream::Engine> expat_engine(XmlHandler& handler, std::string_view part);
std::unique_ptr<XmlStream::Engine> scanner_engine(XmlHandler& handler, std::string_view part);

}  // namespace dengbao::intake
