#include "intake/xml.h"

#include <expat.h>

#include <algorithm>
#include <new>
#include <string>
#include <vector>

namespace dengbao::intake {
namespace {

class Expat final : public XmlStream::Engine {
 public:
  Expat(XmlHandler& handler, std::string_view part) : handler_(handler), part_(part) {
    parser_ = XML_ParserCreate(nullptr);
    if (!parser_) throw std::bad_alloc();
    // The salt is fixed because the worker may not open devices; a flood of colliding names is
    // bounded by the worker's time.
    XML_SetHashSalt(parser_, 0x6465'6e67);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_start, on_end);
    XML_SetCharacterDataHandler(parser_, on_text);
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
  }
  ~Expat() override { XML_ParserFree(parser_); }
  Expat(const Expat&) = delete;
  Expat& operator=(const Expat&) = delete;

  Status feed(std::string_view piece) override { return parse(piece, XML_FALSE); }
  Status finish() override { return parse({}, XML_TRUE); }

 private:
  Status parse(std::string_view piece, XML_Bool last) {
    if (!status_) return status_;
    const auto done = XML_Parse(parser_, piece.data(), static_cast<int>(piece.size()), last);
    if (done == XML_STATUS_OK || !status_) return status_;
    if (XML_GetErrorCode(parser_) == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    status_ = fail(ErrorKind::BadInput, "xlsx.malformed",
                   {{"position", std::to_string(XML_GetCurrentByteIndex(parser_))}}, part_);
    return status_;
  }

  void stop(Status why) {
    if (status_) status_ = std::move(why);
    XML_StopParser(parser_, XML_FALSE);
  }

  static Expat& of(void* self) { return *static_cast<Expat*>(self); }
  static void on_start(void* self, const char* name, const char** raw) {
    Expat& s = of(self);
    if (++s.depth_ > kMaxXmlDepth)
      return s.stop(fail(ErrorKind::BadInput, "xlsx.depth", {}, s.part_));
    s.attributes_.clear();
    for (; *raw; raw += 2) s.attributes_.emplace_back(local_name(raw[0]), raw[1]);
    if (Status done = s.handler_.start(local_name(name), XmlAttributes(s.attributes_)); !done)
      s.stop(std::move(done));
  }
  static void on_end(void* self, const char* name) {
    Expat& s = of(self);
    --s.depth_;
    if (Status done = s.handler_.end(local_name(name)); !done) s.stop(std::move(done));
  }
  static void on_text(void* self, const char* text, int size) {
    of(self).handler_.text({text, static_cast<std::size_t>(size)});
  }
  // Office files have no document type: one is there only to name or multiply entities.
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    Expat& s = of(self);
    s.stop(fail(ErrorKind::BadInput, "xlsx.document_type", {}, s.part_));
  }

  XmlHandler& handler_;
  std::string part_;
  XML_Parser parser_ = nullptr;
  std::vector<XmlAttributes::Pair> attributes_;
  std::size_t depth_ = 0;
  Status status_;
};

// No mark of UTF-16, and no declaration of another encoding. A declaration cut off by the end of
// the first piece goes to expat, which knows how to wait.
bool is_utf8_part(std::string_view first) {
  if (first.size() < 2 || first[0] == '\xFE' || first[0] == '\xFF' || first[0] == 0 ||
      first[1] == 0)
    return false;
  if (first.starts_with("\xEF\xBB\xBF")) first.remove_prefix(3);
  if (!first.starts_with("<?xml")) return true;
  const std::size_t end = first.find("?>");
  if (end == std::string_view::npos) return false;
  std::string declaration(first.substr(0, end));
  for (char& c : declaration)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return declaration.find("encoding") == std::string::npos ||
         declaration.find("utf-8") != std::string::npos;
}

}  // namespace

std::string_view local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

std::unique_ptr<XmlStream::Engine> expat_engine(XmlHandler& handler, std::string_view part) {
  return std::make_unique<Expat>(handler, part);
}

XmlStream::XmlStream(XmlHandler& handler, std::string_view part) : handler_(handler), part_(part) {}
XmlStream::~XmlStream() = default;

Status XmlStream::feed(std::string_view piece) {
  if (!engine_)
    engine_ = is_utf8_part(piece) ? scanner_engine(handler_, part_) : expat_engine(handler_, part_);
  return engine_->feed(piece);
}

Status XmlStream::finish() {
  if (!engine_)
    return fail(ErrorKind::BadInput, "xlsx.malformed", {{"position", "0"}}, std::string(part_));
  return engine_->finish();
}

}  // namespace dengbao::intake
