#pragma once
// What every Store must do, whatever database lies below it. A test program names its places with
// INSTANTIATE_TEST_SUITE_P and runs the same cases on each.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "store/open_store.h"

// Queries name only what they ask for; the rest is empty by design.
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

namespace dengbao::conformance {

// An empty place for one store; gone with the object.
class Place {
 public:
  virtual ~Place() = default;
  virtual std::string address() const = 0;
  virtual bool lasting() const { return true; }  // what was written is there when opened again
};

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Place>()> make;
};

// A folder of its own under the system's place for temporary files.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// "conflict store.version_taken" or "ok": one word to compare in tests.
template <class R>
std::string outcome(const R& result) {
  return result ? "ok" : result.error().code;
}

#define ASSERT_OK(...)                                                \
  do {                                                                \
    const auto& asserted_ = (__VA_ARGS__);                            \
    ASSERT_TRUE(asserted_.has_value())                                \
        << asserted_.error().code << " " << asserted_.error().detail; \
  } while (false)

// The value, or a failed test and an exception that ends it.
template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().code << " " << result.error().detail;
    throw std::runtime_error(result.error().code);
  }
  return *std::move(result);
}

inline void must(const Status& status) {
  if (status) return;
  ADD_FAILURE() << status.error().code << " " << status.error().detail;
  throw std::runtime_error(status.error().code);
}

class StoreConformance : public testing::TestWithParam<Kind> {
 protected:
  StoreConformance() : place_(GetParam().make()), store_(open()) {}

  std::unique_ptr<Store> open() const { return must(open_store({place_->address()})); }
  std::unique_ptr<Work> begin() { return must(store_->begin()); }
  std::unique_ptr<Reading> reading() { return must(store_->reading()); }
  // Runs `write` in a work of its own and commits it.
  void committed(const std::function<void(Work&)>& write) {
    auto work = begin();
    write(*work);
    must(work->commit());
  }

  std::unique_ptr<Place> place_;
  std::unique_ptr<Store> store_;
};

// Rows that exercise every column: Chinese text, quotes, and bytes that are not text.
EventRow an_event(std::int64_t index, const std::string& stream = "case/C1",
                  std::int64_t version = 0);
CaseRow a_case(const std::string& id, const std::string& owner = "P-owner");
DutyRow a_duty(const std::string& case_id, const std::string& duty, std::int64_t due_millis);
RecordRow a_record(const std::string& kind, const std::string& id, const std::string& owner);
DocumentRow a_document(const std::string& id, const std::string& case_id, const std::string& owner);
Digest a_digest(unsigned char seed);

}  // namespace dengbao::conformance
