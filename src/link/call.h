#pragma once
// One exchange over libcurl: a mail or a request. No redirect is followed, the answer is bounded,
// time is bounded, no proxy of the environment is used.

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace dengbao::link {

struct Call {
  std::string url;
  std::vector<std::string> headers;  // "Name: value"
  std::string body;
  // Of a mail: who sends it to whom. Empty: a POST.
  std::string mail_from, mail_to;
  std::string user, password;
  bool need_tls = false;  // STARTTLS or nothing
  std::string authorities, proxy;
};

struct Reply {
  long status = 0;        // of HTTP, or the last one of SMTP; 0: none
  std::string body;       // at most kMostAnswer bytes
  std::string last_line;  // of what an SMTP server said
  bool done = false;      // the whole exchange went through
  bool denied = false;    // name or password of ours were not taken
  bool reached = false;   // somebody answered
  std::string error;      // of the library, one line
};
inline constexpr std::size_t kMostAnswer = 64u << 10;

// Keeps connections from one call to the next. Any thread; one call of a Line at a time.
class Line {
 public:
  Line();
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  Reply call(const Call& call, std::stop_token stop);

 private:
  std::mutex mutex_;
  void* easy_ = nullptr;
};

}  // namespace dengbao::link
