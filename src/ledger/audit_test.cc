// A whole log in memory; every byte of it that is changed is found and named.
#include "ledger/verify/audit.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>

#include "ledger/entry.h"
#include "ledger/growth.h"
#include "ledger/signing.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

struct Row {
  std::uint64_t index = 0;
  std::string entry;
  Digest leaf{};
  std::vector<Opening> openings;
};

// What a store holds.
struct Log {
  static constexpr std::string_view kOrigin = "log.example";
  SeededRandomness random{21};
  std::vector<Sm2Key> keys;
  std::vector<Row> events;
  std::vector<AuditHead> heads;
  std::map<TileId, std::string> tiles;
  std::vector<KeyChange> key_changes;
  Tree tree{HashKind::Sm3};

  Log() { keys.push_back(*Sm2Key::generate(std::string(kOrigin), {}, random)); }

  Instant now() const { return Instant::start_of(Date::from_days(static_cast<int>(tree.size()))); }
  std::string name(std::uint64_t i) const { return "E" + std::to_string(i); }

  void append(std::vector<std::string> cores) {
    std::vector<Digest> leaves;
    for (std::string& core : cores) {
      const PersonalFact person{"contact", "\"王某" + std::to_string(events.size()) + "\""};
      const bool personal = events.size() % 10 == 3;
      Entry made = *seal_entry(tree.kind(), core, std::span(&person, personal ? 1u : 0u), random);
      leaves.push_back(made.leaf);
      events.push_back({events.size(), std::move(made.text), made.leaf, std::move(made.openings)});
    }
    Growth growth = grow(tree, leaves);
    for (TileRow& row : growth.changed) tiles[row.id] = std::move(row.bytes);
    tree = std::move(growth.tree);
    heads.push_back({tree.size(), *sign_head({std::string(kOrigin), tree.kind(), tree.size(),
                                              growth.root, now()},
                                             keys.back())});
  }
  void append(std::size_t many) {
    std::vector<std::string> cores;
    for (std::size_t i = 0; i < many; ++i)
      cores.push_back("{\"event\":\"" + name(events.size() + i) + "\"}");
    append(std::move(cores));
  }
  void rotate() {
    keys.push_back(*Sm2Key::generate(std::string(kOrigin), {}, random));
    const std::string note = *sign_rotation(keys[keys.size() - 2], keys.back(), now());
    key_changes.push_back({events.size(), note});
    append({"{\"rotation\":" + canonical(json::value(note)) + "}"});
  }
  AuditOptions options() const {
    AuditOptions out;
    out.first_key = keys.front().public_key();
    out.key_changes = key_changes;
    return out;
  }
  AuditReport verify(const AuditOptions& options) const {
    std::size_t event = 0, head = 0;
    const AuditSources sources{.next_event = [&](AuditEvent& out) -> Result<bool> {
                                 if (event == events.size()) return false;
                                 const Row& row = events[event++];
                                 out = {row.index, name(row.index), row.entry, row.leaf,
                                        row.openings};
                                 return true;
                               },
                               .next_head = [&](AuditHead& out) -> Result<bool> {
                                 if (head == heads.size()) return false;
                                 out = heads[head++];
                                 return true;
                               },
                               .tile = [&](TileId id) -> Result<std::string> {
                                 const auto found = tiles.find(id);
                                 return found == tiles.end() ? "" : found->second;
                               },
                               .tile_rows = tiles.size()};
    return *audit(sources, options);
  }
  AuditReport verify() const { return verify(options()); }
};

// Batches of 1 to 40 events, one change of key in the middle.
Log grown(std::size_t many = 600) {
  Log log;
  while (log.events.size() < many / 2) log.append(1 + log.random.next() % 40);
  log.rotate();
  while (log.events.size() < many) log.append(1 + log.random.next() % 40);
  return log;
}

// "code where" of each problem.
std::vector<std::string> problems(const AuditReport& report) {
  std::vector<std::string> out;
  for (const auto& p : report.problems) out.push_back(p.code + " " + p.where);
  return out;
}
using List = std::vector<std::string>;

