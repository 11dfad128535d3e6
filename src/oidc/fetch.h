#pragma once
// One bounded request to an identity provider: https with the certificate checked, or http on this
// machine itself; no redirects, no proxies, ten seconds, a quarter of a megabyte.

#include <functional>
#include <string>

#include "base/result.h"

namespace dengbao::oidc {

struct Ask {
  std::string url;
  std::string form;            // sent by POST where not empty
  std::string user, password;  // HTTP Basic where the user is not empty
};

struct Fetched {
  long status = 0;
  std::string body;
};

// A port: tests answer themselves. External oidc.unreachable.
using Fetch = std::function<Result<Fetched>(const Ask&)>;
Result<Fetched> fetch(const Ask& ask);

// Whether a provider may be spoken to under this address: https, or http on loopback; without user,
// password and fragment, and without a query where `bare`.
bool sound_url(const std::string& url, bool bare);
bool loopback_url(const std::string& url);
// Percent-encoded for a query or a form.
std::string url_encoded(const std::string& text);

}  // namespace dengbao::oidc
