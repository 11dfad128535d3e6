#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "ledger/key_provider.h"
#include "ledger/sm2_signer.h"

namespace dengbao::ledger {
namespace {

// 1 … n-2 [GB/T 32918.1 §6.1].
bool in_range(const BIGNUM* scalar, const EC_GROUP* group) {
  const Bn limit(BN_dup(EC_GROUP_get0_order(group)));
  return limit && BN_sub_word(limit.get(), 1) && !BN_is_zero(scalar) &&
         BN_cmp(scalar, limit.get()) < 0;
}

// The public point of a scalar; empty when the scalar is out of range.
std::string point_of(const BIGNUM* scalar) {
  const EcGroup group(EC_GROUP_new_by_curve_name(NID_sm2));
  const std::unique_ptr<EC_POINT, OpensslFreer<EC_POINT_free>> point(
      group ? EC_POINT_new(group.get()) : nullptr);
  std::string out(65, '\0');
  if (!point || !in_range(scalar, group.get()) ||
      EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         reinterpret_cast<unsigned char*>(out.data()), out.size(),
                         nullptr) != out.size())
    return {};
  return out;
}

}  // namespace

struct Sm2Key::State {
  PublicKey key;
  Validity validity;
  Secret scalar;
  Sm2Signer signer;
  std::mutex ahead_mutex = {};
  std::vector<Sm2Nonce> ahead = {};  // each for one signature

  std::optional<Sm2Nonce> take() {
    const std::lock_guard lock(ahead_mutex);
    if (ahead.empty()) return std::nullopt;
    Sm2Nonce out = std::move(ahead.back());
    ahead.pop_back();
    return out;
  }
};

Sm2Key::Sm2Key(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sm2Key::Sm2Key(Sm2Key&&) noexcept = default;
Sm2Key& Sm2Key::operator=(Sm2Key&&) noexcept = default;
Sm2Key::~Sm2Key() = default;
const PublicKey& Sm2Key::public_key() const {
  return state_->key;
}
const Validity& Sm2Key::validity() const {
  return state_->validity;
}
const Secret& Sm2Key::scalar() const {
  return state_->scalar;
}

Result<Sm2Key> Sm2Key::generate(std::string name, Validity validity, Randomness& random) {
  while (true) {
    Secret scalar(kScalarBytes);
    random.fill(scalar.bytes());
    auto key = of(name, validity, std::move(scalar));
    // One draw in 2^32 lies above the order of the curve: draw again.
    if (key || key.error().code != "ledger.key_scalar") return key;
  }
}

Result<Sm2Key> Sm2Key::of(std::string name, Validity validity, Secret scalar) {
  if (!is_key_name(name))
    return fail(ErrorKind::BadInput, "ledger.key_name", {{"name", std::move(name)}});
  const auto bytes = scalar.bytes();
  const Bn number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  const std::string point = number ? point_of(number.get()) : "";
  if (bytes.size() != kScalarBytes || point.empty())
    return fail(ErrorKind::BadInput, "ledger.key_scalar");
  PublicKey key = TRY(dengbao::ledger::public_key(std::move(name), point));
  Sm2Signer signer = TRY(Sm2Signer::of(scalar, key));
  return Sm2Key(std::unique_ptr<State>(
      new State{std::move(key), validity, std::move(scalar), std::move(signer)}));
}

Result<Signature> Sm2Key::sign(std::string_view message) const {
  const Digest hash = state_->signer.hash_of(message);
  while (true) {
    auto nonce = state_->take();
    if (!nonce) nonce = TRY(state_->signer.draw());
    if (const auto made = TRY(state_->signer.sign(hash, *std::move(nonce)))) return *made;
  }
}

void Sm2Key::prepare() const {
  constexpr std::size_t kMost = 4;
  {
    const std::lock_guard lock(state_->ahead_mutex);
    if (state_->ahead.size() >= kMost) return;
  }
  auto nonce = state_->signer.draw();
  if (!nonce) return;  // whoever signs will meet it too, and say so
  const std::lock_guard lock(state_->ahead_mutex);
  state_->ahead.push_back(*std::move(nonce));
}

}  // namespace dengbao::ledger
