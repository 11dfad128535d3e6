// Services described by files, and the signature of Standard Webhooks.

#include "link/adapter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "link/webhook.h"

namespace dengbao::link {
namespace {

using testing::HasSubstr;

const std::string kHead =
    "adapter: sms\ntitle: {zh: 短信, en: text}\naddress: {zh: 手机号, en: number}\n";

Parcel parcel() {
  Parcel p;
  p.id = "01J";
  p.to = "https://h.org/send?key=1";
  p.secret = "s";
  p.at = Instant::from_millis(1'614'265'330'500);
  p.subject = "题 \"{secret}\"";
  p.text = "一二三四五六七八九十";
  return p;
}

// The vector that implementations of Standard Webhooks share.
TEST(Webhook, IsSignedAsOthersSignIt) {
  const auto key = webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(key);
  EXPECT_THAT(
      signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant::from_millis(1'614'265'330'999),
                     "{\"test\": 2432232314}", *key),
      testing::ElementsAre("webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
                           "webhook-timestamp: 1614265330",
                           "webhook-signature: v1,"
                           "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

TEST(Webhook, TakesOnlySecretsOfItsForm) {
  for (const char* wrong : {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_AAAA",
                            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_not base64!"})
    EXPECT_FALSE(webhook_key(wrong)) << wrong;
}

TEST(Adapter, ThoseOfTheLawFolderAreSound) {
  int found = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(DENGBAO_SOURCE_DIR "/law/adapters")) {
    std::ifstream in(entry.path());
    std::stringstream all;
    all << in.rdbuf();
    const auto a = read_adapter(all.str(), entry.path().filename().string());
    ASSERT_TRUE(a) << a.error().code << " " << a.error().where;
    EXPECT_EQ(a->head.id + ".yaml", entry.path().filename());
    ++found;
  }
  EXPECT_GE(found, 2);
}

TEST(Adapter, WhatIsWrongIsSaidWithItsLine) {
  const struct {
    const char* rest;
    const char* code;
    const char* where;
  } kRows[] = {{"", "link.adapter_missing", "f:1"},
               {"body: {a: \"{phone}\"}\n", "link.adapter_placeholder", "f:4"},
               {"body: {a: b}\nform: {a: b}\n", "link.adapter_missing", "f:1"},
               {"body: {a: b}\nurl: ftp://x/\n", "link.adapter_url", "f:5"},
               {"body: {a: b}\nurl: \"https://{to}/x\"\n", "link.adapter_url", "f:5"},
               {"body: {a: b}\nretry: 1\n", "link.adapter_word", "f:5"}};
  for (const auto& row : kRows) {
    const auto a = read_adapter(kHead + row.rest, "f");
    ASSERT_FALSE(a) << row.rest;
    EXPECT_EQ(a.error().code, row.code) << row.rest;
    EXPECT_EQ(a.error().where, row.where) << row.rest;
  }
}

TEST(Adapter, FillsInTextsAndNothingElse) {
  const auto a = read_adapter(
      kHead +
          "longest: 20\nheaders: {X-Id: \"{id}\"}\n"
          "body: {t: \"{subject}|{text}\", n: 5, s: \"5\", b: true, l: [\"{seconds}\"]}\n",
      "f");
  ASSERT_TRUE(a);
  const Call call = request_of(*a, parcel());
  EXPECT_EQ(call.url, "https://h.org/send?key=1");
  // What was filled in is not filled in again, and ends no text of the JSON.
  EXPECT_EQ(call.body,
            "{\"t\":\"题 \\\"{secret}\\\"|一二三四五…\",\"n\":5,\"s\":\"5\",\"b\":true,"
            "\"l\":[\"1614265330\"]}");
  EXPECT_THAT(call.headers, testing::Contains("X-Id: 01J"));
}

TEST(Adapter, WhatIsFilledIntoAnAddressIsEncoded) {
  const auto a = read_adapter(
      kHead + "url: \"https://sms.org/v1/{to}?n={name}&k={secret}\"\nbody: {a: b}\n", "f");
  ASSERT_TRUE(a);
  Parcel p = parcel();
  p.to = "0900/../admin?x=1#y";
  p.to_name = "张&n=2";
  p.secret = "a+b c";
  EXPECT_EQ(request_of(*a, p).url,
            "https://sms.org/v1/0900%2F..%2Fadmin%3Fx%3D1%23y?n=%E5%BC%A0%26n%3D2&k=a%2Bb%20c");
}

TEST(Adapter, AFormIsEncodedAndAHeaderStaysOneLine) {
  const auto a =
      read_adapter(kHead +
                       "url: https://sms.org/v1\nheaders: {Authorization: \"B {secret}\"}\n"
                       "form: {to: \"{to}\", c: \"{subject}&\"}\n",
                   "f");
  ASSERT_TRUE(a);
  Parcel p = parcel();
  p.to = "0900&x=1";
  p.secret = "k\r\nX: 1";
  const Call call = request_of(*a, p);
  EXPECT_EQ(call.url, "https://sms.org/v1");
  EXPECT_EQ(call.body, "to=0900%26x%3D1&c=%E9%A2%98%20%22%7Bsecret%7D%22%26");
  EXPECT_THAT(call.headers, testing::Contains("Authorization: B k  X: 1"));
}

TEST(Adapter, WhatIsFilledIntoAnAddressEndsNothingThere) {
  const auto a = read_adapter(
      kHead + "url: \"https://sms.org/{to}?n={name}\"\nform: {c: \"{subject}\"}\n", "f");
  ASSERT_TRUE(a);
  Parcel p = parcel();
  p.to = "0900/../x?y#";
  p.to_name = "张\r\nHost: x";
  EXPECT_EQ(request_of(*a, p).url,
            "https://sms.org/0900%2F..%2Fx%3Fy%23?n=%E5%BC%A0%0D%0AHost%3A%20x");
}

TEST(Adapter, AnswersMeanWhatTheFileSays) {
  const auto strict =
      read_adapter(kHead + "body: {a: b}\naccepted: {code: 0}\nlater: {code: [-1, 45009]}\n", "f");
  const auto plain = read_adapter(kHead + "body: {a: b}\n", "f");
  ASSERT_TRUE(strict && plain);
  using How = Handed::How;
  const struct {
    const Adapter& adapter;
    long status;
    const char* body;
    How how;
  } kRows[] = {{*strict, 200, "{\"code\":0}", How::Delivered},
               {*strict, 200, "{\"code\":45009}", How::Later},
               {*strict, 200, "{\"code\":-1}", How::Later},
               {*strict, 200, "{\"code\":7}", How::Never},
               {*strict, 200, "{}", How::Never},
               {*strict, 200, "<html>", How::Later},
               {*strict, 500, "{\"code\":0}", How::Later},
               {*strict, 302, "", How::Later},
               {*plain, 204, "", How::Delivered},
               {*plain, 404, "", How::Later}};
  for (const auto& row : kRows) {
    Reply reply;
    reply.status = row.status;
    reply.body = row.body;
    EXPECT_EQ(judged(row.adapter, reply).how, row.how) << row.status << row.body;
  }
}

}  // namespace
}  // namespace dengbao::link
