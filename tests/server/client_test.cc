// The same words here and through --server: the same output in every format, the same exit codes.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "cli/output.h"
#include "client/tokens.h"
#include "server/running_server.h"

namespace dengbao::server {
namespace {

using testing::HasSubstr;

class Client : public RunningServer {
 protected:
  Client() {
    ::setenv("DENGBAO_TOKENS", (folder_ + "/tokens.json").c_str(), 1);
    url_ = "http://127.0.0.1:" + std::to_string(server_->port());
    std::ofstream(folder_ + "/password") << kPassword << "\n";
    Session session(Globals{}, {});
    const json::object made =
        local(session, "login",
              {{"url", url_}, {"name", "of-unit1"}, {"password-file", folder_ + "/password"}});
    EXPECT_EQ(made.at("account").as_string(), "of-unit1");
  }
  ~Client() override { ::unsetenv("DENGBAO_TOKENS"); }

  struct Said {
    std::string shown;
    int exit = 0;
  };
  Said said(const Result<Answer>& answer, cli::Format format) const {
    static const Messages kTexts(LawLibrary::open("")->files(), true);
    if (!answer)
      return {format == cli::Format::Json ? cli::error_json(answer.error(), kTexts)
                                          : cli::error_line(answer.error(), kTexts, true),
              cli::exit_code(answer.error().kind)};
    return {cli::rendered(*answer, format, cli::screen_of(true)), answer->negative ? 2 : 0};
  }
  using Given = std::vector<std::pair<std::string, std::string>>;
  static Arguments arguments(const Given& given) {
    Arguments a;
    for (const auto& [name, value] : given) a.add(name, value);
    return a;
  }
  // As the command line of this machine does it, with the account of the token.
  Result<Answer> here(const std::string& name, const Given& given) {
    Globals g;
    g.data = folder_ + "/data";
    g.account = "of-unit1";
    const Shared shared{&installation(), *session_->law()};
    Session session(std::move(g), {}, shared);
    return perform(word(name), session, arguments(given));
  }
  Result<Answer> there(const std::string& name, const Given& given) {
    return client::perform_there(word(name), Globals{}, arguments(given), url_);
  }

  std::string url_;
};

TEST_F(Client, WordsSayTheSameHereAndThere) {
  const auto made = there("system new", {{"unit", "unit1"}, {"name", "门户网站"}});
  ASSERT_TRUE(made) << made.error().code;
  const std::string object(made->value.at("id").as_string());
  const auto opened = there("case open", {{"procedure", "cn-mlps/grading"}, {"about", object}});
  ASSERT_TRUE(opened) << opened.error().code;
  const std::string id(opened->value.at("case").as_string());
  const std::string event(opened->value.at("event").as_string());
  const std::string missing = folder_ + "/missing.pdf";
  const std::pair<const char*, Given> words[] = {
      {"system list", {}},
      {"system list", {{"search", "门户"}, {"sort", "-name"}}},
      {"system list", {{"limit", "0"}}},
      {"system show", {{"id", "门户网站"}}},
      {"system show", {{"id", "没有的系统"}}},
      {"system history", {{"id", object}}},
      {"org list", {}},
      {"org show", {{"id", "unit2"}}},
      {"case list", {{"open", ""}}},
      {"case show", {{"case", id}}},
      {"case show", {{"case", "none"}}},
      {"duty list", {{"mine", ""}}},
      {"duty list", {{"of", "unit1"}, {"within", "-1"}}},
      {"event list", {{"case", id}}},
      {"document list", {}},
      {"statistics", {}},
      {"receipt show", {{"event", event}}},
      {"account list", {}},
      {"binding list", {}},
      {"law list", {}},
      {"grade check", {{"info", "public:serious"}, {"service", "public:serious"}}},
      {"grade check", {{"info", "public:wrong"}, {"service", "public:serious"}}},
      {"calendar due", {{"from", "2026-02-10"}, {"working-days", "10"}}},
      {"org check-code", {{"CODE", "12990103007YFU6Q9H"}}},
      {"org check-code", {{"CODE", "12990103007YFU6Q9X"}}},
      {"verify", {{"WHAT", "没有的文号"}}},
      {"ledger checkpoint", {}},
      {"system new", {{"unit", "unit2"}, {"name", "别家的"}}},
      {"system new", {{"unit", "unit1"}, {"name", "门户网站"}}},
      {"case do", {{"case", id}, {"move", "none"}}},
      {"case do", {{"case", id}, {"move", "submit"}, {"attach", "report=" + missing}}},
  };
  for (const auto& [name, given] : words)
    for (const cli::Format format :
         {cli::Format::Table, cli::Format::Json, cli::Format::JsonLines, cli::Format::Csv}) {
      const Said mine = said(here(name, given), format), theirs = said(there(name, given), format);
      EXPECT_EQ(theirs.shown, mine.shown) << name << " as format " << static_cast<int>(format);
      EXPECT_EQ(theirs.exit, mine.exit) << name;
    }
}

// A file that is here is brought there, whatever it is for.
TEST_F(Client, FilesAreBrought) {
  const auto made = there("system new", {{"unit", "unit1"}, {"name", "门户网站"}});
  ASSERT_TRUE(made);
  const std::string receipt = folder_ + "/回执.json";
  std::ofstream(receipt) << json::serialize(made->value.at("receipt"));
  const Said mine = said(here("verify", {{"WHAT", receipt}}), cli::Format::Json);
  const Said theirs = said(there("verify", {{"WHAT", receipt}}), cli::Format::Json);
  EXPECT_EQ(theirs.exit, mine.exit);
  EXPECT_EQ(theirs.shown, mine.shown);
  EXPECT_THAT(theirs.shown, HasSubstr("\"intact\""));
}

TEST_F(Client, AKeyMakesItOnceThereToo) {
  const Given given{{"unit", "unit1"}, {"name", "只此一个"}, {"key", "k1"}};
  const auto first = there("system new", given), again = there("system new", given);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->value.at("id"), again->value.at("id"));
}

TEST_F(Client, WhatBelongsToTheMachineStaysThere) {
  const auto code = [](const Result<Answer>& r) { return r ? "" : r.error().code; };
  EXPECT_EQ(code(there("backup", {})), "client.not_there");
  EXPECT_EQ(code(client::perform_there(word("system list"), Globals{}, Arguments(), "ftp://x")),
            "http.address");
  EXPECT_EQ(code(client::perform_there(word("system list"), Globals{}, Arguments(),
                                       "http://127.0.0.1:1")),
            "http.unreachable");
  Globals other;
  other.account = "clerk";
  EXPECT_EQ(code(client::perform_there(word("system list"), other, Arguments(), url_)),
            "client.as");
}

TEST_F(Client, TheTokenIsForItsOwnerAlone) {
  struct stat info{};
  ASSERT_EQ(::stat(client::token_file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ::chmod(client::token_file().c_str(), 0644);
  const auto refused = there("system list", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "client.token_file_open");
  ::unlink(client::token_file().c_str());
  const auto stranger = there("system list", {});
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().code, "identity.not_signed_in");
  EXPECT_TRUE(there("calendar due", {{"from", "2026-02-10"}, {"days", "3"}}));
}

}  // namespace
}  // namespace dengbao::server
