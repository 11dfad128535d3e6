#include "identity/password.h"

#include <argon2.h>

#include <array>
#include <cctype>

#include "base/text.h"

namespace dengbao::identity {
namespace {

constexpr std::uint32_t kPasses = 2, kKibibytes = 19 * 1024, kLanes = 1;
constexpr std::size_t kSalt = 16, kHash = 32;

std::string lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

Status check_password(const PasswordRules& rules, std::string_view account,
                      std::string_view password) {
  const std::size_t length = characters(password);
  if (!is_utf8(password) || length < rules.shortest)
    return fail(ErrorKind::BadInput, "identity.password_short",
                {{"least", std::to_string(rules.shortest)}}, "password",
                {"gbt-22239-2019 §8.1.4.1"});
  if (password.size() > rules.longest)
    return fail(ErrorKind::BadInput, "identity.password_long",
                {{"most", std::to_string(rules.longest)}}, "password");
  bool lower = false, upper = false, digit = false, other = false;
  for (const char c : password) {
    const auto byte = static_cast<unsigned char>(c);
    lower |= std::islower(byte) != 0;
    upper |= std::isupper(byte) != 0;
    digit |= std::isdigit(byte) != 0;
    other |= std::isalnum(byte) == 0;
  }
  if (int{lower} + int{upper} + int{digit} + int{other} < rules.classes)
    return fail(ErrorKind::BadInput, "identity.password_simple",
                {{"classes", std::to_string(rules.classes)}}, "password",
                {"gbt-22239-2019 §8.1.4.1"});
  const std::string folded = lowered(comparable(password)), name = lowered(comparable(account));
  if (!name.empty() && folded.find(name) != std::string::npos)
    return fail(ErrorKind::BadInput, "identity.password_name", {}, "password");
  return {};
}

Result<std::string> hash_password(std::string_view password, Randomness& random) {
  std::array<std::uint8_t, kSalt> salt{};
  random.fill(salt);
  std::string out(argon2_encodedlen(kPasses, kKibibytes, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int error =
      argon2id_hash_encoded(kPasses, kKibibytes, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHash, out.data(), out.size());
  if (error != ARGON2_OK) return fail_external("identity.hash", argon2_error_message(error));
  out.resize(out.find('\0'));
  return out;
}

bool password_matches(const std::string& hash, std::string_view password) {
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

void match_nothing(std::string_view password) {
  static const std::string nobody = [] {
    SystemRandomness random;
    std::array<std::uint8_t, 32> secret{};
    random.fill(secret);
    return hash_password({reinterpret_cast<const char*>(secret.data()), secret.size()}, random)
        .value_or("");
  }();
  (void)password_matches(nobody, password);
}

}  // namespace dengbao::identity
