#pragma once
// Cases and records as the last batch left them, so that the next move need not read them again.
// Good for one size of the log: whoever else has written since makes all of it worthless.

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/store.h"
#include "engine/case.h"
#include "law/model.h"

namespace dengbao {

// A case with the rules it runs under.
struct OpenedCase {
  Case c;
  std::shared_ptr<const Law> law;
  const Procedure* procedure = nullptr;
  std::int64_t written = 0;  // the version of its snapshot in the store
  // What is owed in it, as stored; none: not known.
  std::optional<std::vector<DutyRow>> owed = {};
  std::optional<Instant> wake = {};  // as stored
};

// What a batch did to cases: as they are now, or nothing where it must be read anew.
using TouchedCases = std::unordered_map<std::string, std::optional<OpenedCase>>;

class CaseCache {
 public:
  // Forgets everything unless it was left at this size of the log.
  void at(std::int64_t log_size) {
    if (size_ != log_size) clear();
    size_ = log_size;
  }
  void clear() {
    cases_.clear();
    behind_.clear();
  }
  // The case, which is known no longer: whoever carries it on gives it back.
  std::optional<OpenedCase> take(const std::string& id) {
    auto known = cases_.extract(id);
    behind_.erase(id);
    if (known.empty()) return std::nullopt;
    return std::move(known.mapped());
  }
  // After a batch that stands.
  void keep(TouchedCases touched, std::int64_t log_size) {
    size_ = log_size;
    // Cases are worked on in bursts; keeping some thousand is enough, and which ones matters
    // little.
    if (cases_.size() + touched.size() > kMost) clear();
    for (auto& [id, c] : touched)
      if (c) {
        if (c->written < c->c.version)
          behind_.insert(id);
        else
          behind_.erase(id);
        cases_.insert_or_assign(id, std::move(*c));
      } else {
        cases_.erase(id);
        behind_.erase(id);
      }
  }
  // Known cases whose snapshot has stayed behind, at most `most` of them.
  std::vector<const OpenedCase*> behind(std::size_t most) const {
    std::vector<const OpenedCase*> out;
    for (auto it = behind_.begin(); it != behind_.end() && out.size() < most; ++it)
      if (const auto known = cases_.find(*it); known != cases_.end()) out.push_back(&known->second);
    return out;
  }
  void written(const std::string& id, std::int64_t version) {
    if (const auto known = cases_.find(id);
        known != cases_.end() && known->second.c.version == version)
      known->second.written = version;
    behind_.erase(id);
  }

 private:
  static constexpr std::size_t kMost = 4096;
  std::int64_t size_ = -1;
  std::unordered_map<std::string, OpenedCase> cases_;
  std::unordered_set<std::string> behind_;
};

struct KnownRecord {
  std::int64_t version = 0;
  json::object doc;
};

// Parties, objects and what else decisions look up by kind and id. Filled while a batch is decided,
// so a batch that fails leaves nothing of it.
class RecordCache {
 public:
  void at(std::int64_t log_size) {
    if (size_ != log_size) clear();
    size_ = log_size;
  }
  void clear() { records_.clear(); }
  // After a batch that stands.
  void stands(std::int64_t log_size) { size_ = log_size; }
  std::shared_ptr<const KnownRecord> find(const std::string& stream) const {
    const auto it = records_.find(stream);
    return it == records_.end() ? nullptr : it->second;
  }
  void keep(std::string stream, std::shared_ptr<const KnownRecord> record) {
    if (records_.size() >= kMost) clear();
    records_.insert_or_assign(std::move(stream), std::move(record));
  }
  // `stream`: "KIND/ID", as its events have it.
  void forget(const std::string& stream) { records_.erase(stream); }

 private:
  static constexpr std::size_t kMost = 4096;
  std::int64_t size_ = -1;
  std::unordered_map<std::string, std::shared_ptr<const KnownRecord>> records_;
};

}  // namespace dengbao
