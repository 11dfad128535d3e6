#pragma once
// What the application needs of a database, in rows and values. One implementation holds the SQL
// once (src/store); SQLite and PostgreSQL are drivers below it.
//
// Promise. A Work is one write transaction: begin() takes the lock on the head row, so works are
// one after another, on any number of nodes. Everything inserted stands together after commit()
// has answered, on stable storage, or not at all. A Work that is destroyed without commit leaves
// nothing. After a failed commit or sync the store refuses further works until it is opened anew:
// a failed sync is never tried again. A Reading sees one committed state throughout.
// One Store may be used by several threads; a Work or Reading by one at a time. begin() waits for
// the work before it, so one thread never holds two.
// A write may be sent late: its failure (Conflict, External) is then the answer of a later call, at
// the latest of commit(). From then on the Work answers that same failure and cannot be committed.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace dengbao {

// One leaf of the log. `core` and `commitments` are canonical JSON; leaf = hash of both.
struct EventRow {
  std::int64_t index = 0;  // place in the log, from 0
  std::string id;
  std::string stream;        // "case/ID", "party/ID", "object/ID", "installation" ...
  std::int64_t version = 0;  // of the stream, from 1
  std::string kind;          // the move, or what was recorded
  Instant at;
  Date on;
  std::string owner_party;  // whose matter it is
  std::string role;         // the role in which it was done, or "system"
  std::string account;
  std::string core;
  std::string commitments;
  Digest leaf{};
  bool operator==(const EventRow&) const = default;
};

// A personal value apart from the log, so that it can be erased. An erased row keeps its place
// with empty salt and value.
struct SecretRow {
  std::string event;
  std::string fact;
  std::string salt;   // raw bytes
  std::string value;  // canonical JSON
  bool operator==(const SecretRow&) const = default;
};

struct CasePartyRow {
  std::string role;
  std::string party;
  bool operator==(const CasePartyRow&) const = default;
};

struct CaseRow {
  std::string id;
  std::string procedure;  // "pack/procedure"
  std::string pack;       // digest of the pinned law
  std::string subject;    // "object/ID", "party/ID" ...
  std::string state;
  std::int64_t version = 0;
  bool open = true;
  std::string owner_party;
  Date opened_on;
  std::optional<Instant> wake;  // when something next happens by itself
  std::string key;              // campaign key, unique where not empty
  // The case as JSON, for case_in() only. When read it may be of an earlier version: `since` then
  // has the cores of the events that followed, in their order. Written as of `version`.
  std::string snapshot;
  std::vector<std::string> since;
  bool operator==(const CaseRow&) const = default;
};

struct DutyRow {
  std::string case_id;
  std::string duty;
  std::string instance;
  std::string owner_party;
  std::string owner_role;
  std::string recipient_party;
  std::string status;  // waiting running paused done void
  std::optional<Date> starts;
  std::optional<Instant> due;
  bool provisional = false;
  std::string citation;
  std::optional<Instant> ended;
  bool operator==(const DutyRow&) const = default;
};

// Parties, objects, accounts, grants of capacities, bindings, calendars: what is not a case.
struct RecordRow {
  std::string kind;
  std::string id;
  std::int64_t version = 0;
  std::string owner_party;
  std::string name;   // in the comparable() spelling
  std::string code;   // credit code, filing number ...; not unique by itself
  std::string place;  // division code
  std::string doc;    // JSON
  bool operator==(const RecordRow&) const = default;
};

struct NumberRow {
  std::string series;
  std::string scope;
  std::string holder;
  std::int64_t number = 0;
  std::string text;
  bool operator==(const NumberRow&) const = default;
};

struct AnswerRow {
  std::string account;
  std::string key;
  std::string request;  // digest of the request, hex
  std::string answer;   // JSON
  bool operator==(const AnswerRow&) const = default;
};

struct OutboxRow {
  std::string event;
  int ordinal = 0;
  std::string effect;  // JSON
  bool operator==(const OutboxRow&) const = default;
};

struct TileRow {
  int level = 0;
  std::int64_t index = 0;
  int width = 0;  // of 256
  std::string bytes;
  bool operator==(const TileRow&) const = default;
};

struct HeadRow {
  std::int64_t size = 0;
  Digest root{};
  Instant at;
  std::string note;  // the signed note; empty before the first event
  bool operator==(const HeadRow&) const = default;
};

