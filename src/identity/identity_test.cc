// Signing in, over a vault in memory: what is right gets in, everything else gets one answer.

#include "identity/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "identity/one_time.h"

namespace dengbao::identity {
namespace {

class MemoryVault final : public Vault {
 public:
  Result<std::optional<Credential>> credential(const std::string& account) override {
    const std::lock_guard lock(mutex_);
    const auto it = credentials_.find(account);
    return it == credentials_.end() ? std::nullopt : std::optional(it->second);
  }
  Status change(const std::string& account,
                const std::function<Status(Credential&)>& change) override {
    const std::lock_guard lock(mutex_);
    Credential& c = credentials_[account];
    c.account = account;
    return change(c);
  }
  Result<std::optional<SignIn>> sign_in(const std::string& id) override {
    const auto it = sign_ins_.find(id);
    return it == sign_ins_.end() ? std::nullopt : std::optional(it->second);
  }
  Result<std::vector<SignIn>> sign_ins(const std::string& account) override {
    std::vector<SignIn> out;
    for (const auto& [id, s] : sign_ins_)
      if (s.account == account) out.push_back(s);
    return out;
  }
  Status put(const SignIn& s) override {
    sign_ins_[s.id] = s;
    return {};
  }
  Status end(const std::string& id) override {
    sign_ins_.erase(id);
    return {};
  }
  std::map<std::string, Credential> credentials_;
  std::map<std::string, SignIn> sign_ins_;
  std::mutex mutex_;
};

constexpr const char* kRight = "Correct-Horse-7";

class SigningIn : public testing::Test {
 protected:
  SigningIn()
      : identity_(
            vault_, Policy{},
            [this](const std::string& account) -> Result<Standing> {
              const bool administers = administers_.contains(account);
              return Standing{open_.contains(account), administers, administers};
            },
            [this] { return now_; }) {
    EXPECT_TRUE(identity_.give_password("zhang", kRight));
  }
  std::string code_of(const Result<Signed>& r) { return r ? "in" : r.error().code; }
  std::string try_in(const std::string& password, const std::string& otp = "") {
    return code_of(identity_.sign_in("zhang", password, otp, "::1"));
  }
  void later(std::int64_t minutes) { now_ = now_.plus_millis(minutes * 60'000); }

  MemoryVault vault_;
  std::set<std::string> open_{"zhang", "li", "admin"}, administers_{"admin"};
  Instant now_ = Instant::from_millis(1'800'000'000'000);
  Identity identity_;
};

TEST_F(SigningIn, OneAnswerForEverythingThatIsWrong) {
  EXPECT_EQ(try_in(kRight), "in");
  EXPECT_EQ(try_in("wrong"), "identity.sign_in_failed");
  EXPECT_EQ(code_of(identity_.sign_in("nobody", kRight, "", "")), "identity.sign_in_failed");
  EXPECT_EQ(code_of(identity_.sign_in("li", kRight, "", "")), "identity.sign_in_failed");
  open_.erase("zhang");
  EXPECT_EQ(try_in(kRight), "identity.sign_in_failed");
  EXPECT_FALSE(vault_.credentials_.contains("nobody"));
}

TEST_F(SigningIn, LocksAfterFiveFailuresAlsoForTheRightPasswordAndTheOtherPaths) {
  const std::string ticket = *identity_.ticket("zhang");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(try_in("wrong"), "identity.sign_in_failed");
  EXPECT_EQ(try_in(kRight), "identity.sign_in_failed");
  EXPECT_EQ(code_of(identity_.set_password("zhang", kRight, false, "", "New-Password-8", "")),
            "identity.sign_in_failed");
  EXPECT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", "New-Password-8", "")),
            "identity.sign_in_failed");
  later(15);
  EXPECT_EQ(try_in(kRight), "in");
}

TEST_F(SigningIn, SessionsEndByIdlenessByTimeAndByTheirOwner) {
  const Signed s = *identity_.sign_in("zhang", kRight, "", "");
  later(29);
  EXPECT_TRUE(*identity_.who(s.secret));
  later(29);
  EXPECT_TRUE(*identity_.who(s.secret));
  later(31);
  EXPECT_FALSE(*identity_.who(s.secret));

  const Signed t = *identity_.sign_in("zhang", kRight, "", "");
  for (int i = 0; i < 12 * 60 / 20; ++i) {
    EXPECT_EQ(static_cast<bool>(*identity_.who(t.secret)), true) << i;
    later(20);
  }
  EXPECT_FALSE(*identity_.who(t.secret));

  const Signed u = *identity_.sign_in("zhang", kRight, "", "");
  EXPECT_EQ(identity_.end("li", u.sign_in.id).error().code, "identity.no_session");
  EXPECT_TRUE(identity_.end("zhang", u.sign_in.id));
  EXPECT_FALSE(*identity_.who(u.secret));
  EXPECT_FALSE(*identity_.who("short"));
}

TEST_F(SigningIn, APageThatAsksByItselfKeepsNoSessionAwake) {
  const Signed s = *identity_.sign_in("zhang", kRight, "", "");
  for (int i = 0; i < 14; ++i) {
    later(2);
    EXPECT_TRUE(*identity_.who(s.secret, false)) << i;
  }
  EXPECT_TRUE(*identity_.who(s.secret));
  later(29);
  EXPECT_TRUE(*identity_.who(s.secret, false));
  later(2);
  EXPECT_FALSE(*identity_.who(s.secret, false));
}

TEST_F(SigningIn, ATicketSetsThePasswordOnceAndEndsWhatWasOpen) {
  const Signed before = *identity_.sign_in("zhang", kRight, "", "");
  const std::string ticket = *identity_.ticket("zhang");
  EXPECT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", "weak", "")),
            "identity.password_short");
  EXPECT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", kRight, "")),
            "identity.password_again");
  EXPECT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", "New-Password-8", "")), "in");
  EXPECT_FALSE(*identity_.who(before.secret));
  EXPECT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", "New-Password-9", "")),
            "identity.sign_in_failed");
  EXPECT_EQ(try_in(kRight), "identity.sign_in_failed");
  EXPECT_EQ(try_in("New-Password-8"), "in");
}

