// Events, the personal values apart from them, answers already given, and effects still to do.

#include <array>

#include "store/repository.h"
#include "store/rows.h"

namespace dengbao::store {
namespace {

SecretRow read_secret(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

AnswerRow read_answer(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

OutboxRow read_outbox(const Row& row) {
  return {row.text(0), static_cast<int>(row.integer(1)), row.text(2)};
}

}  // namespace

Result<std::optional<EventRow>> Repository::event(std::string_view id) {
  return one("SELECT " EVENT_COLUMNS " FROM event WHERE id = $1", std::array<Value, 1>{id},
             read_event);
}

Result<std::optional<EventRow>> Repository::event_at(std::int64_t index) {
  return one("SELECT " EVENT_COLUMNS " FROM event WHERE log_index = $1",
             std::array<Value, 1>{index}, read_event);
}

Result<std::vector<EventRow>> Repository::events(std::int64_t from_index, int limit) {
  return many("SELECT " EVENT_COLUMNS
              " FROM event WHERE log_index >= $1 ORDER BY log_index LIMIT $2",
              std::array<Value, 2>{from_index, limit}, read_event);
}

Result<std::vector<EventRow>> Repository::events_of(std::string_view stream) {
  return many("SELECT " EVENT_COLUMNS " FROM event WHERE stream = $1 ORDER BY version",
              std::array<Value, 1>{stream}, read_event);
}

Result<std::vector<SecretRow>> Repository::secrets(std::string_view event) {
  return many("SELECT event, fact, salt, value FROM event_secret WHERE event = $1 ORDER BY fact",
              std::array<Value, 1>{event}, read_secret);
}

Status Repository::insert(const EventRow& row) {
  return write("INSERT INTO event (" EVENT_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
               std::array<Value, 13>{row.index, row.id, row.stream, row.version, row.kind, row.at,
                                     row.on, row.owner_party, row.role, row.account, row.core,
                                     row.commitments, bytes(row.leaf)});
}

Status Repository::insert(const SecretRow& row) {
  return write("INSERT INTO event_secret (event, fact, salt, value) VALUES ($1, $2, $3, $4)",
               std::array<Value, 4>{row.event, row.fact, Bytes{row.salt}, row.value});
}

Status Repository::erase_secret(std::string_view event, std::string_view fact) {
  return write("UPDATE event_secret SET salt = $3, value = '' WHERE event = $1 AND fact = $2",
               std::array<Value, 3>{event, fact, Bytes{}}, Expectation{1, "store.no_secret"});
}

Result<std::optional<AnswerRow>> Repository::answer(std::string_view account,
                                                    std::string_view key) {
  return one("SELECT account, key, request, answer FROM answer WHERE account = $1 AND key = $2",
             std::array<Value, 2>{account, key}, read_answer);
}

Status Repository::insert(const AnswerRow& row) {
  return write("INSERT INTO answer (account, key, request, answer) VALUES ($1, $2, $3, $4)",
               std::array<Value, 4>{row.account, row.key, row.request, row.answer});
}

Result<std::vector<OutboxRow>> Repository::outbox(int limit) {
  return many("SELECT event, ordinal, effect FROM outbox ORDER BY position LIMIT $1",
              std::array<Value, 1>{limit}, read_outbox);
}

// Works are one after another, so the highest position cannot be taken twice.
Status Repository::insert(const OutboxRow& row) {
  return write(
      "INSERT INTO outbox (position, event, ordinal, effect) "
      "VALUES ((SELECT coalesce(max(position), 0) + 1 FROM outbox), $1, $2, $3)",
      std::array<Value, 3>{row.event, row.ordinal, row.effect});
}

Status Repository::outbox_done(std::string_view event, int ordinal) {
  return write("DELETE FROM outbox WHERE event = $1 AND ordinal = $2",
               std::array<Value, 2>{event, ordinal});
}

}  // namespace dengbao::store
