// Heads and tiles of the log.

#include <array>

#include "store/repository.h"

namespace dengbao::store {
namespace {

HeadRow read_head(const Row& row) {
  return {row.integer(0), row.digest(1), row.instant(2), row.text(3)};
}

TileRow read_tile(const Row& row) {
  return {static_cast<int>(row.integer(0)), row.integer(1), static_cast<int>(row.integer(2)),
          row.text(3)};
}

}  // namespace

Result<HeadRow> Repository::head() {
  auto found = TRY(one("SELECT size, root, at, note FROM head", {}, read_head));
  if (!found) return fail_external("store.damaged", "the row of head is gone");
  return *std::move(found);
}

Result<std::optional<HeadRow>> Repository::head_of_size(std::int64_t size) {
  return one("SELECT size, root, at, note FROM head_note WHERE size = $1",
             std::array<Value, 1>{size}, read_head);
}

Result<std::vector<HeadRow>> Repository::heads(std::int64_t after_size, int limit) {
  return many("SELECT size, root, at, note FROM head_note WHERE size > $1 ORDER BY size LIMIT $2",
              std::array<Value, 2>{after_size, limit}, read_head);
}

Result<std::optional<TileRow>> Repository::tile(int level, std::int64_t index) {
  return one(
      "SELECT level, tile_index, width, bytes FROM tile WHERE level = $1 AND tile_index = $2",
      std::array<Value, 2>{level, index}, read_tile);
}

Result<std::vector<TileRow>> Repository::tiles(int level, std::int64_t from_index, int limit) {
  return many(
      "SELECT level, tile_index, width, bytes FROM tile WHERE level = $1 AND tile_index >= $2 "
      "ORDER BY tile_index LIMIT $3",
      std::array<Value, 3>{level, from_index, limit}, read_tile);
}

Status Repository::put(const TileRow& row) {
  return write(
      "INSERT INTO tile (level, tile_index, width, bytes) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (level, tile_index) DO UPDATE SET width = excluded.width, "
      "bytes = excluded.bytes WHERE excluded.width >= tile.width",
      std::array<Value, 4>{row.level, row.index, row.width, Bytes{row.bytes}});
}

// A head never goes back, and two heads of one size have one root: anything else is a fork.
Status Repository::put(const HeadRow& row) {
  const std::array<Value, 4> values{row.size, bytes(row.root), row.at, row.note};
  CHECK(
      write("INSERT INTO head_note (size, root, at, note) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (size) DO UPDATE SET at = excluded.at, note = excluded.note "
            "WHERE head_note.root = excluded.root",
            values, Expectation{1, "store.head_forked"}));
  return write("UPDATE head SET size = $1, root = $2, at = $3, note = $4 WHERE size <= $1", values,
               Expectation{1, "store.head_went_back"});
}

}  // namespace dengbao::store