struct DocumentRow {
  std::string id;
  std::string case_id;
  std::string event;  // the move that issued it
  std::string kind;   // template id
  std::string number;
  std::string owner_party;
  std::string docx, pdf;  // digests (hex) of the frozen files
  std::string doc;        // JSON: title, fields, signature
  bool operator==(const DocumentRow&) const = default;
};

struct PackRow {
  std::string digest;
  std::string id;
  std::string edition;
  std::string doc;  // JSON of the compiled source files
  Instant at;
  bool operator==(const PackRow&) const = default;
};

// Secrets of accounts lie apart from the records and the log. Both documents are read by the
// identity module only; no other query looks at these tables.
struct CredentialRow {
  std::string account;
  std::string doc;  // JSON
  bool operator==(const CredentialRow&) const = default;
};

// A session or an API token: found by the digest of its secret, never by the secret.
struct SignInRow {
  std::string id;  // hex
  std::string account;
  Instant until;
  std::string doc;  // JSON
  bool operator==(const SignInRow&) const = default;
};

struct CaseQuery {
  std::string procedure, subject, state, owner_party;  // empty: any
  std::string party;                                   // holds a role in the case
  std::string viewer;  // only what this party may see; empty: everything
  std::optional<bool> open;
  std::string after;  // id of the last row of the page before
  int limit = 100;
};

struct DutyQuery {
  std::string case_id, owner_party, viewer;
  std::vector<std::string> status;    // empty: any
  std::optional<Instant> due_before;  // strictly
  std::optional<bool> provisional;
  std::string after_case, after_duty, after_instance;
  int limit = 1000;  // ordered by due, then case, duty, instance
};

struct RecordQuery {
  std::string kind;
  std::string owner_party, name, code;  // exact; empty: any
  std::string place_prefix;
  std::string text;  // part of the name or code
  std::string viewer;
  std::string after;  // id
  int limit = 1000;
};

class Lists;  // app/lists.h

// Stored files lie in pieces of this size; the last one is shorter.
inline constexpr std::size_t kFilePiece = std::size_t{256} * 1024;

class Reading {
 public:
  virtual ~Reading() = default;

  virtual Result<HeadRow> head() = 0;
  virtual Result<std::optional<HeadRow>> head_of_size(std::int64_t size) = 0;
  virtual Result<std::vector<HeadRow>> heads(std::int64_t after_size, int limit) = 0;
  virtual Result<std::optional<TileRow>> tile(int level, std::int64_t index) = 0;  // the widest
  virtual Result<std::vector<TileRow>> tiles(int level, std::int64_t from_index, int limit) = 0;

  virtual Result<std::optional<EventRow>> event(std::string_view id) = 0;
  virtual Result<std::optional<EventRow>> event_at(std::int64_t index) = 0;
  virtual Result<std::vector<EventRow>> events(std::int64_t from_index, int limit) = 0;
  virtual Result<std::vector<EventRow>> events_of(std::string_view stream) = 0;
  virtual Result<std::vector<SecretRow>> secrets(std::string_view event) = 0;

  virtual Result<std::optional<CaseRow>> case_row(std::string_view id) = 0;
  virtual Result<std::optional<CaseRow>> case_by_key(std::string_view key) = 0;
  virtual Result<std::vector<CaseRow>> cases(const CaseQuery& query) = 0;
  virtual Result<std::vector<CasePartyRow>> case_parties(std::string_view id) = 0;
  // Open cases with wake <= until, earliest first.
  virtual Result<std::vector<CaseRow>> waking(Instant until, int limit) = 0;
  virtual Result<std::vector<DutyRow>> duties(const DutyQuery& query) = 0;

  virtual Result<std::optional<RecordRow>> record(std::string_view kind, std::string_view id) = 0;
  virtual Result<std::vector<RecordRow>> records(const RecordQuery& query) = 0;
  // Lists as callers ask for them, with what they may see. As long as the Reading.
  virtual Lists& lists() = 0;

  virtual Result<std::int64_t> last_number(std::string_view series, std::string_view scope) = 0;
  virtual Result<std::optional<NumberRow>> number_of(std::string_view series,
                                                     std::string_view scope,
                                                     std::string_view holder) = 0;
  virtual Result<std::optional<NumberRow>> number_text(std::string_view text) = 0;
  virtual Result<std::vector<NumberRow>> numbers(std::string_view series) = 0;

  virtual Result<std::optional<AnswerRow>> answer(std::string_view account,
                                                  std::string_view key) = 0;
  virtual Result<std::vector<OutboxRow>> outbox(int limit) = 0;  // oldest first

