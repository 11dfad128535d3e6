#pragma once
// The fields of an asset list, in the order of the record.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dengbao::intake {

enum class Field : std::uint8_t {
  Unit,
  CreditCode,
  System,
  ObjectType,
  Level,
  S,
  A,
  Scope,
  OnCloud,
  OnlineDate,
  FilingNo,
  FilingDate,
  Assessor,
  LastAssessDate,
  Score,
  Status,
  Contact,
  Phone,
  Remark,
  Index,
};

inline constexpr std::array<std::string_view, 20> kFieldNames{
    "unit",      "credit_code", "system",   "object_type",      "level",
    "s",         "a",           "scope",    "on_cloud",         "online_date",
    "filing_no", "filing_date", "assessor", "last_assess_date", "score",
    "status",    "contact",     "phone",    "remark",           "index"};
inline constexpr std::size_t kFields = kFieldNames.size();

constexpr std::size_t at(Field field) {
  return static_cast<std::size_t>(field);
}
constexpr std::string_view name(Field field) {
  return kFieldNames[at(field)];
}
constexpr std::optional<Field> field_named(std::string_view text) {
  for (std::size_t i = 0; i < kFields; ++i)
    if (kFieldNames[i] == text) return static_cast<Field>(i);
  return std::nullopt;
}

}  // namespace dengbao::intake
