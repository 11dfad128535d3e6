// Who is named by nothing is nobody, also where there is only one who could be meant.

#include "application/town.h"

namespace dengbao {
namespace {

class NoName : public Town {
 protected:
  NoName() {
    init();
    open();
    must("org new", {{"name", "某单位"}, {"id", "only"}, {"kind", "government"}});
  }
};

TEST_F(NoName, IsNoParty) {
  for (const char* name : {"", " ", "　"}) {
    EXPECT_EQ(outcome("org show", {{"id", name}}), "party.none") << "'" << name << "'";
    EXPECT_EQ(outcome("org grant",
                      {{"id", name}, {"capacity", "informatization_office"}, {"place", "990000"}}),
              "party.none")
        << "'" << name << "'";
  }
  EXPECT_EQ(outcome("org show", {{"id", "某单位"}}), "ok");
}

TEST_F(NoName, IsNoDocument) {
  EXPECT_EQ(outcome("document show", {{"document", ""}}), "document.none");
  EXPECT_EQ(outcome("verify", {{"WHAT", ""}}), "document.none");
}

}  // namespace
}  // namespace dengbao
