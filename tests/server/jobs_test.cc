// Jobs by themselves: whose they are, how many, how long they stay, and what a restart finds.

#include "server/jobs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "app/interrupt.h"

namespace dengbao::server {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class JobsTest : public testing::Test {
 protected:
  JobsTest() : folder_(fs::temp_directory_path() / ("jobs" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
  }
  ~JobsTest() override { fs::remove_all(folder_); }

  std::unique_ptr<Jobs> opened() {
    return std::make_unique<Jobs>(
        folder_.string(), bounds_, [this] { return now_.load(); }, [](const Job&) {});
  }
  static Job of(const std::string& account, bool writes = false) {
    Job like;
    like.account = account;
    like.word = "ledger verify";
    like.writes = writes;
    return like;
  }
  static Jobs::Work answering(int status, std::string body) {
    return [status, body](const Progress&) { return http::Response::text(status, body); };
  }
  static http::Response until_stopped(const Progress& progress) {
    progress("rows", 1, 2);
    while (!interrupted()) std::this_thread::sleep_for(1ms);
    return http::Response::text(503, "");
  }
  std::string begun(Jobs& jobs, const std::string& account, Jobs::Work work) {
    const auto job = jobs.begin(of(account), std::move(work));
    return job ? job->id : job.error().code;
  }
  static std::string ended(Jobs& jobs, const std::string& account, const std::string& id) {
    auto over = std::make_shared<std::promise<void>>();
    jobs.when_over(account, id, [over] { over->set_value(); });
    over->get_future().wait_for(20s);
    const auto job = jobs.find(account, id);
    return job ? std::string(state_name(job->state)) : "none";
  }

  fs::path folder_;
  Jobs::Bounds bounds_;
  std::atomic<Instant> now_ = Instant::from_millis(1'800'000'000'000);
};

TEST_F(JobsTest, AnswerWithWhatTheWorkAnsweredRefusalsIncluded) {
  auto jobs = opened();
  for (const auto& [status, state] : {std::pair{200, "done"}, {403, "failed"}, {500, "failed"}}) {
    const std::string id = begun(*jobs, "zhang", answering(status, "body"));
    EXPECT_EQ(ended(*jobs, "zhang", id), state);
    const auto result = jobs->result("zhang", id);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, status);
    EXPECT_EQ(result->body, "body");
  }
  const std::string thrown = begun(*jobs, "zhang", [](const Progress&) -> http::Response {
    throw std::runtime_error("out of luck");
  });
  EXPECT_EQ(ended(*jobs, "zhang", thrown), "failed");
}

TEST_F(JobsTest, AreThereForTheirAccountOnly) {
  auto jobs = opened();
  const std::string id = begun(*jobs, "zhang", until_stopped);
  EXPECT_FALSE(jobs->find("li", id));
  EXPECT_FALSE(jobs->remove("li", id));
  EXPECT_FALSE(jobs->result("li", id));
  EXPECT_TRUE(jobs->list("li").empty());
  EXPECT_EQ(jobs->list("zhang").size(), 1u);
  EXPECT_TRUE(jobs->remove("zhang", id));
  EXPECT_EQ(ended(*jobs, "zhang", id), "cancelled");
  EXPECT_TRUE(jobs->remove("zhang", id)) << "and then it is forgotten";
  EXPECT_FALSE(jobs->find("zhang", id));
}

TEST_F(JobsTest, AWishThatComesTooLateTakesNothingBack) {
  auto jobs = opened();
  std::promise<void> asked;
  const auto work = [&](const Progress&) {
    asked.get_future().wait();
    return http::Response::text(200, "written");
  };
  const auto writing = jobs->begin(of("zhang", true), work);
  ASSERT_TRUE(writing);
  while (jobs->find("zhang", writing->id)->state == JobState::Waiting)
    std::this_thread::sleep_for(1ms);
  ASSERT_TRUE(jobs->remove("zhang", writing->id));
  asked.set_value();
  EXPECT_EQ(ended(*jobs, "zhang", writing->id), "done");
  // What only reads and was stopped has looked at a part.
  const std::string reading = begun(*jobs, "zhang", [](const Progress& p) {
    until_stopped(p);
    return http::Response::text(200, "a part");
  });
  while (jobs->find("zhang", reading)->done == 0) std::this_thread::sleep_for(1ms);
  jobs->remove("zhang", reading);
  EXPECT_EQ(ended(*jobs, "zhang", reading), "cancelled");
  EXPECT_FALSE(jobs->result("zhang", reading));
}

TEST_F(JobsTest, TellOnceThatTheyAreOver) {
  auto jobs = opened();
  std::atomic<int> told = 0;
  std::promise<void> go_on;
  const std::string id = begun(*jobs, "zhang", [&](const Progress&) {
    go_on.get_future().wait();
    return http::Response::text(200, "");
  });
  jobs->when_over("zhang", id, [&] { ++told; });
  jobs->when_over("li", id, [&] { told += 10; });
  EXPECT_EQ(told, 10) << "nothing of another's is waited for";
  go_on.set_value();
  while (told == 10) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(told, 11);
  jobs->when_over("zhang", id, [&] { ++told; });
  EXPECT_EQ(told, 12) << "it is over already";
}

TEST_F(JobsTest, AreBoundedForEachAccountAndInAll) {
  bounds_.of_account = 2;
  bounds_.of_all = 3;
  auto jobs = opened();
  for (const char* wanted : {"", "", "server.too_many_jobs"}) {
    const std::string id = begun(*jobs, "zhang", until_stopped);
    EXPECT_EQ(id.starts_with("server.") ? id : "", wanted);
  }
  EXPECT_NE(begun(*jobs, "li", until_stopped), "server.too_many_jobs");
  EXPECT_EQ(begun(*jobs, "wang", until_stopped), "server.too_many_jobs");
}

TEST_F(JobsTest, AStopBreaksOffWhatRunsAndWhatWaits) {
  auto jobs = opened();
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(begun(*jobs, "zhang", until_stopped));
  while (jobs->find("zhang", ids[0])->done == 0) std::this_thread::sleep_for(1ms);
  jobs->stop();
  for (const std::string& id : ids) EXPECT_EQ(ended(*jobs, "zhang", id), "interrupted");
  EXPECT_EQ(begun(*jobs, "zhang", until_stopped), "server.stopping");
  jobs = opened();
  for (const std::string& id : ids) EXPECT_EQ(ended(*jobs, "zhang", id), "interrupted");
}

TEST_F(JobsTest, ARestartSaysWhatItBrokeOffAndKeepsWhatWasDone) {
  std::string done;
  {
    auto jobs = opened();
    done = begun(*jobs, "zhang", answering(200, "kept"));
    ASSERT_EQ(ended(*jobs, "zhang", done), "done");
  }
  // As a kill leaves it: begun, never ended; one half-written; one that is none.
  std::ofstream(folder_ / "01J0000000000000000000000A.json")
      << R"({"job":"01J0000000000000000000000A","account":"zhang","word":"import ledger",)"
      << R"("state":"running","made_at":1800000000000})";
  std::ofstream(folder_ / "01J0000000000000000000000B.json.new") << "{";
  std::ofstream(folder_ / "01J0000000000000000000000C.json") << "{";
  auto jobs = opened();
  EXPECT_EQ(ended(*jobs, "zhang", "01J0000000000000000000000A"), "interrupted");
  EXPECT_EQ(jobs->result("zhang", done)->body, "kept");
  EXPECT_EQ(jobs->list("zhang").size(), 2u);
  EXPECT_FALSE(fs::exists(folder_ / "01J0000000000000000000000B.json.new"));
  EXPECT_FALSE(fs::exists(folder_ / "01J0000000000000000000000C.json"));
}

TEST_F(JobsTest, StayForADayAndTheNewestOnly) {
  bounds_.kept_of_account = 2;
  auto jobs = opened();
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    now_ = now_.load().plus_millis(1000);
    ids.push_back(begun(*jobs, "zhang", answering(200, "x")));
    ended(*jobs, "zhang", ids.back());
  }
  EXPECT_FALSE(jobs->find("zhang", ids[0]));
  EXPECT_FALSE(fs::exists(folder_ / (ids[0] + ".result")));
  EXPECT_TRUE(jobs->find("zhang", ids[3]));
  now_ = now_.load().plus_millis(25 * 3'600'000);
  jobs = opened();
  EXPECT_TRUE(jobs->list("zhang").empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace dengbao::server
