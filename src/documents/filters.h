#pragma once
// How a value is spelled in a document: {date.issued|date} → 2026年3月2日.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/field_tree.h"

namespace dengbao {

// 0…99999999 in words: 十二, 一百零五. For years see the filter date_chinese.
std::string chinese_number(std::uint64_t number);

bool is_filter(std::string_view name);
// Every filter's name, for messages.
std::string filter_names();

// The text of a value. `filter` is empty or one of:
//   date 2026年3月2日 · date_chinese 二〇二六年三月二日 · month 2026年3月 · year 2026 ·
//   chinese_number 十二 · count (of a list) · join (texts of a list, with 、) ·
//   or_none, or_dash: the text as it is; where there is none, the template's filler writes 无 or —
// Errors: documents.value_form when the value is not what the filter takes; `name` is the
// placeholder as written.
Result<std::string> spell(const FieldTree& value, std::string_view filter, std::string_view name);

}  // namespace dengbao
