#pragma once
// A town with one office, one security centre and one unit, worked through the words of the
// application as every mouth does.

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/dispatch.h"
#include "app/installation.h"
#include "app/session.h"
#include "store/open_store.h"

namespace dengbao {

using Said = std::vector<std::pair<std::string, std::string>>;

class Town : public testing::Test {
 protected:
  Town() : words_(catalogue()) {
    std::string name = (std::filesystem::temp_directory_path() / "dengbao-town-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    set_store_doors(
        {[](const std::string& address, bool create) { return open_store({address, create}); },
         [](Store& target, const std::string& path) { return restore_into(target, path); }});
    globals_.data = folder_ + "/data";
    globals_.lang = "en";
    law_ = std::make_unique<LawLibrary>(*LawLibrary::open(""));
  }
  ~Town() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  // Opens what `init` made; `clock` is the machine's clock from here on.
  void open(const MachineClock* clock = nullptr) {
    close();
    OpenOptions options;
    options.folder = globals_.data;
    options.db = globals_.db;
    options.writing = true;
    options.clock = clock;
    auto opened = Installation::open(options, law_->files());
    ASSERT_TRUE(opened) << opened.error().code << " " << opened.error().detail;
    installation_ = std::move(*opened);
    shared_ = {installation_.get(), law_.get()};
    session_ = std::make_unique<Session>(globals_, Progress(), shared_);
  }
  void close() {
    session_.reset();
    installation_.reset();
  }

  Result<Answer> does(const std::string& word, const Said& given) {
    Arguments arguments;
    for (const auto& [name, value] : given) arguments.add(name, value);
    for (const UseCase& u : words_)
      if (u.word == word) return perform(u, *session_, arguments);
    return fail(ErrorKind::Internal, "no such word: " + word);
  }
  // "ok", or the code of the refusal.
  std::string outcome(const std::string& word, const Said& given) {
    const auto answer = does(word, given);
    return answer ? "ok" : answer.error().code;
  }
  json::object must(const std::string& word, const Said& given) {
    const auto answer = does(word, given);
    EXPECT_TRUE(answer) << word << ": "
                        << (answer ? "" : answer.error().code + " " + answer.error().detail);
    return answer && answer->value.is_object() ? answer->value.get_object() : json::object();
  }

  void init() {
    Session session(globals_, {});
    for (const UseCase& u : words_)
      if (u.word == "init") {
        const auto made = perform(u, session, {});
        ASSERT_TRUE(made) << made.error().code << " " << made.error().detail;
      }
  }
  void settle() {
    for (const char* party : {"gov", "office", "centre", "unit"})
      must("org new",
           {{"name", party}, {"id", party}, {"kind", "government"}, {"place", "990000"}});
    must("org set", {{"id", "office"}, {"superior", "gov"}});
    must("org set", {{"id", "centre"}, {"superior", "office"}});
    grant("office", "informatization_office");
    grant("centre", "security_centre");
    for (const char* procedure : {"filing", "consultation"})
      must("binding add", {{"procedure", procedure},
                           {"territory", "990000"},
                           {"party-kind", "government"},
                           {"pack", "cn-bj-egov-2007"}});
  }
  void grant(const std::string& party, const std::string& capacity) {
    must("org grant",
         {{"id", party}, {"capacity", capacity}, {"place", "990000"}, {"rank", "city"}});
  }

  std::string file(const std::string& name) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << name;
    return path;
  }
  bool log_is_sound() {
    const auto answer = does("ledger verify", {});
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().code);
    return answer && !answer->negative;
  }
  std::vector<EventRow> events() {
    auto reading = installation_->reading();
    EXPECT_TRUE(reading);
    return *(*reading)->events(0, 100'000);
  }

  std::string folder_;
  Catalogue words_;
  Globals globals_;
  std::unique_ptr<LawLibrary> law_;
  std::unique_ptr<Installation> installation_;
  Shared shared_;
  std::unique_ptr<Session> session_;
};

}  // namespace dengbao
