// One filing on PostgreSQL, from opening the case to the certificate, with the connection cut at
// every statement that the program sends, before it and after it, and between each COMMIT and its
// answer: whatever was answered is kept, what was not can be done again once, numbers have no gap
// and the log is whole. DENGBAO_TEST_PG names the server; DENGBAO_FAULTS=all takes every statement,
// otherwise all COMMITs and of the others a sample that changes from run to run.

#include <fmt/core.h>
#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "application/town.h"
#include "base/ids.h"
#include "conformance/cutting_proxy.h"

namespace dengbao {
namespace {

using conformance::CuttingProxy;

std::string server() {
  const char* url = std::getenv("DENGBAO_TEST_PG");
  return url == nullptr ? "" : url;
}

void tell(const std::string& sql) {
  PGconn* connection = PQconnectdb(server().c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
}

class CutFiling : public Town {
 protected:
  CutFiling() {
    if (server().empty())
      throw std::runtime_error("DENGBAO_TEST_PG is not set: these tests need a PostgreSQL");
    schema_ = fmt::format("cut_filing_{}", ::getpid());
    tell("CREATE SCHEMA " + schema_);
    wire_ = std::make_unique<CuttingProxy>(server());
    const std::string url = server();
    globals_.db =
        wire_->through(fmt::format("{}{}options=-csearch_path%3D{}", url,
                                   url.find('?') == std::string::npos ? '?' : '&', schema_));
    init();
    open();
    settle();
  }
  ~CutFiling() override {
    close();
    wire_.reset();
    tell("SET client_min_messages=warning; DROP SCHEMA " + schema_ + " CASCADE");
  }

  // Does a word until it is done: a cut is an external failure and is answered by the same request
  // with the same key.
  json::object insists(const std::string& word, Said given, const std::string& key) {
    given.emplace_back("key", key);
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto answer = does(word, given);
      if (answer) return answer->value.is_object() ? answer->value.get_object() : json::object();
      EXPECT_EQ(answer.error().kind, ErrorKind::External)
          << word << ": " << answer.error().code << " " << answer.error().detail;
    }
    ADD_FAILURE() << word << " was never done";
    return {};
  }
  void ticks() {
    for (int attempt = 0; attempt < 3; ++attempt)
      if (does("tick", {})) return;
    ADD_FAILURE() << "tick was never done";
  }

  Said papers() {
    Said out;
    for (const char* set :
         {"unit_address=一号", "contact_name=联系人", "contact_phone=0900-5550101", "affiliation=3",
          "unit_type=2", "systems_total=1", "systems_by_level=[{\"level\":2,\"count\":1}]",
          "business=开放", "service_scope=30", "service_object=2", "network_nature=1",
          "data_contact_name=甲", "data_contact_phone=0900-5550102", "unit_addresses=无",
          "object_type=system", "data_sheets=[{\"name\":\"a\",\"level\":1,\"category\":\"b\"}]"})
      out.emplace_back("set", set);
    for (const char* slot : {"grading_report", "expert_opinion", "form"})
      out.emplace_back("attach", slot + ("=" + file("a.pdf")));
    out.emplace_back("attach", "edata=" + file("b.rar"));
    return out;
  }
  // The whole filing of a new system; answers the id of its case.
  std::string files(int n) {
    const std::string name = fmt::format("系统{}", n), key = fmt::format("k{}.", n);
    Said system{{"unit", "unit"}, {"name", name}};
    for (const char* set : {"level=2", "s=2", "a=2", "go_live=2025-12-01", "graded_on=2026-01-10"})
      system.emplace_back("set", set);
    insists("system new", system, key + "system");
    const json::object opened =
        insists("case open", {{"procedure", "filing"}, {"about", name}}, key + "open");
    const std::string id(opened.at("case").as_string());
    Said delivered{{"case", id}, {"move", "deliver"}};
    for (auto& paper : papers()) delivered.push_back(paper);
    insists("case do", delivered, key + "deliver");
    insists("case do", {{"case", id}, {"move", "accept"}}, key + "accept");
    ticks();
    return id;
  }

  std::string schema_;
  std::unique_ptr<CuttingProxy> wire_;
};

// Which statements of `total` are tried.
std::set<int> chosen(int total, const std::vector<int>& commits) {
  const char* wanted = std::getenv("DENGBAO_FAULTS");
  const int stride = wanted && std::string(wanted) == "all" ? 1 : std::max(1, total / 6);
  std::array<std::uint8_t, 1> lot{};
  SystemRandomness().fill(lot);
  std::set<int> out(commits.begin(), commits.end());
  for (int nth = 1 + lot.front() % stride; nth <= total; nth += stride) out.insert(nth);
  return out;
}

TEST_F(CutFiling, AtEveryStatement) {
  int made = 0;
  std::vector<std::string> cases{files(made++)};  // the law and the fonts come with the first one
  wire_->cut_nth(0, CuttingProxy::At::Before);
  cases.push_back(files(made++));
  const int total = wire_->statements();
  const std::vector<int> commits = wire_->commits();
  ASSERT_GT(total, 20);
  ASSERT_GT(commits.size(), 4U);
  int broke = 0;
  for (const auto at : {CuttingProxy::At::Before, CuttingProxy::At::Within, CuttingProxy::At::Sent,
                        CuttingProxy::At::Answered})
    for (const int nth : chosen(total, commits)) {
      SCOPED_TRACE(fmt::format("statement {} of {}, mode {}", nth, total, static_cast<int>(at)));
      wire_->cut_nth(nth, at);
      cases.push_back(files(made++));
      broke += wire_->has_cut() ? 1 : 0;
    }
  wire_->cut_nth(0, CuttingProxy::At::Before);
  fmt::print("{} statements and {} commits a filing, {} filings, {} cuts\n", total, commits.size(),
             made, broke);
  EXPECT_GT(broke, 0) << "the wire was never cut";
  ticks();

  // Each filing has its one certificate and its two papers; the numbers follow each other.
  std::set<std::string> certificates;
  for (const std::string& id : cases) {
    const auto shown = does("case show", {{"case", id}});
    ASSERT_TRUE(shown) << shown.error().code;
    EXPECT_EQ(shown->value.at("state").as_string(), "filed");
    auto reading = installation_->reading();
    const auto papers = *(*reading)->documents_of(id);
    ASSERT_EQ(papers.size(), 2U) << id;
    for (const DocumentRow& paper : papers)
      if (paper.kind == "filing_certificate") certificates.insert(paper.number);
  }
  EXPECT_EQ(certificates.size(), cases.size());
  for (int n = 1; n <= made; ++n)
    EXPECT_TRUE(certificates.contains(fmt::format("99000000001-{:05}", n))) << n;
  EXPECT_TRUE(log_is_sound());
}

}  // namespace
}  // namespace dengbao
