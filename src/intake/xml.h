#pragma once
// A part of an office file, read as a stream: names without their prefix, no document type, no
// entities of its own, bounded depth. Runs on foreign bytes, inside a worker.

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace dengbao::intake {

class XmlAttributes {
 public:
  explicit XmlAttributes(const char** raw) : raw_(raw) {}
  // By the name without prefix; empty where there is none.
  std::string_view get(std::string_view name) const;
  bool is_true(std::string_view name) const;

 private:
  const char** raw_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual Status start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual Status end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
};

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

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dengbao::intake
