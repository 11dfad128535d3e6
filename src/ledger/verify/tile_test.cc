#include "ledger/verify/tile.h"

#include <gtest/gtest.h>

namespace dengbao::ledger {
namespace {

TEST(Tile, PathsAsC2spWritesThem) {
  EXPECT_EQ(tile_path({0, 1'234'067}, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({1, 0}, 12), "tile/1/000.p/12");
  EXPECT_EQ(entries_path(1067, 256), "tile/entries/x001/067");
  EXPECT_EQ(entries_path(5, 1), "tile/entries/005.p/1");
}

TEST(Tile, ReadsOnlyTheOneSpelling) {
  for (const char* path : {"tile/0/x001/x234/067", "tile/12/000.p/255", "tile/entries/x999/999"}) {
    const auto read = parse_tile_path(path);
    ASSERT_TRUE(read) << path;
    EXPECT_EQ(read->entries ? entries_path(read->id.index, read->width)
                            : tile_path(read->id, read->width),
              path);
  }
  for (const char* path :
       {"", "tile/0", "tile/0/67", "tile/00/067", "tile/0/x000/067", "tile/0/001/067",
        "tile/0/067.p/0", "tile/0/067.p/256", "tile/0/067.p/007", "tile/0/067/", "tile/-1/067",
        "tile/0/x099/x999/x999/x999/x999/x999/x999/999", "tile/x/000", "tile/0/+67"})
    EXPECT_FALSE(parse_tile_path(path)) << path;
}

TEST(Tile, WidthsAndCountsOfALog) {
  EXPECT_EQ(tile_width({0, 0}, 0), 0u);
  EXPECT_EQ(tile_width({0, 0}, 255), 255u);
  EXPECT_EQ(tile_width({0, 1}, 256), 0u);
  EXPECT_EQ(tile_width({0, 1}, 257), 1u);
  EXPECT_EQ(tile_width({1, 0}, 70'000), 256u);
  EXPECT_EQ(tile_width({1, 1}, 70'000), 17u);
  EXPECT_EQ(tile_width({2, 0}, 70'000), 1u);
  EXPECT_EQ(tile_width({9, 0}, 70'000), 0u);
  EXPECT_EQ(tile_count(0), 0u);
  EXPECT_EQ(tile_count(256), 2u);
  EXPECT_EQ(tile_count(70'000), 274u + 2 + 1);
}

TEST(Tile, BundlesCarryTheirEntries) {
  const std::vector<std::string> entries{"", "等保", std::string(65535, 'x')};
  const auto bundle = bundle_of(entries);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(entries_of(*bundle), entries);
  EXPECT_EQ(entries_of(bundle->substr(0, bundle->size() - 1)).error().code, "ledger.bundle_cut");
  EXPECT_EQ(entries_of("\x01").error().code, "ledger.bundle_cut");
  EXPECT_EQ(bundle_of({std::string(65536, 'x')}).error().code, "ledger.entry_too_long");
}

}  // namespace
}  // namespace dengbao::ledger