TEST(Audit, ASoundLogIsSound) {
  const Log log = grown();
  const AuditReport report = log.verify();
  EXPECT_EQ(problems(report), List{});
  EXPECT_EQ(report.events, log.events.size());
  EXPECT_EQ(report.heads, log.heads.size());
  EXPECT_EQ(report.signatures, log.heads.size());
  EXPECT_EQ(report.tiles, tile_count(log.tree.size()));
  EXPECT_EQ(report.last->root, log.tree.root());
  EXPECT_EQ(report.signer, Signer::Unchecked);
  EXPECT_EQ(report.fingerprint, fingerprint(log.keys.back().public_key()));

  AuditOptions few = log.options();
  few.newest_signatures = 0;
  EXPECT_EQ(log.verify(few).signatures, 1u);
}

TEST(Audit, AnAnchorTrustsTheKeysThatItsKeyHandedOverTo) {
  Log log = grown();
  AuditOptions options = log.options();
  for (const Sm2Key& key : log.keys) {
    options.anchors = {{fingerprint(key.public_key()), std::nullopt, {}}};
    const AuditReport report = log.verify(options);
    EXPECT_EQ(report.signer, Signer::Trusted);
    EXPECT_EQ(report.fingerprint, options.anchors[0].fingerprint);
  }
  const Sm2Key stranger = *Sm2Key::generate("x", {}, log.random);
  options.anchors = {{fingerprint(stranger.public_key()), std::nullopt, {}}};
  EXPECT_EQ(log.verify(options).signer, Signer::Wrong);
}

TEST(Audit, EveryByteOfAnEventIsFoundAndNamed) {
  Log log = grown();
  AuditOptions options = log.options();
  options.newest_signatures = 1;
  for (std::size_t i = 0; i < log.events.size(); i += 37) {
    std::string& entry = log.events[i].entry;
    for (std::size_t at = 0; at < entry.size(); at += 11) {
      entry[at] = static_cast<char>(entry[at] ^ 1);
      EXPECT_EQ(problems(log.verify(options)), List{"ledger.event_changed " + log.name(i)});
      entry[at] = static_cast<char>(entry[at] ^ 1);
    }
    log.events[i].leaf[i % 32] ^= 1;
    EXPECT_EQ(problems(log.verify(options)), List{"ledger.leaf_row_changed " + log.name(i)});
    log.events[i].leaf[i % 32] ^= 1;
  }
}

TEST(Audit, EveryByteOfATileIsFoundAndNamed) {
  Log log = grown();
  AuditOptions options = log.options();
  options.newest_signatures = 1;
  for (auto& [id, bytes] : log.tiles) {
    const unsigned width = tile_width(id, log.tree.size());
    for (std::size_t at = 0; at < bytes.size(); at += 301) {
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
      const AuditReport report = log.verify(options);
      ASSERT_EQ(problems(report), List{"ledger.tile_changed " + tile_path(id, width)});
      EXPECT_EQ(report.problems[0].args[0].second, std::to_string(at / 32));
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
    }
    const std::string kept = bytes;
    for (const std::string& other : {kept.substr(0, kept.size() - 1), kept + "x", std::string()}) {
      bytes = other;
      EXPECT_EQ(problems(log.verify(options)),
                List{"ledger.tile_unreadable " + tile_path(id, width)});
    }
    bytes = kept;
  }
  log.tiles[{0, 99}] = std::string(32, 'x');
  EXPECT_EQ(problems(log.verify(options)), List{"ledger.tiles_surplus tile"});
}

TEST(Audit, EveryByteOfAHeadIsFoundAndNamed) {
  Log log = grown(40);
  for (const std::size_t i : {std::size_t{0}, log.heads.size() / 2, log.heads.size() - 1}) {
    std::string& note = log.heads[i].note;
    for (std::size_t at = 0; at < note.size(); at += 2) {
      note[at] = static_cast<char>(note[at] ^ 1);
      const auto found = log.verify().problems;
      ASSERT_FALSE(found.empty()) << i << " " << at << note;
      EXPECT_EQ(found[0].where, "head " + std::to_string(log.heads[i].size));
      note[at] = static_cast<char>(note[at] ^ 1);
    }
  }
  log.heads.pop_back();
  EXPECT_EQ(log.verify().problems.at(0).code, "ledger.events_unsigned");
  log.heads.clear();
  EXPECT_EQ(problems(log.verify()), List{"ledger.no_head head"});
}

TEST(Audit, LostEventsAreFound) {
  Log log = grown();
  Log cut = grown();
  cut.events.erase(cut.events.begin() + 100);
  EXPECT_EQ(problems(cut.verify()), List{"ledger.event_order E101"});
  cut = grown();
  cut.events.pop_back();
  EXPECT_EQ(cut.verify().problems.at(0).code, "ledger.head_beyond");
  cut = grown();
  cut.events[5].index = std::uint64_t{1} << 60;
  EXPECT_FALSE(cut.verify().sound());
}

