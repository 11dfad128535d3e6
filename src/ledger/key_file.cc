#include "ledger/key_file.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "ledger/private_file.h"
#include "ledger/sm4_gcm.h"
#include "ledger/verify/json_fields.h"

namespace dengbao::ledger {
namespace {

constexpr std::string_view kType = "dengbao-key-v1";
constexpr std::string_view kMachinePrefix = "dengbao-secret-v1:";
constexpr std::string_view kHkdf = "hkdf-sm3", kPbkdf2 = "pbkdf2-sm3";
constexpr std::string_view kForm = "ledger.key_file_form";
constexpr std::uint64_t kIterations = 600'000, kFewestIterations = 100'000,
                        kMostIterations = 10'000'000;
constexpr std::size_t kShortestPassphrase = 12, kNonceBytes = 12, kSm4KeyBytes = 16;

struct KeyFile {
  std::string name, point, derivation;
  std::uint64_t iterations = 0;
  std::string salt, nonce, ciphertext, tag;
  Validity validity;
};

// Everything but ciphertext and tag: authenticated with them.
std::string head_of(const KeyFile& f) {
  const auto instant = [](const std::optional<Instant>& i) { return i ? i->iso() : std::string(); };
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", kType, f.name, hex(bytes_of(f.point)),
                     f.derivation, f.iterations, hex(bytes_of(f.salt)), hex(bytes_of(f.nonce)),
                     instant(f.validity.since), instant(f.validity.until));
}

std::string text_of(const KeyFile& f) {
  json::object o{{"type", kType},
                 {"name", f.name},
                 {"public_key", hex(bytes_of(f.point))},
                 {"derivation", f.derivation},
                 {"iterations", f.iterations},
                 {"salt", hex(bytes_of(f.salt))},
                 {"cipher", "sm4-gcm"},
                 {"nonce", hex(bytes_of(f.nonce))},
                 {"ciphertext", hex(bytes_of(f.ciphertext))},
                 {"tag", hex(bytes_of(f.tag))}};
  if (f.validity.since) o["since"] = f.validity.since->iso();
  if (f.validity.until) o["until"] = f.validity.until->iso();
  return canonical(o) + "\n";
}

Result<std::optional<Instant>> instant_of(const Fields& fields, std::string_view member) {
  if (!fields.has(member)) return std::optional<Instant>{};
  const auto instant = Instant::parse(TRY(fields.text(member)));
  if (!instant) return fields.wrong(member);
  return std::optional(*instant);
}

Result<KeyFile> parse_key_file(std::string_view text, const std::string& path) {
  const json::value value = TRY(parse_plain_json(text, path, kMaxPrivateFileBytes));
  const Fields fields(value, kForm, path);
  CHECK(fields.only({"type", "name", "public_key", "derivation", "iterations", "salt", "cipher",
                     "nonce", "ciphertext", "tag", "since", "until"}));
  CHECK(fields.literal("type", kType));
  CHECK(fields.literal("cipher", "sm4-gcm"));
  KeyFile f;
  f.name = TRY(fields.text("name"));
  f.point = TRY(fields.bytes("public_key"));
  f.derivation = TRY(fields.text("derivation"));
  if (f.derivation != kHkdf && f.derivation != kPbkdf2) return fields.wrong("derivation");
  f.iterations = TRY(fields.number("iterations"));
  if (f.derivation == kPbkdf2 &&
      (f.iterations < kFewestIterations || f.iterations > kMostIterations))
    return fields.wrong("iterations");
  f.salt = TRY(fields.bytes("salt"));
  f.nonce = TRY(fields.bytes("nonce"));
  if (f.nonce.size() != kNonceBytes) return fields.wrong("nonce");
  f.ciphertext = TRY(fields.bytes("ciphertext"));
  if (f.ciphertext.size() != Sm2Key::kScalarBytes) return fields.wrong("ciphertext");
  f.tag = TRY(fields.bytes("tag"));
  if (f.tag.size() != kTagBytes) return fields.wrong("tag");
  f.validity.since = TRY(instant_of(fields, "since"));
  f.validity.until = TRY(instant_of(fields, "until"));
  return f;
}

bool is_machine_made(std::string_view passphrase) {
  return passphrase.starts_with(kMachinePrefix) &&
         digest_from_hex(passphrase.substr(kMachinePrefix.size())).has_value();
}

Result<Secret> read_passphrase(const std::string& path) {
  const Secret file = TRY(read_private_file(path));
  std::string_view line = file.text();
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (characters(line) < kShortestPassphrase)
    return fail(ErrorKind::External, "ledger.passphrase_short",
                {{"fewest", std::to_string(kShortestPassphrase)}}, path);
  return Secret(line);
}

bool hkdf(std::string_view passphrase, std::string_view salt, std::span<std::uint8_t> out) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
  EVP_KDF_free(kdf);
  std::string digest = "SM3", info(kType);
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(passphrase.data()),
                                        passphrase.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<char*>(salt.data()),
                                        salt.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  const bool done = context && EVP_KDF_derive(context, out.data(), out.size(), params) == 1;
  EVP_KDF_CTX_free(context);
  return done;
}

