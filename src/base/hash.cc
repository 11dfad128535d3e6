#include "base/hash.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace dengbao {
namespace {

const EVP_MD* algorithm(HashKind kind) {
  // Fetched once: a fetch for each digest costs more than the digest of a tree node.
  static const EVP_MD* const sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const EVP_MD* md = kind == HashKind::Sm3 ? sm3 : sha256;
  if (!md) std::abort();  // an OpenSSL without SM3 cannot run this product at all
  return md;
}

struct ContextDeleter {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};

}  // namespace

struct Hasher::State {
  HashKind kind;
  std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
};

std::string_view hash_name(HashKind kind) {
  return kind == HashKind::Sm3 ? "sm3" : "sha256";
}

std::optional<HashKind> hash_kind(std::string_view name) {
  if (name == "sm3") return HashKind::Sm3;
  if (name == "sha256") return HashKind::Sha256;
  return std::nullopt;
}

Hasher::Hasher(HashKind kind) : state_(std::make_unique<State>(State{kind})) {
  EVP_DigestInit_ex(state_->context.get(), algorithm(kind), nullptr);
}
Hasher::~Hasher() = default;

Hasher& Hasher::add(std::span<const std::uint8_t> bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
  return *this;
}

Digest Hasher::finish() {
  Digest out{};
  EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr);
  EVP_DigestInit_ex(state_->context.get(), nullptr, nullptr);
  return out;
}

Digest digest(HashKind kind, std::span<const std::uint8_t> bytes) {
  thread_local Hasher sm3(HashKind::Sm3);
  thread_local Hasher sha256(HashKind::Sha256);
  return (kind == HashKind::Sm3 ? sm3 : sha256).add(bytes).finish();
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t b : bytes) {
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2) return std::nullopt;
  const auto value = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = value(text[i]), low = value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  if (text.size() != 64) return std::nullopt;
  const auto bytes = from_hex(text);
  if (!bytes) return std::nullopt;
  Digest out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>((*bytes)[i]);
  return out;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                                static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4) return std::nullopt;
  std::string out(text.size() / 4 * 3 + 1, '\0');
  const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                reinterpret_cast<const unsigned char*>(text.data()),
                                static_cast<int>(text.size()));
  if (n < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  out.resize(static_cast<std::size_t>(n) - padding);
  // EVP_DecodeBlock forgives white space and stray bits: only the one canonical spelling counts.
  if (base64(bytes_of(out)) != text) return std::nullopt;
  return out;
}

}  // namespace dengbao
