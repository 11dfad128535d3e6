// The permission table, cell by cell, and that no use case stands outside of it.

#include "app/dispatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace dengbao {
namespace {

// Columns: nobody, party, system, security, auditor, local operator.
const std::map<std::string, std::string> kExpected = {
    {"", "yyyyyy"},         {"public", "yyyyyy"},     {"read", "-yyyyy"},   {"act", "-y---y"},
    {"register", "-yy--y"}, {"administer", "--y--y"}, {"secure", "---y-y"}, {"audit", "----yy"},
    {"invented", "------"}, {"accounts", "--yyyy"},
};

TEST(PermissionTable, CellByCell) {
  for (const auto& [row, cells] : kExpected)
    for (std::size_t i = 0; i < std::size(kCapacities); ++i)
      EXPECT_EQ(may(row, kCapacities[i]), cells[i] == 'y')
          << row << " × " << capacity_name(kCapacities[i]);
  for (const std::string& row : permission_rows()) EXPECT_TRUE(kExpected.contains(row)) << row;
}

TEST(PermissionTable, HasARowForEveryUseCase) {
  const auto& rows = permission_rows();
  for (const UseCase& u : catalogue())
    EXPECT_TRUE(u.permission.empty() ||
                std::find(rows.begin(), rows.end(), u.permission) != rows.end())
        << u.word << ": " << u.permission;
  // Who has an account is read by all three administrators: nothing under that row may write.
  for (const UseCase& u : catalogue())
    EXPECT_TRUE(u.permission != "accounts" || u.needs == Needs::Reading) << u.word;
}

// What one kind of administrator may do beyond reading, neither of the others may.
TEST(PermissionTable, KeepsTheAdministratorsApart) {
  constexpr Capacity kThree[] = {Capacity::SystemAdministrator, Capacity::SecurityAdministrator,
                                 Capacity::Auditor};
  for (const std::string& row : permission_rows()) {
    if (row == "public" || row == "read" || row == "accounts") continue;
    int how_many = 0;
    for (const Capacity c : kThree) how_many += may(row, c) ? 1 : 0;
    EXPECT_LE(how_many, 1) << row;
  }
}

}  // namespace
}  // namespace dengbao