  virtual Result<std::optional<DocumentRow>> document(std::string_view id) = 0;
  // By id. A document without a number has none that could be asked for: "" finds nothing.
  virtual Result<std::vector<DocumentRow>> documents_of(std::string_view case_id) = 0;
  virtual Result<std::vector<DocumentRow>> documents_numbered(std::string_view number) = 0;
  // The bytes of a stored file by its digest (hex), or nothing.
  virtual Result<std::optional<std::string>> file(std::string_view digest) = 0;
  // The same piece by piece: its size, and the bytes from index * kFilePiece on, as many of them as
  // there are. External store.file_damaged where a piece is missing.
  virtual Result<std::optional<std::int64_t>> file_size(std::string_view digest) = 0;
  virtual Result<std::string> file_piece(std::string_view digest, std::int64_t index) = 0;
  virtual Result<std::vector<std::string>> file_digests() = 0;

  virtual Result<std::optional<PackRow>> pack(std::string_view digest) = 0;
  virtual Result<std::vector<PackRow>> packs() = 0;  // without doc
  virtual Result<std::optional<std::string>> meta(std::string_view key) = 0;

  virtual Result<std::optional<CredentialRow>> credential(std::string_view account) = 0;
  virtual Result<std::optional<SignInRow>> sign_in(std::string_view id) = 0;
  virtual Result<std::vector<SignInRow>> sign_ins(std::string_view account) = 0;  // by id
};

class Work : public Reading {
 public:
  virtual Status insert(const EventRow& row) = 0;
  virtual Status insert(const SecretRow& row) = 0;
  virtual Status erase_secret(std::string_view event, std::string_view fact) = 0;
  // Insert or replace; the key stays unique. Without a snapshot the one that stands is left behind.
  virtual Status put(const CaseRow& row) = 0;
  // As put, for a case that stands and of which only version and snapshot are new, or the wake too:
  // its place in all other indexes is left alone.
  enum class Wake : std::uint8_t { AsBefore, Otherwise };
  virtual Status move_on(const CaseRow& row, Wake wake) = 0;
  virtual Status put_snapshot(std::string_view case_id, std::int64_t version,
                              std::string_view snapshot) = 0;
  virtual Status put_parties(std::string_view case_id, const std::vector<CasePartyRow>& rows) = 0;
  virtual Status put(const DutyRow& row) = 0;
  virtual Status put(const RecordRow& row) = 0;
  virtual Status put(const NumberRow& row) = 0;  // (series, scope, number) and text are unique
  virtual Status insert(const AnswerRow& row) = 0;
  virtual Status insert(const OutboxRow& row) = 0;
  virtual Status outbox_done(std::string_view event, int ordinal) = 0;
  virtual Status put(const TileRow& row) = 0;  // the wider one replaces
  virtual Status put(const HeadRow& row) = 0;  // the new head; every head is kept
  virtual Status insert(const DocumentRow& row) = 0;
  // The bytes of its files go; `doc` takes the place of what the row says of it.
  virtual Status erase_document(const DocumentRow& row, std::string_view doc) = 0;
  virtual Status put_file(std::string_view digest, std::string_view bytes) = 0;  // chunked
  virtual Status insert(const PackRow& row) = 0;
  virtual Status put_meta(std::string_view key, std::string_view value) = 0;
  virtual Status put(const CredentialRow& row) = 0;
  virtual Status put(const SignInRow& row) = 0;
  virtual Status end_sign_in(std::string_view id) = 0;
  virtual Status end_sign_ins_before(Instant now) = 0;  // those whose `until` has passed
  // Empties every table that can be made again from the events (used by rebuild).
  virtual Status clear_projections() = 0;

  virtual Status commit() = 0;
};

// Which committed state a store is in: where two are equal, nothing was committed between them that
// the second does not show. `identity` is that of credentials, sign-ins and accounts alone.
struct StoreState {
  std::string all, identity;
  bool operator==(const StoreState&) const = default;
};

class Store {
 public:
  virtual ~Store() = default;
  // As it is now, whoever has committed what. A work that this store has answered is in it.
  virtual Result<StoreState> state() = 0;
  // The same without asking a database, where this store is the only one that writes; nothing where
  // others may.
  virtual std::optional<StoreState> state_at_hand() = 0;
  virtual Result<std::unique_ptr<Work>> begin() = 0;
  virtual Result<std::unique_ptr<Reading>> reading() = 0;
  // A consistent copy into an SQLite file at `path`, while others may write.
  virtual Status copy_to(std::string_view path) = 0;
};

}  // namespace dengbao
