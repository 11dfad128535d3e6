#pragma once
// Passwords: what a good one is, and how one is kept.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace dengbao::identity {

// Of the scheme: complexity and regular change (GB/T 22239-2019, 8.1.4.1); the numbers are ours and
// can be set.
struct PasswordRules {
  std::size_t shortest = 10;   // characters
  std::size_t longest = 128;   // bound of the work for one guess
  int classes = 3;             // of lower case, upper case, digits, others
  std::size_t remembered = 5;  // earlier ones that may not come back
  int days = 90;               // then it must be changed; 0: never
};

// BadInput identity.password_short, _long, _simple, _name.
Status check_password(const PasswordRules& rules, std::string_view account,
                      std::string_view password);

// argon2id with a fresh salt, in the usual text form ($argon2id$v=19$m=…). 19 MiB and two passes:
// about 30 ms of one core a guess.
Result<std::string> hash_password(std::string_view password, Randomness& random);
bool password_matches(const std::string& hash, std::string_view password);
// Takes as long as password_matches() and never does.
void match_nothing(std::string_view password);

}  // namespace dengbao::identity