TEST_F(SigningIn, OneTimeCodesServeOnce) {
  const std::string secret = *identity_.offer_code("zhang");
  EXPECT_EQ(try_in(kRight), "in");  // offered only
  const std::int64_t step = now_.millis() / 30'000;
  ASSERT_TRUE(identity_.confirm_code("zhang", code_at(secret, step)));
  EXPECT_EQ(try_in(kRight), "identity.code_needed");
  EXPECT_EQ(try_in("wrong"), "identity.sign_in_failed");
  EXPECT_EQ(try_in(kRight, code_at(secret, step)), "identity.sign_in_failed");  // used
  EXPECT_EQ(try_in(kRight, code_at(secret, step + 1)), "in");
  later(2);
  EXPECT_EQ(try_in(kRight, code_at(secret, step)), "identity.sign_in_failed");  // too old
}

TEST_F(SigningIn, AFloodOfGuessesIsToldToComeAgain) {
  std::atomic<int> busy = 0, wrong = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < 12; ++i)
    all.emplace_back([&] { (try_in("wrong") == "identity.busy" ? busy : wrong) += 1; });
  for (std::thread& t : all) t.join();
  EXPECT_GE(busy, 1);
  EXPECT_GE(wrong, 4);
  EXPECT_EQ(busy + wrong, 12);
}

TEST_F(SigningIn, WhoMustDoSomethingFirstIsTold) {
  ASSERT_TRUE(identity_.give_password("admin", kRight));
  EXPECT_EQ(identity_.sign_in("admin", kRight, "", "")->pending, Pending::OneTimeCode);
  later(91 * 24 * 60);
  EXPECT_EQ(identity_.sign_in("zhang", kRight, "", "")->pending, Pending::NewPassword);
}

TEST_F(SigningIn, TokensLastWithoutIdleTimeAndEndWithThePassword) {
  EXPECT_EQ(code_of(identity_.token("zhang", "script", {"read"}, 9999, "")), "identity.token_days");
  const Signed t = *identity_.token("zhang", "script", {"read"}, 30, "");
  later(29 * 24 * 60);
  EXPECT_EQ((*identity_.who(t.secret))->sign_in.scopes, std::vector<std::string>{"read"});
  const std::string ticket = *identity_.ticket("zhang");
  ASSERT_EQ(code_of(identity_.set_password("zhang", ticket, true, "", "New-Password-8", "")), "in");
  EXPECT_FALSE(*identity_.who(t.secret));
}

