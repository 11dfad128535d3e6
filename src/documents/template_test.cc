#include "documents/template.h"

#include <gtest/gtest.h>

#include "documents/filters.h"
#include "documents/samples.h"

namespace dengbao {
namespace {

const std::string kHead =
    "id: t\ntitle: {zh: 函, en: Letter}\nkind: letter\nfields: [case.number]\nblocks:\n";

Document filled(const std::string& yaml, const FieldTree& values) {
  const auto form = load_template(yaml, "t.yaml");
  EXPECT_TRUE(form) << form.error().code << " " << form.error().where;
  const auto document = fill(*form, values, samples::created());
  EXPECT_TRUE(document) << document.error().code << " " << document.error().where;
  return *document;
}

TEST(ChineseNumber, IsSpeltAsOfficialPapersDo) {
  const std::pair<std::uint64_t, const char*> rows[] = {
      {0, "零"},          {3, "三"},
      {10, "十"},         {12, "十二"},
      {20, "二十"},       {101, "一百零一"},
      {110, "一百一十"},  {1005, "一千零五"},
      {10000, "一万"},    {10010, "一万零一十"},
      {120000, "十二万"}, {20260302, "二千零二十六万零三百零二"}};
  for (const auto& [number, words] : rows) EXPECT_EQ(chinese_number(number), words);
}

TEST(Filters, SpellDatesCountsAndLists) {
  const FieldTree list(FieldTree::List{"甲", "乙"});
  EXPECT_EQ(spell("2026-03-02", "date", "x").value(), "2026年3月2日");
  EXPECT_EQ(spell("2026-03-02T16:30:00Z", "date", "x").value(), "2026年3月3日");  // UTC+8
  EXPECT_EQ(spell("2026-03-02", "date_chinese", "x").value(), "二〇二六年三月二日");
  EXPECT_EQ(spell("2026-02", "month", "x").value(), "2026年2月");
  EXPECT_EQ(spell("2026-02-28", "year", "x").value(), "2026");
  EXPECT_EQ(spell(list, "count", "x").value(), "2");
  EXPECT_EQ(spell(list, "join", "x").value(), "甲、乙");
  const auto wrong = spell("2026-02-30", "date", "date.issued");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "documents.value_form");
}

struct BadTemplate {
  const char* blocks;
  const char* code;
  int line;
};

TEST(Template, RefusesWhatCannotBeFilledAndSaysWhere) {
  const BadTemplate rows[] = {
      {"  - paragraph: \"{case.nomber}\"\n", "documents.template_undeclared", 6},
      {"  - paragraph: \"{case.number\"\n", "documents.template_brace", 6},
      {"  - paragraph: \"{case.number|roman}\"\n", "documents.template_filter", 6},
      {"  - paragraph: \"{case number}\"\n", "documents.template_name", 6},
      {"  - paragraph: {case.number}\n", "documents.template_quote", 6},
      {"  - paragraph: \"{item.text}\"\n", "documents.template_item", 6},
      {"  - paragraph: \"no field\"\n", "documents.template_unused", 4},
      {"  - paragraf: \"{case.number}\"\n", "documents.template_no_block", 6},
      {"  - paragraph: \"{case.number}\"\n    colour: red\n", "documents.template_unknown", 7},
      {"  - list: \"{case.number}\"\n", "documents.template_missing", 6},
      {"  - paragraph: \"{case.number}\"\n    align: middle\n", "documents.template_value", 7},
      {"  - table: {columns: [{title: A}], total: [\"a\", \"b\"]}\n", "documents.template_cells",
       6},
      {"  - {title: A, number: \"1\"}\n", "documents.template_two_blocks", 6},
      {"  - signature: {date: \"{case.number}\"}\n", "documents.template_missing", 6}};
  for (const auto& row : rows) {
    const auto form = load_template(kHead + row.blocks, "t.yaml");
    ASSERT_FALSE(form) << row.blocks;
    EXPECT_EQ(form.error().code, row.code) << row.blocks;
    EXPECT_EQ(form.error().where, "t.yaml:" + std::to_string(row.line)) << row.blocks;
  }
}

TEST(Template, MissingValueIsAnErrorThatNamesIt) {
  const auto form = load_template(kHead + "  - paragraph: \"编号 {case.number}\"\n", "t.yaml");
  ASSERT_TRUE(form);
  for (const FieldTree& values :
       {FieldTree(),
        FieldTree(FieldTree::Map{{"case", FieldTree(FieldTree::Map{{"number", ""}})}})}) {
    const auto document = fill(*form, values, samples::created());
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, "documents.value_missing");
    EXPECT_EQ(document.error().args.front().second, "case.number");
    EXPECT_EQ(document.error().where, "t.yaml:6");
  }
}

