// Every method: what is put comes back as it was.

#include <filesystem>
#include <stdexcept>

#include "conformance/store_conformance.h"

namespace dengbao::conformance {

using namespace std::string_literals;

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "dengbao-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Digest a_digest(unsigned char seed) {
  Digest out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(seed * 7 + i * 31);
  out[3] = 0;
  return out;
}

EventRow an_event(std::int64_t index, const std::string& stream, std::int64_t version) {
  EventRow row;
  row.index = index;
  row.id = "E" + std::to_string(index);
  row.stream = stream;
  row.version = version == 0 ? index + 1 : version;
  row.kind = "deliver";
  row.at = Instant::from_millis(1'770'000'000'123 + index);
  row.on = Date::from_days(20'494);
  row.owner_party = "P-运营者";
  row.role = "applicant";
  row.account = "张三";
  row.core = R"({"move":"deliver","note":"备案表“第一版”','--;"})";
  row.commitments = R"({"phone":"ab12"})";
  row.leaf = a_digest(static_cast<unsigned char>(index));
  return row;
}

CaseRow a_case(const std::string& id, const std::string& owner) {
  CaseRow row;
  row.id = id;
  row.procedure = "cn-mlps/filing";
  row.pack = "ab34";
  row.subject = "object/O1";
  row.state = "collecting";
  row.version = 1;
  row.owner_party = owner;
  row.opened_on = Date::from_days(20'000);
  row.snapshot = R"({"state":"收件"})";
  return row;
}

DutyRow a_duty(const std::string& case_id, const std::string& duty, std::int64_t due_millis) {
  DutyRow row;
  row.case_id = case_id;
  row.duty = duty;
  row.instance = "1";
  row.owner_party = "P-owner";
  row.owner_role = "reviewer";
  row.recipient_party = "P-recipient";
  row.status = "running";
  row.starts = Date::from_days(20'001);
  row.due = Instant::from_millis(due_millis);
  row.citation = "source-001 S1-07";
  return row;
}

RecordRow a_record(const std::string& kind, const std::string& id, const std::string& owner) {
  return {kind, id, 1, owner, "某市政务云平台", "91110000100000000X", "110105", R"({"级":3})"};
}

DocumentRow a_document(const std::string& id, const std::string& case_id,
                       const std::string& owner) {
  return {id, case_id, "E1", "letter_a", "京等保〔2026〕1号", owner, "d1", "d2", R"({"题":"函"})"};
}

namespace {

TEST_P(StoreConformance, AnEmptyStoreHasAnEmptyHead) {
  auto now = reading();
  EXPECT_EQ(must(now->head()), HeadRow{});
  EXPECT_EQ(must(now->head_of_size(1)), std::nullopt);
  EXPECT_TRUE(must(now->heads(-1, 10)).empty());
  EXPECT_EQ(must(now->event("E1")), std::nullopt);
  EXPECT_EQ(must(now->meta("origin")), std::nullopt);
  EXPECT_EQ(must(now->last_number("filing", "110105")), 0);
}

TEST_P(StoreConformance, EventsComeBackByIdPlaceAndStream) {
  committed([](Work& work) {
    for (int i = 0; i < 5; ++i) {
      must(work.insert(an_event(i, i % 2 == 0 ? "case/甲" : "case/乙", i / 2 + 1)));
    }
    EXPECT_EQ(must(work.event("E3")), an_event(3, "case/乙", 2)) << "a work sees its own rows";
  });
  auto now = reading();
  EXPECT_EQ(must(now->event("E4")), an_event(4, "case/甲", 3));
  EXPECT_EQ(must(now->event_at(1)), an_event(1, "case/乙", 1));
  EXPECT_EQ(must(now->event_at(5)), std::nullopt);
  const auto page = must(now->events(1, 2));
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].index, 1);
  EXPECT_EQ(page[1].index, 2);
  const auto stream = must(now->events_of("case/甲"));
  ASSERT_EQ(stream.size(), 3U);
  EXPECT_EQ(stream[2].version, 3);
}

TEST_P(StoreConformance, AnErasedSecretKeepsItsPlace) {
  const SecretRow secret{"E1", "phone", "a\0b\xff"s, R"("13800000000")"};
  committed([&](Work& work) {
    must(work.insert(secret));
    must(work.insert(SecretRow{"E1", "name", "s", R"("张三")"}));
  });
  EXPECT_EQ(must(reading()->secrets("E1"))[1], secret);
  committed([](Work& work) { must(work.erase_secret("E1", "phone")); });
  const auto left = must(reading()->secrets("E1"));
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].value, R"("张三")");
  EXPECT_EQ(left[1], (SecretRow{"E1", "phone", "", ""}));
}

