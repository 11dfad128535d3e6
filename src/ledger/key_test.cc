#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "ledger/key_file.h"
#include "ledger/private_file.h"
#include "ledger/signing.h"

namespace dengbao::ledger {
namespace {

namespace fs = std::filesystem;

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("dengbao-key-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return folder_ / name; }
  std::string put(const char* name, std::string_view text) const {
    EXPECT_TRUE(write_private_file(path(name), text));
    return path(name);
  }
  static std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder_;
  SeededRandomness random_{1};
  Sm2Key key_ = *Sm2Key::generate(
      "demo.example/log", {.since = Instant::from_millis(5), .until = {}, .revoked = {}}, random_);
};

TEST_F(KeyFile, OpensUnderTheSecretOfAMachine) {
  ASSERT_TRUE(make_passphrase_file(path("pass"), random_));
  ASSERT_TRUE(write_key_file(path("key"), key_, path("pass"), random_));
  const auto provider = open_key("file:" + path("key"), path("pass"));
  ASSERT_TRUE(provider) << provider.error().code;
  EXPECT_EQ((*provider)->public_key(), key_.public_key());
  EXPECT_EQ((*provider)->validity(), key_.validity());
  EXPECT_NE(content(path("key")).find("hkdf-sm3"), std::string::npos);
  EXPECT_EQ(fs::status(path("key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(content(path("key")).find(hex(key_.scalar().bytes())), std::string::npos);
  EXPECT_FALSE(fs::exists(path("key.new")));
}

TEST_F(KeyFile, OpensUnderAPassphraseOfAPerson) {
  const std::string pass = put("pass", "三更有梦书当枕·千里怀人月在峰\n");
  ASSERT_TRUE(write_key_file(path("key"), key_, pass, random_));
  EXPECT_NE(content(path("key")).find("pbkdf2-sm3"), std::string::npos);
  EXPECT_TRUE(read_key_file(path("key"), pass));
  const std::string other = put("other", "三更有梦书当枕·千里怀人月在峯\n");
  EXPECT_EQ(read_key_file(path("key"), other).error().code, "ledger.passphrase_wrong");
}

TEST_F(KeyFile, SaysWhatIsWrong) {
  ASSERT_TRUE(make_passphrase_file(path("pass"), random_));
  ASSERT_TRUE(make_passphrase_file(path("pass2"), random_));
  ASSERT_TRUE(write_key_file(path("key"), key_, path("pass"), random_));
  EXPECT_EQ(write_key_file(path("key"), key_, path("pass"), random_).error().code,
            "ledger.file_exists");
  EXPECT_EQ(read_key_file(path("key"), path("pass2")).error().code, "ledger.passphrase_wrong");
  EXPECT_EQ(read_key_file(path("key"), put("human", "a passphrase of words")).error().code,
            "ledger.passphrase_wrong");
  EXPECT_EQ(read_key_file(path("key"), put("short", "short\n")).error().code,
            "ledger.passphrase_short");
  EXPECT_EQ(read_key_file(path("none"), path("pass")).error().code, "ledger.file_missing");
  EXPECT_EQ(read_key_file(path("key"), path("none")).error().where, path("none"));
  for (const char* file : {"key", "pass"}) {
    ::chmod(path(file).c_str(), 0640);
    const auto refused = read_key_file(path("key"), path("pass"));
    EXPECT_EQ(refused.error().code, "ledger.file_mode");
    EXPECT_EQ(refused.error().where, path(file));
    EXPECT_EQ(refused.error().kind, ErrorKind::External);
    ::chmod(path(file).c_str(), 0600);
  }
  EXPECT_EQ(open_key("pkcs11:token=1", path("pass")).error().code, "ledger.provider_unknown");
}

TEST_F(KeyFile, NoByteOfItCanBeChanged) {
  ASSERT_TRUE(make_passphrase_file(path("pass"), random_));
  ASSERT_TRUE(write_key_file(path("key"), key_, path("pass"), random_));
  const std::string sound = content(path("key"));
  for (std::size_t i = 0; i + 1 < sound.size(); ++i) {
    std::string changed = sound;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    std::ofstream(path("key"), std::ios::trunc) << changed;
    EXPECT_FALSE(read_key_file(path("key"), path("pass"))) << i << changed;
  }
}

TEST(Sm2, SignsWhatItsPublicKeyChecks) {
  SeededRandomness random(2);
  const Sm2Key key = *Sm2Key::generate("a", {}, random);
  const Sm2Key other = *Sm2Key::generate("a", {}, random);
  const Signature made = *key.sign("等保");
  std::string bytes(made.begin(), made.end());
  const Sm2Checker checker = *Sm2Checker::of(key.public_key());
  EXPECT_TRUE(checker.holds("等保", bytes));
  EXPECT_FALSE(checker.holds("等报", bytes));
  EXPECT_FALSE(Sm2Checker::of(other.public_key())->holds("等保", bytes));
  EXPECT_FALSE(checker.holds("等保", bytes.substr(1)));
  EXPECT_FALSE(checker.holds("等保", std::string(64, '\0')));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    EXPECT_FALSE(checker.holds("等保", flipped));
  }
}

TEST(Sm2, RefusesScalarsAndPointsOutsideTheCurve) {
  EXPECT_EQ(Sm2Key::of("a", {}, Secret(32)).error().code, "ledger.key_scalar");
  EXPECT_EQ(Sm2Key::of("a", {}, Secret(std::string(32, '\xff'))).error().code, "ledger.key_scalar");
  EXPECT_EQ(Sm2Key::of("a", {}, Secret("short")).error().code, "ledger.key_scalar");
  EXPECT_EQ(Sm2Key::of("a b", {}, Secret("short")).error().code, "ledger.key_name");
  EXPECT_EQ(public_key("a", "\x04" + std::string(64, '\x01')).error().code, "ledger.key_point");
  // n - 1 is refused, n - 2 is the largest [GB/T 32918.1 §6.1].
  const std::string top =
      *from_hex("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122");
  EXPECT_FALSE(Sm2Key::of("a", {}, Secret(top)));
  EXPECT_TRUE(Sm2Key::of("a", {}, Secret(top.substr(0, 31) + "\x21")));
}

TEST(PublicKeys, AreReadAsTheyAreWritten) {
  SeededRandomness random(4);
  const PublicKey key = Sm2Key::generate("城.example/日志", {}, random)->public_key();
  EXPECT_EQ(read_verifier_key(verifier_key(key)), key);
  EXPECT_EQ(read_trust_anchor(pem(key), "f")->fingerprint, fingerprint(key));
  EXPECT_EQ(read_trust_anchor(" " + verifier_key(key) + "\n", "f")->name, key.name);
  EXPECT_EQ(read_trust_anchor(fingerprint(key) + "\n", "f")->fingerprint, fingerprint(key));
  for (const char* bad :
       {"", "abc", "a+b+c", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----END PUBLIC KEY----------BEGIN PUBLIC KEY-----"})
    EXPECT_FALSE(read_trust_anchor(bad, "f")) << bad;
}

TEST(Notes, HeadsAreSignedReadAndWitnessed) {
  SeededRandomness random(6);
  const Sm2Key key = *Sm2Key::generate("demo.example/log", {}, random);
  const Sm2Key witness = *Sm2Key::generate("witness.example", {}, random);
  const Head head{"demo.example/log", HashKind::Sm3, 42, {}, *Instant::parse("2026-02-10")};
  const std::string note = *add_signature(*sign_head(head, key), witness);
  const SignedHead read = *parse_signed_head(note);
  EXPECT_EQ(read.head, head);
  EXPECT_EQ(note_text(read.note), note);
  EXPECT_TRUE(signed_by(read.note, key.public_key()));
  EXPECT_TRUE(signed_by(read.note, witness.public_key()));
  EXPECT_EQ(add_signature(note, witness).error().code, "ledger.signed_already");
  EXPECT_EQ(sign_head(head, witness).error().code, "ledger.key_of_other_origin");
  EXPECT_EQ(read.note.text,
            "demo.example/log\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "hash sm3\ntime 2026-02-09T16:00:00.000Z\n");
  for (std::size_t n = 0; n < note.size(); ++n) {
    const auto cut = parse_signed_head(note.substr(0, n));
    EXPECT_TRUE(!cut || cut->note.signatures.size() == 1) << n;
  }
}

TEST(Notes, ARotationNeedsBothKeys) {
  SeededRandomness random(8);
  const Sm2Key from = *Sm2Key::generate("log", {}, random),
               to = *Sm2Key::generate("log", {}, random);
  const Instant time = *Instant::parse("2026-02-10");
  const std::string note = *sign_rotation(from, to, time);
  EXPECT_EQ(check_rotation(note), (Rotation{from.public_key(), to.public_key(), time}));
  const auto last = note.rfind("\n", note.size() - 2);
  EXPECT_EQ(check_rotation(note.substr(0, last + 1)).error().code, "ledger.rotation_unsigned");
  for (std::size_t i = 0; i < note.size(); i += 3) {
    std::string flipped = note;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(check_rotation(flipped)) << i;
  }
}

}  // namespace
}  // namespace dengbao::ledger
