#include "app/carriers.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace dengbao {
namespace {

std::unique_ptr<Carriers>& composed() {
  static std::unique_ptr<Carriers> all;
  return all;
}

bool in_local_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) ||
         std::string_view(".!#$%&'*+-/=?^_{|}~").find(c) != std::string_view::npos;
}

// Letters, digits and hyphens between dots.
bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  for (const std::string& label : split(host, '.')) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    for (const char c : label)
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-') return false;
  }
  return true;
}

}  // namespace

std::string_view mail_security_name(MailSecurity security) {
  static constexpr std::string_view kNames[] = {"starttls", "tls", "none"};
  return kNames[static_cast<std::size_t>(security)];
}

void set_carriers(std::unique_ptr<Carriers> all) {
  composed() = std::move(all);
}

Result<Carriers*> carriers() {
  if (!composed()) return fail_external("link.none", "no carriers were composed");
  return composed().get();
}

std::string origin_of(const std::string& url) {
  const auto border = url.find("://");
  if (border == std::string::npos || std::any_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
      }))
    return {};
  std::string scheme = url.substr(0, border);
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), ::tolower);
  if (scheme != "https" && scheme != "http") return {};
  const std::size_t from = scheme.size() + 3;
  std::string host = url.substr(from, url.find_first_of("/?#\\", from) - from);
  std::transform(host.begin(), host.end(), host.begin(), ::tolower);
  std::string port;
  if (const auto colon = host.rfind(':'); colon != std::string::npos && host.back() != ']') {
    port = host.substr(colon + 1);
    host.resize(colon);
    if (port.empty() || port.size() > 5 ||
        port.find_first_not_of("0123456789") != std::string::npos)
      return {};
  }
  const bool literal = host.size() > 2 && host.front() == '[' && host.back() == ']' &&
                       host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  if (!literal && !is_host(host)) return {};
  if (port == (scheme == "https" ? "443" : "80")) port.clear();
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

bool is_mail_address(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || address.size() > 254) return false;
  const std::string_view local = address.substr(0, at);
  if (local.front() == '.' || local.back() == '.') return false;
  return std::all_of(local.begin(), local.end(), in_local_part) && is_host(address.substr(at + 1));
}

}  // namespace dengbao
