#include "server/store_vault.h"

#include <boost/json.hpp>

namespace dengbao::server {

using identity::Credential;
using identity::SignIn;

Result<std::optional<Credential>> StoreVault::credential(const std::string& account) {
  auto reading = TRY(store_.reading());
  const auto row = TRY(reading->credential(account));
  if (!row) return std::nullopt;
  return TRY(identity::credential_from(row->doc, account));
}

Status StoreVault::change(const std::string& account,
                          const std::function<Status(Credential&)>& change) {
  auto work = TRY(store_.begin());
  Credential c;
  c.account = account;
  if (const auto row = TRY(work->credential(account)))
    c = TRY(identity::credential_from(row->doc, account));
  const Status answer = change(c);
  CHECK(work->put(CredentialRow{account, json::serialize(identity::to_json(c))}));
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
