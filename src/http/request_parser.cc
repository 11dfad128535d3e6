#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace dengbao::http {

using boost::beast::iequals;
using boost::beast::http::field;

void RequestParser::look_at(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, bytes.find("\r\n\r\n"));
  folded_ = head.find("\r\n ") != head.npos || head.find("\r\n\t") != head.npos;
}

void RequestParser::on_request_impl(boost::beast::http::verb verb, text method, text target,
                                    int version, error_code&) {
  known_method_ = verb != boost::beast::http::verb::unknown;
  version_ = version;
  request_.method.assign(method.data(), method.size());
  request_.target.assign(target.data(), target.size());
}

void RequestParser::on_field_impl(field which, text name, text value, error_code&) {
  if (!in_headers_) return;  // a trailer comes after everything has been decided
  if (which == field::host) ++hosts_;
  if (which == field::content_length) {
    ++lengths_;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    plain_length_ = std::all_of(value.begin(), value.end(), digit);
  }
  if (which == field::transfer_encoding) {
    ++codings_;
    chunked_alone_ = iequals(value, "chunked");
  }
  request_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
  constexpr std::uint64_t kAtOnce = 64 * 1024;  // what is only announced takes no memory
  if (length) body_.reserve(static_cast<std::size_t>(std::min(*length, kAtOnce)));
}

std::size_t RequestParser::on_body_impl(text piece, error_code&) {
  body_.append(piece.data(), piece.size());
  return piece.size();
}

int RequestParser::wrong() const {
  if (version_ != 10 && version_ != 11) return 505;
  if (!known_method_) return 501;
  if (hosts_ > 1 || (version_ == 11 && hosts_ == 0)) return 400;
  if (folded_ || lengths_ > 1 || codings_ > 1 || !plain_length_) return 400;
  if (codings_ == 0) return 0;
  if (lengths_ > 0 || version_ == 10) return 400;
  return chunked_alone_ ? 0 : 501;
}

bool RequestParser::expects_continue() const {
  return iequals(request_.headers.get("Expect"), "100-continue");
}

}  // namespace dengbao::http