TEST(Audit, ARewrittenHistoryIsFoundByItsHeads) {
  // Event, leaf hash and tiles changed to fit each other; the heads cannot be signed again.
  Log log = grown();
  log.events[50].entry.replace(log.events[50].entry.find("E50"), 3, "F50");
  log.events[50].leaf = leaf_hash(HashKind::Sm3, log.events[50].entry);
  std::vector<Digest> leaves;
  for (const Row& row : log.events) leaves.push_back(row.leaf);
  for (const TileRow& row : grow(Tree(HashKind::Sm3), leaves).changed)
    log.tiles[row.id] = row.bytes;
  const AuditReport report = log.verify();
  ASSERT_FALSE(report.sound());
  EXPECT_EQ(report.problems[0].code, "ledger.head_root_differs");
  EXPECT_LE(std::stoi(report.problems[0].args[1].second), 50);
  EXPECT_GE(std::stoi(report.problems[0].args[2].second), 50);
}

TEST(Audit, ARestoredOldCopyIsFoundByARememberedHead) {
  Log log = grown();
  AuditOptions options = log.options();
  options.remembered = *parse_signed_head(log.heads.back().note);
  EXPECT_EQ(problems(log.verify(options)), List{});
  options.remembered = *parse_signed_head(log.heads[4].note);
  EXPECT_EQ(problems(log.verify(options)), List{});

  Log old;  // the same keys and events, but fewer of them
  while (old.events.size() < 300) old.append(1 + old.random.next() % 40);
  EXPECT_EQ(problems(old.verify()), List{});
  options = old.options();
  options.remembered = *parse_signed_head(log.heads.back().note);
  EXPECT_EQ(old.verify(options).problems.at(0).code, "ledger.rolled_back");

  options.remembered = *parse_signed_head(log.heads[4].note);
  options.remembered->head.root[0] ^= 1;
  EXPECT_EQ(old.verify(options).problems.at(0).code, "ledger.forked");
}

TEST(Audit, AKeyChangesOnlyByAnEventThatBothKeysSigned) {
  Log log = grown();
  AuditOptions options = log.options();
  options.key_changes.clear();
  EXPECT_EQ(log.verify(options).problems.at(0).code, "ledger.head_unsigned");
  options = log.options();
  options.key_changes[0].index += 1;
  EXPECT_EQ(log.verify(options).problems.at(0).code, "ledger.rotation_wrong");
  options = log.options();
  options.key_changes[0].index = 100'000;
  EXPECT_EQ(log.verify(options).problems.back().code, "ledger.rotation_wrong");
  options = log.options();
  options.key_changes[0].note[30] = '?';
  EXPECT_EQ(log.verify(options).problems.at(0).code, "ledger.rotation_wrong");
}

TEST(Audit, PersonalFactsFitTheirCommitmentsOrAreErased) {
  Log log = grown();
  Row& row = log.events[13];
  ASSERT_EQ(row.openings.size(), 1u);
  const Opening kept = row.openings[0];
  row.openings[0].shown.reset();
  EXPECT_EQ(problems(log.verify()), List{});
  EXPECT_EQ(log.verify().erased_facts, 1u);
  row.openings.clear();
  EXPECT_EQ(problems(log.verify()), List{"ledger.opening_missing E13"});
  row.openings = {kept};
  row.openings[0].shown->value = "\"李某\"";
  EXPECT_EQ(problems(log.verify()), List{"ledger.personal_changed E13"});
  row.openings = {kept};
  row.openings[0].shown->salt[0] ^= 1;
  EXPECT_EQ(problems(log.verify()), List{"ledger.personal_changed E13"});
  row.openings = {kept, {"phone", std::nullopt}};
  EXPECT_EQ(problems(log.verify()), List{"ledger.personal_changed E13"});
}

TEST(Audit, ListsOnlyAsManyProblemsAsAsked) {
  Log log = grown();
  for (Row& row : log.events) row.entry += ' ';
  AuditOptions options = log.options();
  options.most_problems = 3;
  const AuditReport report = log.verify(options);
  ASSERT_EQ(report.problems.size(), 4u);
  EXPECT_EQ(report.problems[3].code, "ledger.more_problems");
}

}  // namespace
}  // namespace dengbao::ledger