TEST_F(SigningIn, WhomAProviderVouchesForComesThroughTheSameDoor) {
  const Instant before = now_.plus_millis(-60 * 60'000);
  const auto admit = [&](const char* account, const std::string& otp = "") {
    return identity_.admit({account, "unity", before}, otp, "::1");
  };
  const Signed s = *admit("li");
  EXPECT_EQ(s.sign_in.provider, "unity");
  EXPECT_FALSE(identity_.fresh(s.sign_in)) << "he showed the provider who he is an hour ago";
  EXPECT_EQ(s.pending, Pending::Nothing) << "without a password none grows old";
  later(100 * 24 * 60);
  EXPECT_EQ((*identity_.who(admit("zhang")->secret))->pending, Pending::Nothing);
  EXPECT_EQ(code_of(admit("nobody")), "identity.sign_in_failed");
  EXPECT_EQ(code_of(admit("admin")), "identity.administrator_here");

  const Signed kept = *admit("li");
  administers_.insert("li");
  EXPECT_FALSE(*identity_.who(kept.secret)) << "nor does he keep a session as administrator";
  administers_.erase("li");
  open_.erase("li");
  EXPECT_EQ(code_of(admit("li")), "identity.sign_in_failed");
}

TEST_F(SigningIn, AProviderDoesNotReplaceTheOneTimeCodeNorTheLock) {
  const std::string secret = *identity_.offer_code("zhang");
  const auto code = [&](int steps) { return code_at(secret, now_.millis() / 30'000 + steps); };
  ASSERT_TRUE(identity_.confirm_code("zhang", code(0)));
  const auto admit = [&](const std::string& otp) {
    return identity_.admit({"zhang", "unity", now_}, otp, "::1");
  };
  EXPECT_EQ(code_of(admit("")), "identity.code_needed");
  EXPECT_EQ(code_of(admit(code(0))), "identity.sign_in_failed") << "a code serves once";
  EXPECT_EQ(code_of(admit(code(1))), "in");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of(admit("000000")), "identity.sign_in_failed");
  EXPECT_EQ(code_of(admit("")), "identity.locked");
  EXPECT_EQ(try_in(kRight), "identity.sign_in_failed") << "the lock is one";
  ASSERT_TRUE(identity_.unlock("zhang"));
  EXPECT_EQ(code_of(admit("")), "identity.code_needed");
}

TEST(Passwords, AreJudgedByTheRules) {
  const struct {
    const char* password;
    const char* expected;  // "" when sound
  } rows[] = {
      {"Abcdefgh1", "identity.password_short"},
      {"Abcdefghi1", ""},
      {"abcdefghijk1", "identity.password_simple"},
      {"密码Abcdefg", "identity.password_short"},  // nine characters
      {"密码Abcdefgh", ""},
      {"xxZhang-2026", "identity.password_name"},
      {"\xff\xfe"
       "bcdefghijK1",
       "identity.password_short"},
  };
  for (const auto& [password, expected] : rows) {
    const Status s = check_password({}, "zhang", password);
    EXPECT_EQ(s ? "" : s.error().code, expected) << password;
  }
  const std::string longest(129, 'x');
  EXPECT_EQ(check_password({}, "zhang", longest).error().code, "identity.password_long");
}

TEST(Passwords, AreHashedWithASaltOfTheirOwn) {
  SystemRandomness random;
  const std::string a = *hash_password(kRight, random), b = *hash_password(kRight, random);
  EXPECT_THAT(a, testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_NE(a, b);
  EXPECT_TRUE(password_matches(a, kRight));
  EXPECT_FALSE(password_matches(a, "Correct-Horse-8"));
  EXPECT_FALSE(password_matches("", kRight));
}

// [RFC 6238 appendix B], cut to six digits.
TEST(OneTimeCodes, AreThoseOfTheStandard) {
  const std::string secret = "12345678901234567890";
  for (const auto& [seconds, code] : {std::pair{59, "287082"},
                                      {1111111109, "081804"},
                                      {1234567890, "005924"},
                                      {2000000000, "279037"}})
    EXPECT_EQ(code_at(secret, seconds / 30), code);
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
  EXPECT_THAT(key_uri("等保", "li", secret), testing::HasSubstr("otpauth://totp/%E7%AD%89"));
}

}  // namespace
}  // namespace dengbao::identity
