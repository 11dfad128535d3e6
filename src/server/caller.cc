#include "server/caller.h"

#include "base/text.h"
#include "server/arguments_in.h"

namespace dengbao::server {

Secret secret_of(const http::Request& request) {
  constexpr std::string_view kTokenScheme = "Bearer ";
  if (const auto given = request.headers.get("Authorization"); given.starts_with(kTokenScheme))
    return {std::string(trim(given.substr(kTokenScheme.size()))), false};
  if (auto cookie = request.cookie(request.secure ? "__Host-dengbao" : "dengbao"))
    return {std::move(*cookie), true};
  return {};
}

std::string question_of(const http::Request& request, const Caller& caller) {
  std::string out = caller.account;
  for (const std::string_view piece :
       {std::string_view(caller.proof.sign_in.id), request.headers.get("Accept"),
        request.headers.get("Accept-Encoding"), std::string_view(request.target)})
    out.append("\n").append(piece);
  return out.append("\n").append(language_of(request));
}

std::shared_ptr<const Caller> KnownCallers::find(const Secret& secret, const Moment& now) {
  const std::lock_guard lock(mutex_);
  if (!holds(now)) {
    if (now.taken < taken_) return nullptr;
    known_.clear();
    identity_ = now.state.identity;
    second_ = now.second;
    taken_ = now.taken;
    return nullptr;
  }
  const auto it = known_.find(secret.text);
  // A token is no cookie and a cookie no token.
  return it != known_.end() && it->second->by_cookie == secret.by_cookie ? it->second : nullptr;
}

void KnownCallers::keep(const Secret& secret, const Moment& then, Caller caller) {
  const std::lock_guard lock(mutex_);
  constexpr std::size_t kMost = 10'000;
  if (!holds(then) || known_.size() >= kMost) return;
  known_.insert_or_assign(secret.text, std::make_shared<const Caller>(std::move(caller)));
}

}  // namespace dengbao::server
