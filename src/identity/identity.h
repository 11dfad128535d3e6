#pragma once
// Who someone is. Every path that ends in a session or a token goes through one function, open();
// before it stand the lock-out and the same answer for an unknown name, a wrong password and a
// locked account, in the same time.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

#include "base/ids.h"
#include "identity/password.h"
#include "identity/vault.h"

namespace dengbao::identity {

struct Policy {
  PasswordRules password;
  int failures = 5;  // then the account is locked
  int locked_minutes = 15;
  int idle_minutes = 30;  // without a request
  int session_hours = 12;
  int ticket_hours = 24;
  int token_days = 365;   // at most
  int proof_minutes = 5;  // so long a session may sign before its holder proves himself again
};

// What must still be done before anything else may be.
enum class Pending : std::uint8_t { Nothing, NewPassword, OneTimeCode };

struct Signed {
  std::string secret;  // of the session or token; told once
  SignIn sign_in;
  Pending pending = Pending::Nothing;
};

// What the application knows of an account: whether there is such an open one, whether it must
// have a one-time code, and whether it administers the installation.
struct Standing {
  bool open = false;
  bool needs_code = false;
  bool administers = false;
};

// Somebody of whom an identity provider has said who he is.
struct Vouched {
  std::string account, provider;
  Instant authenticated;  // when he last showed the provider who he is; 0: unknown
};

class Identity {
 public:
  using Accounts = std::function<Result<Standing>(const std::string& account)>;
  using Now = std::function<Instant()>;
  Identity(Vault& vault, Policy policy, Accounts accounts, Now now);

  // Refused identity.sign_in_failed whatever was wrong; identity.code_needed only after the right
  // password; identity.busy when too many try at once.
  Result<Signed> sign_in(const std::string& account, const std::string& password,
                         const std::string& code, const std::string& from);
  // For whom a provider vouches. Refused identity.administrator_here (the power to administer comes
  // from nobody else), identity.locked, identity.code_needed, identity.sign_in_failed.
  Result<Signed> admit(const Vouched& who, const std::string& code, const std::string& from);
  // The session or token of a secret, while it lasts; nothing otherwise. Notes that it was seen,
  // unless nobody sits at it: a page that asks by itself keeps no session awake.
  Result<std::optional<Signed>> who(const std::string& secret, bool attended = true);
  Status end(const std::string& account, const std::string& id);  // NotFound identity.no_session
  Status end_all(const std::string& account, const std::string& but_id = {});
  Result<std::vector<SignIn>> sign_ins(const std::string& account);

  // A one-time ticket with which whoever holds it sets the password. Ends what is signed in.
  Result<std::string> ticket(const std::string& account);
  // With the ticket or the present password. All other sessions of the account end.
  Result<Signed> set_password(const std::string& account, const std::string& ticket_or_old,
                              bool by_ticket, const std::string& code, const std::string& password,
                              const std::string& from);
  // Sets it without asking, by whoever may (the local operator).
  Status give_password(const std::string& account, const std::string& password);
  bool has_password(const std::string& account);

  // The holder of a session shows again that it is he: by a one-time code, or by the password (and
  // the code where the account has one). Counts like a sign-in.
  Status prove_again(const std::string& session, const std::string& password,
                     const std::string& code);
  // Whether a session may sign now.
  bool fresh(const SignIn& session) const {
    return policy_.proof_minutes == 0 ||
           now_() < session.proved.plus_millis(policy_.proof_minutes * std::int64_t{60'000});
  }

  // A new secret for one-time codes; it counts once a code of it was shown.
  Result<std::string> offer_code(const std::string& account);
  Status confirm_code(const std::string& account, const std::string& code);

  // `provider`: by whom its maker was signed in; empty: by us.
  Result<Signed> token(const std::string& account, const std::string& name,
                       std::vector<std::string> scopes, int days, const std::string& from,
                       const std::string& provider = {});
  Status unlock(const std::string& account);
  const Policy& policy() const { return policy_; }

 private:
  // The choke point.
  Result<Signed> open(SignIn sign_in, Pending pending);
  Result<Pending> pending_of(const Credential& credential, const std::string& provider = {});
  // Everything about one guess: compared in the same time, counted alone.
  Status prove(const std::string& account, const std::string& given, bool by_ticket,
               const std::string& code, Credential& proven);
  Status prove_code(const std::string& account, const std::string& code);
  Status judged(Credential& credential, bool good);
  void keep_password(Credential& credential, const std::string& hash);
  std::string fresh_secret();
  class Turn;

  Vault& vault_;
  Policy policy_;
  Accounts accounts_;
  Now now_;
  SystemRandomness random_;
  // A guess takes 19 MiB and a core: a flood of them must take neither all of these nor all the
  // threads that wait. More than a few at once are told to come again.
  std::counting_semaphore<2> guessing_{2};
  std::atomic<int> guesses_ = 0;
};

}  // namespace dengbao::identity
