#include "identity/identity.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "identity/one_time.h"

namespace dengbao::identity {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

std::string digest_of(std::string_view secret) {
  return hex(digest(HashKind::Sha256, secret));
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::unexpected<Explanation> failed() {
  return fail(ErrorKind::Refused, "identity.sign_in_failed");
}

}  // namespace

class Identity::Turn {
 public:
  explicit Turn(Identity& owner) : owner_(owner) {
    constexpr int kMost = 4;
    if (++owner_.guesses_ > kMost) return;
    owner_.guessing_.acquire();
    mine_ = true;
  }
  ~Turn() {
    if (mine_) owner_.guessing_.release();
    --owner_.guesses_;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  Status taken() const {
    if (!mine_) return fail(ErrorKind::Refused, "identity.busy");
    return {};
  }

 private:
  Identity& owner_;
  bool mine_ = false;
};

Identity::Identity(Vault& vault, Policy policy, Accounts accounts, Now now)
    : vault_(vault), policy_(policy), accounts_(std::move(accounts)), now_(std::move(now)) {}

std::string Identity::fresh_secret() {
  std::array<std::uint8_t, 32> bytes{};
  random_.fill(bytes);
  return hex(bytes);
}

Result<Signed> Identity::open(SignIn sign_in, Pending pending) {
  const Standing standing = TRY(accounts_(sign_in.account));
  if (!standing.open) return failed();
  Signed out;
  out.secret = fresh_secret();
  out.pending = pending;
  sign_in.id = digest_of(out.secret);
  sign_in.made = sign_in.seen = now_();
  // Through a provider someone may come who showed who he is hours ago.
  if (sign_in.provider.empty()) sign_in.proved = sign_in.made;
  CHECK(vault_.put(sign_in));
  out.sign_in = std::move(sign_in);
  return out;
}

Result<Pending> Identity::pending_of(const Credential& c, const std::string& provider) {
  if (provider.empty() && policy_.password.days > 0 &&
      c.changed.plus_millis(policy_.password.days * kDay) <= now_())
    return Pending::NewPassword;
  const Standing standing = TRY(accounts_(c.account));
  return standing.needs_code && c.otp_secret.empty() ? Pending::OneTimeCode : Pending::Nothing;
}

Status Identity::prove(const std::string& account, const std::string& given, bool by_ticket,
                       const std::string& code, Credential& proven) {
  const auto known = TRY(vault_.credential(account));
  const bool open = TRY(accounts_(account)).open;
  bool right = false;
  if (by_ticket) {
    right = known && !known->ticket.empty() && same(known->ticket, digest_of(given)) &&
            now_() < known->ticket_until;
  } else {
    const Turn turn(*this);
    CHECK(turn.taken());
    if (known && !known->password.empty() && given.size() <= policy_.password.longest)
      right = password_matches(known->password, given);
    else
      match_nothing(std::string_view(given).substr(0, policy_.password.longest));
  }
  // A name that is none has no row to count in; it takes as long and answers the same.
  if (!known || !open) return failed();
  return vault_.change(account, [&](Credential& c) -> Status {
    // Counted alone: whoever guessed at the same time is seen here.
    if (c.locked_until > now_()) return failed();
    bool good = right && (by_ticket ? c.ticket == known->ticket : c.password == known->password);
    if (good && !c.otp_secret.empty()) {
      if (code.empty()) return fail(ErrorKind::Refused, "identity.code_needed");
      const auto step = step_of(c.otp_secret, code, now_(), c.otp_last);
      if (step) c.otp_last = *step;
      good = step.has_value();
    }
    CHECK(judged(c, good));
    proven = c;
    return {};
  });
}

Status Identity::judged(Credential& c, bool good) {
  if (good) {
    c.failures = 0;
    return {};
  }
  if (++c.failures >= policy_.failures) {
    c.failures = 0;
    c.locked_until = now_().plus_millis(policy_.locked_minutes * kMinute);
  }
  return failed();
}

Status Identity::prove_code(const std::string& account, const std::string& code) {
  return vault_.change(account, [&](Credential& c) -> Status {
    if (c.locked_until > now_()) return failed();
    const auto step =
        c.otp_secret.empty() ? std::nullopt : step_of(c.otp_secret, code, now_(), c.otp_last);
    if (step) c.otp_last = *step;
    return judged(c, step.has_value());
  });
}

Status Identity::prove_again(const std::string& session, const std::string& password,
                             const std::string& code) {
  auto found = TRY(vault_.sign_in(session));
  if (!found || found->kind != SignInKind::Session)
    return fail(ErrorKind::NotFound, "identity.no_session");
  if (password.empty()) {
    CHECK(prove_code(found->account, code));
  } else {
    Credential c;
    CHECK(prove(found->account, password, false, code, c));
  }
  found->proved = now_();
  return vault_.put(*found);
}

Result<Signed> Identity::sign_in(const std::string& account, const std::string& password,
                                 const std::string& code, const std::string& from) {
  Credential c;
  CHECK(prove(account, password, false, code, c));
  SignIn s;
  s.account = account;
  s.from = from;
  s.until = now_().plus_millis(policy_.session_hours * kHour);
  return open(std::move(s), TRY(pending_of(c)));
}

Result<Signed> Identity::admit(const Vouched& who, const std::string& code,
                               const std::string& from) {
  const Standing standing = TRY(accounts_(who.account));
  if (!standing.open) return failed();
  if (standing.administers)
    return fail(ErrorKind::Refused, "identity.administrator_here", {}, {},
                {"gbt-22239-2019 §8.1.4.1"});
  CHECK(vault_.change(who.account, [&](Credential& c) -> Status {
    // He is the one, so that he may be told what a guesser may not.
    if (c.locked_until > now_()) return fail(ErrorKind::Refused, "identity.locked");
    if (c.otp_secret.empty()) return {};
    if (code.empty()) return fail(ErrorKind::Refused, "identity.code_needed");
    const auto step = step_of(c.otp_secret, code, now_(), c.otp_last);
    if (step) c.otp_last = *step;
    return judged(c, step.has_value());
  }));
  SignIn s;
  s.account = who.account;
  s.provider = who.provider;
  s.proved = code.empty() ? who.authenticated : now_();
  s.from = from;
  s.until = now_().plus_millis(policy_.session_hours * kHour);
  return open(std::move(s), Pending::Nothing);
}

Result<std::optional<Signed>> Identity::who(const std::string& secret, bool attended) {
  if (secret.size() != 64) return std::nullopt;
  auto found = TRY(vault_.sign_in(digest_of(secret)));
  const Instant now = now_();
  if (!found || found->until <= now) return std::nullopt;
  if (found->kind == SignInKind::Session) {
    if (found->seen.plus_millis(policy_.idle_minutes * kMinute) <= now) {
      CHECK(vault_.end(found->id));
      return std::nullopt;
    }
  }
  const Standing standing = TRY(accounts_(found->account));
  if (!standing.open || (standing.administers && !found->provider.empty())) return std::nullopt;
  // Written down once a minute, not with every request.
  if (attended && found->seen.plus_millis(kMinute) <= now) {
    found->seen = now;
    CHECK(vault_.put(*found));
  }
  Signed out;
  const auto c = TRY(vault_.credential(found->account));
  if (found->kind == SignInKind::Session && c) out.pending = TRY(pending_of(*c, found->provider));
  out.sign_in = std::move(*found);
  return out;
}

Status Identity::end(const std::string& account, const std::string& id) {
  const auto found = TRY(vault_.sign_in(id));
  if (!found || found->account != account) return fail(ErrorKind::NotFound, "identity.no_session");
  return vault_.end(id);
}

Status Identity::end_all(const std::string& account, const std::string& but_id) {
  for (const SignIn& s : TRY(vault_.sign_ins(account)))
    if (s.id != but_id) CHECK(vault_.end(s.id));
  return {};
}

Result<std::vector<SignIn>> Identity::sign_ins(const std::string& account) {
  std::vector<SignIn> out;
  const Instant now = now_();
  for (SignIn& s : TRY(vault_.sign_ins(account))) {
    const bool idle =
        s.kind == SignInKind::Session && s.seen.plus_millis(policy_.idle_minutes * kMinute) <= now;
    if (s.until > now && !idle) out.push_back(std::move(s));
  }
  return out;
}

Result<std::string> Identity::ticket(const std::string& account) {
  if (!TRY(accounts_(account)).open)
    return fail(ErrorKind::NotFound, "account.none", {{"account", account}});
  std::string secret = fresh_secret().substr(0, 40);
  CHECK(vault_.change(account, [&](Credential& c) -> Status {
    c.ticket = digest_of(secret);
    c.ticket_until = now_().plus_millis(policy_.ticket_hours * kHour);
    return {};
  }));
  return secret;
}

void Identity::keep_password(Credential& c, const std::string& hash) {
  if (!c.password.empty()) c.earlier.insert(c.earlier.begin(), c.password);
  if (c.earlier.size() > policy_.password.remembered) c.earlier.resize(policy_.password.remembered);
  c.password = hash;
  c.changed = now_();
  c.ticket.clear();
  c.failures = 0;
  c.locked_until = Instant();
}

Result<Signed> Identity::set_password(const std::string& account, const std::string& ticket_or_old,
                                      bool by_ticket, const std::string& code,
                                      const std::string& password, const std::string& from) {
  CHECK(check_password(policy_.password, account, password));
  Credential proven;
  CHECK(prove(account, ticket_or_old, by_ticket, code, proven));
  std::string hash;
  {
    const Turn turn(*this);
    CHECK(turn.taken());
    std::vector<std::string> past = proven.earlier;
    if (!proven.password.empty()) past.push_back(proven.password);
    for (const std::string& old : past)
      if (password_matches(old, password))
        return fail(ErrorKind::BadInput, "identity.password_again",
                    {{"count", std::to_string(policy_.password.remembered)}}, "password",
                    {"gbt-22239-2019 §8.1.4.1"});
    hash = TRY(hash_password(password, random_));
  }
  CHECK(vault_.change(account, [&](Credential& c) -> Status {
    if (c.password != proven.password || (by_ticket && c.ticket != proven.ticket)) return failed();
    keep_password(c, hash);
    proven = c;
    return {};
  }));
  CHECK(end_all(account));
  SignIn s;
  s.account = account;
  s.from = from;
  s.until = now_().plus_millis(policy_.session_hours * kHour);
  return open(std::move(s), TRY(pending_of(proven)));
}

Status Identity::give_password(const std::string& account, const std::string& password) {
  const std::string hash = TRY(hash_password(password, random_));
  return vault_.change(account, [&](Credential& c) -> Status {
    keep_password(c, hash);
    return {};
  });
}

bool Identity::has_password(const std::string& account) {
  const auto c = vault_.credential(account);
  return c && *c && !(*c)->password.empty();
}

Result<std::string> Identity::offer_code(const std::string& account) {
  std::array<std::uint8_t, 20> bytes{};
  random_.fill(bytes);
  std::string secret(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  CHECK(vault_.change(account, [&](Credential& c) -> Status {
    c.otp_candidate = secret;
    return {};
  }));
  return secret;
}

Status Identity::confirm_code(const std::string& account, const std::string& code) {
  return vault_.change(account, [&](Credential& c) -> Status {
    if (c.otp_candidate.empty()) return fail(ErrorKind::Conflict, "identity.no_candidate");
    const auto step = step_of(c.otp_candidate, code, now_(), 0);
    if (!step) return fail(ErrorKind::BadInput, "identity.wrong_code", {}, "otp");
    c.otp_secret = std::exchange(c.otp_candidate, {});
    c.otp_last = *step;
    return {};
  });
}

Result<Signed> Identity::token(const std::string& account, const std::string& name,
                               std::vector<std::string> scopes, int days, const std::string& from,
                               const std::string& provider) {
  if (days < 1 || days > policy_.token_days)
    return fail(ErrorKind::BadInput, "identity.token_days",
                {{"most", std::to_string(policy_.token_days)}}, "days");
  SignIn s;
  s.kind = SignInKind::Token;
  s.account = account;
  s.name = name;
  s.scopes = std::move(scopes);
  s.from = from;
  s.provider = provider;
  s.until = now_().plus_millis(days * kDay);
  return open(std::move(s), Pending::Nothing);
}

Status Identity::unlock(const std::string& account) {
  return vault_.change(account, [](Credential& c) -> Status {
    c.failures = 0;
    c.locked_until = Instant();
    return {};
  });
}

}  // namespace dengbao::identity
