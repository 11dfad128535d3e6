#include "engine/check/list_fields.h"

#include <gtest/gtest.h>

#include "engine/check/check.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

// A summary lists filings that were found among cases, and defects of its own.
constexpr const char* kSummary = R"(procedure: summary
about: object
roles: {sender: {find: owner_of_subject}}
facts:
  filings: {type: list, of: case, from: {cases: filing}}
  defects: {type: list, of: {item: text, clause: text}}
states: {open: {}, sent: {final: true}}
moves:
  send:
    from: open
    by: sender
    reads: [filings]
    issues: [{document: sheet, to: [sender]}]
    to: sent
)";
constexpr const char* kFiling = R"(procedure: filing
about: object
roles: {applicant: {find: owner_of_subject}}
facts:
  level: {type: integer}
  phone: {type: text, personal: true}
states: {open: {}, filed: {final: true}}
moves:
  file: {from: open, by: applicant, asks: [level], to: filed}
)";

std::string sheet(const std::string& list, const std::string& text) {
  return "id: sheet\ntitle: {zh: 表, en: Sheet}\nkind: letter\nfields: [fact." + list +
         "]\nblocks:\n  - list: [\"" + text + "\"]\n    each: fact." + list + "\n";
}

TEST(ListFields, AreLookedForWhereTheListWasFound) {
  struct Row {
    const char *list, *text;
    bool there;
  };
  const Row table[] = {
      {"filings", "第{item.fact.level|chinese_number}级，{item.subject.name}", true},
      {"filings", "{item.party.applicant.name}", true},
      {"filings", "{item.fact.grade}", false},
      {"filings", "{item.fact.phone}", false},  // personal: not shown in the list of another case
      {"filings", "{item.party.reviewer.name}", false},
      {"defects", "{row}. {item.item}（{item.clause}）", true},
      {"defects", "{item.item}：{item.text}", false},
  };
  for (const Row& row : table) {
    const auto law = test::law_of(
        test::one_pack(kSummary, {{"procedures/filing.yaml", kFiling},
                                  {"templates/sheet.yaml", sheet(row.list, row.text)}}));
    bool found = false;
    for (const Explanation& e : check_law(*law, {})) found |= e.code == "check.unknown_member";
    EXPECT_EQ(found, !row.there) << row.text;
  }
}

}  // namespace
}  // namespace dengbao
