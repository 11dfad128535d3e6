#pragma once
// One request as its bytes come: start line and headers go straight into a Request, the body into a
// string that its owner may empty between two pieces.

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>

#include "http/message.h"

namespace dengbao::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(Request& request) : request_(request) {}
  // Before the bytes of a head are put: a header that goes on in the next line is read in two ways
  // (RFC 9112 §5.2), and the parser below does not tell of it.
  void look_at(std::string_view bytes);
  // 0, or the status that answers a request which two readers could read in two ways
  // (RFC 9112 §3.2, §6.3) or which nobody here understands. After the headers.
  int wrong() const;
  bool modern() const { return version_ >= 11; }  // HTTP/1.1
  bool expects_continue() const;
  std::string& body() { return body_; }

 private:
  using error_code = boost::system::error_code;
  using text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb verb, text method, text target, int version,
                       error_code& error) override;
  void on_response_impl(int, text, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field field, text name, text value,
                     error_code& error) override;
  void on_header_impl(error_code&) override { in_headers_ = false; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override;
  std::size_t on_body_impl(text piece, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, text piece, error_code& error) override {
    return on_body_impl(piece, error);
  }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  std::string body_;
  int version_ = 0, hosts_ = 0, lengths_ = 0, codings_ = 0;
  bool known_method_ = false, chunked_alone_ = false, in_headers_ = true;
  bool folded_ = false, plain_length_ = true;
};

}  // namespace dengbao::http