TEST_P(StoreConformance, PartiesOfACaseAreReplacedTogether) {
  committed([](Work& work) {
    must(work.put_parties("C1", {{"reviewer", "P2"}, {"applicant", "P1"}, {"applicant", "P1"}}));
    must(work.put_parties("C2", {{"reviewer", "P9"}}));
  });
  EXPECT_EQ(must(reading()->case_parties("C1")),
            (std::vector<CasePartyRow>{{"applicant", "P1"}, {"reviewer", "P2"}}));
  committed([](Work& work) { must(work.put_parties("C1", {{"witness", "P3"}})); });
  EXPECT_EQ(must(reading()->case_parties("C1")), (std::vector<CasePartyRow>{{"witness", "P3"}}));
  EXPECT_EQ(must(reading()->case_parties("C2")).size(), 1U);
}

TEST_P(StoreConformance, ADutyKeepsItsEmptyDates) {
  DutyRow row = a_duty("C1", "review", 1000);
  DutyRow bare = a_duty("C1", "annual", 0);
  bare.due = std::nullopt;
  bare.starts = std::nullopt;
  bare.provisional = true;
  committed([&](Work& work) {
    must(work.put(row));
    must(work.put(bare));
  });
  EXPECT_EQ(must(reading()->duties({})), (std::vector<DutyRow>{row, bare}));
  row.status = "done";
  row.ended = Instant::from_millis(900);
  committed([&](Work& work) { must(work.put(row)); });
  EXPECT_EQ(must(reading()->duties({}))[0], row);
}

TEST_P(StoreConformance, RecordsAreFoundByWhatIsKnown) {
  const RecordRow cloud = a_record("object", "O1", "P1");
  RecordRow other = a_record("object", "O2", "P2");
  other.name = "Portal_100%";
  other.code = "abc";
  other.place = "500103";
  committed([&](Work& work) {
    must(work.put(cloud));
    must(work.put(other));
    must(work.put(a_record("party", "P1", "P1")));
  });
  EXPECT_EQ(must(reading()->record("object", "O1")), cloud);
  EXPECT_EQ(must(reading()->record("party", "O1")), std::nullopt);
  const auto ids = [&](const RecordQuery& query) {
    std::string out;
    for (const RecordRow& row : must(reading()->records(query))) out += row.id + " ";
    return out;
  };
  EXPECT_EQ(ids({.kind = "object"}), "O1 O2 ");
  EXPECT_EQ(ids({}), "O1 O2 P1 ");
  EXPECT_EQ(ids({.kind = "object", .owner_party = "P2"}), "O2 ");
  EXPECT_EQ(ids({.kind = "object", .name = "某市政务云平台"}), "O1 ");
  EXPECT_EQ(ids({.kind = "object", .code = "abc"}), "O2 ");
  EXPECT_EQ(ids({.kind = "object", .place_prefix = "1101"}), "O1 ");
  EXPECT_EQ(ids({.kind = "object", .place_prefix = "5"}), "O2 ");
  EXPECT_EQ(ids({.kind = "object", .text = "政务"}), "O1 ") << "two Chinese characters";
  EXPECT_EQ(ids({.kind = "object", .text = "PORTAL_1"}), "O2 ") << "ASCII in either case";
  EXPECT_EQ(ids({.kind = "object", .text = "0%"}), "O2 ") << "wildcards are plain characters";
  EXPECT_EQ(ids({.kind = "object", .text = "%"}), "O2 ");
  EXPECT_EQ(ids({.kind = "object", .text = "bc"}), "O2 ") << "the code too";
  EXPECT_EQ(ids({.kind = "object", .after = "O1"}), "O2 ");
  EXPECT_EQ(ids({.kind = "object", .limit = 1}), "O1 ");
}