TEST(Template, MissingMemberOfARowNamesTheRow) {
  FieldTree values = samples::fields();
  FieldTree::List defects = samples::defects();
  defects[2] = FieldTree::Map{{"item", "定级报告"}, {"text", "x"}};
  values.set("fact.defects", std::move(defects));
  const auto document = fill(samples::example("letter-b").value(), values, samples::created());
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, "documents.value_missing");
  EXPECT_EQ(document.error().args[0].second, "item.clause");
  EXPECT_EQ(document.error().args[1].second, "3");
}

TEST(Template, BlocksStandOnlyWhenTheirFieldDoes) {
  const std::string yaml = kHead +
                           "  - paragraph: \"有\"\n    when: case.number\n"
                           "  - paragraph: \"无\"\n    unless: case.number\n";
  const auto words = [&](const FieldTree& values) {
    const Document document = filled(yaml, values);
    EXPECT_EQ(document.blocks.size(), 1u);
    return std::get<Paragraph>(document.blocks.at(0)).runs.at(0).text;
  };
  FieldTree values;
  EXPECT_EQ(words(values), "无");
  values.set("case.number", "false");
  EXPECT_EQ(words(values), "无");
  values.set("case.number", "7");
  EXPECT_EQ(words(values), "有");
}

TEST(Template, LineFeedsInAValueBecomeParagraphsAndBracesCanBeWritten) {
  FieldTree values;
  values.set("case.number", "一\n二");
  const Document document = filled(kHead + "  - paragraph: \"{{{case.number}}}\"\n", values);
  ASSERT_EQ(document.blocks.size(), 2u);
  EXPECT_EQ(std::get<Paragraph>(document.blocks[0]).runs,
            (std::vector<dengbao::Run>{{"{一", false}}));
  EXPECT_EQ(std::get<Paragraph>(document.blocks[1]).runs.at(0).text, "二}");
}

TEST(Template, EveryExampleLoadsAndFills) {
  for (const char* id : samples::kExamples) {
    const auto form = samples::example(id);
    ASSERT_TRUE(form) << id << ": " << form.error().code << " " << form.error().where;
    EXPECT_EQ(form->id, id);
    const auto document = fill(*form, samples::fields(), samples::created());
    ASSERT_TRUE(document) << id << ": " << document.error().code << " " << document.error().where;
    EXPECT_FALSE(document->title.empty());
  }
}

TEST(Template, KnowsWhichMembersOfAListItUses) {
  const Template form = samples::example("letter-b").value();
  EXPECT_EQ(form.item_members.at("fact.defects"),
            (std::set<std::string>{"clause", "item", "text"}));
}

TEST(Template, LetterBNumbersEachDefectWithItemClauseAndText) {
  const Document document =
      fill(samples::example("letter-b").value(), samples::fields(), samples::created()).value();
  EXPECT_EQ(document.number, "云杉信办函〔2026〕12号");
  int numbered = 0;
  for (const auto& block : document.blocks) {
    const auto* paragraph = std::get_if<Paragraph>(&block);
    if (!paragraph || paragraph->runs.front().text != std::to_string(numbered + 1) + ". ") continue;
    ++numbered;
    EXPECT_TRUE(paragraph->runs.at(1).bold);
    EXPECT_NE(paragraph->runs.at(2).text.find("（"), std::string::npos);
  }
  EXPECT_EQ(numbered, 4);
}

TEST(HouseStyle, RefusesWhatItDoesNotKnow) {
  const std::string path = std::string(DENGBAO_SOURCE_DIR) + "/law/templates/house-style.yaml";
  const std::string sound = samples::read_file(path);
  EXPECT_TRUE(load_house_style(sound, "h"));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = sound;
    text.replace(text.find(from), from.size(), to);
    return load_house_style(text, "h").error().code;
  };
  EXPECT_EQ(changed("top: 37", "top: wide"), "documents.style_value");
  EXPECT_EQ(changed("qr_size", "qr_sise"), "documents.style_unknown");
  EXPECT_EQ(changed("  kaiti:", "  kaite:"), "documents.style_missing");
}

}  // namespace
}  // namespace dengbao
