// The limit of log_append: the same records hashed into a bare Merkle tree in memory, one 32-byte
// peak per level kept, nothing stored and nothing else done.
//   log_append_limit [records] [bytes]
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

using Hash = std::array<unsigned char, 32>;

int main(int argc, char** argv) {
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::size_t bytes = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 512;
  EVP_MD* sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, sm3, nullptr);
  const auto hash = [&](unsigned char prefix, const void* data, std::size_t size) {
    Hash out;
    EVP_DigestUpdate(context, &prefix, 1);
    EVP_DigestUpdate(context, data, size);
    EVP_DigestFinal_ex(context, out.data(), nullptr);
    EVP_DigestInit_ex(context, nullptr, nullptr);
    return out;
  };

  std::string record(bytes, 'x');
  std::vector<Hash> peaks(64);
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < records; ++i) {
    std::memcpy(record.data(), &i, sizeof i);
    Hash rising = hash(0, record.data(), record.size());
    std::size_t level = 0;
    for (; i >> level & 1; ++level) {
      unsigned char both[64];
      std::memcpy(both, peaks[level].data(), 32);
      std::memcpy(both + 32, rising.data(), 32);
      rising = hash(1, both, sizeof both);
    }
    peaks[level] = rising;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("limit: %.0f events/s (%llu of %zu bytes, first root byte %02x)\n",
              static_cast<double>(records) / seconds, static_cast<unsigned long long>(records),
              bytes, peaks[0][0]);
  EVP_MD_CTX_free(context);
  EVP_MD_free(sm3);
}