TEST_P(StoreConformance, NumbersAreOneAfterAnother) {
  committed([](Work& work) {
    must(work.put(NumberRow{"filing", "110105", "O1", 1, "11010500001"}));
    must(work.put(NumberRow{"filing", "110105", "O2", 2, "11010500002"}));
    must(work.put(NumberRow{"filing", "500103", "O3", 7, ""}));
    must(work.put(NumberRow{"filing", "500104", "O4", 1, ""}));
    must(work.put(NumberRow{"filing", "110105", "O1", 1, "11010500001"}));
  });
  auto now = reading();
  EXPECT_EQ(must(now->last_number("filing", "110105")), 2);
  EXPECT_EQ(must(now->last_number("filing", "500103")), 7);
  EXPECT_EQ(must(now->last_number("letter", "110105")), 0);
  EXPECT_EQ(must(now->number_of("filing", "110105", "O2"))->number, 2);
  EXPECT_EQ(must(now->number_of("filing", "110105", "O3")), std::nullopt);
  EXPECT_EQ(must(now->number_text("11010500001"))->holder, "O1");
  EXPECT_EQ(must(now->number_text("")), std::nullopt);
  EXPECT_EQ(must(now->numbers("filing")).size(), 4U);
}

TEST_P(StoreConformance, AnswersAndEffectsWait) {
  const AnswerRow answer{"张三", "k1", "ab", R"({"case":"C1"})"};
  committed([&](Work& work) {
    must(work.insert(answer));
    must(work.insert(OutboxRow{"E9", 1, "{}"}));
    must(work.insert(OutboxRow{"E1", 2, "{}"}));
    must(work.insert(OutboxRow{"E1", 1, R"({"tell":"专家"})"}));
  });
  EXPECT_EQ(must(reading()->answer("张三", "k1")), answer);
  EXPECT_EQ(must(reading()->answer("李四", "k1")), std::nullopt);
  committed([](Work& work) { must(work.outbox_done("E9", 1)); });
  EXPECT_EQ(must(reading()->outbox(10)),
            (std::vector<OutboxRow>{{"E1", 2, "{}"}, {"E1", 1, R"({"tell":"专家"})"}}));
  EXPECT_EQ(must(reading()->outbox(1)).size(), 1U);
}

TEST_P(StoreConformance, TheWiderTileReplacesTheNarrower) {
  const TileRow wide{0, 1, 3, std::string("\0\xff\x01", 3)};
  committed([&](Work& work) {
    must(work.put(TileRow{0, 1, 2, "ab"}));
    must(work.put(wide));
    must(work.put(TileRow{0, 1, 1, "a"}));
    must(work.put(TileRow{0, 4, 256, std::string(256 * 32, '\0')}));
    must(work.put(TileRow{1, 0, 1, "x"}));
  });
  auto now = reading();
  EXPECT_EQ(must(now->tile(0, 1)), wide);
  EXPECT_EQ(must(now->tile(0, 2)), std::nullopt);
  EXPECT_EQ(must(now->tiles(0, 0, 10)).size(), 2U);
  EXPECT_EQ(must(now->tiles(0, 2, 10))[0].index, 4);
}

TEST_P(StoreConformance, EveryHeadIsKept) {
  const HeadRow first{3, a_digest(1), Instant::from_millis(10), "note one\n"};
  const HeadRow second{8, a_digest(2), Instant::from_millis(20), "note two\n"};
  committed([&](Work& work) { must(work.put(first)); });
  committed([&](Work& work) { must(work.put(second)); });
  auto now = reading();
  EXPECT_EQ(must(now->head()), second);
  EXPECT_EQ(must(now->head_of_size(3)), first);
  EXPECT_EQ(must(now->heads(0, 10)), (std::vector<HeadRow>{first, second}));
  EXPECT_EQ(must(now->heads(3, 10)), (std::vector<HeadRow>{second}));
}

