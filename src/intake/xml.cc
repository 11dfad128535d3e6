#include "intake/xml.h"

#include <expat.h>

#include <cstring>
#include <string>

namespace dengbao::intake {
namespace {

constexpr int kMaxDepth = 128;

std::string_view local(const char* name) {
  const char* colon = std::strchr(name, ':');
  return colon ? colon + 1 : name;
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** at = raw_; *at; at += 2)
    if (local(*at) == name) return at[1];
  return {};
}

bool XmlAttributes::is_true(std::string_view name) const {
  const std::string_view value = get(name);
  return value == "1" || value == "true" || value == "on";
}

struct XmlStream::State {
  XmlHandler& handler;
  std::string part;
  XML_Parser parser = nullptr;
  int depth = 0;
  Status status;

  State(XmlHandler& h, std::string_view p) : handler(h), part(p) {}

  void stop(Status why) {
    if (status) status = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }

  static State& of(void* self) { return *static_cast<State*>(self); }
  static void on_start(void* self, const char* name, const char** attributes) {
    State& s = of(self);
    if (++s.depth > kMaxDepth) return s.stop(fail(ErrorKind::BadInput, "xlsx.depth", {}, s.part));
    if (Status done = s.handler.start(local(name), XmlAttributes(attributes)); !done)
      s.stop(std::move(done));
  }
  static void on_end(void* self, const char* name) {
    State& s = of(self);
    --s.depth;
    if (Status done = s.handler.end(local(name)); !done) s.stop(std::move(done));
  }
  static void on_text(void* self, const char* text, int size) {
    of(self).handler.text({text, static_cast<std::size_t>(size)});
  }
  // Office files have no document type: one is there only to name or multiply entities.
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    State& s = of(self);
    s.stop(fail(ErrorKind::BadInput, "xlsx.document_type", {}, s.part));
  }
};

XmlStream::XmlStream(XmlHandler& handler, std::string_view part)
    : state_(std::make_unique<State>(handler, part)) {
  // The salt is fixed because the worker may not ask the kernel for entropy devices; a flood of
  // colliding names is bounded by the worker's time.
  state_->parser = XML_ParserCreate(nullptr);
  if (!state_->parser) throw std::bad_alloc();
  XML_SetHashSalt(state_->parser, 0x6465'6e67);
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::on_start, State::on_end);
  XML_SetCharacterDataHandler(state_->parser, State::on_text);
  XML_SetStartDoctypeDeclHandler(state_->parser, State::on_doctype);
}

XmlStream::~XmlStream() {
  XML_ParserFree(state_->parser);
}

Status XmlStream::feed(std::string_view piece) {
  if (!state_->status) return state_->status;
  if (XML_Parse(state_->parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE) !=
      XML_STATUS_OK) {
    if (!state_->status) return state_->status;
    const XML_Error error = XML_GetErrorCode(state_->parser);
    if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    state_->status =
        fail(ErrorKind::BadInput, "xlsx.malformed",
             {{"line", std::to_string(XML_GetCurrentLineNumber(state_->parser))}}, state_->part);
  }
  return state_->status;
}

Status XmlStream::finish() {
  if (!state_->status) return state_->status;
  if (XML_Parse(state_->parser, "", 0, XML_TRUE) != XML_STATUS_OK && state_->status)
    state_->status =
        fail(ErrorKind::BadInput, "xlsx.malformed",
             {{"line", std::to_string(XML_GetCurrentLineNumber(state_->parser))}}, state_->part);
  return state_->status;
}

}  // namespace dengbao::intake
