#include "oidc/fetch.h"

#include <curl/curl.h>

#include <cstdlib>
#include <memory>

namespace dengbao::oidc {
namespace {

constexpr std::size_t kMostBytes = 256u << 10;
constexpr long kConnectMillis = 4'000, kAllMillis = 10'000;

void start_once() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)done;
}

std::size_t keep(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > kMostBytes) return 0;  // curl takes that as a failure
  body.append(bytes, size * count);
  return size * count;
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const std::string out = text;
  curl_free(text);
  return out;
}

struct Url {
  std::string scheme, host;
  bool extra = false, query = false;
};

bool read_url(const std::string& text, Url& out) {
  start_once();
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
  out.scheme = part_of(url.get(), CURLUPART_SCHEME);
  out.host = part_of(url.get(), CURLUPART_HOST);
  out.query = !part_of(url.get(), CURLUPART_QUERY).empty();
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT})
    out.extra = out.extra || !part_of(url.get(), part).empty();
  return true;
}

bool loopback(const Url& url) {
  return url.host == "127.0.0.1" || url.host == "[::1]" || url.host == "localhost";
}

void prepare(CURL* curl, const Ask& ask, std::string& body) {
  curl_easy_setopt(curl, CURLOPT_URL, ask.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAllMillis);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  // The same certificates that the rest of the program trusts.
  if (const char* file = std::getenv("SSL_CERT_FILE"); file && *file)
    curl_easy_setopt(curl, CURLOPT_CAINFO, file);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  if (!ask.form.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask.form.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.form.size()));
  }
  if (!ask.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERNAME, ask.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, ask.password.c_str());
  }
}

}  // namespace

Result<Fetched> fetch(const Ask& ask) {
  start_once();
  if (!sound_url(ask.url, false)) return fail_external("oidc.unreachable", "not sound: " + ask.url);
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
  if (!curl || !headers) return fail_external("oidc.unreachable", "curl");
  Fetched out;
  prepare(curl.get(), ask, out.body);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  char why[CURL_ERROR_SIZE] = {};
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, why);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK)
    return fail_external("oidc.unreachable",
                         ask.url + ": " + (why[0] ? why : curl_easy_strerror(code)));
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &out.status);
  return out;
}

bool sound_url(const std::string& text, bool bare) {
  Url url;
  if (!read_url(text, url) || url.extra || (bare && url.query)) return false;
  return url.scheme == "https" || (url.scheme == "http" && loopback(url));
}

bool loopback_url(const std::string& text) {
  Url url;
  return read_url(text, url) && loopback(url);
}

std::string url_encoded(const std::string& text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    const bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[b >> 4];
      out += kDigits[b & 15];
    }
  }
  return out;
}

}  // namespace dengbao::oidc
