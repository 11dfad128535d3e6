#include "link/call.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>

namespace dengbao::link {
namespace {

constexpr long kConnectSeconds = 10, kWholeSeconds = 30;

struct Library {
  Library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~Library() { curl_global_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

struct Lists {
  curl_slist* headers = nullptr;
  curl_slist* recipients = nullptr;
  Lists() = default;
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;
  ~Lists() {
    curl_slist_free_all(headers);
    curl_slist_free_all(recipients);
  }
};

struct Going {  // what the callbacks of one call share
  const Call& call;
  Reply& reply;
  std::stop_token stop;
  std::size_t sent = 0;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* data) {
  Going& g = *static_cast<Going*>(data);
  const std::size_t n = std::min(size * count, g.call.body.size() - g.sent);
  std::memcpy(to, g.call.body.data() + g.sent, n);
  g.sent += n;
  return n;
}

// More than that nobody has to say to a notice: the call ends there.
std::size_t take(char* from, std::size_t size, std::size_t count, void* data) {
  Reply& reply = static_cast<Going*>(data)->reply;
  const std::size_t n = std::min(size * count, kMostAnswer - reply.body.size());
  reply.body.append(from, n);
  return n;
}

std::size_t take_line(char* from, std::size_t size, std::size_t count, void* data) {
  Reply& reply = static_cast<Going*>(data)->reply;
  reply.reached = true;
  reply.last_line.assign(from, std::min<std::size_t>(size * count, 512));
  while (!reply.last_line.empty() &&
         (reply.last_line.back() == '\n' || reply.last_line.back() == '\r'))
    reply.last_line.pop_back();
  return size * count;
}

int look(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Going*>(data)->stop.stop_requested() ? 1 : 0;
}

void set_common(CURL* easy, const Call& call, Going& going) {
  curl_easy_setopt(easy, CURLOPT_URL, call.url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, call.proxy.c_str());  // "": not that of the environment
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &going);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &going);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &going);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  if (!call.authorities.empty()) {
    curl_blob blob{const_cast<char*>(call.authorities.data()), call.authorities.size(),
                   CURL_BLOB_COPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
  }
}

void set_mail(CURL* easy, const Call& call, Going& going, Lists& lists) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  if (call.need_tls) curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!call.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, call.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, call.password.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + call.mail_from + ">").c_str());
  lists.recipients = curl_slist_append(nullptr, ("<" + call.mail_to + ">").c_str());
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, lists.recipients);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy, CURLOPT_READDATA, &going);
}

void set_post(CURL* easy, const Call& call, Lists& lists) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.data());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
  for (const std::string& h : call.headers)
    lists.headers = curl_slist_append(lists.headers, h.c_str());
  lists.headers = curl_slist_append(lists.headers, "Expect:");
  lists.headers = curl_slist_append(lists.headers, "User-Agent: dengbao");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lists.headers);
}

}  // namespace

Line::Line() {
  static const Library library;
  easy_ = curl_easy_init();
}

Line::~Line() {
  curl_easy_cleanup(easy_);
}

Reply Line::call(const Call& call, std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  Reply out;
  if (!easy_) {
    out.error = "libcurl";
    return out;
  }
  Going going{call, out, std::move(stop)};
  Lists lists;
  curl_easy_reset(easy_);  // connections stay
  set_common(easy_, call, going);
  if (call.mail_to.empty())
    set_post(easy_, call, lists);
  else
    set_mail(easy_, call, going, lists);
  const CURLcode code = curl_easy_perform(easy_);
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &out.status);
  // The head of an answer is an answer, however long its body.
  out.done = code == CURLE_OK || (code == CURLE_WRITE_ERROR && out.body.size() == kMostAnswer);
  out.denied = code == CURLE_LOGIN_DENIED;
  if (code != CURLE_OK) out.error = curl_easy_strerror(code);
  curl_easy_reset(easy_);  // nothing of ours is pointed at any more
  return out;
}

}  // namespace dengbao::link
