#include "server/store_vault.h"

#include <boost/json.hpp>

namespace dengbao::server {

using identity::Credential;
using identity::SignIn;

namespace {

constexpr const char* kSealed[] = {"otp_secret", "otp_candidate"};
constexpr std::string_view kMark = "sm4:";

std::string context_of(std::string_view member, std::string_view account) {
  return std::string(member) + " of " + std::string(account);
}

}  // namespace

StoreVault::StoreVault(Store& store, const ledger::KeyProvider* key) : store_(store) {
  if (!key) return;
  if (auto sealer = ledger::Sealer::of(*key)) sealer_.emplace(std::move(*sealer));
}

// What an older version wrote lies open until it is next written.
Result<Credential> StoreVault::opened(const CredentialRow& row) const {
  json::value v = TRY(parse_json(row.doc, "credential"));
  if (v.is_object())
    for (const char* member : kSealed) {
      const json::value* kept = v.get_object().if_contains(member);
      if (!kept || !kept->is_string() || !kept->get_string().starts_with(kMark)) continue;
      const auto plain =
          sealer_ ? sealer_->open(context_of(member, row.account),
                                  std::string_view(kept->get_string()).substr(kMark.size()))
                  : std::nullopt;
      if (!plain) return fail(ErrorKind::External, "identity.sealed", {{"account", row.account}});
      v.get_object()[member] = base64(bytes_of(*plain));
    }
  return identity::credential_from(json::serialize(v), row.account);
}

Result<std::string> StoreVault::sealed(const Credential& c) {
  json::object o = identity::to_json(c);
  for (const char* member : kSealed) {
    const auto plain = from_base64(std::string_view(o.at(member).as_string()));
    if (!plain || plain->empty()) continue;
    if (!sealer_) return fail(ErrorKind::External, "identity.sealed", {{"account", c.account}});
    o[member] =
        std::string(kMark) + TRY(sealer_->seal(context_of(member, c.account), *plain, random_));
  }
  return json::serialize(o);
}

Result<std::optional<Credential>> StoreVault::credential(const std::string& account) {
  auto reading = TRY(store_.reading());
  const auto row = TRY(reading->credential(account));
  if (!row) return std::nullopt;
  return TRY(opened(*row));
}

Status StoreVault::change(const std::string& account,
                          const std::function<Status(Credential&)>& change) {
  auto work = TRY(store_.begin());
  Credential c;
  c.account = account;
  if (const auto row = TRY(work->credential(account))) c = TRY(opened(*row));
  const Status answer = change(c);
  const std::string doc = TRY(sealed(c));
  CHECK(work->put(CredentialRow{account, doc}));
  CHECK(work->commit());
  return answer;
}

Result<std::optional<SignIn>> StoreVault::sign_in(const std::string& id) {
  auto reading = TRY(store_.reading());
  const auto row = TRY(reading->sign_in(id));
  if (!row) return std::nullopt;
  return TRY(identity::sign_in_from(row->doc));
}

Result<std::vector<SignIn>> StoreVault::sign_ins(const std::string& account) {
  auto reading = TRY(store_.reading());
  std::vector<SignIn> out;
  for (const SignInRow& row : TRY(reading->sign_ins(account)))
    out.push_back(TRY(identity::sign_in_from(row.doc)));
  return out;
}

Status StoreVault::put(const SignIn& s) {
  auto work = TRY(store_.begin());
  CHECK(work->end_sign_ins_before(s.seen));
  CHECK(work->put(SignInRow{s.id, s.account, s.until, json::serialize(identity::to_json(s))}));
  return work->commit();
}

Status StoreVault::end(const std::string& id) {
  auto work = TRY(store_.begin());
  CHECK(work->end_sign_in(id));
  return work->commit();
}

}  // namespace dengbao::server
