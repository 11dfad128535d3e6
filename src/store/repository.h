#pragma once
// The one repository: rows of the port in SQL that both databases understand. Its parts stand in
// repository_*.cc by subject. It is a Work over a connection that is in a transaction; as a
// Reading it is handed out under that narrower face.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "store/connection.h"
#include "store/kept_counts.h"
#include "store/repository_lists.h"
#include "store/rows.h"

namespace dengbao::store {

// A connection that is lent for one transaction. Destroying it rolls back what stands open and
// gives the connection back.
class Lease {
 public:
  virtual ~Lease() = default;
  virtual Connection& connection() = 0;
  virtual Status commit(bool identity) = 0;  // whether credentials, sign-ins or accounts changed
  // Tells the store what went wrong, so that it can stop writing.
  virtual void failed(const Explanation& why) = 0;
  // What other readings of the same committed state have counted, and which state that is.
  virtual RememberedNumbers* remembered() { return nullptr; }
  virtual std::string_view moment() const { return {}; }
};

// The row of `meta` that is new after each change of credentials, sign-ins and accounts.
inline constexpr std::string_view kIdentityMark = "identity";

class Repository final : public Work {
 public:
  explicit Repository(std::unique_ptr<Lease> lease) : lease_(std::move(lease)) {}

  Result<HeadRow> head() override;
  Result<std::optional<HeadRow>> head_of_size(std::int64_t size) override;
  Result<std::vector<HeadRow>> heads(std::int64_t after_size, int limit) override;
  Result<std::optional<TileRow>> tile(int level, std::int64_t index) override;
  Result<std::vector<TileRow>> tiles(int level, std::int64_t from_index, int limit) override;

  Result<std::optional<EventRow>> event(std::string_view id) override;
  Result<std::optional<EventRow>> event_at(std::int64_t index) override;
  Result<std::vector<EventRow>> events(std::int64_t from_index, int limit) override;
  Result<std::vector<EventRow>> events_of(std::string_view stream) override;
  Result<std::vector<SecretRow>> secrets(std::string_view event) override;

  Result<std::optional<CaseRow>> case_row(std::string_view id) override;
  Result<std::optional<CaseRow>> case_by_key(std::string_view key) override;
  Result<std::vector<CaseRow>> cases(const CaseQuery& query) override;
  Result<std::vector<CasePartyRow>> case_parties(std::string_view id) override;
  Result<std::vector<CaseRow>> waking(Instant until, int limit) override;
  Result<std::vector<DutyRow>> duties(const DutyQuery& query) override;

  Result<std::optional<RecordRow>> record(std::string_view kind, std::string_view id) override;
  Result<std::vector<RecordRow>> records(const RecordQuery& query) override;

  Result<std::int64_t> last_number(std::string_view series, std::string_view scope) override;
  Result<std::optional<NumberRow>> number_of(std::string_view series, std::string_view scope,
                                             std::string_view holder) override;
  Result<std::optional<NumberRow>> number_text(std::string_view text) override;
  Result<std::vector<NumberRow>> numbers(std::string_view series) override;

  Result<std::optional<AnswerRow>> answer(std::string_view account, std::string_view key) override;
  Result<std::vector<OutboxRow>> outbox(int limit) override;

  Lists& lists() override { return lists_; }
  Result<std::optional<DocumentRow>> document(std::string_view id) override;
  Result<std::vector<DocumentRow>> documents_of(std::string_view case_id) override;
  Result<std::vector<DocumentRow>> documents_numbered(std::string_view number) override;
  Result<std::optional<std::string>> file(std::string_view digest) override;
  Result<std::optional<std::int64_t>> file_size(std::string_view digest) override;
  Result<std::string> file_piece(std::string_view digest, std::int64_t index) override;
  Result<std::vector<std::string>> file_digests() override;

  Result<std::optional<PackRow>> pack(std::string_view digest) override;
  Result<std::vector<PackRow>> packs() override;
  Result<std::optional<std::string>> meta(std::string_view key) override;

  Result<std::optional<CredentialRow>> credential(std::string_view account) override;
  Result<std::optional<SignInRow>> sign_in(std::string_view id) override;
  Result<std::vector<SignInRow>> sign_ins(std::string_view account) override;

  Status insert(const EventRow& row) override;
  Status insert(const SecretRow& row) override;
  Status erase_secret(std::string_view event, std::string_view fact) override;
  Status put(const CaseRow& row) override;
  Status move_on(const CaseRow& row, Wake wake) override;
  Status put_snapshot(std::string_view case_id, std::int64_t version,
                      std::string_view snapshot) override;
  Status put_parties(std::string_view case_id, const std::vector<CasePartyRow>& rows) override;
  Status put(const DutyRow& row) override;
  Status put(const RecordRow& row) override;
  Status put(const NumberRow& row) override;
  Status insert(const AnswerRow& row) override;
  Status insert(const OutboxRow& row) override;
  Status outbox_done(std::string_view event, int ordinal) override;
  Status put(const TileRow& row) override;
  Status put(const HeadRow& row) override;
  Status insert(const DocumentRow& row) override;
  Status erase_document(const DocumentRow& row, std::string_view doc) override;
  Status put_file(std::string_view digest, std::string_view bytes) override;
  Status insert(const PackRow& row) override;
  Status put(const CredentialRow& row) override;
  Status put(const SignInRow& row) override;
  Status end_sign_in(std::string_view id) override;
  Status end_sign_ins_before(Instant now) override;
  Status put_meta(std::string_view key, std::string_view value) override;
  Status clear_projections() override;
  Status commit() override;

  // For what works on whole tables (copy.cc).
  Connection& connection() { return lease_->connection(); }

 private:
  friend class RepositoryLists;
  // The guards of every statement: the Work is still good, every text fits both databases, and a
  // failure is told to the lease.
  Status ready(Values values) const;
  Status heard(Status done);
  Status query(std::string_view sql, Values values, const RowTaker& take);
  Status write(std::string_view sql, Values values, std::optional<Expectation> expected = {});

  template <class T>
  Result<std::vector<T>> many(std::string_view sql, Values values, T (*read)(const Row&)) {
    std::vector<T> out;
    CHECK(query(sql, values, [&](const Row& row) { out.push_back(read(row)); }));
    return out;
  }
  template <class T>
  Result<std::optional<T>> one(std::string_view sql, Values values, T (*read)(const Row&)) {
    std::optional<T> out;
    CHECK(query(sql, values, [&](const Row& row) { out = read(row); }));
    return out;
  }

  Result<std::vector<CaseRow>> whole(std::vector<StoredCase> stored);
  // `rest`: conditions, order and limit of a selection of cases.
  Result<std::vector<CaseRow>> whole_cases(std::string_view rest, Values values);

  Status mark_identity();

  KeptCounts counts_;
  std::unique_ptr<Lease> lease_;
  bool identity_ = false;  // changed by this work
  RepositoryLists lists_{*this};
  std::optional<Explanation> over_;  // committed, or failed: nothing more is done
};

}  // namespace dengbao::store
