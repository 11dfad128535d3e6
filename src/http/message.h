#pragma once
// Requests and responses as the handlers see them. Nothing here depends on the library below.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dengbao::http {

// Names compare without case; the order is kept. A value never holds a line break: what comes
// after one is cut off, so that no header can be smuggled into a response.
class Headers {
 public:
  std::string_view get(std::string_view name) const;  // the first; empty where absent
  bool has(std::string_view name) const;
  void set(std::string_view name, std::string_view value);  // replaces all of the name
  void add(std::string_view name, std::string_view value);
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// Takes a body as it comes. Called by one thread after another, never by two at once.
class BodyTaker {
 public:
  virtual ~BodyTaker() = default;
  // 0, or the status with which the request is answered in place of reading on.
  virtual int take(std::string_view piece) = 0;
};

// Gives a large answer piece by piece, when the last piece has gone out.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual std::uint64_t size() const = 0;  // of all pieces
  // False where it cannot be read: what was announced is then broken off.
  virtual bool next(std::string& piece) = 0;
};

struct Request {
  std::string method;
  std::string target;  // as it came
  std::string path;    // without the query, still escaped: a "%2F" is no border of segments
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  Headers headers;
  std::string body;
  std::shared_ptr<BodyTaker> taker;  // who has taken the body, where it is not above
  std::string peer;                  // address of the other side
  bool secure = false;               // came over TLS
  std::string id;                    // of this request: the caller's X-Request-Id where it is sound

  std::optional<std::string> parameter(std::string_view name) const;  // the first
  std::optional<std::string> cookie(std::string_view name) const;
};

class Subscription;
class Parked;

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<const std::string> kept;  // sent in place of `body`, where not null
  std::shared_ptr<BodySource> source;       // sent in place of both, where not null
  // A stream of events follows the headers and stays open until one side ends it.
  std::shared_ptr<Subscription> events;
  // The answer comes later: until then nobody waits but the connection. Nothing else counts.
  std::shared_ptr<Parked> parked;

  static Response text(int status, std::string body);
  static Response typed(int status, std::string_view type, std::string body);
};

// Who takes the body of a request, or what is answered in place of reading it.
struct OpenedBody {
  std::shared_ptr<BodyTaker> taker;
  std::optional<Response> instead;
};

// %XX and (in queries) + undone; nothing for a broken escape, a NUL or what is not UTF-8.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);
std::string percent_encoded(std::string_view text);
// Fills path and query from target. False where it cannot be read.
bool read_target(Request& request);
std::string_view reason_of(int status);

}  // namespace dengbao::http
