#include <gtest/gtest.h>

#include "engine/check/check.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

std::string with_roles(const std::string& roles) {
  return "procedure: p\nabout: object\nroles: {" + roles +
         "}\nstates: {open: {}, done: {final: true}}\n"
         "moves:\n  file: {from: open, by: applicant, to: done}\n";
}

TEST(Roles, OneThatDoesNothingIsNotRepresented) {
  struct Row {
    const char* roles;
    bool idle;
  };
  const Row table[] = {
      {"applicant: {find: owner_of_subject}", false},
      {"applicant: {find: owner_of_subject, represented_by: [agent, head_office]}", false},
      {"applicant: {find: owner_of_subject}, told: {find: given, represented_by: [agent]}", true},
      {"applicant: {find: owner_of_subject}, told: {find: given}", false},
  };
  for (const Row& row : table) {
    const auto law = test::law_of(test::one_pack(with_roles(row.roles)));
    bool found = false;
    for (const Explanation& e : check_law(*law, {})) found |= e.code == "check.represented_idle";
    EXPECT_EQ(found, row.idle) << row.roles;
  }
}

TEST(Roles, SayByWhomTheyMayBeRepresented) {
  const auto law = test::law_of(test::one_pack(with_roles(
      "applicant: {find: owner_of_subject, represented_by: [head_office]}, other: {find: given}")));
  const Procedure* p = law->procedure("p");
  ASSERT_TRUE(p);
  EXPECT_TRUE(p->role(Symbol("applicant"))->represented.by_head_office);
  EXPECT_FALSE(p->role(Symbol("applicant"))->represented.by_agent);
  EXPECT_FALSE(p->role(Symbol("other"))->represented.by_head_office);
}

}  // namespace
}  // namespace dengbao