// The SM4 key under which the private key lies. Nothing that the passphrase of a wrong kind.
Result<Secret> derive(const KeyFile& f, std::string_view passphrase) {
  Secret key(kSm4KeyBytes);
  const bool done =
      f.derivation == kHkdf
          ? hkdf(passphrase, f.salt, key.bytes())
          : PKCS5_PBKDF2_HMAC(passphrase.data(), static_cast<int>(passphrase.size()),
                              reinterpret_cast<const unsigned char*>(f.salt.data()),
                              static_cast<int>(f.salt.size()), static_cast<int>(f.iterations),
                              EVP_sm3(), static_cast<int>(kSm4KeyBytes), key.bytes().data()) == 1;
  if (!done) return fail_external("ledger.key_failed", "derive " + f.derivation);
  return key;
}

std::string draw(std::size_t size, Randomness& random) {
  std::string out(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

}  // namespace

Status make_passphrase_file(const std::string& path, Randomness& random) {
  Secret raw(32);
  random.fill(raw.bytes());
  const Secret spelled(hex(raw.bytes()));
  Secret text(std::string(kMachinePrefix) + std::string(spelled.text()) + "\n");
  return write_private_file(path, text.text());
}

Status write_key_file(const std::string& path, const Sm2Key& key,
                      const std::string& passphrase_file, Randomness& random) {
  const Secret passphrase = TRY(read_passphrase(passphrase_file));
  const PublicKey& shown = key.public_key();
  KeyFile f;
  f.name = shown.name;
  f.point.assign(reinterpret_cast<const char*>(shown.point.data()), shown.point.size());
  const bool machine = is_machine_made(passphrase.text());
  f.derivation = machine ? kHkdf : kPbkdf2;
  f.iterations = machine ? 0 : kIterations;
  f.salt = draw(32, random);
  f.nonce = draw(kNonceBytes, random);
  f.validity = key.validity();
  const Secret wrap = TRY(derive(f, passphrase.text()));
  if (!Sm4Gcm(wrap.bytes(), f.nonce, head_of(f)).seal(key.scalar().bytes(), f.ciphertext, f.tag))
    return fail_external("ledger.key_failed", "sm4-gcm");
  return write_private_file(path, text_of(f));
}

Result<Sm2Key> read_key_file(const std::string& path, const std::string& passphrase_file) {
  const Secret text = TRY(read_private_file(path));
  auto parsed = parse_key_file(text.text(), path);
  if (!parsed) {
    auto why = fail(ErrorKind::External, std::string(kForm), {{"member", "…"}}, path);
    if (parsed.error().code == kForm) why.error().args = parsed.error().args;
    return why;
  }
  const KeyFile f = *std::move(parsed);
  const Secret passphrase = TRY(read_passphrase(passphrase_file));
  const auto wrong = [&] {
    return fail(ErrorKind::External, "ledger.passphrase_wrong", {{"file", passphrase_file}}, path);
  };
  // A file made for a machine's secret has no iterations that would slow down guessing.
  if (f.derivation == kHkdf && !is_machine_made(passphrase.text())) return wrong();
  const Secret wrap = TRY(derive(f, passphrase.text()));
  Secret scalar(Sm2Key::kScalarBytes);
  if (!Sm4Gcm(wrap.bytes(), f.nonce, head_of(f)).open(f.ciphertext, f.tag, scalar.bytes()))
    return wrong();
  return Sm2Key::of(f.name, f.validity, std::move(scalar));
}

Result<std::unique_ptr<KeyProvider>> open_key(std::string_view uri,
                                              std::string_view passphrase_file) {
  constexpr std::string_view kFile = "file:";
  if (!uri.starts_with(kFile))
    return fail(ErrorKind::Usage, "ledger.provider_unknown", {{"uri", std::string(uri)}});
  return std::make_unique<Sm2Key>(
      TRY(read_key_file(std::string(uri.substr(kFile.size())), std::string(passphrase_file))));
}

}  // namespace dengbao::ledger