TEST_P(StoreConformance, DocumentsPacksAndSettings) {
  const DocumentRow letter = a_document("D1", "C1", "P1");
  const PackRow pack{"ab", "cn-mlps", "2025", R"({"部":"法规"})", Instant::from_millis(5)};
  committed([&](Work& work) {
    must(work.insert(letter));
    must(work.insert(a_document("D2", "C2", "P1")));
    must(work.insert(pack));
    must(work.insert(pack));
    must(work.put_meta("origin", "旧"));
    must(work.put_meta("origin", "n\0w"s));
  });
  auto now = reading();
  EXPECT_EQ(must(now->document("D1")), letter);
  EXPECT_EQ(must(now->document("D3")), std::nullopt);
  EXPECT_EQ(must(now->documents_of("C1")), (std::vector<DocumentRow>{letter}));
  EXPECT_EQ(must(now->documents_numbered(letter.number)).size(), 2U);
  DocumentRow unnumbered = a_document("D4", "C2", "P1");
  unnumbered.number.clear();
  committed([&](Work& work) { must(work.insert(unnumbered)); });
  EXPECT_EQ(must(reading()->documents_numbered("")).size(), 0U) << "nobody asks for all of them";
  EXPECT_EQ(must(now->pack("ab")), pack);
  PackRow bare = pack;
  bare.doc.clear();
  EXPECT_EQ(must(now->packs()), (std::vector<PackRow>{bare}));
  EXPECT_EQ(must(now->meta("origin")), "n\0w"s);
}

TEST_P(StoreConformance, CredentialsAndSignInsAreKeptReplacedAndEnded) {
  const auto at = [](std::int64_t ms) { return Instant::from_millis(ms); };
  committed([&](Work& work) {
    must(work.put(CredentialRow{"zhang", "{\"a\":1}"}));
    must(work.put(CredentialRow{"zhang", "{\"a\":2}"}));
    must(work.put(SignInRow{"b", "zhang", at(2000), "{}"}));
    must(work.put(SignInRow{"a", "zhang", at(3000), "{}"}));
    must(work.put(SignInRow{"c", "li", at(4000), "{}"}));
    must(work.put(SignInRow{"a", "zhang", at(5000), "{\"seen\":1}"}));
  });
  {
    auto now = reading();
    EXPECT_EQ(must(now->credential("zhang")), (CredentialRow{"zhang", "{\"a\":2}"}));
    EXPECT_EQ(must(now->credential("li")), std::nullopt);
    EXPECT_EQ(must(now->sign_in("a")), (SignInRow{"a", "zhang", at(5000), "{\"seen\":1}"}));
    EXPECT_EQ(must(now->sign_ins("zhang")).size(), 2U);
  }
  committed([&](Work& work) {
    must(work.end_sign_ins_before(at(2000)));
    must(work.end_sign_in("c"));
    must(work.clear_projections());
  });
  auto now = reading();
  EXPECT_EQ(must(now->sign_in("b")), std::nullopt);
  EXPECT_EQ(must(now->sign_in("c")), std::nullopt);
  EXPECT_EQ(must(now->sign_ins("zhang")).size(), 1U);
  EXPECT_TRUE(must(now->credential("zhang")).has_value()) << "no event makes it again";
}

TEST_P(StoreConformance, RebuildEmptiesWhatEventsCanMakeAgain) {
  committed([](Work& work) {
    must(work.insert(an_event(0)));
    must(work.put(a_case("C1")));
    must(work.put_parties("C1", {{"applicant", "P1"}}));
    must(work.put(a_duty("C1", "review", 1)));
    must(work.put(a_record("party", "P1", "P1")));
    must(work.put(NumberRow{"filing", "1", "O1", 1, "11"}));
    must(work.insert(AnswerRow{"a", "k", "r", "{}"}));
    must(work.insert(OutboxRow{"E0", 1, "{}"}));
    must(work.put(HeadRow{1, a_digest(1), {}, "n"}));
    must(work.insert(a_document("D1", "C1", "P1")));
    must(work.put_file("f", "bytes"));
    must(work.put_meta("origin", "x"));
    must(work.clear_projections());
  });
  auto now = reading();
  EXPECT_TRUE(must(now->cases({})).empty());
  EXPECT_TRUE(must(now->case_parties("C1")).empty());
  EXPECT_TRUE(must(now->duties({})).empty());
  EXPECT_TRUE(must(now->records({})).empty());
  EXPECT_TRUE(must(now->numbers("filing")).empty());
  EXPECT_EQ(must(now->events(0, 9)).size(), 1U);
  EXPECT_EQ(must(now->head()).size, 1);
  EXPECT_TRUE(must(now->answer("a", "k")).has_value());
  EXPECT_EQ(must(now->outbox(9)).size(), 1U);
  EXPECT_TRUE(must(now->document("D1")).has_value());
  EXPECT_TRUE(must(now->file("f")).has_value());
  EXPECT_TRUE(must(now->meta("origin")).has_value());
}

}  // namespace
}  // namespace dengbao::conformance
