// A scanner for XML in UTF-8, for what office files hold: elements, attributes, text, the five
// named entities and numbers, CDATA, comments, instructions. Tags must pair, and nothing may stand
// outside the root. It sees each byte once; a token cut by the end of a piece is kept for the next.

#include <algorithm>
#include <charconv>
#include <deque>
#include <string>
#include <vector>

#include "base/text.h"
#include "intake/xml.h"

namespace dengbao::intake {
namespace {

constexpr std::size_t kMaxToken = 1U << 20;

bool is_gap(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
// Letters, digits, the marks of names, and whatever is not ASCII.
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}
bool begins_name(char c) {
  return is_name(c) && c != '-' && c != '.' && !(c >= '0' && c <= '9');
}

class Scanner final : public XmlStream::Engine {
 public:
  Scanner(XmlHandler& handler, std::string_view part) : handler_(handler), part_(part) {}

  Status feed(std::string_view piece) override {
    if (!status_) return status_;
    if (first_ && piece.starts_with("\xEF\xBB\xBF")) piece.remove_prefix(3);
    first_ = false;
    if (kept_.empty()) return consume(piece);
    kept_ += piece;
    const std::string whole = std::exchange(kept_, {});
    return consume(whole);
  }

  Status finish() override {
    if (!status_) return status_;
    const bool whole = depth() == 0 && root_seen_ && std::ranges::all_of(kept_, is_gap);
    return whole ? status_ : malformed();
  }

 private:
  enum class Token { Taken, Cut, Wrong };

  std::size_t depth() const { return names_.size(); }

  Status malformed() {
    if (status_)
      status_ = fail(ErrorKind::BadInput, "xlsx.malformed",
                     {{"position", std::to_string(position_)}}, part_);
    return status_;
  }

  Status consume(std::string_view data) {
    const std::size_t begin = position_;
    std::string_view rest = data;
    while (!rest.empty()) {
      position_ = begin + (data.size() - rest.size());
      const Token token = rest.front() == '<' ? markup(rest) : characters_until_markup(rest);
      if (!status_) return status_;
      if (token == Token::Wrong) return malformed();
      if (token == Token::Cut) break;
    }
    position_ = begin + (data.size() - rest.size());
    if (rest.size() > kMaxToken) return malformed();
    kept_ = rest;
    return status_;
  }

  Token characters_until_markup(std::string_view& rest) {
    std::size_t end = rest.find('<');
    const bool cut = end == std::string_view::npos;
    if (cut) {
      end = rest.size();
      // An entity, or the return of a line end, may go on in the next piece.
      const std::size_t open = rest.rfind('&');
      if (open != std::string_view::npos && rest.find(';', open) == std::string_view::npos)
        end = open;
      if (end > 0 && rest[end - 1] == '\r') --end;
      if (end == 0) return Token::Cut;
    }
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end);
    if (depth() == 0) return std::ranges::all_of(text, is_gap) ? Token::Taken : Token::Wrong;
    return hand_on(text) ? Token::Taken : Token::Wrong;
  }

  bool hand_on(std::string_view text) {
    if (text.find('&') == std::string_view::npos && !has_control(text)) {
      handler_.text(text);
      return true;
    }
    std::string plain;
    if (!decode(text, plain)) return false;
    handler_.text(plain);
    return true;
  }

