#pragma once
// Who asks, and what is known of him without asking the vault again.

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/message.h"
#include "identity/identity.h"
#include "server/answer_cache.h"

namespace dengbao::server {

// As his cookie or token says.
struct Caller {
  std::string account;
  identity::Signed proof;
  bool by_cookie = false;
  Moment as_of;  // when that was so
};

// What a request brings along to say who it is; empty where it says nothing.
struct Secret {
  std::string text;
  bool by_cookie = false;
};
Secret secret_of(const http::Request& request);

// What an answer depends on beside the moment.
std::string question_of(const http::Request& request, const Caller& caller);

// Whose a secret is, for as long as nothing about sign-ins, passwords and accounts has been written
// by anybody, and for the second: asking the vault for each of a page's requests would cost more
// than most of them.
class KnownCallers {
 public:
  std::shared_ptr<const Caller> find(const Secret& secret, const Moment& now);
  // `then`: from before the vault was asked.
  void keep(const Secret& secret, const Moment& then, Caller caller);

 private:
  bool holds(const Moment& now) const {
    return now.second == second_ && now.state.identity == identity_;
  }
  std::mutex mutex_;
  std::string identity_;
  std::int64_t second_ = 0;
  std::chrono::steady_clock::time_point taken_;
  std::unordered_map<std::string, std::shared_ptr<const Caller>> known_;
};

}  // namespace dengbao::server
