// Credentials and sign-ins.

#include "base/hash.h"
#include "base/ids.h"
#include "store/repository.h"

namespace dengbao::store {
namespace {

CredentialRow read_credential(const Row& row) {
  return {row.text(0), row.text(1)};
}

SignInRow read_sign_in(const Row& row) {
  return {row.text(0), row.text(1), row.instant(2), row.text(3)};
}

}  // namespace

Result<std::optional<CredentialRow>> Repository::credential(std::string_view account) {
  return one("SELECT account, doc FROM credential WHERE account = $1",
             std::array<Value, 1>{account}, read_credential);
}

Result<std::optional<SignInRow>> Repository::sign_in(std::string_view id) {
  return one("SELECT id, account, until, doc FROM sign_in WHERE id = $1", std::array<Value, 1>{id},
             read_sign_in);
}

Result<std::vector<SignInRow>> Repository::sign_ins(std::string_view account) {
  return many("SELECT id, account, until, doc FROM sign_in WHERE account = $1 ORDER BY id",
              std::array<Value, 1>{account}, read_sign_in);
}

Status Repository::put(const CredentialRow& row) {
  identity_ = true;
  return write(
      "INSERT INTO credential (account, doc) VALUES ($1, $2) "
      "ON CONFLICT (account) DO UPDATE SET doc = excluded.doc",
      std::array<Value, 2>{row.account, row.doc});
}

Status Repository::put(const SignInRow& row) {
  identity_ = true;
  return write(
      "INSERT INTO sign_in (id, account, until, doc) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (id) DO UPDATE SET until = excluded.until, doc = excluded.doc",
      std::array<Value, 4>{row.id, row.account, row.until, row.doc});
}

Status Repository::end_sign_in(std::string_view id) {
  identity_ = true;
  return write("DELETE FROM sign_in WHERE id = $1", std::array<Value, 1>{id});
}

Status Repository::end_sign_ins_before(Instant now) {
  identity_ = true;
  return write("DELETE FROM sign_in WHERE until <= $1", std::array<Value, 1>{now});
}

Status Repository::mark_identity() {
  std::array<std::uint8_t, 16> mark{};
  SystemRandomness().fill(mark);
  return put_meta(kIdentityMark, hex(mark));
}

}  // namespace dengbao::store