  static bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
      return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
    });
  }

  // Entities undone and line ends made one; false at what XML does not allow.
  static bool decode(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\r') {
        if (i + 1 >= text.size() || text[i + 1] != '\n') out += '\n';
      } else if (c == '&') {
        const std::size_t end = text.find(';', i);
        if (end == std::string_view::npos || !entity(text.substr(i + 1, end - i - 1), out))
          return false;
        i = end;
      } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') {
        return false;
      } else {
        out += c;
      }
    }
    return true;
  }

  static bool entity(std::string_view name, std::string& out) {
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "apos")
      out += '\'';
    else
      return numbered(name, out);
    return true;
  }

  static bool numbered(std::string_view name, std::string& out) {
    if (name.size() < 2 || name.size() > 10 || name[0] != '#') return false;
    const bool hex = name[1] == 'x';
    const std::string_view figures = name.substr(hex ? 2 : 1);
    std::uint32_t point = 0;
    const auto end =
        std::from_chars(figures.data(), figures.data() + figures.size(), point, hex ? 16 : 10);
    if (figures.empty() || end.ec != std::errc{} || end.ptr != figures.data() + figures.size())
      return false;
    const bool allowed = point == 9 || point == 10 || point == 13 ||
                         (point >= 0x20 && point < 0xD800) ||
                         (point > 0xDFFF && point < 0x110000 && point != 0xFFFE && point != 0xFFFF);
    if (allowed) out += utf8(std::u32string(1, static_cast<char32_t>(point)));
    return allowed;
  }

  Token markup(std::string_view& rest) {
    if (rest.size() < 2) return Token::Cut;
    if (rest[1] == '/') return end_tag(rest);
    if (rest[1] == '?') return skip(rest, "<?", "?>");
    if (rest[1] != '!') return start_tag(rest);
    constexpr std::string_view kData = "<![CDATA[", kComment = "<!--", kType = "<!DOCTYPE";
    for (std::string_view begin : {kData, kComment, kType})
      if (rest.size() < begin.size() && begin.starts_with(rest)) return Token::Cut;
    if (rest.starts_with(kComment)) return skip(rest, kComment, "-->");
    if (rest.starts_with(kData)) return data_section(rest, kData);
    if (rest.starts_with(kType))
      status_ = fail(ErrorKind::BadInput, "xlsx.document_type", {}, part_);
    return Token::Wrong;
  }

  static Token skip(std::string_view& rest, std::string_view begin, std::string_view end) {
    const std::size_t at = rest.find(end, begin.size());
    if (at == std::string_view::npos) return Token::Cut;
    rest.remove_prefix(at + end.size());
    return Token::Taken;
  }

  Token data_section(std::string_view& rest, std::string_view begin) {
    const std::size_t at = rest.find("]]>", begin.size());
    if (at == std::string_view::npos) return Token::Cut;
    const std::string_view text = rest.substr(begin.size(), at - begin.size());
    if (depth() == 0) return Token::Wrong;
    std::string plain = replace_all(std::string(text), "\r\n", "\n");
    if (has_control(replace_all(plain, "\r", "\n"))) return Token::Wrong;
    handler_.text(plain);
    rest.remove_prefix(at + 3);
    return Token::Taken;
  }

  Token end_tag(std::string_view& rest) {
    const std::size_t close = rest.find('>');
    if (close == std::string_view::npos) return Token::Cut;
    std::string_view name = rest.substr(2, close - 2);
    while (!name.empty() && is_gap(name.back())) name.remove_suffix(1);
    if (depth() == 0 || names_.back() != name) return Token::Wrong;
    rest.remove_prefix(close + 1);
    status_ = handler_.end(local_name(name));
    leave();
    return Token::Taken;
  }

  // The names of open elements, one after the other in one text: no allocation for each element.
  class Names {
   public:
    std::size_t size() const { return ends_.size(); }
    void push(std::string_view name) {
      text_ += name;
      ends_.push_back(text_.size());
    }
    std::string_view back() const {
      const std::size_t from = ends_.size() > 1 ? ends_[ends_.size() - 2] : 0;
      return std::string_view(text_).substr(from, ends_.back() - from);
    }
    void pop() {
      ends_.pop_back();
      text_.resize(ends_.empty() ? 0 : ends_.back());
    }

   private:
    std::string text_;
    std::vector<std::size_t> ends_;
  };

  void leave() { names_.pop(); }

  Token start_tag(std::string_view& rest) {
    std::size_t at = 1;
    if (!begins_name(rest[at])) return Token::Wrong;
    while (at < rest.size() && is_name(rest[at])) ++at;
    const std::string_view name = rest.substr(1, at - 1);
    attributes_.clear();
    decoded_.clear();
    bool empty = false;
    while (true) {
      const std::size_t gap = at;
      while (at < rest.size() && is_gap(rest[at])) ++at;
      if (at >= rest.size()) return Token::Cut;
      if (rest[at] == '>') break;
      if (rest[at] == '/') {
        if (at + 1 >= rest.size()) return Token::Cut;
        if (rest[at + 1] != '>') return Token::Wrong;
        empty = true;
        ++at;
        break;
      }
      if (gap == at) return Token::Wrong;  // attributes stand apart
      if (const Token token = attribute(rest, at); token != Token::Taken) return token;
    }
    rest.remove_prefix(at + 1);
    return enter(name, empty);
  }

  Token enter(std::string_view name, bool empty) {
    if (depth() == 0 && std::exchange(root_seen_, true)) return Token::Wrong;
    if (depth() >= kMaxXmlDepth) {
      status_ = fail(ErrorKind::BadInput, "xlsx.depth", {}, part_);
      return Token::Wrong;
    }
    names_.push(name);
    status_ = handler_.start(local_name(name), XmlAttributes(attributes_));
    if (!status_ || !empty) return Token::Taken;
    status_ = handler_.end(local_name(name));
    leave();
    return Token::Taken;
  }

  Token attribute(std::string_view rest, std::size_t& at) {
    const std::size_t from = at;
    if (!begins_name(rest[at])) return Token::Wrong;
    while (at < rest.size() && is_name(rest[at])) ++at;
    const std::string_view name = rest.substr(from, at - from);
    while (at < rest.size() && is_gap(rest[at])) ++at;
    if (at >= rest.size()) return Token::Cut;
    if (rest[at] != '=') return Token::Wrong;
    ++at;
    while (at < rest.size() && is_gap(rest[at])) ++at;
    if (at >= rest.size()) return Token::Cut;
    const char quote = rest[at];
    if (quote != '"' && quote != '\'') return Token::Wrong;
    const std::size_t end = rest.find(quote, at + 1);
    if (end == std::string_view::npos) return Token::Cut;
    std::string_view value = rest.substr(at + 1, end - at - 1);
    at = end + 1;
    if (value.find('<') != std::string_view::npos) return Token::Wrong;
    if (value.find('&') != std::string_view::npos || has_control(value)) {
      // A deque: the views of earlier values stay good.
      if (!decode(value, decoded_.emplace_back())) return Token::Wrong;
      value = decoded_.back();
    }
    attributes_.emplace_back(local_name(name), value);
    return Token::Taken;
  }

  XmlHandler& handler_;
  std::string part_;
  std::string kept_;
  Names names_;
  std::vector<XmlAttributes::Pair> attributes_;
  std::deque<std::string> decoded_;
  std::size_t position_ = 0;
  bool root_seen_ = false, first_ = true;
  Status status_;
};

}  // namespace

std::unique_ptr<XmlStream::Engine> scanner_engine(XmlHandler& handler, std::string_view part) {
  return std::make_unique<Scanner>(handler, part);
}

}  // namespace dengbao::intake
