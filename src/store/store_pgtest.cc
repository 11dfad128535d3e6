// The conformance suite on PostgreSQL, in a schema of its own for each case, and what only a
// server can do: go away. DENGBAO_TEST_PG names the server: postgresql://user@host:port/base.

#include <fmt/core.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "conformance/cutting_proxy.h"
#include "conformance/store_conformance.h"
#include "store/postgres.h"

namespace dengbao::conformance {
namespace {

std::string server() {
  const char* url = std::getenv("DENGBAO_TEST_PG");
  return url == nullptr ? "" : url;
}

// Talks to the server beside the store; answers the first column of the first row.
std::string tell(const std::string& sql) {
  PGconn* connection = PQconnectdb(server().c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  std::string out;
  if (PQresultStatus(result) == PGRES_TUPLES_OK) {
    if (PQntuples(result) > 0) out = PQgetvalue(result, 0, 0);
  } else if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    ADD_FAILURE() << sql << ": " << PQerrorMessage(connection);
  }
  PQclear(result);
  PQfinish(connection);
  return out;
}

class SchemaPlace final : public Place {
 public:
  SchemaPlace() {
    if (server().empty()) {
      throw std::runtime_error(
          "DENGBAO_TEST_PG is not set: these tests need a PostgreSQL, for instance "
          "postgresql://postgres@127.0.0.1:5432/postgres");
    }
    static std::atomic<int> count = 0;
    name_ = fmt::format("conformance_{}_{}", ::getpid(), ++count);
    tell("CREATE SCHEMA " + name_);
  }
  ~SchemaPlace() override {
    tell("SET client_min_messages=warning; DROP SCHEMA " + name_ + " CASCADE");
  }
  std::string address() const override {
    const std::string url = server();
    return fmt::format("{}{}options=-csearch_path%3D{}&application_name={}", url,
                       url.find('?') == std::string::npos ? '?' : '&', name_, name_);
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformance,
                         testing::Values(Kind{"schema",
                                              [] { return std::make_unique<SchemaPlace>(); }}),
                         [](const auto& test) { return test.param.name; });

TEST(PostgresConnection, StatementsOfManyFormsDoNotPileUpAtTheServer) {
  const SchemaPlace place;
  must(open_store({place.address()}));
  auto connection = must(store::PostgresConnection::open(place.address()));
  std::int64_t kept = 0, sum = 0;
  for (int form = 0; form < 1000; ++form) {
    must(connection->begin_read());
    must(connection->query(fmt::format("SELECT CAST({} AS BIGINT)", form), {},
                           [&](const store::Row& row) { sum += row.integer(0); }));
    must(connection->query("SELECT count(*) FROM pg_prepared_statements", {},
                           [&](const store::Row& row) { kept = std::max(kept, row.integer(0)); }));
    must(connection->commit());
  }
  EXPECT_EQ(sum, 999 * 1000 / 2);
  EXPECT_LE(kept, 310);
}

// Ends every connection of the store as a restart of the server does.
void cut(const SchemaPlace& place) {
  tell(
      fmt::format("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                  "WHERE application_name = '{}'",
                  place.name()));
}

TEST(PostgresStore, AWorkThatIsCutOffLeavesNothingAndTheNextOneRuns) {
  const SchemaPlace place;
  auto store = must(open_store({place.address()}));
  {
    auto before = must(store->reading());
    auto work = must(store->begin());
    must(work->put(a_case("C1")));
    ASSERT_TRUE(must(work->case_row("C1")).has_value());
    cut(place);
    const Status written = work->put(a_case("C2"));
    const Status committed = work->commit();
    EXPECT_EQ(outcome(committed), "store.connection");
    ASSERT_FALSE(committed.has_value());
    EXPECT_EQ(committed.error().kind, ErrorKind::External);
    EXPECT_EQ(outcome(before->cases({})), "store.connection");
  }
  auto work = must(store->begin());
  EXPECT_TRUE(must(work->cases({})).empty());
  must(work->put(a_case("C3")));
  must(work->commit());
  work.reset();
  cut(place);
  EXPECT_EQ(must(must(store->reading())->cases({})).size(), 1U) << "readers connect anew too";
  must(must(store->begin())->commit());
}

// The worst moment: the server has committed and its word is lost on the way.
TEST(PostgresStore, ACommitWhoseAnswerIsLostIsNeitherLostNorDoubled) {
  const SchemaPlace place;
  CuttingProxy proxy(server());
  auto store = must(open_store({proxy.through(place.address())}));
  for (const CuttingProxy::Cut when :
       {CuttingProxy::Cut::BeforeCommit, CuttingProxy::Cut::AfterCommit}) {
    const bool arrives = when == CuttingProxy::Cut::AfterCommit;
    SCOPED_TRACE(arrives ? "after" : "before");
    proxy.cut(when);
    auto work = must(store->begin());
    const std::int64_t last = must(work->last_number("filing", "1"));
    must(work->put(NumberRow{"filing", "1", "O1", last + 1, ""}));
    must(work->head());  // the row is at the server; only COMMIT is still to be sent
    EXPECT_EQ(outcome(work->commit()), arrives ? "ok" : "store.connection");
    work.reset();
    EXPECT_TRUE(proxy.has_cut());
    EXPECT_EQ(must(must(store->reading())->last_number("filing", "1")), arrives ? 1 : 0);
    must(must(store->begin())->commit());
  }
}

TEST(PostgresStore, AnEmptyBaseIsFilledOnlyWhenAsked) {
  const SchemaPlace place;
  EXPECT_EQ(outcome(open_store({place.address(), false})), "store.no_tables");
  ASSERT_OK(open_store({place.address(), true}));
  ASSERT_OK(open_store({place.address(), false}));
  EXPECT_EQ(outcome(open_store({"postgresql://nobody@127.0.0.1:1/none"})), "store.connection");
}

TEST(PostgresStore, TwoCopiesAcrossKindsAreTheSame) {
  const SchemaPlace place;
  auto store = must(open_store({place.address()}));
  auto work = must(store->begin());
  for (int i = 0; i < 1'200; ++i) must(work->insert(an_event(i)));
  must(work->put(HeadRow{1'200, a_digest(1), {}, "n"}));
  must(work->commit());
  work.reset();
  const Folder folder;
  must(store->copy_to(folder.file("copy.db")));
  auto file = must(open_store({folder.file("store.db")}));
  must(restore_into(*file, folder.file("copy.db")));
  const SchemaPlace other;
  auto back = must(open_store({other.address()}));
  must(file->copy_to(folder.file("again.db")));
  must(restore_into(*back, folder.file("again.db")));
  EXPECT_EQ(must(must(back->reading())->events(0, 2'000)),
            must(must(store->reading())->events(0, 2'000)));
}

}  // namespace
}  // namespace dengbao::conformance
