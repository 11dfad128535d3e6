#pragma once
// Statements that answer nothing, carried out on a thread of their own while their caller goes on:
// deciding the next request and writing the rows of the last one then take two cores. A few of them
// are not worth the thread and wait for finish().

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "store/connection.h"

namespace dengbao::store {

class LateStatements {
 public:
  // `run` is called by one thread at a time, in the order of add().
  using Run = std::function<Status(std::string_view, Values, std::optional<Expectation>)>;
  explicit LateStatements(Run run) : run_(std::move(run)) {}
  ~LateStatements();
  LateStatements(const LateStatements&) = delete;
  LateStatements& operator=(const LateStatements&) = delete;

  // Keeps what it is given; the code of `expected` is a literal. Waits where too much is undone.
  void add(std::string_view sql, Values values, std::optional<Expectation> expected);
  // All that was added is carried out, up to the first that failed; answers that failure, once.
  Status finish();

 private:
  struct Kept {
    Value value;
    std::size_t from = 0;  // of its bytes in `texts`
  };
  struct Statement {
    std::string texts;    // the SQL, then the bytes of the values
    std::size_t sql = 0;  // length
    std::vector<Kept> values;
    std::optional<Expectation> expected;
  };

  void work();
  // Under the lock, which is open while statements run.
  void carry_out(std::unique_lock<std::mutex>& lock);

  Run run_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Statement> waiting_;
  std::size_t waiting_bytes_ = 0;
  Status failed_;
  bool busy_ = false;
  bool over_ = false;
  std::thread thread_;  // from the first time that enough wait
};

}  // namespace dengbao::store
