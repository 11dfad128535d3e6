#pragma once
// SM4 in Galois/Counter Mode [GB/T 32907], of libgcrypt: OpenSSL 3.0 has no such mode.

#include <gcrypt.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dengbao::ledger {

inline constexpr std::size_t kTagBytes = 16;

// One text under one nonce; `head` is bound to it without being hidden.
class Sm4Gcm {
 public:
  Sm4Gcm(std::span<const std::uint8_t> key, std::string_view nonce, std::string_view head) {
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
      gcry_check_version(nullptr);
      gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
      gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    good_ = !gcry_cipher_open(&cipher_, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0) &&
            !gcry_cipher_setkey(cipher_, key.data(), key.size()) &&
            !gcry_cipher_setiv(cipher_, nonce.data(), nonce.size()) &&
            !gcry_cipher_authenticate(cipher_, head.data(), head.size());
  }
  ~Sm4Gcm() { gcry_cipher_close(cipher_); }
  Sm4Gcm(const Sm4Gcm&) = delete;
  Sm4Gcm& operator=(const Sm4Gcm&) = delete;

  bool seal(std::span<const std::uint8_t> plain, std::string& sealed, std::string& tag) {
    sealed.resize(plain.size());
    tag.resize(kTagBytes);
    return good_ &&
           !gcry_cipher_encrypt(cipher_, sealed.data(), sealed.size(), plain.data(),
                                plain.size()) &&
           !gcry_cipher_gettag(cipher_, tag.data(), tag.size());
  }
  bool open(std::string_view sealed, std::string_view tag, std::span<std::uint8_t> plain) {
    return good_ &&
           !gcry_cipher_decrypt(cipher_, plain.data(), plain.size(), sealed.data(),
                                sealed.size()) &&
           !gcry_cipher_checktag(cipher_, tag.data(), tag.size());
  }

 private:
  gcry_cipher_hd_t cipher_ = nullptr;
  bool good_ = false;
};

}  // namespace dengbao::ledger
